"""Portals and articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# AUTOINCREMENT: an article's id is cited in addresses and must never name another article.
_TABLES = """
CREATE TABLE portals (
    name TEXT PRIMARY KEY,
    title TEXT,
    home_url TEXT,
    cms TEXT,
    alive INTEGER
);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    portal TEXT REFERENCES portals (name) ON UPDATE CASCADE ON DELETE RESTRICT,
    url TEXT NOT NULL UNIQUE,
    kind TEXT,
    language TEXT,
    title TEXT,
    subtitle TEXT,
    kicker TEXT,
    lead TEXT,
    body TEXT,
    breadcrumb TEXT,
    published_on TEXT,
    published_at TEXT,
    published_edtf TEXT,
    published_text TEXT,
    published_from TEXT,
    updated_on TEXT,
    deadline_on TEXT,
    source_text TEXT,
    editor_text TEXT,
    content_hash TEXT NOT NULL,
    story_id INTEGER REFERENCES stories (id) ON DELETE SET NULL,
    word_count INTEGER NOT NULL,
    revision_count INTEGER NOT NULL DEFAULT 0,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    changed_at TEXT,
    gone_at TEXT
);

CREATE TABLE url_aliases (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    rule TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX idx_url_aliases_article_id ON url_aliases (article_id);
"""

# What Datasette facets and sorts on. last_seen_at is left out: every visit rewrites it.
_INDEXED = (
    "portal",
    "kind",
    "language",
    "kicker",
    "source_text",
    "published_on",
    "updated_on",
    "deadline_on",
    "story_id",
    "revision_count",
    "first_seen_at",
    "changed_at",
    "gone_at",
    "content_hash",
)


def apply(db: Database) -> None:
    """Make the tables and their indexes."""
    db.executescript(_TABLES)
    for column in _INDEXED:
        db.table("articles").create_index([column])
