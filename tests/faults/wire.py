"""Answers byte by byte: bodies packed otherwise than said, odd heads, hosts, broken URLs."""

from __future__ import annotations

import gzip
import html
import socketserver
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import brotli
import zstandard

from crawler.urls import broken_url
from tests.crash.crawling import run_command, run_to
from tests.faults.table import Fault, Result
from tests.warc.making import Warc, chunked

TEXT = "".join(
    f"<p>Absatz {n} über Größe und Förderung der Länder, in dem {n} Netzwerke vorkommen.</p>\n"
    for n in range(8)
)
HTML = "Content-Type: text/html; charset=utf-8"


def article(name: str, head: str = "", text: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">{head}<title>{name}</title>'
        f'</head><body><h1>Förderung wächst: {name}</h1><p class="date">03.02.2024</p>'
        f'<div class="text">{TEXT}{text}</div></body></html>'
    ).encode("utf-8", "surrogatepass")


def answer(body: bytes, *fields: str | bytes, sized: bool = True, status: str = "200 OK") -> bytes:
    """All bytes of a response; the connection is closed behind it."""
    lines = [f"HTTP/1.1 {status}", HTML, "Connection: close", *fields]
    if sized:
        lines.append(f"Content-Length: {len(body)}")
    head = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return head + b"\r\n\r\n" + body


def listing(links: Iterable[str], head: str = "") -> bytes:
    anchors = "".join(f'<a href="{html.escape(link)}">Meldung</a>\n' for link in links)
    page = f"<html><head><meta charset='utf-8'>{head}</head><body><h1>Liste</h1>{anchors}</body>"
    return answer(page.encode("utf-8", "surrogatepass"))


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        target = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        pages: Mapping[str, bytes] = self.server.pages  # type: ignore[attr-defined]
        self.wfile.write(pages.get(target, answer(b"", status="404 Not Found")))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""


@contextmanager
def served(pages: Mapping[str, bytes]) -> Iterator[int]:
    """A server that sends these bytes by path; its port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.pages = pages  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


OURS = ("-s", "SPIDER_MODULES=tests.faults.portals", "-s", "LOG_LEVEL=WARNING")


def crawled(
    folder: Path, pages: Mapping[str, bytes], spider: str = "wire", hosts: tuple[str, ...] = ()
) -> tuple[int | None, str]:
    """A live crawl of these pages; its exit code and all it printed."""
    folder.mkdir(exist_ok=True)
    with served(pages) as port:
        names = hosts or ("www.wire.example",)
        connect = ",".join(f"{host}=127.0.0.1:{port}" for host in names)
        quick = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "RETRY_TIMES=0")
        words = [word for each in (*quick, f"CONNECT_TO={connect}") for word in ("-s", each)]
        code = run_to(folder / "log", folder, "crawl", spider, *OURS, *words)
    return code, (folder / "log").read_text("utf-8")


def names(folder: Path) -> list[str]:
    """The articles stored with all of their text, by the last part of their URLs."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        rows = db.execute(
            "SELECT url FROM v_articles WHERE title LIKE 'Förderung wächst: %'"
            " AND body LIKE '%Absatz 7 über Größe%' AND incomplete IS NULL ORDER BY url"
        ).fetchall()
    return sorted(url.rpartition("/")[2].removesuffix(".html") for (url,) in rows)


def read_back(folder: Path) -> tuple[int | None, int | None, int]:
    """Exit codes of doctor and of reextract, and how many articles this one would change."""
    sound, _ = run_command(folder, "doctor", *OURS)
    code, said = run_command(folder, "reextract", *OURS)
    return sound, code, 0 if ": 0 changed" in said else 1


# -- Bodies that are not what their fields say -----------------------------------------------------


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def _plain(body: bytes) -> bytes:
    return body


def _twice(body: bytes) -> bytes:
    return gzip.compress(gzip.compress(body))


def _chunked_gzip(body: bytes) -> bytes:
    return chunked(gzip.compress(body))


