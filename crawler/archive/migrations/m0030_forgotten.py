"""Articles that were forgotten on request, and WARC files that are about to be removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    article_id INTEGER,
    portal TEXT,
    forgotten_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    salt TEXT NOT NULL,
    title TEXT,
    url TEXT,
    published_on TEXT,
    citation TEXT,
    erased_at TEXT
);

CREATE TABLE forgotten_keys (
    forgotten_id INTEGER NOT NULL REFERENCES forgotten (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (forgotten_id, kind, key)
) WITHOUT ROWID;

CREATE TABLE superseded_files (
    warc_file TEXT PRIMARY KEY
) WITHOUT ROWID;
"""


def apply(db: Database) -> None:
    """Add the tables."""
    db.executescript(_TABLES)
