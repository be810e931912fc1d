"""Captures whose clock was wrong: what it said, beside the time that is gone by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def apply(db: Database) -> None:
    """Add the column; no earlier version told such captures from others."""
    db.executescript("ALTER TABLE captures ADD COLUMN clock_at TEXT;")
