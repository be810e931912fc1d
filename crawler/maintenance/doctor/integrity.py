"""Integrity of the file: SQLite's own checks, and the full-text index."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

from crawler.archive.search_words import complete_words, missing_words
from crawler.maintenance.doctor.findings import MEND, Finding

_BROKEN = "keep a copy, then `sqlite3 archive.db .recover | sqlite3 new.db` saves what is readable"


def damaged(error: BaseException | None) -> Finding:
    """The finding for a file that SQLite cannot read to its end."""
    return Finding("integrity", "damage in the database file", 1, str(error), _BROKEN)


def check_integrity(db: sqlite3.Connection) -> Iterator[Finding]:
    """Pages and indexes (``PRAGMA integrity_check``), and rows that refer to nothing."""
    rows = [row[0] for row in db.execute("PRAGMA integrity_check")]
    if rows != ["ok"]:
        yield Finding("integrity", "damage in the database file", len(rows), rows[0], _BROKEN)
    loose: Counter[tuple[str, str]] = Counter()
    for table, _, parent, _ in db.execute("PRAGMA foreign_key_check"):
        loose[table, parent] += 1
    for (table, parent), count in sorted(loose.items()):
        yield Finding("foreign keys", "rows that refer to nothing", count, f"{table} → {parent}")


def check_search(db: sqlite3.Connection) -> Iterator[Finding]:
    """The full-text index against the articles it was made of (FTS5, section 6.5)."""
    (indexed,) = db.execute("SELECT count(*) FROM articles_fts_docsize").fetchone()
    (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
    if indexed != articles:
        example = f"{indexed} rows for {articles} articles"
        yield Finding("search index", "rows missing or left over", abs(indexed - articles), example)
        return
    try:
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield Finding("search index", "differs from the articles", 1, str(error), MEND)
        return
    if missing := missing_words(db):
        yield Finding("search index", "words without their base forms", len(missing), missing[0])


def rebuild_search(db: sqlite3.Connection) -> None:
    """Make the full-text index again and complete its words, inside the caller's transaction."""
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    complete_words(db)
