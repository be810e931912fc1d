"""``python -m crawler.demo --port 8000``: serve the demo portals for a look at them."""

import argparse
import threading

from crawler.demo.content import FIRST_EDITION
from crawler.demo.current import NEWEST_EDITION
from crawler.demo.server import DemoServer


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="port of 127.0.0.1 (default 8000)")
    parser.add_argument("--edition", type=int, default=FIRST_EDITION, help=f"1 to {NEWEST_EDITION}")
    parser.add_argument("--articles", type=int, help="that many generated articles on each portal")
    arguments = parser.parse_args()
    with DemoServer(
        edition=arguments.edition, port=arguments.port, articles=arguments.articles
    ) as server:
        local = f"127.0.0.1:{server.port}"
        print(f'In a browser: chromium --host-resolver-rules="MAP *.example {local}" URL')
        for host in server.hosts:
            print(f"  http://{host}/  (curl --connect-to {host}:80:{local} http://{host}/)")
        print("Ctrl-C ends it.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
