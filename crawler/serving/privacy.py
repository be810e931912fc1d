"""What readers are not given: names of this machine's files and folders.

SQLite asks an authorizer about each column a statement reads, when it is prepared, whoever wrote
the statement and through however many views. A withheld column reads as NULL.
"""

from __future__ import annotations

import sqlite3

WITHHELD = {
    "captures": ("source", "warc_file"),
    "runs": ("source",),
    "rejects": ("url", "reason"),
    "pragma_database_list": ("file",),
}
"""Columns that can hold paths, by table: what was given as ``warc:PATH`` or ``text:PATH``."""


def withhold(connection: sqlite3.Connection) -> None:
    """Make the withheld columns read as NULL on this connection, and let nothing be attached."""
    connection.set_authorizer(_decide)


def _decide(
    action: int, table: str | None, column: str | None, _database: str | None, _view: str | None
) -> int:
    if action == sqlite3.SQLITE_ATTACH:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and column in WITHHELD.get(table or "", ()):
        return sqlite3.SQLITE_IGNORE
    return sqlite3.SQLITE_OK
