"""What publishers reserve: noted with each capture, shown with each article."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = """
ALTER TABLE captures ADD COLUMN tdm_reserved INTEGER;
ALTER TABLE captures ADD COLUMN tdm_policy TEXT;
ALTER TABLE captures ADD COLUMN robots_tags TEXT;
"""

# What the page said when it was last read.
_RESERVATION = """,
    (
        SELECT nullif(
            CASE tdm_reserved WHEN 1 THEN 'tdm' ELSE '' END
            || CASE WHEN tdm_reserved = 1 AND robots_tags IS NOT NULL THEN ', ' ELSE '' END
            || coalesce(robots_tags, ''), ''
        )
        FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL AND status IS NOT 304
        ORDER BY captured_at DESC, id DESC LIMIT 1
    ) AS reservation
"""
_FROM = "\nFROM articles AS a"


def apply(db: Database) -> None:
    """Add the columns, and one to the view as earlier steps left it."""
    db.executescript(_COLUMNS)
    (view,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_articles'").fetchone()
    head, end, rest = view.rpartition(_FROM)
    db.execute("DROP VIEW v_articles")
    db.execute(head + _RESERVATION.rstrip() + end + rest)
