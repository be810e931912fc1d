"""Rejects of a web archive's captures: which capture it was, in a column of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# Until now the moment stood in the reason only, behind these 15 characters.
_COLUMN = """
ALTER TABLE rejects ADD COLUMN captured_at TEXT;
UPDATE rejects SET captured_at = substr(reason, 16, 20) WHERE stage = 'source'
AND reason GLOB 'the capture of [12]???-??-??T??:??:??Z is lost: *';
"""


def apply(db: Database) -> None:
    """Add the column and fill it from the reasons there are."""
    db.executescript(_COLUMN)
