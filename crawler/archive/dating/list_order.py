"""The order of articles on a list, put together from its captures, and since when each stood there.

A list that is captured again and again shows a window that moves over all its articles. Where two
captures overlap, what they share tells how the rest of both lies to each other. Plain functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple


class Snapshot(NamedTuple):
    """What stood on one page of a list, from ``first_on`` to ``last_on`` (days of captures).

    ``urls`` are articles, from the top down: the newest first. ``page`` counts from 1.
    """

    first_on: dt.date
    page: int
    last_on: dt.date
    urls: tuple[str, ...]


def order_of(snapshots: Iterable[Snapshot]) -> list[str]:
    """All articles of a list from the oldest to the newest.

    What a capture adds is put behind the article that stands below it there. A further page that
    shares nothing with the others is left out: it may lie anywhere. The result depends on the
    captures alone, not on the order they come in.
    """
    order = _Order()
    waiting: list[Sequence[Snapshot]] = []
    for pages in _captures(snapshots):
        if not order.add(pages):
            waiting.append(pages)
    before = None
    while before != len(waiting):
        before = len(waiting)
        waiting = [pages for pages in waiting if not order.add(pages)]
    return list(order)


def _captures(snapshots: Iterable[Snapshot]) -> Iterator[Sequence[Snapshot]]:
    """The pages that belong together: those of a day, each page once, without gaps between them."""
    for _, of_day in groupby(sorted(snapshots), key=lambda one: one.first_on):
        rounds: list[list[Snapshot]] = []
        for snapshot in of_day:
            for pages in rounds:
                if pages[-1].page == snapshot.page - 1:
                    pages.append(snapshot)
                    break
            else:
                rounds.append([snapshot])
        yield from rounds


class _Order:
    """A linked list of URLs; None is before the oldest and behind the newest."""

    def __init__(self) -> None:
        self._newer: dict[str | None, str | None] = {None: None}
        self._older: dict[str | None, str | None] = {None: None}

    def __iter__(self) -> Iterator[str]:
        url = self._newer[None]
        while url is not None:
            yield url
            url = self._newer[url]

    def add(self, pages: Sequence[Snapshot]) -> bool:
        """Take in what one capture shows; False if nothing tells where it belongs."""
        newest_first = [url for page in pages for url in page.urls]
        if pages[0].page == 1:
            newest_first = newest_first[self._pinned(newest_first) :]
        known = [url for url in newest_first if url in self._newer]
        if not known and pages[0].page > 1:
            return False
        # Under the lowest known article its own; where nothing is known, the capture is all newer.
        below = self._older[known[-1] if known else None]
        for url in reversed(newest_first):
            if url not in self._newer:
                above = self._newer[below]
                self._newer[below] = self._older[above] = url
                self._newer[url], self._older[url] = above, below
            below = url
        return True

    def _pinned(self, newest_first: Sequence[str]) -> int:
        """How many stay on top though they are older: they are known, and what is next is not."""
        count = 0
        while count < min(_PINNED, len(newest_first)) and newest_first[count] in self._newer:
            count += 1
        return count if count < min(_PINNED, len(newest_first)) else 0


_PINNED: Final = 4
"""Fewer than so many articles are kept on top of a list."""


def absences(snapshots: Iterable[Snapshot]) -> Iterator[tuple[str, dt.date]]:
    """The articles that were new on a list's first page, and the last day they were not there.

    An article is new if it stands above one that stood there before: further down it may be an old
    one, come up because others were taken away.
    """
    first_pages = sorted(one for one in snapshots if one.page == 1)
    seen: set[str] = set()
    for before, snapshot in pairwise(first_pages):
        there = {*before.urls}
        seen |= there
        lowest = max((n for n, url in enumerate(snapshot.urls) if url in there), default=-1)
        for url in snapshot.urls[: max(lowest, 0)]:
            if url not in seen:
                yield url, before.last_on


def first_listings(snapshots: Iterable[Snapshot]) -> dict[str, dt.date]:
    """The first day on which each article stood on a list."""
    first: dict[str, dt.date] = {}
    for snapshot in sorted(snapshots, reverse=True):
        first.update(dict.fromkeys(snapshot.urls, snapshot.first_on))
    return first
