"""The cost of dating on a portal of 200,000 articles, half of them undated.

All are dated once, as after a crawl; then a night brings ten new articles and a list, and another
brings nothing. And its share of the CPU of a crawl, whose pages are dated again for that.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.process import crawl
from crawler.archive import Archive, ListedUrls, Portal
from crawler.archive.dating.placing import date_all
from crawler.demo import DemoServer
from crawler.monitoring.gc_tuning import tune_gc

PAGES = 2000
ARTICLES = 200_000
PAGE = 20
NEW = 10
_PORTAL = "musterportal"
_HOME = "https://muster.example/"
_ARTICLE = """
    INSERT INTO articles (id, portal, url, title, body, published_on, published_edtf, content_hash,
    word_count, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 9, ?, ?)
"""
_CAPTURE = """
    INSERT INTO captures (id, url, article_id, fetched_at, captured_at, last_modified, content_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_MENTION = """
    INSERT INTO dates (article_id, position, role, edtf, starts_on, ends_on, text, char_start)
    VALUES (?, 1, ?, ?, ?, ?, ?, ?)
"""
_START = dt.date(2008, 1, 1)
_DAYS = 6000


def rows() -> Iterator[tuple[str, float, str]]:
    """The share of a crawl's CPU first; then CPU of the three, and what one article takes."""
    tune_gc()  # as in a crawl, which dates its portal at its end
    with tempfile.TemporaryDirectory() as folder:
        with DemoServer(articles=PAGES) as server:
            crawled = crawl(server, folder)
        with Archive(Path(folder, "archive.db")) as archive:
            began = time.process_time()
            with archive.transaction():
                date_all(archive.db.conn)
            spent = time.process_time() - began
        yield f"of the CPU of a crawl of {PAGES:,} pages", 100 * spent / crawled.cpu, "%"
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder, "archive.db"), stories=False) as archive,
    ):
        archive.begin_run(_PORTAL, "live", Portal(_PORTAL, home_url=_HOME))
        _fill(archive, range(1, ARTICLES + 1))
        _note_lists(archive, ARTICLES, every=PAGE // 2)
        full = _cpu(archive)
        yield f"dating {ARTICLES:,} articles", full, "s CPU"
        yield "an article", 1000 * full / ARTICLES, "ms CPU"
        _fill(archive, range(ARTICLES + 1, ARTICLES + NEW + 1))
        _note_lists(archive, ARTICLES + NEW, every=ARTICLES)
        yield f"a night with {NEW} new articles", _cpu(archive), "s CPU"
        yield "a night with none", _cpu(archive), "s CPU"


def _cpu(archive: Archive) -> float:
    began = time.process_time()
    archive.date_articles()
    return time.process_time() - began


def _fill(archive: Archive, numbers: Iterable[int]) -> None:
    """Write the rows that storing such articles leaves."""
    for search in ("insert", "update", "delete"):
        archive.db.execute(f"DROP TRIGGER IF EXISTS articles_fts_{search}")
    articles, captures, mentions = [], [], []
    for number in numbers:
        chance = random.Random(number)
        day = _START + dt.timedelta(_DAYS * number // ARTICLES)
        url = _url(number)
        dated = day.isoformat() if chance.random() < 0.5 else None
        seen = f"{day + dt.timedelta(chance.randint(1, 300))}T10:00:00Z"
        told = day + dt.timedelta(chance.choice((-9, -4, -2, -1, 9, 30)))
        happens = "fand" if told < day else "findet"
        body = f"Am {told:%d.%m.%Y} {happens} in Musterstadt eine Tagung statt. Sie war offen."
        articles.append((number, _PORTAL, url, "Eine Tagung", body, dated, dated, url, seen, seen))
        captures.append((number, url, number, seen, seen, None, url))
        if chance.random() < 0.5:
            role = "mentioned" if told < day else "event"
            text = f"{told:%d.%m.%Y}"
            mentions.append((number, role, f"{told}", f"{told}", f"{told}", text, 3))
    with archive.transaction():
        archive.db.conn.executemany(_ARTICLE, articles)
        archive.db.conn.executemany(_CAPTURE, captures)
        archive.db.conn.executemany(_MENTION, mentions)


def _url(number: int) -> str:
    return f"{_HOME}aktuelles/tagung-{10 * number}.html"


def _note_lists(archive: Archive, last: int, every: int) -> None:
    """Captures of the list's first page, one for so many articles."""
    lists = []
    for end in range(last, PAGE, -every):
        day = _START + dt.timedelta(_DAYS * end // ARTICLES)
        at = dt.datetime.combine(day, dt.time(12), dt.UTC)
        urls = [_url(number) for number in range(end, end - PAGE, -1)]
        lists.append(ListedUrls(f"{_HOME}aktuelles", 1, at, urls))
    archive.note_listed(_PORTAL, lists)


if __name__ == "__main__":
    print(json.dumps([*rows()], indent=1))
