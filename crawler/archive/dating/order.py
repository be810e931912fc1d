"""Bounds from an article's place in an order: its date lies between those of its neighbours.

Lists and feeds name the newest article first, and portals number their pages as they make them.
So what stands above a dated article is no older, and what stands below it no newer. Some lists are
sorted otherwise, and some hold an old article on top: whether an order is one by date is told by
the dates that are known in it. Plain functions.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import log
from typing import Final, NamedTuple

from crawler.archive.dating.interval import SHARES

_IN_ORDER: Final = 0.8
"""Share of the dated articles that have to stand in their order for it to be one by date."""
_FEW: Final = 3
"""Dated articles from which on that share says something."""
_AGREE: Final = 0.9
"""Share of the articles whose own evidence has to leave days that their neighbours leave them."""


_WINDOW: Final = 16
"""Articles just before and behind one that bound it by what is likely of them."""
_ERROR: Final = 0.1
_ERRS: Final = log(_ERROR)
"""Probability that such an interval, or the place of the article, is wrong."""
_RULED_OUT: Final = log(0.001)
"""Probability below which a day does not come into question: two that err are not enough."""
_THREE: Final = 3
_TWO: Final = 2
"""Dated articles from which on each bounds what stands beyond it: a single one may be misread."""

_REACH: Final = 64
"""Articles looked at for that."""
_NARROW: Final = 7
"""Days so few that they are not looked at."""

_Floor = tuple[int | None, int | None]
"""A day, as an ordinal, and the position of the place that sets it."""


class Place(NamedTuple):
    """An article in an order from the oldest to the newest, and what is known of its date.

    Attributes:
        article_id: the article.
        url: its URL, to name it as a neighbour.
        day: its day of publication, where that is known.
        earliest: the first day its own evidence leaves for certain.
        latest: the last one.
        likely: tells the days, as ordinals, by which it had appeared with probabilities of
            ``SHARES``, by its own evidence; none if nothing is likely.
        is_asked: whether it matters what its neighbours leave it: not where its page states a day.
    """

    article_id: int
    url: str
    day: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    likely: Callable[[], tuple[int, ...]] = tuple
    is_asked: bool = True


class Between(NamedTuple):
    """The days that an article's neighbours in an order leave it, and the neighbours' URLs."""

    article_id: int
    earliest: dt.date | None
    latest: dt.date | None
    older: str | None
    newer: str | None


def between_neighbours(places: Sequence[Place]) -> Iterator[Between]:
    """What each article's neighbours leave it; nothing if the order is none by date.

    A day that is known bounds all that stands beyond it. What other articles' evidence bounds is
    taken over where two of them say so: one error in a long list would date all of it. Where that
    leaves many days, what is likely of the articles around is taken in as well.
    """
    anchors = _in_order(places)
    if anchors is None:
        return
    certain = anchors if len(anchors) >= _TWO else set()
    exact: list[int | None] = []
    lows: list[int | None] = []
    highs: list[int | None] = []
    for number, place in enumerate(places):
        # A day that is alone may be misread; one that stands out of order is.
        believed = place.day is None or number in anchors
        first, last = (
            (place.day or place.earliest, place.day or place.latest) if believed else (None, None)
        )
        exact.append(place.day.toordinal() if place.day and number in certain else None)
        lows.append(first.toordinal() if first else None)
        highs.append(-last.toordinal() if last else None)
    older = _floors(exact, lows)
    newer = _floors([-day if day else None for day in exact[::-1]], highs[::-1])[::-1]
    newer = [(day, len(places) - 1 - at if at is not None else None) for day, at in newer]
    if not _agree(zip(older, newer, lows, highs, strict=True)):
        return
    wide = [
        number
        for number, place in enumerate(places)
        if place.day is None and _is_wide(older[number][0], newer[number][0])
    ]
    up, down = _Likely(places, exact, 1), _Likely(places, exact, -1)
    likely = {number: (up.floor(number), down.floor(number)) for number in wide}
    if _agree((*likely[number], lows[number], highs[number]) for number in wide):
        for number, (before, behind) in likely.items():
            older[number] = _higher(older[number], before)
            newer[number] = _higher(newer[number], behind)
    for place, (low, below), (high, above) in zip(places, older, newer, strict=True):
        if not place.is_asked:
            continue
        if (low is not None or high is not None) and (low is None or high is None or low <= -high):
            yield Between(
                place.article_id,
                dt.date.fromordinal(low) if low is not None else None,
                dt.date.fromordinal(-high) if high is not None else None,
                places[below].url if below is not None else None,
                places[above].url if above is not None else None,
            )


def _is_wide(low: int | None, high: int | None) -> bool:
    return low is None or high is None or -high - low > _NARROW


def _agree(bounds: Iterable[tuple[_Floor, _Floor, int | None, int | None]]) -> bool:
    """Whether what neighbours leave an article is mostly among what its own evidence leaves it.

    ``bounds`` of each article: those of its older and newer neighbours, and its own two.
    """
    count = held = 0
    for (low, _), (high, _), first, last in bounds:
        if (low is not None and last is not None) or (high is not None and first is not None):
            count += 1
            held += (low is None or last is None or low <= -last) and (
                high is None or first is None or first <= -high
            )
    return held >= _AGREE * count


def _higher(one: _Floor, other: _Floor) -> _Floor:
    if one[0] is None or (other[0] is not None and other[0] > one[0]):
        return other
    return one


class _Likely:
    """What is likely of the articles before a place in an order, or with -1 of those behind it.

    Behind it, days count backwards. Each article may err, in the day or in its place, so that three
    or more have to rule a day out.
    """

    def __init__(self, places: Sequence[Place], exact: Sequence[int | None], step: int) -> None:
        self._places = places
        self._exact = exact
        self._step = step
        self._known: dict[int, tuple[int, ...]] = {}

    def floor(self, number: int) -> _Floor:
        """The first day by which what stands just before a place had all been published."""
        window: list[tuple[tuple[int, ...], int]] = []
        end = number - self._step * _REACH
        for at in range(number - self._step, min(max(end, -1), len(self._places)), -self._step):
            if days := self._days(at):
                window.append((days, at))
                if len(window) == _WINDOW:
                    break
        if len(window) < _THREE:
            return None, None
        window.sort(reverse=True)
        start = window[_THREE - 1][0][0]
        counting = [days for days, _ in window if days[-1] > start]
        if not counting:
            return start, window[_THREE - 1][1]
        last = max(days[-1] for days in counting)
        probability = partial(_all_published, counting)
        floor = start + bisect_left(range(start, last), _RULED_OUT, key=probability)
        return floor, next(at for days, at in window if days[0] <= floor)

    def _days(self, at: int) -> tuple[int, ...]:
        days = self._known.get(at)
        if days is None:
            exact = self._exact[at]
            days = (exact,) * len(SHARES) if exact is not None else self._places[at].likely()
            if self._step < 0:
                days = tuple(-day for day in reversed(days))
            self._known[at] = days
        return days


def _all_published(likely: Sequence[tuple[int, ...]], day: int) -> float:
    """The logarithm of the probability that all of these had appeared by a day."""
    total = 0.0
    for days in likely:
        place = bisect_right(days, day)
        if place == 0:
            total += _ERRS
        elif place < len(days):
            low, high = SHARES[place - 1], SHARES[place]
            within = (day - days[place - 1] + 1) / (days[place] - days[place - 1] + 1)
            total += log(_ERROR + (1 - _ERROR) * (low + (high - low) * within))
    return total


def _floors(exact: Sequence[int | None], bounds: Sequence[int | None]) -> list[_Floor]:
    """For each place the highest floor that the places before it set, and which of them does.

    Args:
        exact: days that are known.
        bounds: days before which a place's own evidence does not let it lie; of these the second
            highest counts.
    """
    floors: list[_Floor] = []
    highest: tuple[int, int] | None = None
    second: tuple[int, int] | None = None
    known: tuple[int, int] | None = None
    for at, (day, bound) in enumerate(zip(exact, bounds, strict=True)):
        if known is None or (second is not None and second > known):
            floors.append(second or (None, None))
        else:
            floors.append(known)
        if day is not None:
            if known is None or day >= known[0]:
                known = day, at
        elif bound is not None:
            one = bound, at
            if highest is None or one > highest:
                highest, second = one, highest
            elif second is None or one > second:
                second = one
    return floors


def _in_order(places: Sequence[Place]) -> set[int] | None:
    """The positions of dated articles that stand in order; None if too many do not.

    They are the longest sequence of dates that never falls (patience sorting).
    """
    dated = [(number, place.day) for number, place in enumerate(places) if place.day]
    tails: list[dt.date] = []
    at_tail: list[int] = []
    before: dict[int, int | None] = {}
    for number, day in dated:
        length = bisect_right(tails, day)
        before[number] = at_tail[length - 1] if length else None
        tails[length : length + 1] = [day]
        at_tail[length : length + 1] = [number]
    kept: set[int] = set()
    last = at_tail[-1] if at_tail else None
    while last is not None:
        kept.add(last)
        last = before[last]
    if len(dated) >= _FEW and len(kept) < _IN_ORDER * len(dated):
        return None
    return kept
