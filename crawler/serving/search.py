"""What a reader types into the search box, made a question to the full-text index."""

from __future__ import annotations

import sqlite3

from datasette.utils import escape_fts

FUNCTION = "german_query"
"""The SQL function: what was typed → an FTS5 MATCH expression."""


_NOTHING = '""'
"""Matches no article; an empty expression would be an error."""


def register(connection: sqlite3.Connection) -> None:
    """Add the function to ``connection``, and let the search box of Datasette's tables use it."""
    for name in (FUNCTION, "escape_fts"):
        connection.create_function(name, 1, lambda text: escape_fts(text or "") or _NOTHING)
