"""The rows in which a fresh archive differs from the old one, written into the old one."""
# Table and column names in the SQL come from the archive's own schema.
# ruff: noqa: S608

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from crawler.archive.dating.placing import DATING
from crawler.archive.revisions import POINTERS
from crawler.archive.search_words import add_words
from crawler.maintenance.reextract.fresh import BY_ARTICLE, NAMES
from crawler.maintenance.reextract.pairing import Pairing

_NOT_DERIVED = {"story_id", *DATING}
"""Columns of ``articles`` that do not follow from the article's own captures alone."""


@contextmanager
def attached(db: sqlite3.Connection, fresh: Path) -> Iterator[None]:
    """Have the fresh archive at hand as ``fresh`` beside ``main`` for the block."""
    db.execute("ATTACH DATABASE ? AS fresh", (str(fresh),))
    try:
        yield
    finally:
        db.execute("DETACH DATABASE fresh")


def changed_articles(db: sqlite3.Connection) -> list[int]:
    """The ids of articles of which anything differs, those of new and of lost ones included."""
    found: set[int] = set()
    for table, key in (("articles", "id"), *((table, "article_id") for table in BY_ARTICLE)):
        for one, other in (("main", "fresh"), ("fresh", "main")):
            rows = db.execute(
                f"SELECT DISTINCT {key} FROM {one}.{table} AS t "
                f"WHERE NOT EXISTS ({_same(db, table, other)})"
            )
            found.update(row[0] for row in rows)
    return sorted(found)


def take_over(
    db: sqlite3.Connection, pairing: Pairing, changed: Collection[int], unread: Collection[int]
) -> None:
    """Make the old archive's articles those of the fresh one, inside the caller's transaction.

    ``changed`` are the ids of all that differ (``changed_articles``); ``unread`` are captures whose
    content nobody knows now: what the archive knew of it stays.
    """
    # Captures, articles and stories refer to each other: what counts is the end.
    db.execute("PRAGMA defer_foreign_keys = ON")
    for table, key in (("portals", "name"), *((table, "id") for table in NAMES)):
        db.execute(
            f"INSERT INTO main.{table} SELECT * FROM fresh.{table} "
            f"WHERE {key} NOT IN (SELECT {key} FROM main.{table})"
        )
    for old, into in pairing.merged.items():
        for move in POINTERS:
            db.execute(move, (into, old))
    _articles(db)
    add_words(db, _texts(db, changed))
    _captures(db, unread)
    for table in BY_ARTICLE:
        db.execute(f"DELETE FROM main.{table} AS t WHERE NOT EXISTS ({_same(db, table, 'fresh')})")
    for table in BY_ARTICLE:
        db.execute(
            f"INSERT INTO main.{table} SELECT * FROM fresh.{table} AS t "
            f"WHERE NOT EXISTS ({_same(db, table, 'main')})"
        )


def _articles(db: sqlite3.Connection) -> None:
    columns = [name for name in _columns(db, "articles") if name not in _NOT_DERIVED]
    db.execute("DELETE FROM main.articles WHERE id NOT IN (SELECT id FROM fresh.articles)")
    # Two articles may swap URLs, which are unique at every moment.
    db.execute(
        "UPDATE main.articles AS t SET url = 'urn:moving:' || id WHERE url IS NOT "
        "(SELECT url FROM fresh.articles AS f WHERE f.id = t.id)"
    )
    names = ", ".join(columns)
    new = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    db.execute(
        f"INSERT INTO main.articles ({names}) SELECT {names} FROM fresh.articles AS t "
        f"WHERE NOT EXISTS ({_same(db, 'articles', 'main')}) "
        f"ON CONFLICT (id) DO UPDATE SET {new}"
    )


def _texts(db: sqlite3.Connection, ids: Collection[int]) -> Iterator[str | None]:
    """Titles, leads and bodies of articles."""
    rows = db.execute(
        "SELECT title, lead, body FROM main.articles WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([*ids]),),
    )
    return chain.from_iterable(rows)


def _captures(db: sqlite3.Connection, unread: Collection[int]) -> None:
    columns = (
        "article_id",
        "content_hash",
        "is_canonical",
        "is_filed",
        "incomplete",
        "captured_at",
        "clock_at",
    )
    differs = " OR ".join(f"m.{name} IS NOT f.{name}" for name in columns)
    rows = db.execute(
        f"SELECT f.id, {', '.join(f'f.{name}' for name in columns)} FROM fresh.captures AS f "
        f"JOIN main.captures AS m ON m.id = f.id WHERE {differs}"
    ).fetchall()
    db.executemany(
        f"UPDATE main.captures SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",
        [(*values, row_id) for row_id, *values in rows if row_id not in unread],
    )
    db.execute(
        "UPDATE main.captures SET article_id = NULL "
        "WHERE article_id NOT IN (SELECT id FROM fresh.articles)"
    )


def _same(db: sqlite3.Connection, table: str, schema: str) -> str:
    """A query for the row of ``schema`` that equals row ``t``."""
    # "=" for the key, so that SQLite goes by it and not by some other index.
    equal = " AND ".join(
        f"o.{name} {'=' if is_key else 'IS'} t.{name}"
        for name, is_key in _columns(db, table).items()
        if name not in _NOT_DERIVED
    )
    return f"SELECT 1 FROM {schema}.{table} AS o WHERE {equal}"


def _columns(db: sqlite3.Connection, table: str) -> dict[str, bool]:
    """The columns of a table, and which are its key."""
    return {row[1]: bool(row[5]) for row in db.execute(f"PRAGMA main.table_info({table})")}
