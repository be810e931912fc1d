"""Values of questions, facets and filters: normalised to the archive's notation, or refused.

SQL compares days and names as text, so that ``1.1.2020`` would come before ``1990-01-01`` and
``polen`` would be no ``Polen``. Values are brought into the archive's own writing before SQL sees
them; what cannot be read is refused, because all rows, or none, would look like an answer.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Callable
from typing import get_args

from crawler.arguments import ArgumentError, check_period, read_day
from crawler.german.places import find_place
from crawler.items import Kind
from crawler.publishing.language import marked
from crawler.publishing.refusal import Refusal, RefusedError, UnreadableValueError
from crawler.publishing.search import LETTERS_MAX, SearchError, validate_search
from crawler.publishing.search.names import find_name, shortened, some_names
from crawler.publishing.sentence import Sentence
from crawler.publishing.vocabulary import stored_value

Pairs = list[tuple[str, str]]
"""A query string's names and values, in their order."""


def read_values(db: sqlite3.Connection, pairs: Pairs, kinds: dict[str, str]) -> Pairs:
    """The values as the archive writes them; those without an entry in ``kinds`` stay as they are.

    Args:
        db: the archive; read only.
        pairs: names and values of the query string.
        kinds: how each parameter is read, a key of ``KINDS`` each.

    Raises RefusedError for values that cannot be read.
    """
    read: Pairs = []
    refusals: list[Refusal] = []
    for name, value in pairs:
        typed = value.strip() if name in kinds else value
        try:
            read.append((name, KINDS[kinds[name]](db, typed) if name in kinds and typed else typed))
        except UnreadableValueError as error:
            refusals.append(Refusal(name, typed, error.why, error.is_sentence))
    if refusals:
        raise RefusedError(refusals)
    return read


def check_order(pairs: Pairs) -> None:
    """Raises RefusedError for a period that ends before it begins."""
    values = dict(reversed(pairs))  # Datasette takes the first of several
    since, until = (values.get(name, "") for name in ("since", "until"))
    if not (since and until):
        return
    days = {"since": dt.date.fromisoformat(since), "until": dt.date.fromisoformat(until)}
    try:
        check_period(**days)
    except ArgumentError as error:
        why = Sentence(marked("The period begins on %(since)s, after its end on %(until)s."), days)
        raise RefusedError([Refusal("", "", why, for_programs=str(error))]) from None


def _day(value: str, *, last: bool = False) -> dt.date:
    try:
        day = read_day("", value, last=last)
    except ArgumentError:
        day = None
    if day is None:
        raise UnreadableValueError(
            marked("is no date; write it like 2019-04-09, 9.4.2019, April 2019 or 2019")
        )
    return day


def _first_day(_db: sqlite3.Connection, value: str) -> str:
    return str(_day(value))


def _last_day(_db: sqlite3.Connection, value: str) -> str:
    return str(_day(value, last=True))


def _one_day(_db: sqlite3.Connection, value: str) -> str:
    first, last = _day(value), _day(value, last=True)
    if first != last:
        raise UnreadableValueError(
            marked(
                "is more than one day (%(first)s to %(last)s): "
                "ask from its first (≥) to its last (≤)"
            ),
            first=first,
            last=last,
        )
    return str(first)


def _no_one_day(_db: sqlite3.Connection, value: str) -> str:
    raise UnreadableValueError(
        marked(
            "is compared with times, which are stored to the second: ask for the day (“on the day”)"
        )
    )


def _days_listed(db: sqlite3.Connection, value: str) -> str:
    return ",".join(_one_day(db, part.strip()) for part in value.split(","))


_PATTERN = re.compile(r"[-\d:TZ%_*?\[\]^ ]+")


def _day_pattern(_db: sqlite3.Connection, value: str) -> str:
    if not _PATTERN.fullmatch(value):
        raise UnreadableValueError(
            marked(
                "is no part of a stored day; days are stored like 2019-04-09, months like 2019-04"
            )
        )
    return value


