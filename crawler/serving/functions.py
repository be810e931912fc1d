"""SQL functions in place of SQLite's own whose time grows with the product of two lengths.

``instr()``, ``replace()`` and ``trim()`` of two texts of a megabyte take seconds to minutes each,
and SQLite cannot be stopped within a call. Python's take the sum, or are refused.
"""

from __future__ import annotations

import sqlite3

from crawler.serving.limits import LENGTH_MAX, TRIMMED_MAX

_Value = str | bytes | int | float | None


def register(connection: sqlite3.Connection) -> None:
    """Put them in place of SQLite's."""
    for name, count, function in (
        ("instr", 2, _instr),
        ("replace", 3, _replace),
        *((name, count, trim) for name, trim in _TRIMS.items() for count in (1, 2)),
    ):
        connection.create_function(name, count, function, deterministic=True)


def _text(value: _Value) -> str:
    """A value as SQLite casts it to text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        text = f"{value:.15g}"
        return text if any(sign in text for sign in ".en") else f"{text}.0"
    return str(value)


def _instr(where: _Value, what: _Value) -> int | None:
    if where is None or what is None:
        return None
    if isinstance(where, bytes) and isinstance(what, bytes):
        return where.find(what) + 1
    return _text(where).find(_text(what)) + 1


def _replace(where: _Value, what: _Value, by: _Value) -> str | None:
    if where is None or what is None or by is None:
        return None
    text, old, new = _text(where), _text(what), _text(by)
    if not old:
        return text
    longer = len(new) - len(old)
    if longer > 0 and longer * text.count(old) > LENGTH_MAX:
        raise ValueError("too long a text would be made")
    return text.replace(old, new)


def _letters(letters: _Value) -> str:
    different = "".join(set(_text(letters)))
    if len(different) > TRIMMED_MAX:
        raise ValueError("too many letters to take off")
    return different


def _trim(text: _Value, letters: _Value = " ") -> str | None:
    return None if text is None or letters is None else _text(text).strip(_letters(letters))


def _ltrim(text: _Value, letters: _Value = " ") -> str | None:
    return None if text is None or letters is None else _text(text).lstrip(_letters(letters))


def _rtrim(text: _Value, letters: _Value = " ") -> str | None:
    return None if text is None or letters is None else _text(text).rstrip(_letters(letters))


_TRIMS = {"trim": _trim, "ltrim": _ltrim, "rtrim": _rtrim}
