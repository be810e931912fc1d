"""German search in Datasette: our SQL function, and the search box of its tables."""

from __future__ import annotations

import sqlite3

from crawler.publishing import search


def register(connection: sqlite3.Connection) -> None:
    """Add ``german_query()``, and let the search box ask it in place of ``escape_fts()``."""
    search.register(connection, names=("german_query", "escape_fts"))
