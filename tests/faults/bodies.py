"""Bodies of which only a part comes, in every way a connection or an encoder can cut them."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import brotli
import zstandard

from crawler.demo import DemoServer, Request
from tests.crash.crawling import log_of, run_command, run_crawl, start_recovery
from tests.faults.table import Fault, Result
from tests.warc.making import Warc, chunked
from tests.webarchives.stubs import CommonCrawl

HOST = "www.cluster.example"
ARTICLES = "Kurzmeldungen"
"""In the path of every article of the portal."""

Sent = Callable[[bytes], bytes]
"""From a page to all bytes of an answer behind its status line and its type."""


def cut(data: bytes) -> bytes:
    """What ends in the middle of an article's text, packed or not."""
    return data[: len(data) * 2 // 3]


def framed(body: bytes, *fields: str) -> bytes:
    return "".join(f"{field}\r\n" for field in fields).encode() + b"\r\n" + body


def sized(body: bytes, *fields: str, length: int | None = None) -> bytes:
    return framed(body, f"Content-Length: {len(body) if length is None else length}", *fields)


def packed(name: str, pack: Callable[[bytes], bytes], spoil: Callable[[bytes], bytes]) -> Sent:
    return lambda page: sized(spoil(pack(page)), f"Content-Encoding: {name}")


def streamed(page: bytes) -> bytes:
    """Zstd in blocks, as a server makes it that does not wait for the end of a page."""
    packer = zstandard.ZstdCompressor().compressobj()
    blocks = [
        packer.compress(page[at : at + 500]) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        for at in range(0, len(page), 500)
    ]
    return b"".join([*blocks, packer.flush()])


def flipped(at: int) -> Callable[[bytes], bytes]:
    def flip(data: bytes) -> bytes:
        spoilt = bytearray(data)
        spoilt[at] ^= 1
        return bytes(spoilt)

    return flip


CUTS: dict[str, tuple[Sent, str]] = {
    "gzip cut short": (packed("gzip", gzip.compress, cut), "its gzip payload is torn"),
    "gzip with a wrong CRC": (packed("gzip", gzip.compress, flipped(-8)), "incorrect data check"),
    "gzip with a wrong ISIZE": (
        packed("gzip", gzip.compress, flipped(-4)), "incorrect length check"
    ),
    "deflate cut short": (packed("deflate", zlib.compress, cut), "its deflate payload is torn"),
    "brotli cut short": (
        packed("br", partial(brotli.compress, quality=1), cut), "its br payload is torn"
    ),
    "zstd cut short": (packed("zstd", streamed, cut), "its zstd payload is torn"),
    "a connection closed early without a length": (
        lambda page: framed(cut(page), "Connection: close"), "closed without a length"
    ),
    "a last chunk that never comes": (
        lambda page: framed(cut(chunked(page)), "Transfer-Encoding: chunked"), "was lost"
    ),
    "a Content-Length that is too short": (
        lambda page: sized(page, length=len(page) * 2 // 3), "more than the Content-Length"
    ),
    "a Content-Length that is too long": (
        lambda page: sized(cut(page), length=len(page)), "was lost"
    ),
}  # fmt: skip


class WireServer:
    """A demo portal with an article a cut, sent as it has it while ``cuts`` is true."""

    def __init__(self) -> None:
        self.demo = DemoServer(articles=len(CUTS), compress=False, etag=False, last_modified=False)
        self.cuts = False
        self._kinds = iter(CUTS)
        self.kinds: dict[str, str] = {}
        """The cut of each article, by its path."""
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.http.daemon_threads = True
        self.http.wire = self  # type: ignore[attr-defined]
        self.connect_to = f"{HOST}=127.0.0.1:{self.http.server_port}"

    def sent(self, path: str, body: bytes) -> bytes:
        """All of an answer behind its type."""
        if ARTICLES not in path:
            return sized(body)
        if path not in self.kinds:
            self.kinds[path] = next(self._kinds)
        return CUTS[self.kinds[path]][0](body) if self.cuts else sized(body)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        wire: WireServer = self.server.wire  # type: ignore[attr-defined]
        answer = wire.demo.respond(Request(HOST, self.path))
        head = f"HTTP/1.1 {answer.status} OK\r\nContent-Type: {answer.content_type}\r\n"
        self.wfile.write(head.encode() + wire.sent(self.path, answer.body))
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def wire_server() -> Iterator[WireServer]:
    server = WireServer()
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    with server.demo:
        thread.start()
        try:
            yield server
        finally:
            server.http.shutdown()
            server.http.server_close()


def crawl(server: WireServer, folder: Path, *words: str) -> tuple[int | None, str]:
    code, lines = run_crawl(server, folder, words, RETRY_TIMES=1)  # type: ignore[arg-type]
    return code, "\n".join(lines)


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(sql).fetchall()


def told(folder: Path, server: WireServer, sql: str) -> list[str]:
    """The kinds of cut whose reason is not what ``sql`` gives for the article's URL."""
    reasons = dict(rows(folder, sql))
    return [
        f"{kind}: {reasons.get(f'http://{HOST}{path}')}"
        for path, kind in server.kinds.items()
        if CUTS[kind][1] not in str(reasons.get(f"http://{HOST}{path}"))
    ]


TEXTS = "SELECT url, title, lead, body, revision_count, changed_at FROM articles ORDER BY url"
REJECTS = "SELECT url, reason FROM rejects WHERE stage = 'fetch' AND capture_id IS NOT NULL"


def cut_after(folder: Path) -> Result:
    """Whole articles, then the same ones cut: all is stored as it was."""
    with wire_server() as server:
        assert crawl(server, folder)[0] == 0
        texts = rows(folder, TEXTS)
        server.cuts = True
        code, said = crawl(server, folder, "-a", "full=1")
        wrong = told(folder, server, REJECTS)
    return Result(code, said, (rows(folder, TEXTS) == texts, wrong))


def cut_before(folder: Path) -> Result:
    """Cut articles first: stored and marked, they give way to whole ones, which is no edit."""
    edits = "SELECT sum(revision_count), count(changed_at), count(*) FROM articles"
    marks = "SELECT url, incomplete FROM v_articles"
    with wire_server() as server:
        server.cuts = True
        code, said = crawl(server, folder)
        wrong = told(folder, server, marks)
        server.cuts = False
        again, _ = crawl(server, folder)  # asks for them without being told to
    left = [url for url, reason in rows(folder, marks) if reason is not None]
    return Result(code, said, (wrong, again, left, rows(folder, edits)))


FOLDER = "https://www.cluster.example/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2024/1_Quartal/"
TEXT = "".join(
    f"<p>Absatz {n} der Meldung, der von Netzwerken und ihren {n} Mitgliedern handelt.</p>\n"
    for n in range(60)
)
ARTICLE = f"""<html lang="de"><head><title>Netzwerke wachsen</title></head><body><h1>Netzwerke
wachsen</h1><p class="date">03.02.2024</p><div class="text">{TEXT}</div></body></html>""".encode()
HTML = ("Content-Type", "text/html; charset=utf-8")
FIRST, SECOND, THIRD = (f"{year}-05-01T10:00:00Z" for year in (2019, 2023, 2024))
ONE_VERSION = """
    SELECT replace(replace(a.url, rtrim(a.url, replace(a.url, '/', '')), ''), '.html', ''),
        a.body LIKE '%Absatz 59 der%' AND NOT revision_count,
        max(c.captured_at) = a.last_seen_at, count(c.incomplete)
    FROM articles AS a JOIN captures AS c ON c.article_id = a.id GROUP BY a.id ORDER BY 1
"""

Recorded = tuple[bytes, list[tuple[str, str]], dict[str, str]]
WHOLE: Recorded = (ARTICLE, [], {})
TORN: Recorded = (cut(gzip.compress(ARTICLE)), [("Content-Encoding", "gzip")], {})
RECORDED: dict[str, list[tuple[str, Recorded]]] = {
    # As older versions wrote what a lost connection had cut: only the page itself tells.
    "bare": [(FIRST, WHOLE), (SECOND, (cut(ARTICLE), [], {}))],
    "bytes": [
        (FIRST, WHOLE),
        (SECOND, (cut(ARTICLE), [("Content-Length", str(len(ARTICLE)))], {})),
    ],
    "chunks": [
        (FIRST, WHOLE),
        (SECOND, (cut(chunked(ARTICLE)), [("Transfer-Encoding", "chunked")], {})),
    ],
    "closed": [(FIRST, WHOLE), (SECOND, (cut(ARTICLE), [("Connection", "close")], {}))],
    "first-cut": [(FIRST, TORN), (SECOND, WHOLE)],
    "late-whole": [(SECOND, TORN), (FIRST, WHOLE)],
    "thrice": [
        (FIRST, (cut(cut(ARTICLE)), [], {"WARC_Truncated": "time"})),
        (SECOND, (cut(ARTICLE), [], {"WARC_Truncated": "length"})),
        (THIRD, (cut(cut(cut(ARTICLE))), [], {"WARC_Truncated": "disconnect"})),
    ],
    "torn": [(FIRST, WHOLE), (SECOND, TORN)],
}
STORED = [
    ("bare", 1, 1, 1),
    ("bytes", 1, 1, 1),
    ("chunks", 1, 1, 1),
    ("closed", 1, 1, 1),
    ("first-cut", 1, 1, 1),
    ("late-whole", 1, 1, 1),
    ("thrice", 0, 1, 3),
    ("torn", 1, 1, 1),
]


def cut_in_records(folder: Path) -> Result:
    """Records of several articles, in the order given; then all is extracted again."""
    folder.mkdir(exist_ok=True)
    warc = Warc()
    for name, records in RECORDED.items():
        for date, (body, headers, fields) in records:
            url = f"{FOLDER}{name}.html"
            warc.response(url, body, headers=[HTML, *headers], date=date, **fields)
    warc.save(folder / "a.warc.gz")
    crawled = start_recovery(f"warc:{folder / 'a.warc.gz'}", folder, "demo_cluster")
    crawled.join(60)
    before = rows(folder, ONE_VERSION)
    (longest,) = rows(folder, "SELECT length(body) FROM articles WHERE url LIKE '%thrice%'")
    code, _ = run_command(folder, "reextract")
    (again,) = rows(folder, "SELECT length(body) FROM articles WHERE url LIKE '%thrice%'")
    is_longest = longest == again and longest[0] > len(TEXT) / 3  # type: ignore[operator]
    stored = (before, is_longest, code, rows(folder, ONE_VERSION))
    return Result(crawled.exitcode, log_of(folder).read_text("utf-8"), stored)


def cut_in_a_web_archive(folder: Path) -> Result:
    """The newest capture is cut: it is said, kept, and the one before it is asked for instead."""
    folder.mkdir(exist_ok=True)
    warc, url = Warc(), f"{FOLDER}netzwerke.html"
    for date, (body, headers, fields) in (
        ("2024-02-05T10:00:00Z", WHOLE),
        ("2025-06-05T10:00:00Z", (cut(ARTICLE), [], {"WARC_Truncated": "length"})),
    ):
        warc.response(url, body, headers=[HTML, *headers], date=date, **fields)
    with CommonCrawl(warc.save(folder / "a.warc.gz")) as stub:
        hosts = ("index.commoncrawl.org", "data.commoncrawl.org")
        connect = ",".join(f"{host}=127.0.0.1:{stub.port}" for host in hosts)
        words = ("-a", "versions=last")
        crawled = start_recovery("commoncrawl", folder, "demo_cluster", *words, CONNECT_TO=connect)
        crawled.join(60)
    said = log_of(folder).read_text("utf-8")
    return Result(crawled.exitcode, said, rows(folder, ONE_VERSION))


ROWS = [
    Fault(
        "a capture of a web archive that was cut, after a whole one",
        cut_in_a_web_archive,
        [("netzwerke", 1, 1, 1)],
        "only a part of the page came: whoever captured it kept only its beginning (length)",
        1,
    ),
    Fault(
        "articles cut in every way after whole ones",
        cut_after,
        (True, []),
        "the article stays as it is stored",
        1,
    ),
    Fault(
        "articles cut in every way before whole ones",
        cut_before,
        ([], 0, [], [(0, 0, len(CUTS))]),
        "stored as incomplete until all of it comes",
        1,
    ),
    Fault(
        "records of articles cut in every way, in any order",
        cut_in_records,
        ([("bare", 0, 1, 0), *STORED[1:]], True, 0, STORED),
        "only a part of the page came: its gzip payload is torn",
        1,
    ),
]
