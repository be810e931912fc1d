"""Pages that say nothing, or nothing true, of their encoding: every umlaut is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import cycle
from pathlib import Path
from threading import Lock

from crawler.demo import DemoServer
from crawler.demo.exchange import Request, Response
from tests.crash.crawling import log_of, run_crawl, start_recovery
from tests.faults.table import Fault, Result
from tests.warc.making import Warc

_UTF8 = '<meta charset="UTF-8"/>'
_TEXTS = "SELECT title, lead, body, editor_text FROM articles ORDER BY url"

Sent = Callable[[str], tuple[bytes, str]]
"""From a page to its bytes and its Content-Type."""


def as_(codec: str, *, says: str = "", header: str = "text/html") -> Sent:
    meta = f'<meta charset="{says}">' if says else ""
    return lambda page: (page.replace(_UTF8, meta).encode(codec, "xmlcharrefreplace"), header)


def with_a_stray_byte(page: str) -> tuple[bytes, str]:
    return page.encode().replace("ü".encode(), b"\xfc", 1), "text/html; charset=utf-8"


KINDS: list[Sent] = [
    as_("cp1252"),
    as_("cp1252", says="utf-8"),
    as_("cp1252", header="text/html; charset=utf-8"),
    as_("utf-8", says="iso-8859-1", header="text/html; charset=iso-8859-1"),
    as_("cp1252", says="hex", header="text/html; charset=rot13"),
    as_("iso8859-15", says="iso-8859-15", header="text/html; charset=utf-8"),
    as_("utf-16", header="text/html; charset=utf-16"),
    as_("utf-16-le", says="utf-8"),
    as_("mac_roman", header="text/html; charset=macintosh"),
    with_a_stray_byte,
]


def texts(folder: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(_TEXTS).fetchall()


def crawled(folder: Path) -> Result:
    """The same articles, as they are and each in another encoding, live and out of records."""
    kinds, warc, one_by_one = cycle(KINDS), Warc(), Lock()

    def alter(request: Request, response: Response) -> Response:
        if "Kurzmeldungen" in request.path:
            body, content_type = next(kinds)(response.body.decode())
            response.body, response.content_type = body, content_type
            url = f"http://{request.host}{request.target}"
            with one_by_one:
                warc.response(url, body, headers=[("Content-Type", content_type)])
        return response

    for name in ("plain", "live", "warc"):
        (folder / name).mkdir()
    with DemoServer(articles=len(KINDS), etag=False, last_modified=False) as server:
        code, lines = run_crawl(server, folder / "plain")
        assert code == 0, lines
        server.alter = alter
        code, lines = run_crawl(server, folder / "live")
    warc.save(folder / "a.warc.gz")
    recovery = start_recovery(f"warc:{folder / 'a.warc.gz'}", folder / "warc", "demo_cluster")
    recovery.join(60)
    plain = texts(folder / "plain")
    is_same = [len(plain) == len(KINDS), texts(folder / "live") == plain]
    said = "\n".join(lines) + log_of(folder / "warc").read_text("utf-8")
    return Result(code, said, [*is_same, texts(folder / "warc") == plain, recovery.exitcode])


ROWS = [
    Fault(
        "pages in every encoding, declared wrongly or not at all",
        crawled,
        [True, True, True, 0],
        f"{len(KINDS)} new in ",
        0,
    )
]
