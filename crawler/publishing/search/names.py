"""Names of places, topics, portals and sources, looked up in any case and spelling.

``österreich``, ``Oesterreich``, ``AT``, ``AUT`` and ``Austria`` are one country.
"""
# The names put into the SQL stand in this file.
# ruff: noqa: S608

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterable, Mapping

from crawler.german.places import find_place
from crawler.german.words.spelling import fold_name
from crawler.publishing.language import Language
from crawler.publishing.vocabulary import value_label

_COLUMNS = {
    "portals": ("name", "title"),
    "places": ("name", "iso_code"),
    "topics": ("name",),
    "sources": ("name",),
    "editors": ("organisation",),
}
"""Columns that hold a name of a row; the first is the one that articles are filtered by."""
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
        table: ``portals``, ``places``, ``topics``, ``sources`` or ``editors`` (by organisation).
        typed: a name, or a place's ISO code, in any case and spelling.
        kind: of places, only those of this kind (``country``).
    """
    columns = _COLUMNS[table]
    where, values = (" WHERE kind = ?", [kind]) if kind else ("", [])
    names: dict[str, str] = {}
    main = columns[0]
    if db.execute(f"SELECT 1 FROM {table} WHERE {main} = ?", (typed,)).fetchone() and not kind:
        return typed  # two names may differ in nothing but their spelling
    for column in columns:  # a name goes before another's code or title
        for name, called in db.execute(f"SELECT {main}, {column} FROM {table}{where}", values):
            if called:
                names.setdefault(fold_name(called), name)
    if found := names.get(fold_name(typed)):
        return found
    if table == "places" and (place := find_place(typed, kind)):
        return names.get(fold_name(place.name)) or names.get(fold_name(place.iso_code or ""))
    return None


def unknown_name(db: sqlite3.Connection, table: str, typed: str) -> UnknownNameError:
    """The error for a name that ``find_name`` does not find."""
    called = "organisation" if table == "editors" else table.removesuffix("s")
    return UnknownNameError(
        f"the archive has no {called} {shortened(typed)!r}; "
        f"there are {some_names(db, table) or 'none'}"
    )


def some_names(db: sqlite3.Connection, table: str) -> str:
    """The first names of a table, and whether there are more; "" for none."""
    main = _COLUMNS[table][0]
    rows = db.execute(
        f"SELECT DISTINCT {main} FROM {table} WHERE {main} IS NOT NULL "
        f"ORDER BY {main} LIMIT {_LISTED + 1}"
    ).fetchall()
    some = [name for (name,) in rows]
    return ", ".join(some[:_LISTED]) + (", …" if len(some) > _LISTED else "")


_COMPARED = 5000
"""Names that are compared with a misspelt one, at most."""


def close_name(db: sqlite3.Connection, table: str, typed: str) -> str | None:
    """The name in ``table`` that was probably meant by one it does not have."""
    main = _COLUMNS[table][0]
    names = db.execute(
        f"SELECT DISTINCT {main} FROM {table} WHERE {main} IS NOT NULL LIMIT {_COMPARED}"
    )
    return close_to(typed, (name for (name,) in names))


_CLOSE = 0.75
"""How much two names must have in common: ``yaer`` is ``year``, but ``seite`` is not ``since``."""


def close_to(typed: str, known: Iterable[str]) -> str | None:
    """The one of these names that was probably meant."""
    if len(typed) > _SHOWN:
        return None
    names = {fold_name(name): name for name in known}
    found = difflib.get_close_matches(fold_name(typed), names, 1, _CLOSE)
    return names[found[0]] if found else None


def shortened(text: str) -> str:
    """What was typed, to be repeated in a sentence."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


# -- Names as people read them ---------------------------------------------------------------------


def portal_titles(db: sqlite3.Connection) -> dict[str, str]:
    """Titles of portals by name; one without a title has its name."""
    return dict(db.execute("SELECT name, coalesce(title, name) FROM portals").fetchall())


def filter_label(words: Language, name: str, value: str, titles: Mapping[str, str]) -> str:
    """What a value of the filter ``name`` is called on pages."""
    match name:
        case "portal":
            return titles.get(value, value)
        case "kind" | "year":
            return value_label(words, name, value, "articles") or value
        case "since" | "until":
            return words.day(value)
    return value
