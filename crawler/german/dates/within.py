"""One of several days or weeks of a period, and periods picked from the reference.

``letzter Sonntag im März 2014``, ``erste Woche im Oktober``, ``dritter Tag im Mai``; ``nächsten
März``, ``diesen Winter``, ``vergangenen Sommer``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .model import Context, Extent
from .period_words import period
from .periods import Period
from .tokens import Token
from .words import UNIT_NAMES

_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Nth:
    """The ``number``-th (-1: the last) day, weekday or full week of a period."""

    number: int
    what: str
    weekday: int
    of: Period

    @property
    def year(self) -> int | None:
        """The year printed, for ranges that share it."""
        return self.of.year

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The day or week; None where the period has no such one (fünfter Montag)."""
        whole = self.of.resolve(context, not_before)
        if whole is None:
            return None
        first, last = whole.start, whole.end
        if self.what == "week" and self.of.unit == "year" and self.number > 0:
            return Period("week", self.number, first.year).resolve(context)  # ISO weeks
        step = _DAY if self.what == "day" else 7 * _DAY
        if self.what != "day":
            first += (self.weekday - first.weekday()) % 7 * _DAY
        length = 6 * _DAY if self.what == "week" else 0 * _DAY
        steps = (last - length - first) // step if self.number < 0 else self.number - 1
        start = first + steps * step
        if start > last:
            return None
        return Extent(start, start + length, "week" if self.what == "week" else "day")


@dataclass(slots=True)
class Picked:
    """The next, this or last one of a period that returns every year (a month, a season)."""

    which: int
    of: Period

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The period that lies ``which`` from the reference; the running one is "this"."""
        today = context.today
        years = range(today.year - 4, today.year + 5)
        extents = [
            extent
            for year in years
            if (
                extent := Period(self.of.unit, self.of.number, year, part=self.of.part).resolve(
                    context
                )
            )
        ]
        if self.which > 0:
            later = [extent for extent in extents if extent.start > today]
            return later[self.which - 1]
        if self.which < 0:
            earlier = [extent for extent in extents if extent.end < today]
            return earlier[self.which]
        running = [extent for extent in extents if extent.start <= today <= extent.end]
        same_year = [extent for extent in extents if extent.start.year == today.year]
        return (running or same_year)[0]


def within(tokens: Sequence[Token], at: int) -> tuple[Nth | Picked, int] | None:
    """One of these at token ``at``, and the token after it."""
    return _nth(tokens, at) or _picked(tokens, at)


def _nth(tokens: Sequence[Token], at: int) -> tuple[Nth, int] | None:
    token = tokens[at]
    named = at + 1 + (tokens[at + 1].kind == ".")
    if token.kind == "which" and token.value == -1:
        number = -1
    elif token.kind == "ordinal" or (
        token.kind == "digits" and named == at + 2 and token.length < 3
    ):
        number = token.value
    else:
        return None
    what = tokens[named]
    unit = UNIT_NAMES[what.value] if what.kind == "unit" else None
    if what.kind != "weekday" and unit not in ("day", "week"):
        return None
    of = named + 1
    while tokens[of].kind in ("on", "article") and of < named + 3:
        of += 1
    reading = period(tokens, of)
    if of == named + 1 and what.kind != "weekday":
        return None
    if reading is None or reading[0].unit not in ("month", "year", "quarter"):
        return None
    if what.kind == "weekday":
        return Nth(number, "weekday", what.value, reading[0]), reading[1]
    return Nth(number, unit or "day", 0, reading[0]), reading[1]


def _picked(tokens: Sequence[Token], at: int) -> tuple[Picked, int] | None:
    part = None
    if tokens[at].kind == "part":
        part, at = tokens[at].value, at + 1
    if tokens[at].kind != "which" or tokens[at + 1].kind not in ("month", "season"):
        return None
    reading = period(tokens, at + 1)
    if reading is None or reading[0].year is not None or tokens[reading[1]].kind == "digits":
        return None
    reading[0].part = part
    return Picked(tokens[at].value, reading[0]), reading[1]
