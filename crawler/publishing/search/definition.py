"""A search: words and filters, read from a query string, written as one, and asked of the archive.

The page of searches, its downloads and stored searches all mean the same by it.
"""
# The SQL is put together from the texts in this file; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from crawler.publishing.language import Language, language, marked
from crawler.publishing.parameters import ARTICLE_KINDS, KINDS, UNCERTAIN, Pairs
from crawler.publishing.refusal import UnreadableValueError
from crawler.publishing.search import SearchError, search_query, validate_search
from crawler.publishing.search.names import close_name, close_to, shortened

RELEVANCE, NEWEST_FIRST, OLDEST_FIRST = "relevance", "newest", "oldest"
ORDERS = (RELEVANCE, NEWEST_FIRST, OLDEST_FIRST)
"""Orders of a result; relevance is that of words."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which articles, and in which order: all that is set holds of each.

    ``place``, ``topic``, ``source`` and ``organisation`` (of editors) may name several, all of
    which an article has. ``since`` and ``until`` are days of publication, stated or estimated,
    both included: articles without any are left out then. ``year`` may be ``UNCERTAIN``;
    ``deadline`` is the year in which the deadline of a call lies.
    """

    words: str = ""
    portal: str = ""
    kind: str = ""
    year: str = ""
    place: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    deadline: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    order: str = ""
    """One of ``ORDERS``; "" is ``RELEVANCE`` for words and ``NEWEST_FIRST`` without."""

    @property
    def effective_order(self) -> str:
        """The order the result has."""
        return self.order or (RELEVANCE if self.words else NEWEST_FIRST)

    @property
    def filters(self) -> Pairs:
        """What narrows beside the words, as pairs of the query string."""
        return [(name, value) for name, value in self.pairs if name not in ("q", "order")]

    @property
    def pairs(self) -> Pairs:
        """The search as pairs of a query string, always in the same order; "" stands nowhere."""
        return [(name, value) for name, value in self._pairs() if value]

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for name, parameter in PARAMETERS.items():
            value = getattr(self, parameter.field)
            for one in sorted(value) if isinstance(value, tuple) else (value,):
                yield name, str(one or "")

    @property
    def query_string(self) -> str:
        """The search in a URL; two searches that mean the same have the same."""
        return urlencode(self.pairs)

    def with_value(self, name: str, value: str) -> Search:
        """This search narrowed by a value that stands in the archive; ``order`` is replaced."""
        field = PARAMETERS[name].field
        new: Any = value
        if field in SEVERAL:
            new = tuple(dict.fromkeys((*getattr(self, field), value)))
        return self._replaced(field, new)

    def without(self, name: str, value: str = "") -> Search:
        """This search without a filter, or without one of its several values."""
        field = PARAMETERS[name].field
        left: Any = None if field in ("since", "until") else ""
        if field in SEVERAL:
            left = tuple(one for one in getattr(self, field) if value and one != value)
        return self._replaced(field, left)

    def _replaced(self, field: str, value: Any) -> Search:
        changed = dataclasses.replace(self, **{field: value})
        if changed.order == RELEVANCE and not changed.words:
            return dataclasses.replace(changed, order="")
        return changed

    def where(self, db: sqlite3.Connection) -> tuple[str, dict[str, Any]]:
        """The search as a condition over ``a``, the articles, and the values bound in it."""
        conditions: list[str] = []
        values: dict[str, Any] = {}
        if self.words:
            conditions.append(_WORDS)
            values["words"] = search_query(self.words, db)
        for field, condition in _CONDITIONS.items():
            value = getattr(self, field)
            for number, one in enumerate(value if isinstance(value, tuple) else (value,)):
                if one:
                    bound = f"{field}_{number}"
                    conditions.append(condition.format(bound=bound))
                    values[bound] = str(one)
        return " AND ".join(conditions) or "1", values


SEVERAL = ("place", "topic", "source", "organisation")
"""Fields that may have several values."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query string: the field it fills, how it is read, and its label."""

    field: str
    reader: str
    label: str


