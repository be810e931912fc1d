"""The evidence for when a capture was taken, where that is no server's or archive's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def apply(db: Database) -> None:
    """Add the column; all earlier captures were dated by clocks."""
    db.executescript("ALTER TABLE captures ADD COLUMN dated_by TEXT;")
