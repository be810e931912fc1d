"""What makes a run the same run in every archive it is merged into."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# Runs made before keep NULL: copies of one archive, migrated apart, must not tell them apart.
_TABLES = """
ALTER TABLE runs ADD COLUMN uuid TEXT;
CREATE UNIQUE INDEX idx_runs_uuid ON runs (uuid);
"""


def apply(db: Database) -> None:
    """Add the column."""
    db.executescript(_TABLES)
