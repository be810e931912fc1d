"""What a run's health check measured, and articles held back until a person accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
ALTER TABLE runs ADD COLUMN held INTEGER;
ALTER TABLE runs ADD COLUMN accepted_at TEXT;

CREATE TABLE health_measures (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    measure TEXT NOT NULL,
    field TEXT NOT NULL,
    value REAL,
    text TEXT,
    "of" INTEGER NOT NULL,
    example TEXT,
    PRIMARY KEY (run_id, measure, field)
) WITHOUT ROWID;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    article TEXT NOT NULL
);
CREATE INDEX idx_quarantine_run_id ON quarantine (run_id);
CREATE INDEX idx_quarantine_url ON quarantine (url);
"""


def apply(db: Database) -> None:
    """Make the tables and columns."""
    db.executescript(_TABLES)
