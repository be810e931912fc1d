"""SQL functions for connections of ours: Datasette's, a notebook's."""

from __future__ import annotations

import sqlite3

from crawler.search.query import search_query

FUNCTION = "german_query"


def register(connection: sqlite3.Connection, *names: str) -> None:
    """Add ``german_query(text)``: what a reader typed, as an expression for ``MATCH``.

    ``… WHERE articles_fts MATCH german_query('Förderungen')``. NULL finds nothing. ``names`` are
    further names to call it by.
    """

    def german_query(text: object) -> str:
        return search_query("" if text is None else str(text), connection)

    for name in (FUNCTION, *names):
        connection.create_function(name, 1, german_query)
