"""What the archive knows of one portal, as an archive of its own: where its next crawl goes on."""
# Table and column names in the SQL come from constants and from SQLite itself.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.archive import Archive
from crawler.reextraction.fresh import BY_ARTICLE, NAMES

_ITS_ARTICLES = "IN (SELECT id FROM main.articles WHERE portal = :portal)"
_ITS_RUNS = "IN (SELECT id FROM main.runs WHERE spider = :portal)"
_ITS_CAPTURES = f"(run_id {_ITS_RUNS} OR article_id {_ITS_ARTICLES})"

_ROWS = {
    "portals": "name = :portal",
    "runs": f"id {_ITS_RUNS} OR id IN (SELECT run_id FROM main.captures WHERE {_ITS_CAPTURES})",
    **dict.fromkeys(NAMES, "true"),
    "articles": "portal = :portal",
    **dict.fromkeys(BY_ARTICLE, f"article_id {_ITS_ARTICLES}"),
    "captures": _ITS_CAPTURES,
    "rejects": f"run_id {_ITS_RUNS}",
    "lists": "portal = :portal",
}
"""Table → which of its rows a crawl of the portal may ask for."""
# What leads out of the portal: its stories have members elsewhere.
_INSTEAD = {
    ("articles", "story_id"): "NULL",
    ("captures", "article_id"): f"CASE WHEN article_id {_ITS_ARTICLES} THEN article_id END",
}


def write_state(db: sqlite3.Connection, portal: str, path: Path) -> None:
    """Write an archive at ``path`` with what ``db`` knows of ``portal``, and nothing else."""
    with Archive(path):
        pass  # makes the tables
    db.execute("ATTACH DATABASE ? AS state", (str(path),))
    try:
        db.execute("BEGIN")
        # Captures and articles refer to each other: what counts is the end.
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table, condition in _ROWS.items():
            names = [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]
            values = ", ".join(_INSTEAD.get((table, name), name) for name in names)
            db.execute(
                f"INSERT INTO state.{table} ({', '.join(names)}) "
                f"SELECT {values} FROM main.{table} WHERE {condition}",
                {"portal": portal},
            )
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        db.execute("DETACH DATABASE state")
