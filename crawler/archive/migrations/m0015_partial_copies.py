"""Copies that show only part of a page: what they show, and that they decide nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
ALTER TABLE captures ADD COLUMN is_filed INTEGER;
CREATE TABLE partial_contents (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (article_id, content_hash)
) WITHOUT ROWID;
"""
# A text export has no header fields: it does not say that nothing is reserved any more.
_SAID_BY = "article_id = a.id AND content_hash IS NOT NULL AND status IS NOT 304"
_NO_TEXT = "AND coalesce(content_type, '') NOT LIKE 'text/plain%'"


def apply(db: Database) -> None:
    """Add them; ``v_articles`` no longer asks text exports for reservations."""
    db.executescript(_TABLES)
    (view,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_articles'").fetchone()
    assert view.count(_SAID_BY) == 1, view
    db.execute("DROP VIEW v_articles")
    db.execute(view.replace(_SAID_BY, f"{_SAID_BY} {_NO_TEXT}"))
