"""SQL functions for connections of ours: Datasette's, a notebook's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from crawler.search.query import search_query


def register(connection: sqlite3.Connection, names: Iterable[str] = ("german_query",)) -> None:
    """Add ``german_query(text)``: what a reader typed, as an expression for ``MATCH``.

    ``… WHERE articles_fts MATCH german_query('Förderungen')``. NULL finds nothing;
    what is too long to be a question (``crawler.search.typed``) ends the statement with an error.
    ``names`` are what the function is called; programs that ask another one get ours in its place.
    """

    def german_query(text: object) -> str:
        return search_query("" if text is None else str(text), connection)

    for name in names:
        connection.create_function(name, 1, german_query)
