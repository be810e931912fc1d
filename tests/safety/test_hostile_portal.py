"""A portal that means harm: the crawl ends in its bounds, and all good articles are stored."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.crawling import log_of, start_crawl
from tests.safety.hostile import CALENDAR, FOLDER, HOST, HostileServer

ARTICLES = 12
LIST_PAGES = 20
STORABLE = {"script", "sql", "control", "charset", "links", "deep"}
MEMORY_MAX_KB = 400 * 1024


def peak_kb(pid: int) -> int:
    """The most memory a process has had so far."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(ln.split()[1]) for ln in status.splitlines() if ln.startswith("VmHWM")), 0)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("hostile")
    with HostileServer(ARTICLES) as server:
        crawl = start_crawl(
            server, folder, LIST_PAGES_MAX=LIST_PAGES, DOWNLOAD_TIMEOUT=5, RETRY_TIMES=0,
            LOG_LEVEL="INFO",
        )  # fmt: skip
        memory, end = 0, time.monotonic() + 240
        while crawl.is_alive() and time.monotonic() < end:
            memory = max(memory, peak_kb(crawl.pid))
            crawl.join(0.05)
        ended = not crawl.is_alive()
        if not ended:
            crawl.kill()
        assert ended, log_of(folder).read_text()[-3000:]
        return folder, list(server.log), memory, set(server.traps)


def rows(folder: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(sql).fetchall()


def test_all_good_articles_are_stored(crawled):
    folder, _, _, _ = crawled
    assert rows(folder, "SELECT count(*) FROM articles WHERE url LIKE '%muster-%'") == [(ARTICLES,)]


def test_no_forbidden_request_is_made(crawled):
    _, log, _, _ = crawled
    assert {host for host, _ in log} == {HOST}
    assert not [path for _, path in log if "verboten" in path]


def test_the_run_ends_in_its_bounds(crawled):
    _, log, memory, traps = crawled
    asked = [path for _, path in log]
    assert len([path for path in asked if path.startswith(CALENDAR)]) == LIST_PAGES
    assert 0 < memory < MEMORY_MAX_KB, f"{memory} kB"
    for trap in traps:  # each was walked into, and none more often than a redirect may
        assert 1 <= asked.count(f"{FOLDER}{trap}.html") <= 6, trap


def test_what_cannot_be_stored_is_told(crawled):
    folder, _, _, traps = crawled
    told = {url.rpartition("/")[2] for (url,) in rows(folder, "SELECT url FROM rejects") if url}
    told |= {url.rpartition("/")[2] for (url,) in rows(folder, "SELECT url FROM articles")}
    told |= {url.rpartition("/")[2] for (url,) in rows(folder, "SELECT url FROM quarantine")}
    assert {f"{trap}.html" for trap in traps} <= told


def test_stored_text_is_inert(crawled):
    folder, _, _, _ = crawled
    stored = rows(folder, f"SELECT url, title, body FROM articles WHERE url LIKE '%{FOLDER}%'")
    pages = {url.rpartition("/")[2]: (title or "", body or "") for url, title, body in stored}
    assert set(pages) <= {f"{name}.html" for name in STORABLE}
    assert pages["sql.html"][0] == "Robert'); DROP TABLE articles; --"
    assert "alert" not in "".join(pages["script.html"])
    for title, body in pages.values():
        assert "<script" not in title + body
        assert not [sign for sign in title + body if sign < " " and sign != "\n"]


def test_no_traceback_is_shown(crawled):
    folder, _, _, _ = crawled
    assert "Traceback" not in log_of(folder).read_text()
