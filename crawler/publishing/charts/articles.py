"""The articles of an archive as charts count them: by year, month and portal, and by name.

SQL takes a microsecond or two for each article and name, and each chart asks of all of them: of a
million articles half a minute. So what several charts count is read once, and counted as sets.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from crawler.publishing.article_sets import bits
from crawler.publishing.charts.chart import UNCERTAIN, Rows

_T = TypeVar("_T")

Read = Callable[[str, Mapping[str, str]], Rows]
"""Asks the archive: SQL and its parameters."""


def reading(db: sqlite3.Connection) -> Read:
    """Asks by a connection, whatever its rows are."""

    def read(sql: str, values: Mapping[str, str]) -> Rows:
        cursor = db.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return read


_DATED = """
SELECT portal, year, month, estimated_month, count(*) AS articles, json_group_array(id) AS ids
FROM v_dated GROUP BY portal, year, month, estimated_month
"""
_PORTALS = "SELECT name, title FROM portals"
_PLACES = """
SELECT n.name, n.kind, n.iso_code, j.ids
FROM (
    SELECT place_id AS id, json_group_array(article_id) AS ids FROM article_places GROUP BY place_id
) AS j JOIN places AS n ON n.id = j.id
"""
_TOPICS = """
SELECT n.name, j.ids
FROM (
    SELECT topic_id AS id, json_group_array(article_id) AS ids FROM article_topics GROUP BY topic_id
) AS j JOIN topics AS n ON n.id = j.id
"""
_KINDS = """
SELECT kind AS name, json_group_array(id) AS ids FROM articles WHERE kind IS NOT NULL GROUP BY kind
"""


@dataclass(frozen=True, slots=True)
class Dated:
    """How many articles of a portal there are of a month or year, as far as these are known."""

    portal: str | None
    year: str | None
    month: str | None
    estimated_month: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class Filed:
    """The articles filed under a name; ``kind`` and ``iso_code`` are a place's."""

    name: str
    ids: array[int]
    kind: str | None = None
    iso_code: str | None = None


class Articles:
    """All articles of an archive, at one moment of it."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self._counted: dict[Any, Any] = {}
        self.dated: list[Dated] = []
        ids: defaultdict[str, list[int]] = defaultdict(list)
        for row in read(_DATED, {}):
            found = json.loads(row.pop("ids"))
            ids[row["year"] or UNCERTAIN] += found
            self.dated.append(Dated(**row))
        self._length = max((max(found) for found in ids.values()), default=0) + 1
        self.years = {year: self.bits(array("L", ids[year])) for year in sorted(ids)}
        """Articles by their year, or by ``UNCERTAIN``."""

    def once(self, count: Callable[[Articles], _T]) -> _T:
        """What does not depend on what is asked: it is counted once."""
        if count not in self._counted:
            self._counted[count] = count(self)
        counted: _T = self._counted[count]
        return counted

    def asking(self, read: Read) -> Articles:
        """The same articles, of which whatever else is asked is read otherwise."""
        other = copy(self)
        other.read = read
        return other

    def bits(self, ids: array[int]) -> int:
        """These articles as a set."""
        return bits(ids, self._length)

    def load(self) -> None:
        """Read all of it now, so that it is of one moment."""
        _ = self.portals, self.places, self.topics, self.kinds

    @property
    def everything(self) -> int:
        """The set of all."""
        found = 0
        for articles in self.years.values():
            found |= articles
        return found

    def by_year(self, articles: int) -> Iterator[tuple[str, int]]:
        """How many of a set there are of each year that has any."""
        for year, of_year in self.years.items():
            if count := (articles & of_year).bit_count():
                yield year, count

    @cached_property
    def portals(self) -> dict[str | None, tuple[int, str | None]]:
        """Rank and title of each portal that has articles, those with most articles first.

        A portal has one colour in all charts.
        """
        titles = {row["name"]: row["title"] for row in self.read(_PORTALS, {})}
        counts: Counter[str | None] = Counter()
        for dated in self.dated:
            counts[dated.portal] += dated.articles
        ranked = sorted(counts, key=lambda name: (-counts[name], name is not None, name or ""))
        return {name: (rank, titles.get(name) or name) for rank, name in enumerate(ranked, start=1)}

    @cached_property
    def places(self) -> list[Filed]:
        """Articles by place."""
        return self._filed(_PLACES)

    @cached_property
    def topics(self) -> list[Filed]:
        """Articles by topic."""
        return self._filed(_TOPICS)

    @cached_property
    def kinds(self) -> list[Filed]:
        """Articles by kind."""
        return self._filed(_KINDS)

    def _filed(self, sql: str) -> list[Filed]:
        rows = self.read(sql, {})
        return [Filed(**{**row, "ids": array("L", json.loads(row["ids"]))}) for row in rows]
