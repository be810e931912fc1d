"""Which captures of an article are taken, after what became of them before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.archive.listings import ListedRow, failed_often
from crawler.archive.times import utc_text
from crawler.archive.visits import Settled
from crawler.downloader.earlier import earlier_archive
from crawler.sources.webarchive_requests import as_listed
from crawler.webarchives.choice import Choice, Versions, choose

if TYPE_CHECKING:
    from crawler.sources import Visitor
    from crawler.webarchives.listed import Listed

Key = tuple[str, str]
"""Address and moment of a capture, as ``captures`` has them."""
Known = Mapping[Key, Settled]


class ArchiveChoice:
    """Chooses for one spider in one run."""

    def __init__(self, spider: Visitor) -> None:
        self._spider = spider
        self.versions = Versions(spider.arguments.versions)
        self._refused: set[Key] = set()

    def refuse(self, url: str, moment: dt.datetime) -> None:
        """Note a capture that showed no article, or could not be had."""
        self._refused.add((url, utc_text(moment)))

    def of(self, canonical: str, found: Iterable[ListedRow]) -> tuple[Choice, Known]:
        """What to take of one article, and what became of its captures in earlier runs."""
        rows = [row for row in map(as_listed, found) if self._is_asked_for(row)]
        known = earlier_archive(self._spider.crawler).visits.captured([row.url for row in rows])
        choice = choose(rows, canonical, self.versions)
        if self.versions is Versions.ALL:
            return choice, known
        # The next to the first or last, if that was no article or cannot be had.
        refused = [row for row in rows if self._is_refused(row, known)]
        digests = {row.digest for row in refused if row.digest}
        left = [row for row in rows if row not in refused and row.digest not in digests]
        return replace(choice, fetches=choose(left, canonical, self.versions).fetches), known

    def is_given_up(self, row: Listed) -> bool:
        """Whether a capture could not be had in two runs, and is not asked for any more."""
        db = earlier_archive(self._spider.crawler).db.conn
        return not self._spider.arguments.full and failed_often(db, *key(row))

    def _is_refused(self, row: Listed, known: Known) -> bool:
        rejected = known.get(key(row)) is Settled.REJECTED
        return key(row) in self._refused or rejected or self.is_given_up(row)

    def _is_asked_for(self, row: Listed) -> bool:
        spider = self._spider
        return spider.wants(row.url) and spider.arguments.covers(row.captured_at.date())


def settled(row: Listed, known: Known) -> bool:
    """Whether a capture is stored, or rejected as no article."""
    return known.get(key(row), Settled.RECORDED) is not Settled.RECORDED


def key(row: Listed) -> Key:
    """By what the archive knows a capture."""
    return row.url, utc_text(row.captured_at)