Pack = Callable[[bytes], bytes]
CODINGS: dict[str, tuple[Pack, str]] = {
    **{f"plain-{name}": (_plain, name) for name in
       ("gzip", "x-gzip", "br", "zstd", "deflate", "GZIP", "identity", "utf-8", "compress")},
    "plain-several": (_plain, "gzip, br"),
    "plain-many": (_plain, "identity, identity, utf-8, identity, gzip, utf-8"),
    "mark": (lambda body: b"\xef\xbb\xbf" + body, "gzip"),
    "warning": (lambda body: b"Warning: include() in index.php on line 3\n" + body, "br"),
    "wide": (lambda body: body.decode().encode("utf-16"), "gzip"),
    "bare-gzip": (gzip.compress, ""),
    "bare-zstd": (zstandard.compress, ""),
    "bare-twice": (_twice, ""),
    "twice": (_twice, "gzip"),
    "zstd-in-gzip": (lambda body: gzip.compress(zstandard.compress(body)), "gzip"),
    "gzip-in-br": (lambda body: brotli.compress(gzip.compress(body), quality=1), "gzip, br"),
    "gzip-called-br": (gzip.compress, "br"),
    "gzip-called-deflate": (gzip.compress, "deflate"),
    "zstd-called-gzip": (zstandard.compress, "gzip"),
    "deflate-called-gzip": (zlib.compress, "gzip"),
    "gzip-called-utf-8": (gzip.compress, "utf-8"),
    "gzip-with-a-weight": (gzip.compress, "gzip;q=1.0"),
    "raw-deflate": (_raw_deflate, "deflate"),
}  # fmt: skip


TRANSFERRED: dict[str, tuple[Pack, str]] = {
    "gzip-chunked": (_chunked_gzip, "Transfer-Encoding: gzip, chunked"),
    "gzip-chunked-apart": (_chunked_gzip, "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"),
    "chunked-twice": (chunked, "Transfer-Encoding: chunked, chunked"),
    "transferred-as-it-is": (_plain, "Transfer-Encoding: identity"),
    "transferred-as-gzip": (gzip.compress, "Transfer-Encoding: gzip"),
}


def _codings(folder: Path) -> Result:
    pages, warc = {}, Warc()
    for name, (pack, field) in CODINGS.items():
        body = pack(article(name))
        fields = [f"Content-Encoding: {field}"] if field else []
        pages[f"/artikel/{name}.html"] = answer(body, *fields)
        headers = [
            ("Content-Type", "text/html"),
            *((("Content-Encoding", field),) if field else ()),
        ]
        warc.response(f"http://www.wire.example/artikel/{name}.html", body, headers=headers)
    for name, (pack, field) in TRANSFERRED.items():
        body = pack(article(name))
        pages[f"/artikel/{name}.html"] = answer(body, field, sized=False)
        value = field.replace("\r\nTransfer-Encoding:", ",").partition(": ")[2]
        headers = [("Content-Type", "text/html"), ("Transfer-Encoding", value)]
        warc.response(f"http://www.wire.example/artikel/{name}.html", body, headers=headers)
    pages["/liste.html"] = listing(pages)
    code, said = crawled(folder, pages)
    wanted = sorted([*CODINGS, *TRANSFERRED])
    out_of = folder / "out-of-records"
    out_of.mkdir()
    warc.save(folder / "a.warc.gz")
    source = ("-a", f"source=warc:{folder / 'a.warc.gz'}")
    run_to(folder / "warc.log", out_of, "crawl", "wire", *source, *OURS)
    stored = [_lacking(wanted, names(folder)), _lacking(wanted, names(out_of)), read_back(folder)]
    return Result(code, said, stored)


def _lacking(wanted: Iterable[str], found: list[str]) -> list[str]:
    return [name for name in wanted if name not in found]


def _bombs(folder: Path) -> Result:
    bomb = gzip.compress(b"<html>" + bytes(40_000_000), 1)
    pages = {
        "/artikel/bomb.html": answer(bomb, "Content-Encoding: gzip"),
        "/artikel/bare.html": answer(bomb),
        "/artikel/good.html": answer(article("good")),
    }
    pages["/liste.html"] = listing(pages)
    code, said = crawled(folder, pages)
    return Result(code, said, (names(folder), run_command(folder, "doctor", *OURS)[0]))


# -- Heads of responses ----------------------------------------------------------------------------

