"""A connection for what is read of the archive as a whole, and kept for all requests."""

from __future__ import annotations

import sqlite3
from typing import Any

from crawler.publishing.datasette.authorizer import restrict
from crawler.publishing.datasette.sql_functions import register


def reader(archive: Any) -> sqlite3.Connection:
    """Another connection to Datasette's database, that may do what readers' may."""
    connection: sqlite3.Connection = archive.connect()
    register(connection)
    restrict(connection)
    return connection
