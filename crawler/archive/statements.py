"""The two statements whose columns vary: inserting a row and updating one.

Plain SQL through the connection: sqlite-utils' own insert looks at the schema for every row, which
costs more than the row. Table and column names come from this package, values are always bound.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any


def insert(db: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> int:
    """Insert a row; its id."""
    row_id = db.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES (:{', :'.join(values)})",  # noqa: S608
        values,
    ).lastrowid
    assert row_id is not None
    return row_id


def update(db: sqlite3.Connection, table: str, row_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of the row with this id."""
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(
        f"UPDATE {table} SET {assignments} WHERE id = :row_id",  # noqa: S608
        {**values, "row_id": row_id},
    )
