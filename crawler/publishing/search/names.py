"""Names of places, topics, portals and sources, looked up in any case and spelling.

``österreich``, ``Oesterreich``, ``AT``, ``AUT`` and ``Austria`` are one country.
"""
# The names put into the SQL stand in this file.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3

from crawler.german.places import find_place
from crawler.german.words.spelling import fold_name

_COLUMNS = {
    "portals": ("name", "title"),
    "places": ("name", "iso_code"),
    "topics": ("name",),
    "sources": ("name",),
}
"""Columns that hold a name of a row; ``name`` is the one that articles are filtered by."""
_LISTED = 20
_SHOWN = 60


class UnknownNameError(ValueError):
    """The archive has no such name; the message lists some that it has."""


def find_name(
    db: sqlite3.Connection, table: str, typed: str, *, kind: str | None = None
) -> str | None:
    """The name in ``table`` that is meant, as the archive writes it; None: it has none such.

    Args:
        db: the archive; read only.
        table: ``portals``, ``places``, ``topics`` or ``sources``.
        typed: a name, or a place's ISO code, in any case and spelling.
        kind: of places, only those of this kind (``country``).
    """
    columns = _COLUMNS[table]
    where, values = (" WHERE kind = ?", [kind]) if kind else ("", [])
    names: dict[str, str] = {}
    if db.execute(f"SELECT 1 FROM {table} WHERE name = ?", (typed,)).fetchone() and not kind:
        return typed  # two names may differ in nothing but their spelling
    for column in columns:  # a name goes before another's code or title
        for name, called in db.execute(f"SELECT name, {column} FROM {table}{where}", values):
            if called:
                names.setdefault(fold_name(called), name)
    if found := names.get(fold_name(typed)):
        return found
    if table == "places" and (place := find_place(typed, kind)):
        return names.get(fold_name(place.name)) or names.get(fold_name(place.iso_code or ""))
    return None


def unknown_name(db: sqlite3.Connection, table: str, typed: str) -> UnknownNameError:
    """The error for a name that ``find_name`` does not find."""
    return UnknownNameError(
        f"the archive has no {table.removesuffix('s')} {shortened(typed)!r}; "
        f"there are {some_names(db, table) or 'none'}"
    )


def some_names(db: sqlite3.Connection, table: str, column: str = "name") -> str:
    """The first names of a table, and whether there are more; "" for none.

    ``column`` is the one that holds what people call it; where it is empty, the name is taken.
    """
    rows = db.execute(
        f"SELECT coalesce({column}, name) AS called FROM {table} ORDER BY called "
        f"LIMIT {_LISTED + 1}"
    ).fetchall()
    some = [name for (name,) in rows]
    return ", ".join(some[:_LISTED]) + (", …" if len(some) > _LISTED else "")


def shortened(text: str) -> str:
    """What was typed, to be repeated in a sentence."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
