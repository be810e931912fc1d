"""Who says that an article is filed under a place, and when an undated text was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# Texts were stored a moment after they were read; those that state a time are older.
_ORIGINS = """
ALTER TABLE article_places ADD COLUMN origin TEXT NOT NULL DEFAULT 'page';
UPDATE captures SET dated_by = 'reading'
WHERE content_type LIKE 'text/plain%' AND warc_file IS NULL AND dated_by IS NULL
AND content_hash IS NOT NULL AND captured_at >= fetched_at;
"""


def apply(db: Database) -> None:
    """Add the column: all places known so far are the pages'. Tell undated texts."""
    db.executescript(_ORIGINS)
