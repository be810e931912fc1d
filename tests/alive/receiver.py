"""A service that expects pings, on loopback."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Ping(NamedTuple):
    path: str
    """Behind the URL that was set: ``/start``, ``""``, …"""
    body: str
    headers: dict[str, str]


class Receiver:
    """Takes pings while it is open (``with``).

    ``answers`` are statuses of the next ones, 200 behind them; None hangs up without an answer.
    """

    BASE = "/geheim-4711"

    def __init__(self) -> None:
        self.pings: list[Ping] = []
        self.answers: list[int | None] = []
        self.says = b"OK"
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.receiver = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}{self.BASE}"
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def paths(self) -> list[str]:
        return [ping.path for ping in self.pings]

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        path = self.path.removeprefix(receiver.BASE)
        receiver.pings.append(Ping(path, body, dict(self.headers)))
        status = receiver.answers.pop(0) if receiver.answers else 200
        if status is None:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(receiver.says)))
        self.end_headers()
        self.wfile.write(receiver.says)

    def log_message(self, *args: object) -> None:
        pass