PARAMETERS = {
    "q": Parameter("words", "search", marked("Words")),
    "portal": Parameter("portal", "portal", marked("Portal")),
    "kind": Parameter("kind", "kind", marked("Kind")),
    "year": Parameter("year", "year", marked("Year")),
    "place": Parameter("place", "place", marked("Place")),
    "topic": Parameter("topic", "topic", marked("Topic")),
    "source": Parameter("source", "source", marked("Source")),
    "organisation": Parameter("organisation", "organisation", marked("Organisation")),
    "deadline": Parameter("deadline", "certain year", marked("Deadline")),
    "since": Parameter("since", "first day", marked("Published from")),
    "until": Parameter("until", "last day", marked("Published until")),
    "order": Parameter("order", "order", marked("Order")),
}
"""All there are, in their order in a URL; ``reader`` is one of ``KINDS`` in publishing/parameters,
or ``order``."""


# -- Conditions ------------------------------------------------------------------------------------

NARROW = "articles AS a INDEXED BY idx_articles_search"
"""The articles by an index that has all that a search asks of them but words: the rows are long."""

LIKELY_ON = "coalesce(a.published_on, a.published_estimate)"
"""The day of publication, stated or estimated, of ``a``; NULL where nothing tells."""

YEAR_OF_ARTICLE = f"""CASE
    WHEN substr(a.published_earliest, 1, 4) = substr(a.published_latest, 1, 4)
    THEN substr(a.published_latest, 1, 4)
    WHEN a.published_latest IS NULL
    AND coalesce(a.published_on, a.published_edtf) GLOB '[0-9][0-9][0-9][0-9]*'
    AND coalesce(a.published_on, a.published_edtf) NOT GLOB '*[/.~?%]*'
    THEN substr(coalesce(a.published_on, a.published_edtf), 1, 4)
    ELSE '{UNCERTAIN}'
END"""
"""As ``v_dated.year``, of a row of articles; where that is NULL, ``UNCERTAIN``."""

DEADLINE_YEARS = """
SELECT d.article_id AS id, substr(c.deadline_on, 1, 4) AS year
FROM deadlines AS d JOIN articles AS c ON c.id = d.article_id WHERE c.deadline_on IS NOT NULL
"""
"""The year of each deadline; ``deadlines`` has a row an article with one, and few others."""

_WORDS = "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words)"


def _filed(table: str, key: str, column: str = "name") -> str:
    return (
        f"a.id IN (SELECT article_id FROM article_{table} WHERE {key} IN "
        f"(SELECT id FROM {table} WHERE {column} = :{{bound}}))"
    )


_CONDITIONS = {
    "portal": "a.portal = :{bound}",
    "kind": "a.kind = :{bound}",
    "year": f"{YEAR_OF_ARTICLE} = :{{bound}}",
    "place": _filed("places", "place_id"),
    "topic": _filed("topics", "topic_id"),
    "source": _filed("sources", "source_id"),
    "organisation": _filed("editors", "editor_id", "organisation"),
    "deadline": f"a.id IN (SELECT id FROM ({DEADLINE_YEARS}) WHERE year = :{{bound}})",
    "since": f"{LIKELY_ON} >= :{{bound}}",
    "until": f"{LIKELY_ON} <= :{{bound}}",
}
"""Conditions over ``a`` by field; ``bound`` is the name of the value."""


# -- Reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchRefusal:
    """Why a value cannot be used: a text of the catalogue and what stands in it."""

    text: str
    fields: dict[str, str]
    label: str = ""
    """Label of the parameter, as the catalogue has it."""

    def said(self, words: Language) -> str:
        """The sentence in a language."""
        said = words.gettext(self.text) % self.fields
        return f"{words.gettext(self.label)}: {said}" if self.label else said


class RefusedSearchError(ValueError):
    """A search that cannot be asked; ``refusals`` say why, one a value."""

    def __init__(self, refusals: list[SearchRefusal]) -> None:
        super().__init__("; ".join(refusal.said(language("en")) for refusal in refusals))
        self.refusals = refusals


VALUES_MAX = 40
"""Values of one query string; each may have to be compared with all names of the archive."""
_SUGGESTED = 3
"""Values that other names are suggested for."""