HEADS: dict[str, list[str | bytes]] = {
    "350-fields": [f"X-Field-{n}: {n}" for n in range(350)],
    "3000-fields": [f"X-Field-{n}: {n}" for n in range(3000)],
    "400-cookies": [f"Set-Cookie: a{n}=1" for n in range(400)],
    "100-kB": ["Content-Security-Policy: " + "a" * 100_000],
    "many-long": [f"X-Long-{n}: " + "b" * 5000 for n in range(40)],
    "folded": ["X-Folded: a\r\n  b\r\n\tc"],
    "folded-type": ["Content-Type: text/html;\r\n charset=utf-8"],
    "duplicates": ["ETag: a", "ETag: b", HTML, "x-a: 1", "X-A: 2"],
    "octets": ["X-Wert: Größe", "X-Wert: Größe".encode("latin-1"), b"ETag: \xfc\xff"],
    "octets-in-a-name": ["Größe: 1"],
    "no-colon": ["no colon here", "X-A: 1"],
    "no-name": [": value"],
    "a-space-in-a-name": ["X Name: 1", "X-B : 2"],
    "zero": [b"X-Zero: a\0b", b"X-\0: c"],
    "controls": [b"X-Controls: \x01\x1b[2J\x7f"],
    "carriage-return": [b"X-Return: a\rb"],
    "no-length": ["Content-Length: viel"],
}


def _heads(folder: Path) -> Result:
    pages = {
        f"/artikel/{name}.html": answer(article(name), *fields, sized=name != "no-length")
        for name, fields in HEADS.items()
    }
    first = b"HTTP/1.1 200 OK\r\n continued\r\n"
    pages["/artikel/continued.html"] = answer(article("continued")).replace(
        b"HTTP/1.1 200 OK\r\n", first, 1
    )
    pages["/liste.html"] = listing(pages)
    code, said = crawled(folder, pages)
    wanted = [*HEADS, "continued"]
    return Result(code, said, (_lacking(wanted, names(folder)), read_back(folder)))


# -- One portal, however its host is written -------------------------------------------------------

_HOST = "www.bücher-cluster.example"
_ASCII = "www.xn--bcher-cluster-wob.example"
SPELLINGS = [
    f"http://{_HOST}", f"http://{_ASCII}", "http://www.b%C3%BCcher-cluster.example",
    f"HTTP://{_HOST.upper()}", f"http://{_HOST}.", f"http://{_HOST}:80", f"http://{_ASCII}.:80",
    f"https://{_HOST}", f"//{_HOST}", f"http://{_HOST[4:]}", "",
]  # fmt: skip


def _hosts(folder: Path) -> Result:
    pages, links, warc = {}, [], Warc()
    for n, (origin, other) in enumerate(zip(SPELLINGS, reversed(SPELLINGS), strict=True)):
        canonical = f'<link rel="canonical" href="{other}/artikel/a{n}.html">'
        pages[f"/artikel/a{n}.html"] = answer(article(f"a{n}", canonical))
        pages[f"/artikel/r{n}.html"] = answer(
            b"", f"Location: {origin}/artikel/ziel{n}.html", status="301 Moved Permanently"
        )
        pages[f"/artikel/ziel{n}.html"] = answer(article(f"ziel{n}"))
        links += [f"{origin}/artikel/a{n}.html", f"/artikel/r{n}.html"]
        if origin.startswith("http"):
            warc.response(f"{origin}/artikel/w.html", article(f"w{n}"))
    pages["/liste.html"] = listing(links)
    sitemaps = [origin for origin in SPELLINGS if origin.startswith("http")]
    for n, origin in enumerate(sitemaps):
        pages[f"/s{n}.xml"] = answer(
            f"<urlset><url><loc>{origin}/artikel/s{n}.html</loc></url></urlset>".encode()
        )
        pages[f"/artikel/s{n}.html"] = answer(article(f"s{n}"))
    robots = "".join(f"Sitemap: {origin}/s{n}.xml\n" for n, origin in enumerate(sitemaps))
    pages["/robots.txt"] = answer(robots.encode())
    code, said = crawled(folder, pages, "umlaut", (_HOST, _HOST[4:]))
    wanted = [f"{kind}{n}" for kind in ("a", "ziel") for n in range(len(SPELLINGS))]
    wanted += [f"s{n}" for n in range(len(sitemaps))]
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        hosts = {url.split("/")[2] for (url,) in db.execute("SELECT url FROM articles")}
    out_of = folder / "out-of-records"
    out_of.mkdir()
    warc.save(folder / "a.warc.gz")
    source = ("-a", f"source=warc:{folder / 'a.warc.gz'}")
    run_to(folder / "warc.log", out_of, "crawl", "umlaut", *source, *OURS)
    return Result(code, said, (_lacking(wanted, names(folder)), hosts, names(out_of)))


