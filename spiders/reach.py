"""Reach of a run in a list or feed: on from where the last run ended, or to its very end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.archive.crawl_state import Known, ListRead
    from spiders.pager import Pager


@dataclass(eq=False, slots=True)
class Walk:
    """The walk through one list or feed, from its first page on.

    A list is read until all articles of a page were stored when the list was last read, not when
    this run began: of a run that was killed the first pages' articles may be stored, and those of
    the pages behind them not.
    """

    url: str
    """URL of the first page."""
    read_at: str | None = None
    """Until when all articles of the list are stored, as in ``lists.read_at``; None: never."""
    fully: bool = True
    """Read to the very end, whatever the pages bring."""
    pager: Pager | None = None
    """The pages of a list that it has asked for; None for a feed."""
    paths: set[str] = field(default_factory=set)
    """Paths of the list's pages: that of its first page, and where it was redirected to."""
    unread: bool = False
    """Not all pages of the list have been read yet."""
    failed: bool = False
    """Something it led to could not be fetched, and may be by the next run."""

    def conditional(self) -> str | None:
        """For ``CONDITIONAL``: unchanged since it was read means nothing new, here and behind."""
        return None if self.fully else self.read_at

    def goes_on(
        self, articles: Collection[str], known: Mapping[str, Known], dead: Collection[str] = ()
    ) -> bool:
        """True if the page behind one that links ``articles`` is to be read.

        ``known`` are those of them that are stored; ``dead`` links are nothing new. A page without
        articles says nothing of those behind it.
        """
        read_at = self.read_at or ""
        return (
            self.fully
            or not articles
            or not all(
                known[url].fetched_at <= read_at if url in known else url in dead
                for url in articles
            )
        )


def walk_of(
    url: str, read: ListRead | None, *, now: dt.datetime, days: float, everything: bool
) -> Walk:
    """The walk to take through the list at ``url``.

    Args:
        url: URL of its first page.
        read: when the archive says it was last read.
        now: the present moment, aware.
        days: after how many days it is read to its very end again.
        everything: read it to its very end now.
    """
    if read is None or _moment(read.read_at) > now:  # read by a clock that ran ahead: when?
        return Walk(url)
    last = read.read_fully_at
    fully = everything or last is None or now - _moment(last) >= dt.timedelta(days=days)
    return Walk(url, read.read_at, fully)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
