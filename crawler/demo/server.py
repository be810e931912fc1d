"""The demo portals' HTTP server: real HTTP/1.1 on loopback, one virtual host a portal."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from crawler.demo import replica
from crawler.demo.content import FIRST_EDITION, LAST_EDITION, entries, written
from crawler.demo.current import NEWEST_EDITION, relaunched, with_current
from crawler.demo.exchange import Request, Response, Site
from crawler.demo.gsb_site import ClusterSite
from crawler.demo.typo3_site import KooperationSite
from crawler.demo.web_archive import WebArchiveSite

Alter = Callable[[Request, Response], Response]


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One line of the server's log; ``size`` is the answer's body as sent, in bytes."""

    host: str
    method: str
    path: str
    status: int
    headers: dict[str, str]
    size: int
    started: float
    """When it arrived, by the monotonic clock."""


class DemoServer:
    """Serves the demo portals on a port of 127.0.0.1 while it is open (``with``).

    The arguments are described in docs/demo.md. ``edition`` may be assigned to while the server
    runs; ``log`` grows by one entry a request, in the order the answers were sent.
    """

    def __init__(
        self,
        edition: int = FIRST_EDITION,
        delay: float = 0,
        port: int = 0,
        articles: int | None = None,
        etag: bool = True,
        last_modified: bool = True,
        compress: bool = True,
        crawl_delay: float = 0,
        redirect_bare_host: bool = False,
        alter: Alter | None = None,
        today: dt.date | None = None,
    ) -> None:
        self.delay = delay
        self.etag = etag
        self.last_modified = last_modified
        self.compress = compress
        self.redirect_bare_host = redirect_bare_host
        self.alter = alter
        self.log: list[LoggedRequest] = []
        self._articles = articles
        self._crawl_delay = crawl_delay
        self._today = today or dt.datetime.now(dt.UTC).date()
        self._sites: dict[str, Site] = {}
        self.edition = edition
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.demo = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def edition(self) -> int:
        """The edition being served."""
        return self._edition

    @edition.setter
    def edition(self, edition: int) -> None:
        newest = NEWEST_EDITION if self._articles is None else LAST_EDITION
        if edition > newest:
            raise ValueError(f"edition {edition}: there are {FIRST_EDITION} to {newest}")
        written_in = min(edition, LAST_EDITION)
        calls = entries(self._content("kooperation"), written_in)
        news = entries(self._content("cluster"), written_in)
        kooperation = KooperationSite(with_current(calls, edition, self._today), edition)
        cluster = ClusterSite(relaunched(news, edition, self._today), edition, self._crawl_delay)
        sites: tuple[Site, ...] = (kooperation, cluster)
        if self._articles is None:  # what it captured it captured before these days
            earlier = entries(self._content("kooperation"), FIRST_EDITION)
            kept = WebArchiveSite([(KooperationSite(earlier, FIRST_EDITION), earlier)])
            sites = (*sites, kept)
        self._edition = edition
        self._sites = {host: site for site in sites for host in site.hosts}

    @property
    def port(self) -> int:
        """The port listened on."""
        return int(self._http.server_address[1])

    @property
    def hosts(self) -> list[str]:
        """All host names the portals answer to."""
        return list(self._sites)

    @property
    def connect_to(self) -> str:
        """The setting CONNECT_TO that sends the portals' hosts here."""
        return ",".join(f"{host}=127.0.0.1:{self.port}" for host in self.hosts)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """End serving and free the port."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def respond(self, request: Request) -> Response:
        """Answer ``request`` as the host it names does, conditional requests and all."""
        site = self._sites.get(request.host)
        if site is None:
            return Response(421, b"No portal of this name lives here.\n", "text/plain")
        if self.redirect_bare_host and request.host != site.hosts[0]:
            location = f"http://{site.hosts[0]}{request.target}"
            return Response(301, b"", headers={"Location": location})
        response = site.respond(request)
        if self.alter is not None:
            response = self.alter(request, response)
        return self._conditional(request, response)

    def _conditional(self, request: Request, response: Response) -> Response:
        """Add validators, and turn the answer into a 304 where they hold (RFC 9110, 13.2.2)."""
        if response.modified is None:
            return response
        tag = hashlib.sha256(response.etag_of or response.body).hexdigest()[:20]
        if self.etag:
            response.headers["ETag"] = f'W/"{tag}"' if response.weak else f'"{tag}"'
        if self.last_modified:
            response.headers["Last-Modified"] = format_datetime(response.modified, usegmt=True)
        if_none_match = request.headers.get("if-none-match")
        since = request.headers.get("if-modified-since")
        if if_none_match is not None:
            unchanged = self.etag and (tag in if_none_match or if_none_match.strip() == "*")
        else:
            unchanged = bool(
                since and self.last_modified and response.modified <= parsedate_to_datetime(since)
            )
        if unchanged:
            response.status, response.body = 304, b""
        return response

    def _content(self, portal: str) -> replica.Articles:
        if self._articles is None:
            return written(portal)
        return replica.generate(portal, self._articles)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    demo: DemoServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: crawls that end do."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DemoPortal/1.0"
    disable_nagle_algorithm = True  # headers and body are two writes: 40 ms on keep-alive
    server: _Http

    def do_GET(self) -> None:
        """Answer GET."""
        demo, started = self.server.demo, time.monotonic()
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").partition(":")[0].lower()
        request = Request(host, self.path, self.command, headers)
        response = demo.respond(request)
        time.sleep(demo.delay)
        body = response.body
        if demo.compress and body and "gzip" in headers.get("accept-encoding", ""):
            body = gzip.compress(body, compresslevel=1, mtime=0)
            response.headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self.send_response(response.status)
        if response.status != 304:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        demo.log.append(
            LoggedRequest(
                host, self.command, self.path, response.status, headers, len(body),
                started,
            )
        )  # fmt: skip
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Answer HEAD: what GET answers, without the body."""
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Keep stderr free: DemoServer.log has it all."""