# -- Broken URLs -----------------------------------------------------------------------------------

_WIRE = "http://www.wire.example"
BROKEN = [
    "http://[kaputt/x", "http://[::1", "http://user:pass@[bad/", f"{_WIRE}:99999/artikel/x.html",
    f"{_WIRE}:abc/artikel/x.html", f"{_WIRE}:80:80/artikel/x.html", f"{_WIRE}:0/artikel/x.html",
    f"{_WIRE}:８０/artikel/x.html", "http:///x", "https:/one-slash", "http://", "http:", "//",
    f"{_WIRE}/ab\0cd", f"{_WIRE}/a b", f"{_WIRE}/\ud800x", f"{_WIRE}/{'l' * 100_000}",
    f"{_WIRE}%00/artikel/x", "http://a..b/", "http://ex ample/x", "https://℀.example/",
    "javascript:alert(1)", "mailto:a@b.example", "tel:+49", "data:text/html,x", "news:x", "?x=[",
]  # fmt: skip


def _broken(folder: Path) -> Result:
    pages = {}
    for n, url in enumerate(BROKEN):
        shown = html.escape(url)
        head = f'<meta property="og:url" content="{shown}"><base href="{shown}">'
        if url != "?x=[":  # that one leads to the page itself, by another name
            head += f'<link rel="canonical" href="{shown}">'
        if broken_url(url) not in (None, "no host"):  # joined to the page's, it is a valid one
            head += f'<meta http-equiv="refresh" content="0; url={shown}">'
        pages[f"/artikel/b{n}.html"] = answer(article(f"b{n}", head))
    links = "".join(
        f'<p><a href="{html.escape(url)}">Verweis</a><img src="{html.escape(url)}"></p>'
        for url in BROKEN
    )
    pages["/artikel/links.html"] = answer(article("links", text=links))
    wanted = [path.rpartition("/")[2].removesuffix(".html") for path in pages]
    some, others = list(pages)[::2], [f"{_WIRE}{path}" for path in list(pages)[1::2]]
    pages["/liste.html"] = listing([*BROKEN, *some], '<base href="http://[kaputt/x">')
    urls = "".join(f"<url><loc>{html.escape(url)}</loc></url>" for url in [*BROKEN, *others])
    pages["/s.xml"] = answer(
        f"<urlset>{urls}</urlset>".encode("utf-8", "replace").replace(b"\0", b"")
    )
    broken = "".join(f"Sitemap: {url}\n" for url in BROKEN if url.startswith("http://["))
    pages["/robots.txt"] = answer(f"{broken}Sitemap: {_WIRE}/s.xml\n".encode())
    code, said = crawled(folder, pages)
    return Result(code, said, (_lacking(wanted, names(folder)), read_back(folder)))


def _redirects(folder: Path) -> Result:
    pages = {
        f"/artikel/r{n}.html": answer(
            b"", b"Location: " + url.encode("utf-8", "surrogatepass"), status="302 Found"
        )
        for n, url in enumerate(BROKEN)
    }
    pages["/artikel/good.html"] = answer(article("good"))
    pages["/liste.html"] = listing(pages)
    code, said = crawled(folder, pages)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        (told,) = db.execute("SELECT count(DISTINCT url) FROM rejects").fetchone()
    return Result(code, said, (names(folder), told))


ROWS = [
    Fault("bodies packed otherwise than their fields say, live and in records", _codings,
          [[], [], (0, 0, 0)], f"{len(CODINGS) + len(TRANSFERRED)} new", 0),
    Fault("archive bombs, declared or not", _bombs, (["good"], 0),
          "its payload is over 32 MB once decoded (DOWNLOAD_MAXSIZE)", 1),
    Fault("heads of responses as no standard has them", _heads, ([], (0, 0, 0)),
          f"{len(HEADS) + 1} new", 0),
    Fault("a host with an umlaut, written in every way", _hosts, ([], {_ASCII}, ["w"]),
          "30 new in ", 0),
    Fault("URLs that are none in lists, sitemaps and pages", _broken, ([], (0, 0, 0)),
          "no URL: Invalid IPv6 URL", 0),
    Fault("redirects to URLs that are none", _redirects, (["good"], len(BROKEN)),
          "redirects to http://[kaputt/x, no URL: Invalid IPv6 URL", 1),
]  # fmt: skip
