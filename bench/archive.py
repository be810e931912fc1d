"""Articles stored a second, next to sqlite-utils row by row and plain executemany.

All write the same 4 kB articles with their topics, places and sources, durably (WAL,
synchronous=FULL). The two others do far less: no search for the article before, no aliases,
captures, revisions or other lists. The full-text index costs as much as all the rest, so the
comparison is made without and the archive is shown with it as well.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import sqlite_utils

from crawler.archive import Archive, Portal
from crawler.items import Article, Place

ARTICLES = 3000
ONE_BY_ONE = 200
BATCH = 100
_LISTS = ("sources", "places", "topics")


def rows() -> Iterator[tuple[str, float, str]]:
    """Store new articles in each of the ways, then the same ones again."""
    articles = [sample_article(number) for number in range(ARTICLES)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = _rate(ARTICLES, lambda: _executemany(folder / "plain.db", articles))
        yield "executemany, batches of 100", plain, "articles/s"
        one_by_one = articles[:ONE_BY_ONE]
        rate = _rate(ONE_BY_ONE, lambda: _sqlite_utils(folder / "utils.db", one_by_one))
        yield "sqlite-utils, one by one", rate, "articles/s"
        for label, search in (("without search", False), ("with search", True)):
            with Archive(folder / f"{search}.db") as archive:
                if not search:
                    _drop_search(archive)
                store = partial(_store, archive, articles)
                yield f"archive, new, {label}", _rate(ARTICLES, store), "articles/s"
                yield f"archive, seen again, {label}", _rate(ARTICLES, store), "articles/s"


def _rate(count: int, work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def sample_article(number: int) -> Article:
    """Article ``number``: 4 kB of invented words, always the same."""
    random_words = random.Random(number)
    syllables = ("blau", "milch", "kanal", "netz", "werk", "förder", "ung", "muster", "land")
    words = ("".join(random_words.choices(syllables, k=3)) for _ in range(270))
    return Article(
        f"https://muster.example/{number}",
        portal="musterportal",
        title=f"Nummer {number}",
        body=" ".join(words),
        sources=[f"Quelle {number % 50}"],
        places=[Place(f"Land {number % 40}", "country"), Place("EU", "organisation")],
        topics=[f"Thema {number % 8}", f"Thema {number % 7}"],
        captured_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    )


def _store(archive: Archive, articles: list[Article]) -> None:
    run_id = archive.begin_run("musterportal", "live", Portal("musterportal"))
    for start in range(0, len(articles), BATCH):
        archive.store(articles[start : start + BATCH], run_id)


def _drop_search(archive: Archive) -> None:
    for trigger in ("insert", "update", "delete"):
        archive.db.execute(f"DROP TRIGGER articles_fts_{trigger}")


def _database(path: Path) -> sqlite_utils.Database:
    db = sqlite_utils.Database(path)
    db.enable_wal()
    db.execute("PRAGMA synchronous = FULL")
    return db


def _names(article: Article) -> Iterator[tuple[str, str]]:
    for table in _LISTS:
        for name in getattr(article, table):
            yield table, name if isinstance(name, str) else name.name


def _sqlite_utils(path: Path, articles: list[Article]) -> None:
    db = _database(path)
    for number, article in enumerate(articles):
        values = {"id": number, "url": article.url, "title": article.title, "body": article.body}
        row = db.table("articles", pk="id").insert(values)
        for table, name in _names(article):
            row.m2m(table, lookup={"name": name})
    db.close()


def _executemany(path: Path, articles: list[Article]) -> None:
    db = _database(path)
    db.table("articles").create({"id": int, "url": str, "title": str, "body": str}, pk="id")
    db.table("articles").create_index(["url"], unique=True)
    for table in _LISTS:
        db.table(table).create({"id": int, "name": str}, pk="id").create_index(
            ["name"], unique=True
        )
        db.table(f"article_{table}").create({"article_id": int, "name_id": int})
    for start in range(0, len(articles), BATCH):
        numbered = list(enumerate(articles[start : start + BATCH], start))
        db.execute("BEGIN IMMEDIATE")
        db.conn.executemany(
            "INSERT INTO articles VALUES (?, ?, ?, ?)",
            [(number, a.url, a.title, a.body) for number, a in numbered],
        )
        for table in _LISTS:
            names = [(n, name) for n, a in numbered for t, name in _names(a) if t == table]
            db.conn.executemany(
                f"INSERT OR IGNORE INTO {table} (name) VALUES (?)", [(name,) for _, name in names]
            )
            db.conn.executemany(
                f"INSERT INTO article_{table} SELECT ?, id FROM {table} WHERE name = ?", names
            )
        db.execute("COMMIT")
    db.close()
