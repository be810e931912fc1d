"""Values of questions, facets and filters: normalised to the archive's notation, or refused.

SQL compares days and names as text, so that ``1.1.2020`` would come before ``1990-01-01`` and
``polen`` would be no ``Polen``. Values are brought into the archive's own writing before SQL sees
them; what cannot be read is refused, because all rows, or none, would look like an answer.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Callable, Iterable

from crawler.arguments import ArgumentError, check_period, read_day
from crawler.german.places import find_place
from crawler.publishing.search import LETTERS_MAX, SearchError, validate_search
from crawler.publishing.search.names import UnknownNameError, find_name, shortened, unknown_name

Pairs = list[tuple[str, str]]
"""A query string's names and values, in their order."""


class RefusedError(ValueError):
    """Values that cannot be read; ``reasons`` are sentences, one a value."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def read_values(db: sqlite3.Connection, pairs: Pairs, kinds: dict[str, str]) -> Pairs:
    """The values as the archive writes them; those without an entry in ``kinds`` stay as they are.

    Args:
        db: the archive; read only.
        pairs: names and values of the query string.
        kinds: how each parameter is read, a key of ``KINDS`` each.

    Raises RefusedError for values that cannot be read.
    """
    read: Pairs = []
    reasons: list[str] = []
    for name, value in pairs:
        try:
            wanted = name in kinds and value.strip()
            read.append((name, KINDS[kinds[name]](db, name, value.strip()) if wanted else value))
        except (ArgumentError, SearchError, UnknownNameError) as error:
            reasons.append(str(error))
    if reasons:
        raise RefusedError(reasons)
    return [(name, value.strip() if name in kinds else value) for name, value in read]


def check_order(pairs: Pairs) -> None:
    """Raises RefusedError for a period that ends before it begins."""
    values = dict(reversed(pairs))  # Datasette takes the first of several
    since, until = (_day_or_none(values.get(name, "")) for name in ("since", "until"))
    try:
        check_period(since, until)
    except ArgumentError as error:
        raise RefusedError([str(error)]) from None


def _day_or_none(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _first_day(_db: sqlite3.Connection, name: str, value: str) -> str:
    return str(read_day(name, value))


def _last_day(_db: sqlite3.Connection, name: str, value: str) -> str:
    return str(read_day(name, value, last=True))


def _one_day(_db: sqlite3.Connection, name: str, value: str) -> str:
    first, last = read_day(name, value), read_day(name, value, last=True)
    if first != last:
        raise ArgumentError(
            f"{name}={shortened(value)!r} is more than one day ({first} to {last}): "
            "ask from its first (>=) to its last (<=)"
        )
    return str(first)


UNCERTAIN = "uncertain"
"""In the place of a year: articles of which it is not certain."""


def _year(_db: sqlite3.Connection, name: str, value: str) -> str:
    if value.strip().casefold() == UNCERTAIN:
        return UNCERTAIN
    first, last = read_day(name, value), read_day(name, value, last=True)
    assert first
    if (first, last) != (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        raise ArgumentError(f"{name}={shortened(value)!r} is no year; write it like 2019")
    return str(first.year)


_DAYS_MAX = 99_999
_WHOLE = re.compile(r"[0-9]{1,9}")


def _days(_db: sqlite3.Connection, name: str, value: str) -> str:
    if not _WHOLE.fullmatch(value) or not 1 <= int(value) <= _DAYS_MAX:
        raise ArgumentError(
            f"{name}={shortened(value)!r} is no number of days; write a whole one "
            f"from 1 to {_DAYS_MAX}, like 30"
        )
    return str(int(value))


def _search(_db: sqlite3.Connection, name: str, value: str) -> str:
    try:
        validate_search(value)
    except SearchError as error:
        raise SearchError(f"{name}={shortened(value)!r}: {error}") from None
    return value


def _expression(_db: sqlite3.Connection, name: str, value: str) -> str:
    if len(value) > LETTERS_MAX:
        raise SearchError(
            f"{name}={shortened(value)!r}: {len(value):,} letters are too many: "
            f"at most {LETTERS_MAX} are read"
        )
    return value


def _country(db: sqlite3.Connection, name: str, value: str) -> str:
    found = find_name(db, "places", value, kind="country")
    if found is None and (known := find_place(value, "country")):
        found = known.name  # of which the archive has nothing: no rows are the answer
    if found is None:
        raise ArgumentError(
            f"{name}={shortened(value)!r} is no country; write its name or ISO code, "
            "like Polen, Poland or PL"
        )
    return found


def _named(table: str) -> Callable[[sqlite3.Connection, str, str], str]:
    def read(db: sqlite3.Connection, name: str, value: str) -> str:
        found = find_name(db, table, value)
        if found is None and table == "places" and (known := find_place(value)):
            found = known.name
        if found is None:
            error = unknown_name(db, table, value)
            raise UnknownNameError(f"{name}={shortened(value)!r}: {error}")
        return found

    return read


KINDS: dict[str, Callable[[sqlite3.Connection, str, str], str]] = {
    "first day": _first_day,
    "last day": _last_day,
    "one day": _one_day,
    "year": _year,
    "days": _days,
    "search": _search,
    "expression": _expression,
    "country": _country,
    "place": _named("places"),
    "topic": _named("topics"),
    "source": _named("sources"),
    "portal": _named("portals"),
}
"""Readers of values by kind; their errors name parameter, value and what is expected."""

QUESTION = {
    "since": "first day",
    "until": "last day",
    "days": "days",
    "text": "search",
    "country": "country",
    "topic": "topic",
    "portal": "portal",
}
"""Kinds of the parameters of questions, the same for all questions."""

CHARTS = {"today": "first day", "year": "year"}
"""Kinds of the parameters of the page of charts."""

_FACETS = {"_year": "year", "_places": "place", "_topics": "topic", "_sources": "source"}
_DAY_COLUMN = re.compile(r"\w+_on|published_(?:earliest|latest|estimate)")
_TIME_COLUMN = re.compile(r"\w+_at")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:.*")
_LAST_SECOND = "T23:59:59Z"
_DAY_FILTERS = {
    "exact": "one day",
    "not": "one day",
    "date": "one day",
    "gt": "last day",
    "gte": "first day",
    "lt": "first day",
    "lte": "last day",
}


def table_kinds(pairs: Pairs) -> dict[str, str]:
    """Kinds of a table page's arguments: search boxes, facets, and filters of days and times."""
    names = {name for name, _ in pairs}
    search = "expression" if ("_searchmode", "raw") in pairs else "search"
    kinds = {name: search for name in names if name == "_search" or name.startswith("_search_")}
    kinds |= {name: kind for name, kind in _FACETS.items() if name in names}
    for name in names:
        column, _, comparison = name.partition("__")
        if _is_of_days(column) and (kind := _DAY_FILTERS.get(comparison or "exact")):
            kinds[name] = kind
    return kinds


def read_table(db: sqlite3.Connection, pairs: Pairs) -> Pairs:
    """A table page's arguments as the archive writes them. Raises RefusedError."""
    kinds = table_kinds(pairs)
    # Times are stored to the second; a complete one needs no reading.
    exact = {name for name, value in pairs if _TIME_COLUMN.match(name) and _TIME.fullmatch(value)}
    read = read_values(db, pairs, {name: kind for name, kind in kinds.items() if name not in exact})
    return [
        (name, value + _LAST_SECOND if value and name not in exact and _is_late(name) else value)
        for name, value in read
    ]


def _is_of_days(column: str) -> bool:
    return bool(_DAY_COLUMN.fullmatch(column) or _TIME_COLUMN.fullmatch(column))


def _is_late(name: str) -> bool:
    """Whether a column of times is compared with the end of a day."""
    column, _, comparison = name.partition("__")
    return bool(_TIME_COLUMN.fullmatch(column)) and comparison in ("gt", "lte")


def named(pairs: Pairs, names: Iterable[str]) -> dict[str, str]:
    """The values of these parameters as typed, "" for one that is not there."""
    values = dict(reversed(pairs))
    return {name: values.get(name, "") for name in names}
