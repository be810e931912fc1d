"""A piece of a period: one of its days, weekends or weeks, or a half of it.

``letzter Sonntag im März 2014``, ``erste Woche im Oktober``, ``zweites Maiwochenende``,
``Jahresende 2019``; ``1. Dezemberhälfte``, ``zweite Hälfte des 19. Jahrhunderts``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from crawler.german.dates import calendar as units
from crawler.german.dates.model import Context, Interval, Precision
from crawler.german.dates.nodes import Period
from crawler.german.dates.periods import ending_year, period
from crawler.german.dates.relative import COMPOUND_PARTS
from crawler.german.dates.tokens import Token
from crawler.german.dates.words import UNIT_NAMES

# -- Periods picked from the reference: ``nächsten März``, ``diesen Winter``, ``letzten Sommer`` ---


@dataclass(slots=True)
class RelativePeriod:
    """The next, this or last one of a period that returns every year (a month, a season)."""

    offset: int
    of: Period

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The period that lies ``offset`` from the reference; the running one is "this"."""
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
        if self.offset > 0:
            later = [extent for extent in extents if extent.start > today]
            return later[self.offset - 1] if len(later) >= self.offset else None
        if self.offset < 0:
            earlier = [extent for extent in extents if extent.end < today]
            return earlier[self.offset] if len(earlier) >= -self.offset else None
        running = [extent for extent in extents if extent.start <= today <= extent.end]
        same_year = [extent for extent in extents if extent.start.year == today.year]
        return next(iter(running or same_year), None)


def relative_period(tokens: Sequence[Token], at: int) -> tuple[RelativePeriod, int] | None:
    """One of these at token ``at``, and the token after it."""
    part = None
    if tokens[at].kind == "part":
        part, at = tokens[at].value, at + 1
    if tokens[at].kind != "offset" or tokens[at + 1].kind not in ("month", "season"):
        return None
    reading = period(tokens, at + 1)
    if reading is None or reading[0].year is not None or tokens[reading[1]].kind == "digits":
        return None
    reading[0].part = part
    return RelativePeriod(tokens[at].value, reading[0]), reading[1]


_DAY = dt.timedelta(days=1)

What = Literal["day", "weekday", "week", "weekend"]
_LENGTH = {"week": 6 * _DAY, "weekend": _DAY}
_SATURDAY = 5


@dataclass(slots=True)
class OrdinalPart:
    """The ``number``-th (-1: the last) day, weekday, weekend or full week of a period."""

    number: int
    what: What
    weekday: int
    of: Period

    @property
    def year(self) -> int | None:
        """The year printed, for ranges that share it."""
        return self.of.year

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The day or days; None where the period has no such one (fünfter Montag)."""
        whole = self.of.resolve(context, not_before)
        if whole is None:
            return None
        first, last = whole.start, whole.end
        if self.what == "week" and self.of.unit == "year" and self.number > 0:
            return Period("week", self.number, first.year).resolve(context)  # ISO weeks
        step = _DAY if self.what == "day" else 7 * _DAY
        if self.what != "day":
            first += (self.weekday - first.weekday()) % 7 * _DAY
        length = _LENGTH.get(self.what, 0 * _DAY)
        steps = (last - length - first) // step if self.number < 0 else self.number - 1
        start = first + steps * step
        if start > last:
            return None
        return Interval(start, start + length, "week" if self.what == "week" else "day")


@dataclass(slots=True)
class Half:
    """The first or second half of a period: of a month to the 15th, of others by their length."""

    number: int
    of: Period

    @property
    def year(self) -> int | None:
        """The year printed, for ranges that share it."""
        return self.of.year

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The days of the half."""
        whole = self.of.resolve(context, not_before)
        if whole is None:
            return None
        days = units.half((whole.start, whole.end), self.of.unit, self.number)
        precision: Precision = "day" if self.of.unit == "month" else self.of.unit
        return Interval(*days, precision)


def part_of_period(
    tokens: Sequence[Token], at: int
) -> tuple[OrdinalPart | Half | Period, int] | None:
    """One of these at token ``at``, and the token after it."""
    name = tokens[at]
    if name.word in COMPOUND_PARTS:
        return _named_part(tokens, at)
    named = at + 1 + (tokens[at + 1].kind == ".")
    if name.kind == "offset" and name.value == -1:
        number = -1
    elif name.kind == "ordinal" or (name.kind == "digits" and named == at + 2 and name.length < 3):
        number = name.value
    else:
        return None
    return (
        _in_a_month(number, tokens, named)
        or _half(number, tokens, named)
        or _ordinal_part(number, tokens, named)
    )


def _named_part(tokens: Sequence[Token], at: int) -> tuple[OrdinalPart | Period, int] | None:
    """``Jahresende 2019``, ``Monatsende Mai``: the last day, as in ``Ende des Jahres``."""
    unit, part = COMPOUND_PARTS[tokens[at].word]
    reading = period(tokens, at + 1 + (tokens[at + 1].kind in ("on", "article")))
    if reading is None or reading[0].unit != unit:
        return None
    if part == 3:
        return OrdinalPart(-1, "day", 0, reading[0]), reading[1]
    reading[0].part = part
    return reading


def _in_a_month(
    number: int, tokens: Sequence[Token], at: int
) -> tuple[OrdinalPart | Half, int] | None:
    """``Maiwoche``, ``Maiwochenende``, ``Maihälfte``, after their number."""
    month = Period("month", tokens[at].value)
    if tokens[at].kind == "month_half" and number in (1, 2):
        return Half(number, month), ending_year(month, tokens, at + 1)
    if tokens[at].kind == "month_week":
        return OrdinalPart(number, "week", 0, month), ending_year(month, tokens, at + 1)
    if tokens[at].kind == "month_weekend":
        return OrdinalPart(number, "weekend", _SATURDAY, month), ending_year(month, tokens, at + 1)
    return None


def _half(number: int, tokens: Sequence[Token], at: int) -> tuple[Half, int] | None:
    """``Hälfte des Mai``, ``Hälfte des 20. Jahrhunderts``; of a year it is a Halbjahr."""
    if tokens[at].word != "haelfte" or number not in (1, 2):
        return None
    reading = period(tokens, _after_of(tokens, at + 1))
    if reading is None or reading[0].unit in ("year", "half_year") or reading[0].part:
        return None
    return Half(number, reading[0]), reading[1]


_WHAT: dict[str, What] = {what: what for what in get_args(What)}


def _ordinal_part(number: int, tokens: Sequence[Token], at: int) -> tuple[OrdinalPart, int] | None:
    """``Sonntag im März``, ``Woche im Oktober``, ``Tag im Mai``, after their number."""
    name = tokens[at]
    what = _WHAT.get(UNIT_NAMES[name.value] if name.kind == "unit" else name.kind)
    if what is None:
        return None
    of = _after_of(tokens, at + 1)
    if of == at + 1 and what != "weekday":
        return None
    reading = period(tokens, of)
    if reading is None or reading[0].unit not in ("month", "year", "quarter"):
        return None
    weekday = {"weekday": name.value, "weekend": _SATURDAY}.get(what, 0)
    return OrdinalPart(number, what, weekday, reading[0]), reading[1]


def _after_of(tokens: Sequence[Token], at: int) -> int:
    """Past ``im``, ``des``, ``in dem``."""
    for _ in range(2):
        at += tokens[at].kind in ("on", "article")
    return at
