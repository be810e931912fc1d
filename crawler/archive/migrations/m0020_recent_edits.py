"""Known articles as they were before the last few runs changed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLE = """
CREATE TABLE recent_edits (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    article TEXT NOT NULL
);
CREATE INDEX idx_recent_edits_run_id ON recent_edits (run_id);
CREATE INDEX idx_recent_edits_url ON recent_edits (url);
"""


def apply(db: Database) -> None:
    """Add the table, empty: what earlier runs changed is not judged again."""
    db.executescript(_TABLE)
