"""What web archives list of a portal, and what only older captures of an article say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE listed_captures (
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    source TEXT NOT NULL,
    article_url TEXT NOT NULL,
    url TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    status INTEGER,
    content_type TEXT,
    digest TEXT NOT NULL,
    length INTEGER,
    file TEXT,
    offset INTEGER,
    PRIMARY KEY (portal, source, article_url, captured_at, url, digest)
) WITHOUT ROWID;
"""


def apply(db: Database) -> None:
    """Make the table, and the column for what a later layout does not show any more."""
    db.executescript(_TABLES)
    db.execute("ALTER TABLE articles ADD COLUMN kept_fields TEXT")
