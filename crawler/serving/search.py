"""What a reader types into the search box, made a question to the full-text index."""

from __future__ import annotations

import sqlite3

import crawler.search


def register(connection: sqlite3.Connection) -> None:
    """Add ``german_query()``, and let the search box of Datasette's tables use it."""
    crawler.search.register(connection, "escape_fts")