def _first_month(db: sqlite3.Connection, value: str) -> str:
    return value if value.casefold() == UNCERTAIN else _first_day(db, value)[:7]


def _last_month(db: sqlite3.Connection, value: str) -> str:
    return value if value.casefold() == UNCERTAIN else _last_day(db, value)[:7]


def _one_month(db: sqlite3.Connection, value: str) -> str:
    month = _first_month(db, value)
    if (
        month != _last_month(db, value)
        or (first := _day(value)) == _day(value, last=True)
        or first.day != 1
    ):
        raise UnreadableValueError(marked("is no month; write it like April 2019 or 2019-04"))
    return month


UNCERTAIN = "uncertain"
"""In the place of a year: articles of which it is not certain."""
_UNCERTAIN_WORDS = (UNCERTAIN, "unsicher", "ungewiss", "ungewiß")


def _year(_db: sqlite3.Connection, value: str) -> str:
    if value.casefold() in _UNCERTAIN_WORDS:
        return UNCERTAIN
    first, last = _day(value), _day(value, last=True)
    if (first, last) != (dt.date(first.year, 1, 1), dt.date(first.year, 12, 31)):
        raise UnreadableValueError(marked("is no year; write it like 2019"))
    return str(first.year)


def _certain_year(db: sqlite3.Connection, value: str) -> str:
    if (year := _year(db, value)) == UNCERTAIN:
        raise UnreadableValueError(marked("is no year; write it like 2019"))
    return year


_DAYS_MAX = 99_999
_WHOLE = re.compile(r"[0-9]{1,9}")


def _days(_db: sqlite3.Connection, value: str) -> str:
    if not _WHOLE.fullmatch(value) or not 1 <= int(value) <= _DAYS_MAX:
        raise UnreadableValueError(
            marked("is no number of days; write a whole one from 1 to %(most)s, like 30"),
            most=_DAYS_MAX,
        )
    return str(int(value))


def _search(_db: sqlite3.Connection, value: str) -> str:
    try:
        validate_search(value)
    except SearchError as error:
        raise UnreadableValueError(error.text, is_sentence=True, **error.fields) from None
    return value


def _expression(_db: sqlite3.Connection, value: str) -> str:
    if len(value) > LETTERS_MAX:
        raise UnreadableValueError(
            marked("%(letters)s letters are too many: at most %(most)s are read"),
            is_sentence=True,
            letters=len(value),
            most=LETTERS_MAX,
        )
    return value


def _country(db: sqlite3.Connection, value: str) -> str:
    found = find_name(db, "places", value, kind="country")
    if found is None and (known := find_place(value, "country")):
        found = known.name  # of which the archive has nothing: no rows are the answer
    if found is None:
        raise UnreadableValueError(
            marked("is no country; write its name or ISO code, like Polen, Poland or PL")
        )
    return found


ARTICLE_KINDS: tuple[str, ...] = get_args(Kind)


def _kind(_db: sqlite3.Connection, value: str) -> str:
    if value.casefold() not in ARTICLE_KINDS:
        raise UnreadableValueError(
            marked("is no kind of article; there are %(known)s"), known=", ".join(ARTICLE_KINDS)
        )
    return value.casefold()


_UNKNOWN = {
    "places": marked("the archive has no place '%(name)s'; there are %(some)s"),
    "topics": marked("the archive has no topic '%(name)s'; there are %(some)s"),
    "sources": marked("the archive has no source '%(name)s'; there are %(some)s"),
    "editors": marked("the archive has no organisation '%(name)s'; there are %(some)s"),
    "portals": marked("the archive has no portal '%(name)s'; there are %(some)s"),
}


def _named(table: str) -> Callable[[sqlite3.Connection, str], str]:
    def read(db: sqlite3.Connection, value: str) -> str:
        found = find_name(db, table, value)
        if found is None and table == "places" and (known := find_place(value)):
            found = known.name
        if found is None:
            raise UnreadableValueError(
                _UNKNOWN[table],
                is_sentence=True,
                name=shortened(value),
                some=some_names(db, table) or "–",
            )
        return found

    return read


