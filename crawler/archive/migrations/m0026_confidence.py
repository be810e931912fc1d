"""The column for the confidence of the fields that a page gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def apply(db: Database) -> None:
    """Add the column; of articles read before nothing is known until they are read again."""
    db.executescript("ALTER TABLE articles ADD COLUMN confidence TEXT;")
