"""Facets of a result: its articles counted by portal, kind, year, place, topic, source …

SQL takes a microsecond or two for each article and name of a result, which is half a second for
50,000 articles. So the articles of each name are held in memory as bits, and counting is an AND.
So is narrowing what has a word; and what stands first by its day is found in the articles by day.
"""
# The SQL is put together from the texts in this file and definition.py; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import datetime as dt
import heapq
import json
import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, islice

from crawler.publishing.article_sets import bits
from crawler.publishing.parameters import UNCERTAIN
from crawler.publishing.search.definition import (
    DEADLINE_YEARS,
    LIKELY_ON,
    NARROW,
    YEAR_OF_ARTICLE,
    Search,
)

SHOWN = 40
"""Names of a facet that are told, at most: those of most articles."""
_FILED = {
    "place": ("article_places", "place_id", "places", "name"),
    "topic": ("article_topics", "topic_id", "topics", "name"),
    "source": ("article_sources", "source_id", "sources", "name"),
    "organisation": ("article_editors", "editor_id", "editors", "organisation"),
}
"""Facets that stand in tables of their own: how articles are joined to a name."""
FACETS = ("portal", "kind", "year", *_FILED, "deadline")
_YEARS = ("year", "deadline")
"""Of which all are told, newest first."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A name, and how many articles of the result have it."""

    value: str
    count: int


Facets = dict[str, list[FacetValue]]
"""The commonest names of each of ``FACETS``; years newest first."""


def _in_order(name: str, counts: Iterable[tuple[str, int]]) -> list[FacetValue]:
    if name in _YEARS:
        years = sorted(counts, key=lambda pair: (pair[0] != UNCERTAIN, pair[0]), reverse=True)
        return [FacetValue(*pair) for pair in years]
    best = heapq.nsmallest(SHOWN, counts, key=lambda pair: (-pair[1], pair[0]))
    return [FacetValue(*pair) for pair in best]


_FEW = 32
"""Of a result of fewer articles than one in so many, those are put in order; of a larger one, the
articles in order are looked through for it."""
_TRUTH = bytes.maketrans(b"01", b"\x00\x01")
_DENSE = 256
"""A name that one article in so many has is kept as bits, a rarer one as a list of ids."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The articles of a name."""

    value: str
    count: int
    bits: int
    ids: array[int]
    """Where the name is rare; ``bits`` is 0 then."""