KINDS: dict[str, Callable[[sqlite3.Connection, str], str]] = {
    "first day": _first_day,
    "last day": _last_day,
    "one day": _one_day,
    "no one day": _no_one_day,
    "days listed": _days_listed,
    "day pattern": _day_pattern,
    "first month": _first_month,
    "last month": _last_month,
    "one month": _one_month,
    "year": _year,
    "certain year": _certain_year,
    "days": _days,
    "search": _search,
    "expression": _expression,
    "country": _country,
    "place": _named("places"),
    "topic": _named("topics"),
    "source": _named("sources"),
    "organisation": _named("editors"),
    "portal": _named("portals"),
    "kind": _kind,
}
"""Readers of values by kind; they raise UnreadableValueError."""

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
_DAY_COLUMN = re.compile(r"\w+_on|published_(?:earliest|latest|estimate)|earliest|latest|day")
_TIME_COLUMN = re.compile(r"\w+_at")
_MONTH_COLUMN = re.compile(r"(?:estimated_)?month")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:.*")
_LAST_SECOND = "T23:59:59Z"
_PATTERNS = dict.fromkeys(
    ("contains", "startswith", "endswith", "like", "notlike", "glob"), "day pattern"
)
_DAY_FILTERS = {
    "exact": "one day",
    "not": "one day",
    "date": "one day",
    "in": "days listed",
    "notin": "days listed",
    "gt": "last day",
    "gte": "first day",
    "lt": "first day",
    "lte": "last day",
    **_PATTERNS,
}
_TIME_FILTERS = {
    **_DAY_FILTERS,
    "exact": "no one day",
    "not": "no one day",
    "in": "no one day",
    "notin": "no one day",
}
_MONTH_FILTERS = {
    "exact": "one month",
    "not": "one month",
    "gt": "last month",
    "gte": "first month",
    "lt": "first month",
    "lte": "last month",
    **_PATTERNS,
}
_FILTERS = (
    (_DAY_COLUMN, _DAY_FILTERS),
    (_TIME_COLUMN, _TIME_FILTERS),
    (_MONTH_COLUMN, _MONTH_FILTERS),
)
"""Kinds of filters by what their column holds."""


def table_kinds(pairs: Pairs) -> dict[str, str]:
    """Kinds of a table page's arguments: search boxes, facets, and filters of days and times."""
    names = {name for name, _ in pairs}
    search = "expression" if ("_searchmode", "raw") in pairs else "search"
    kinds = {name: search for name in names if name == "_search" or name.startswith("_search_")}
    kinds |= {name: kind for name, kind in _FACETS.items() if name in names}
    for name in names:
        column, _, comparison = name.partition("__")
        for columns, filters in _FILTERS:
            if columns.fullmatch(column) and (kind := filters.get(comparison or "exact")):
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
        for name, value in _as_stored(db, read)
    ]


def _as_stored(db: sqlite3.Connection, pairs: Pairs) -> Pairs:
    """Filters for equality, by what pages call a value: ``kind=Land``, the title of a portal."""
    stored: Pairs = []
    for name, value in pairs:
        column, _, comparison = name.partition("__")
        if not value or column.startswith("_") or comparison not in ("", "exact", "not"):
            stored.append((name, value))
        elif column == "portal":
            stored.append((name, find_name(db, "portals", value) or value))
        else:
            stored.append((name, stored_value(column, value)))
    return stored


def _is_late(name: str) -> bool:
    """Whether a column of times is compared with the end of a day."""
    column, _, comparison = name.partition("__")
    return bool(_TIME_COLUMN.fullmatch(column)) and comparison in ("gt", "lte")


def typed(pairs: Pairs, name: str) -> str:
    """The value of a parameter as it was typed, "" for one that is not there."""
    return next((value for known, value in pairs if known == name), "")
