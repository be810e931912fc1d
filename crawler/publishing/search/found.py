"""The result of a search: counted, narrowed and ordered.

All of it comes from the index in memory while that is of the archive as it is; SQL takes a
microsecond or more for each article that has a word. While a crawl writes, SQL is asked: an index
that is older is good for counting facets, not for what is found.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.publishing.search import results
from crawler.publishing.search.definition import LIKELY_ON, NEWEST_FIRST, RELEVANCE, Search
from crawler.publishing.search.facets import FacetIndex


@dataclass(frozen=True, slots=True)
class Found:
    """The articles of a search.

    Attributes:
        search: what was asked.
        count: how many there are.
        articles: all of them, as a set of the index.
    """

    search: Search
    count: int
    articles: int
    _db: sqlite3.Connection
    _index: FacetIndex
    _ids: list[int] | None
    """By SQL, ascending; None: the index has told."""
    _with_words: int | None
    """The articles that have the words, as a set, if there are words and the index is asked."""

    @classmethod
    def of(
        cls, db: sqlite3.Connection, search: Search, index: FacetIndex, *, is_current: bool
    ) -> Found:
        """Look for a search; ``is_current``: the index is of the archive as it is."""
        if not is_current:
            ids = results.matching(db, search)
            return cls(search, len(ids), index.bits(ids), db, index, ids, None)
        words = Search(words=search.words)
        with_words = index.bits(results.matching(db, words)) if search.words else None
        articles = index.matching(search, with_words)
        return cls(search, articles.bit_count(), articles, db, index, None, with_words)

    def part(self, start: int, count: int) -> list[int]:
        """A part of them in their order."""
        order = self.search.effective_order
        if self._ids is None and order != RELEVANCE:
            newest_first = order == NEWEST_FIRST
            return self._index.by_day(self.articles, start, count, newest_first=newest_first)
        ids = self._index.ids(self.articles) if self._ids is None else self._ids
        return results.ordered(self._db, self.search, ids, start, count)

    def count_of(self, other: Search) -> int:
        """How many another search of the same words has."""
        if self._ids is not None:
            return results.count(self._db, other)
        return self._index.matching(other, self._with_words).bit_count()

    def undated(self) -> int:
        """How many its period leaves out because they have no day of publication."""
        if not (self.search.since or self.search.until):
            return 0
        at_any_time = self.search.without("since").without("until")
        if self._ids is not None:
            return results.count(self._db, at_any_time, f"{LIKELY_ON} IS NULL")
        return self._index.undated(self._index.matching(at_any_time, self._with_words))
