"""Captures that hold only a part of what the server had, and the articles nothing better shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = """
ALTER TABLE captures ADD COLUMN incomplete TEXT;
CREATE INDEX idx_captures_incomplete ON captures (article_id) WHERE incomplete IS NOT NULL;
"""

_INCOMPLETE = """,
    (
        SELECT c.incomplete FROM captures AS c
        WHERE c.article_id = a.id AND c.incomplete IS NOT NULL AND c.content_hash = a.content_hash
        AND NOT EXISTS (
            SELECT 1 FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL
            AND incomplete IS NULL
        )
        ORDER BY c.captured_at DESC, c.id DESC LIMIT 1
    ) AS incomplete"""
_FROM = "\nFROM articles AS a"


def apply(db: Database) -> None:
    """Add the column, and one to the view as earlier steps left it."""
    db.executescript(_COLUMNS)
    (view,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_articles'").fetchone()
    head, end, rest = view.rpartition(_FROM)
    db.execute("DROP VIEW v_articles")
    db.execute(head + _INCOMPLETE + end + rest)
