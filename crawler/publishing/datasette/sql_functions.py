"""SQL functions: German search, and substitutes for those of SQLite that can take minutes a call.

SQLite cannot be stopped within a call. ``instr()``, ``replace()`` and ``trim()`` take the product
of two lengths, Python's the sum; ``printf('%.*c', 1000000000, 'x')`` counts to the end although
its text is too long.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

from crawler.publishing import search
from crawler.publishing.datasette.limits import LENGTH_MAX, TRIMMED_MAX

_Value = str | bytes | int | float | None
_WIDE = re.compile(r"%[^a-zA-Z%]*(\*|[0-9]{5})")
"""A width or precision that is computed, or has five figures."""


def register(connection: sqlite3.Connection) -> None:
    """Add ``german_query()``, which the search box also asks in place of ``escape_fts()``, and
    replace SQLite's functions that take too long.
    """
    search.register(connection, names=("german_query", "escape_fts"))
    own = _Functions()
    functions: tuple[tuple[str, int, Callable[..., _Value]], ...] = (
        ("instr", 2, own.instr),
        ("replace", 3, own.replace),
        ("printf", -1, own.printf),
        ("format", -1, own.printf),
        *((name, count, trim) for name, trim in own.trims.items() for count in (1, 2)),
    )
    for name, count, function in functions:
        connection.create_function(name, count, function, deterministic=True)


class _Functions:
    """The functions of one connection; SQLite's own are asked in a database beside it."""

    def __init__(self) -> None:
        self._sqlite = sqlite3.connect(":memory:", check_same_thread=False)
        self._sqlite.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH_MAX)
        self.trims: dict[str, Callable[..., _Value]] = {
            "trim": self._trim,
            "ltrim": self._ltrim,
            "rtrim": self._rtrim,
        }

    def instr(self, where: _Value, what: _Value) -> int | None:
        if where is None or what is None:
            return None
        if isinstance(where, bytes) and isinstance(what, bytes):
            return where.find(what) + 1
        return self._text(where).find(self._text(what)) + 1

    def replace(self, where: _Value, what: _Value, by: _Value) -> _Value:
        if where is None or what is None or by is None:
            return None
        if what in ("", b""):
            return where
        text, old, new = self._text(where), self._text(what), self._text(by)
        longer = len(new) - len(old)
        if longer > 0 and longer * text.count(old) > LENGTH_MAX:
            raise ValueError("too long a text would be made")
        return text.replace(old, new)

    def printf(self, *values: _Value) -> str | None:
        if values and values[0] is not None and _WIDE.search(self._text(values[0])):
            raise ValueError("too wide")
        marks = ", ".join("?" * len(values))
        found: str | None = self._sqlite.execute(
            f"SELECT printf({marks})",
            values,
        ).fetchone()[0]
        return found

    def _trim(self, text: _Value, letters: _Value = " ") -> str | None:
        if text is None or letters is None:
            return None
        return self._text(text).strip(self._letters(letters))

    def _ltrim(self, text: _Value, letters: _Value = " ") -> str | None:
        if text is None or letters is None:
            return None
        return self._text(text).lstrip(self._letters(letters))

    def _rtrim(self, text: _Value, letters: _Value = " ") -> str | None:
        if text is None or letters is None:
            return None
        return self._text(text).rstrip(self._letters(letters))

    def _letters(self, letters: _Value) -> str:
        different = "".join(set(self._text(letters)))
        if len(different) > TRIMMED_MAX:
            raise ValueError("too many letters to take off")
        return different

    def _text(self, value: _Value) -> str:
        """A value as SQLite casts it to text."""
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        if isinstance(value, float):
            cast = self._sqlite.execute("SELECT CAST(? AS TEXT)", (value,)).fetchone()[0]
            return str(cast)
        return str(value)
