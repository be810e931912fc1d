"""A portal that means harm, beside the demo portal's good articles: every trap once, by its name.

The server runs on loopback and knows which requests must never be made.
"""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import brotli
import zstandard

from crawler.demo import DemoServer, Request

HOST = "www.cluster.example"
FOLDER = "/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2024/1_Quartal/"
LIST = "/CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html"
CALENDAR = "/CLUSTER/Navigation/DE/Aktuelles/ClusterERFOLGE/clustererfolge_node.html"
FEED = "/CLUSTER/Service/DE/RSS/meldungen.xml"
BOMB = 200 * 1024 * 1024
_PIECE = bytes(1024 * 1024)

Trap = Callable[["Handler"], None]


def packed(compressor) -> bytes:
    """A bomb in the pieces of a streaming compressor."""
    parts = [compressor.compress(_PIECE) for _ in range(BOMB // len(_PIECE))]
    return b"".join([*parts, compressor.flush()])


class _Brotli(brotli.Compressor):
    compress = brotli.Compressor.process

    def flush(self) -> bytes:
        return self.finish()


class HostileServer:
    """Serves while it is open (``with``); has what the crawls of tests/crash ask of a server."""

    def __init__(self, articles: int) -> None:
        self.demo = DemoServer(articles=articles, compress=False)
        self.log: list[tuple[str, str]] = []
        self.stopped = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.hostile = self
        self.port = self._http.server_port
        self.connect_to = f"{HOST}=127.0.0.1:{self.port}"
        self.bombs = {
            "gzip": packed(zlib.compressobj(9, wbits=31)),
            "br": packed(_Brotli(quality=1)),
            "zstd": packed(zstandard.ZstdCompressor().compressobj()),
        }
        self.bombs["gzip, gzip"] = gzip.compress(self.bombs["gzip"])
        self.bombs[", ".join(["gzip"] * 9)] = self.bombs["gzip"]
        here = f"http://127.0.0.1:{self.port}"
        self.traps: dict[str, Trap] = {
            **{
                f"bomb_{number}": packed_as(name, body)
                for number, (name, body) in enumerate(self.bombs.items())
            },
            "announced": announced,
            "endless": endless,
            "endless_head": endless_head,
            "trickle": trickle,
            "loop": moved(f"{FOLDER}loop.html"),
            "file": moved("file:///etc/passwd"),
            "data": moved("data:text/html,<h1>Titel</h1>"),
            "loopback": moved(f"{here}/verboten"),
            "loopback_written_otherwise": moved(f"http://2130706433:{self.port}/verboten"),
            "metadata": moved("http://169.254.169.254/latest/meta-data/"),
            "stranger": moved("http://fremd.example/verboten"),
            "refresh": page(f'<meta http-equiv="refresh" content="0;url={here}/verboten">'),
            "long_title": article("T" * 1_000_000),
            "script": article("<script>alert(1)</script>Skript<img src=x onerror=alert(1)>"),
            "sql": article("Robert'); DROP TABLE articles; --"),
            "control": article("Steuer\x1b[31mzeichen\x00\x07"),
            "charset": raw(b"<meta charset=utf-16><h1>Zeichen\xff\xfe\x80</h1><p>\xc3\x28</p>"),
            "links": article("Links", '<a href="/a">Link</a> ' * 10_000),
            "deep": raw(b"<h1>Tief</h1>" + b"<b>" * 500_000),
        }

    def __enter__(self) -> Self:
        self.demo.start()
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self.demo.stop()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Hostile"

    def do_GET(self) -> None:
        """Answer with a trap, or as the demo portal does."""
        hostile: HostileServer = self.server.hostile
        host = self.headers.get("Host", "")
        hostile.log.append((host, self.path))
        name = self.path.removeprefix(FOLDER).removesuffix(".html")
        try:
            if self.path.startswith(FOLDER) and name in hostile.traps:
                hostile.traps[name](self)
            elif self.path.startswith(CALENDAR):
                self.calendar()
            elif self.path == FEED:
                self.answer(ENTITIES, "application/rss+xml")
            else:
                self.as_demo(hostile)
        except OSError:
            self.close_connection = True  # the crawl hung up

    def as_demo(self, hostile: HostileServer) -> None:
        answer = hostile.demo.respond(Request(HOST, self.path))
        body = answer.body
        if self.path == LIST:
            links = [f'<a href="{FOLDER}{name}.html">Falle</a>' for name in hostile.traps]
            links += [f'<a href="/n/{number}">Nichts</a>' for number in range(10_000)]
            body = body.replace(b"</body>", "".join(links).encode() + b"</body>")
        self.answer(body, answer.content_type, answer.status)

    def calendar(self) -> None:
        """A list without end: each page links a day that has no page, and the page after it."""
        number = int(self.path.rpartition("%253D")[2]) if "gtp" in self.path else 1
        self.answer(
            f'<a href="{FOLDER}tag-{number}.html">Tag {number}</a>'
            f'<a href="{CALENDAR}?gtp=1_list%253D{number + 1}">weiter</a>'.encode()
        )

    def answer(self, body: bytes, kind: str = "text/html", status: int = 200, **more: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def packed_as(name: str, body: bytes) -> Trap:
    return lambda handler: handler.answer(body, Content_Encoding=name)


def moved(target: str) -> Trap:
    return lambda handler: handler.answer(b"", status=302, Location=target)


def raw(body: bytes) -> Trap:
    return lambda handler: handler.answer(body)


def page(head: str, content: str = "") -> Trap:
    return raw(f"<!DOCTYPE html><html><head>{head}</head><body>{content}".encode())


def article(title: str, text: str = "") -> Trap:
    content = f"<h1>{title}</h1><p>Ein Absatz, der lang genug ist, um einer zu sein. {text}</p>"
    return page('<meta charset="utf-8"><meta name="date" content="2024-01-01">', content)


def announced(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(BOMB))
    handler.end_headers()
    handler.wfile.write(_PIECE)


def endless(handler: Handler) -> None:
    """A body of no announced length: chunks for as long as somebody takes them."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(BOMB // len(_PIECE)):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(_PIECE), _PIECE))


def endless_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200_000):
        handler.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))


def trickle(handler: Handler) -> None:
    """A byte now and then: slow loris."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.server.hostile.stopped.wait(0.2):
        handler.wfile.write(b"x")
        time.sleep(0)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "lol">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (ord("b") + n, b"&%c;" % (ord("a") + n) * 10) for n in range(9)
    )
    + b'<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://127.0.0.1/verboten">]>'
    + b"<rss><channel><item><link>&j;&x;&y;</link></item></channel></rss>"
)