class FacetIndex:
    """The articles of each name, at one moment of the archive.

    A set of articles is a number, of which each article has a bit.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        (last,) = db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        self._length = last + 1
        self._names: dict[str, list[_Named]] = {}
        everything = array("L")
        days = array("L", bytes(array("L").itemsize * self._length))
        columns: tuple[defaultdict[str, list[int]], ...] = (
            defaultdict(list), defaultdict(list), defaultdict(list),
        )  # fmt: skip
        portals, kinds, years = columns
        for number, portal, kind, year, day in db.execute(
            f"SELECT a.id, a.portal, a.kind, {YEAR_OF_ARTICLE}, "
            f"CAST(replace({LIKELY_ON}, '-', '') AS INTEGER) FROM {NARROW} ORDER BY a.id"
        ):
            everything.append(number)
            days[number] = day or 0
            portals[portal].append(number)
            kinds[kind].append(number)
            years[year].append(number)
        self._everything = self.bits(everything)
        self._days = days
        """The day of publication by id, as a number like 20190409; 0 where nothing tells."""
        self._dated = array("L", sorted(filter(days.__getitem__, everything), key=self._day))
        """Articles by day, the oldest first."""
        self._undated = array("L", (number for number in everything if not days[number]))
        for name, found in zip(("portal", "kind", "year"), columns, strict=True):
            self._take(name, found)
        for name, (joined, key, table, column) in _FILED.items():
            self._take(name, _by_name(db, joined, key, table, column))
        deadlines: defaultdict[str, list[int]] = defaultdict(list)
        for number, year in db.execute(DEADLINE_YEARS):
            deadlines[year].append(number)
        self._take("deadline", deadlines)

    def _take(self, name: str, found: Mapping[str, list[int]]) -> None:
        known = []
        for value, ids in found.items():
            if not value:
                continue
            is_dense = len(ids) * _DENSE > self._length
            bits = self.bits(ids) if is_dense else 0
            known.append(_Named(value, len(ids), bits, array("L", () if is_dense else ids)))
        self._names[name] = sorted(known, key=lambda one: (-one.count, one.value))

    def bits(self, ids: Iterable[int]) -> int:
        """These articles as a set."""
        return bits(ids, self._length)  # what was written since the next index has

    def matching(self, search: Search, with_words: int | None = None) -> int:
        """The articles of a search.

        Args:
            search: what was asked.
            with_words: the set of articles that have its words; None if it has none.
        """
        found = self._everything if with_words is None else with_words
        if search.since or search.until:
            found &= self._published(search.since, search.until)
        for name, value in search.filters:
            if name in self._names:
                one = next((one for one in self._names[name] if one.value == value), None)
                found &= (one.bits or self.bits(one.ids)) if one else 0
        return found

    def undated(self, articles: int) -> int:
        """How many of a set of articles have no day of publication."""
        return (articles & self.bits(self._undated)).bit_count()

    def ids(self, articles: int) -> list[int]:
        """The articles of a set, ascending."""
        return list(compress(range(self._length), self._truth(articles)))

    def by_day(self, articles: int, start: int, count: int, *, newest_first: bool) -> list[int]:
        """A part of a set of articles in the order of their days; what has none stands last."""
        dated: Sequence[int] = self._dated
        undated: Sequence[int] = self._undated
        if articles.bit_count() * _FEW < self._length:
            ids = self.ids(articles)
            dated = sorted(filter(self._day, ids), key=self._day)
            undated = [number for number in ids if not self._day(number)]
        if newest_first:
            ordered = chain(reversed(dated), reversed(undated))
        else:
            ordered = chain(dated, undated)
        is_in = self._truth(articles).__getitem__
        return list(islice(filter(is_in, ordered), start, start + count))

    def _day(self, number: int) -> int:
        return self._days[number]

    def _published(self, since: dt.date | None, until: dt.date | None) -> int:
        first = bisect_left(self._dated, _number(since), key=self._day) if since else 0
        end = bisect_right(self._dated, _number(until), key=self._day) if until else None
        return self.bits(self._dated[first:end])

    def _flags(self, articles: int) -> bytes:
        """A set as a text with ``1`` where the article of that number is in it."""
        return f"{articles:0{self._length}b}".encode("ascii")

    def _truth(self, articles: int) -> bytes:
        return self._flags(articles).translate(_TRUTH)

    def count(self, articles: int) -> Facets:
        """The facets of a set of articles."""
        flags = self._flags(articles)
        return {
            name: _in_order(name, self._counted(name, names, flags, articles))
            for name, names in self._names.items()
        }

    @staticmethod
    def _counted(
        name: str, names: list[_Named], flags: bytes, articles: int
    ) -> Iterator[tuple[str, int]]:
        """Names that may be among the commonest, counted; the commonest of the archive first."""
        best: list[int] = []
        for one in names:
            if name not in _YEARS and len(best) == SHOWN and one.count < best[0]:
                return  # no later one has more articles in the whole archive
            count = (
                (one.bits & articles).bit_count()
                if one.bits
                else bytes(map(flags.__getitem__, one.ids)).count(b"1")
            )
            if count:
                yield one.value, count
                (heapq.heappush if len(best) < SHOWN else heapq.heappushpop)(best, count)


def _number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _by_name(
    db: sqlite3.Connection, joined: str, key: str, table: str, column: str
) -> dict[str, list[int]]:
    """The articles of each name of a list."""
    found: dict[str, list[int]] = {}
    for name, ids in db.execute(
        f"SELECT n.{column}, j.ids FROM (SELECT {key} AS id, json_group_array(article_id) AS ids "
        f"FROM {joined} GROUP BY {key}) AS j JOIN {table} AS n ON n.id = j.id"
    ):
        if name in found:  # of two kinds, or two editors of one organisation
            found[name] = sorted({*found[name], *json.loads(ids)})
        else:
            found[name] = json.loads(ids)
    return found
