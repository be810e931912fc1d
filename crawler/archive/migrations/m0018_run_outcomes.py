"""The books of each run: what became of all that it met."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLE = """
CREATE TABLE run_outcomes (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    example TEXT,
    PRIMARY KEY (run_id, kind, outcome, reason)
) WITHOUT ROWID;
"""


def apply(db: Database) -> None:
    """Add the table; of runs before it, nobody kept books."""
    db.executescript(_TABLE)