def read_search(db: sqlite3.Connection, pairs: Iterable[tuple[str, str]]) -> Search:
    """A search from the pairs of a query string, in any case and spelling; "" says nothing.

    Raises RefusedSearchError for names that are no parameters and values that cannot be read:
    to leave them out would answer another question.
    """
    read: dict[str, list[str]] = {}
    refusals: list[SearchRefusal] = []
    asked = list(dict.fromkeys((name, typed.strip()) for name, typed in pairs))
    if len(asked) > VALUES_MAX:
        text = marked("%(count)s filters are too many: at most %(most)s are read")
        fields = {"count": str(len(asked)), "most": str(VALUES_MAX)}
        raise RefusedSearchError([SearchRefusal(text, fields)])
    for name, value in asked:
        if name not in PARAMETERS:
            refusals.append(_unknown_parameter(name))
        elif value:
            try:
                found = _read_value(db, name, value, suggest=len(refusals) < _SUGGESTED)
            except _RefusedValueError as error:
                refusals.append(error.refusal)
            else:
                values = read.setdefault(PARAMETERS[name].field, [])
                values += [found] if found not in values else []
    for parameter in PARAMETERS.values():
        if len(read.get(parameter.field, [])) > 1 and parameter.field not in SEVERAL:
            text = marked("only one can be asked for, not “%(first)s” and “%(second)s”")
            first, second, *_ = map(shortened, read[parameter.field])
            fields = {"first": first, "second": second}
            refusals.append(SearchRefusal(text, fields, parameter.label))
    if refusals:
        raise RefusedSearchError(refusals)
    return _checked(read)


def _checked(read: dict[str, list[str]]) -> Search:
    fields: dict[str, Any] = {
        field: tuple(values) if field in SEVERAL else values[0] for field, values in read.items()
    }
    for field in ("since", "until"):
        if field in fields:
            fields[field] = dt.date.fromisoformat(fields[field])
    search = Search(**fields)
    if search.since and search.until and search.since > search.until:
        text = marked("the period ends before it begins: %(since)s is later than %(until)s")
        period = {"since": str(search.since), "until": str(search.until)}
        raise RefusedSearchError([SearchRefusal(text, period)])
    if search.order == RELEVANCE and not search.words:
        text = marked("without words there is no relevance; order by newest or oldest")
        raise RefusedSearchError([SearchRefusal(text, {}, PARAMETERS["order"].label)])
    return search


class _RefusedValueError(ValueError):
    def __init__(self, text: str, label: str, **fields: str) -> None:
        super().__init__(text)
        self.refusal = SearchRefusal(text, fields, label)


def _unknown_parameter(name: str) -> SearchRefusal:
    meant = close_to(name, PARAMETERS)
    fields = {"value": shortened(name), "meant": meant or ""}
    if meant:
        return SearchRefusal(marked("“%(value)s” is no filter. Did you mean “%(meant)s”?"), fields)
    return SearchRefusal(marked("“%(value)s” is no filter"), fields)


_ADVICE = {
    "first day": marked(
        "“%(value)s” is no date; write it like 9.4.2019, 2019-04-09, April 2019 or 2019"
    ),
    "year": marked("“%(value)s” is no year; write it like 2019, or “uncertain”"),
    "certain year": marked("“%(value)s” is no year; write it like 2019"),
    "kind": marked("“%(value)s” is no kind of article; there are %(known)s"),
    "order": marked("“%(value)s” is no order; there are %(known)s"),
}
_TABLES = {
    "portal": "portals",
    "place": "places",
    "topic": "topics",
    "source": "sources",
    "organisation": "editors",
}
_ADVICE["last day"] = _ADVICE["first day"]
_KNOWN = {"order": ", ".join(ORDERS), "kind": ", ".join(ARTICLE_KINDS)}


def _read_value(db: sqlite3.Connection, name: str, value: str, *, suggest: bool) -> str:
    """A value as the archive writes it. Raises _RefusedValueError."""
    parameter = PARAMETERS[name]
    reader, label = parameter.reader, parameter.label
    try:
        if reader == "search":
            validate_search(value)
            return " ".join(value.split())
        if reader == "order":
            if value.casefold() not in ORDERS:
                raise UnreadableValueError(value)
            return value.casefold()
        return KINDS[reader](db, value)
    except SearchError as error:
        fields = {field: str(number) for field, number in error.fields.items()}
        raise _RefusedValueError(error.text, label, **fields) from None
    except UnreadableValueError:
        said = shortened(value)
        if name not in _TABLES:
            fields = {"value": said, "known": _KNOWN.get(reader, "")}
            raise _RefusedValueError(_ADVICE[reader], label, **fields) from None
        if suggest and (meant := close_name(db, _TABLES[name], value)):
            text = marked("the archive has no “%(value)s”. Did you mean “%(meant)s”?")
            raise _RefusedValueError(text, label, value=said, meant=meant) from None
        raise _RefusedValueError(
            marked("the archive has no “%(value)s”"), label, value=said
        ) from None
