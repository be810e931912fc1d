"""One list or feed in one run: how far it is read, and whether it was read to an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.archive.crawl_state import Known, ListRead


@dataclass(eq=False, slots=True)
class Walk:
    """The walk through a list from its first page on.

    A list is read until a page brings nothing that was not stored when the list was last read, not
    when this run began: of a run that was killed the first pages' articles may be stored, and those
    of the pages behind them not.
    """

    url: str
    """Address of the first page."""
    read_at: str | None = None
    """Until when all articles of the list are stored, as in ``lists.read_at``; None: never."""
    fully: bool = True
    """Read to the very end, whatever the pages bring."""
    shown: set[str] = field(default_factory=set)
    """The articles its pages linked so far."""
    failed: bool = False
    """Something it led to could not be had, and may be had by the next run."""

    def conditional(self) -> str | None:
        """For ``CONDITIONAL``: unchanged since it was read means nothing new, here and behind."""
        return None if self.fully else self.read_at

    def goes_on(self, number: int, articles: set[str], known: Mapping[str, Known]) -> bool:
        """Whether the page after page ``number`` is to be read, given what this one linked.

        ``known`` are those of ``articles`` that are stored. Pagers of both families go on past the
        end of a list, so a page that shows nothing else than the pages before it is behind the end.
        """
        behind_the_end = number > 1 and articles <= self.shown
        self.shown |= articles
        if behind_the_end:
            return False
        return self.fully or not all(
            url in known and known[url].fetched_at <= (self.read_at or "") for url in articles
        )


def walk_of(
    url: str, read: ListRead | None, *, now: dt.datetime, days: float, everything: bool
) -> Walk:
    """The walk to take through the list at ``url``.

    Args:
        url: address of its first page.
        read: what the archive knows of it.
        now: the present moment.
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
