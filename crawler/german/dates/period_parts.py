"""A piece of a period: one of its days, weekends or weeks, or a half of it.

``letzter Sonntag im März 2014``, ``erste Woche im Oktober``, ``zweites Maiwochenende``,
``Jahresende 2019``; ``1. Dezemberhälfte``, ``zweite Hälfte des 19. Jahrhunderts``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from crawler.german.dates import calendar as units
from crawler.german.dates.model import Context, Interval, Precision
from crawler.german.dates.nodes import Period
from crawler.german.dates.periods import period, with_year
from crawler.german.dates.relative import COMPOUND_PARTS
from crawler.german.dates.tokens import Cursor
from crawler.german.dates.words import UNIT_NAMES

# -- Periods picked from the reference: ``nächsten März``, ``diesen Winter``, ``letzten Sommer`` ---


@dataclass(slots=True)
class RelativePeriod:
    """The next, this or last one of a period that returns every year (a month, a season)."""

    offset: int
    of: Period

    is_relative: ClassVar[bool] = True

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


def relative_period(cursor: Cursor) -> RelativePeriod | None:
    """``nächsten März``, ``Ende letzten Sommers``."""
    first = cursor.peek()
    part = first.value if cursor.accept("part") else None
    offset = cursor.peek()
    if not cursor.accept("offset") or cursor.peek().kind not in ("month", "season"):
        return None
    found = period(cursor)
    if found is None or found.year is not None or cursor.peek().kind == "digits":
        return None
    found.part = part
    return RelativePeriod(offset.value, found)


_DAY = dt.timedelta(days=1)

What = Literal["day", "weekday", "week", "weekend"]
_LENGTH = {"week": 6 * _DAY, "weekend": _DAY}
_SATURDAY = 5


class _PartOf:
    """A part of a period, which takes over what is printed of the whole."""

    __slots__ = ()
    of: Period

    @property
    def year(self) -> int | None:
        """The year printed, for ranges that share it."""
        return self.of.year

    @property
    def is_relative(self) -> bool:
        """Whether the period is."""
        return self.of.is_relative


@dataclass(slots=True)
class OrdinalPart(_PartOf):
    """The ``number``-th (-1: the last) day, weekday, weekend or full week of a period."""

    number: int
    what: What
    weekday: int
    of: Period

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
class Half(_PartOf):
    """The first or second half of a period: of a month to the 15th, of others by their length."""

    number: int
    of: Period

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The days of the half."""
        whole = self.of.resolve(context, not_before)
        if whole is None:
            return None
        days = units.half((whole.start, whole.end), self.of.unit, self.number)
        precision: Precision = "day" if self.of.unit == "month" else self.of.unit
        return Interval(*days, precision)


def part_of_period(cursor: Cursor) -> OrdinalPart | Half | Period | None:
    """``Jahresende 2019``, ``letzter Sonntag im März``, ``2. Maiwoche``, ``1. Dezemberhälfte``."""
    name = cursor.peek()
    cursor.move()
    if name.word in COMPOUND_PARTS:
        return _named_part(cursor, *COMPOUND_PARTS[name.word])
    if name.kind == "part":  # Ende des Jahres 2021
        cursor.accept("article")
        unit = _OF_A_UNIT.get(cursor.peek().word)
        return _named_part(cursor, unit, name.value) if unit and name.value == 3 else None
    dotted = cursor.accept(".")
    if name.kind == "offset" and name.value == -1:
        number = -1
    elif name.kind == "ordinal" or (name.kind == "digits" and dotted and name.length < 3):
        number = name.value
    else:
        return None
    for rule in _PART_RULES:
        found = cursor.attempt(rule, number)
        if found is not None:
            return found
    return None


_OF_A_UNIT = {"jahres": "year", "jahrs": "year", "monats": "month"}


def _named_part(cursor: Cursor, unit: str, part: int) -> OrdinalPart | Period | None:
    """``Jahresende 2019``, ``Monatsende Mai``: the last day, as in ``Ende des Jahres``."""
    cursor.accept("on", "article")
    found = period(cursor)
    if found is None or found.unit != unit:
        return None
    if part == 3:
        return OrdinalPart(-1, "day", 0, found)
    found.part = part
    return found


def _in_a_month(cursor: Cursor, number: int) -> OrdinalPart | Half | None:
    """``Maiwoche``, ``Maiwochenende``, ``Maihälfte``, after their number."""
    name = cursor.peek()
    if not cursor.accept("month_half", "month_week", "month_weekend"):
        return None
    month = Period("month", name.value)
    if name.kind == "month_week":
        return OrdinalPart(number, "week", 0, with_year(month, cursor))
    if name.kind == "month_weekend":
        return OrdinalPart(number, "weekend", _SATURDAY, with_year(month, cursor))
    return Half(number, with_year(month, cursor)) if number in (1, 2) else None


def _half(cursor: Cursor, number: int) -> Half | None:
    """``Hälfte des Mai``, ``Hälfte des 20. Jahrhunderts``; of a year it is a Halbjahr."""
    if not cursor.accept_word("haelfte") or number not in (1, 2):
        return None
    _pass_of(cursor)
    found = period(cursor)
    if found is None or found.unit in ("year", "half_year") or found.part:
        return None
    return Half(number, found)


_WHAT: dict[str, What] = {what: what for what in get_args(What)}


def _ordinal_part(cursor: Cursor, number: int) -> OrdinalPart | None:
    """``Sonntag im März``, ``Woche im Oktober``, ``Tag im Mai``, after their number."""
    name = cursor.peek()
    what = _WHAT.get(UNIT_NAMES[name.value] if name.kind == "unit" else name.kind)
    if what is None:
        return None
    cursor.move()
    if not _pass_of(cursor) and what != "weekday":
        return None
    found = period(cursor)
    if found is None or found.unit not in ("month", "year", "quarter"):
        return None
    weekday = {"weekday": name.value, "weekend": _SATURDAY}.get(what, 0)
    return OrdinalPart(number, what, weekday, found)


def _pass_of(cursor: Cursor) -> bool:
    """Pass ``im``, ``des``, ``in dem``."""
    passed = cursor.accept("on", "article")
    cursor.accept("on", "article")
    return passed


_PART_RULES: tuple[Callable[[Cursor, int], OrdinalPart | Half | None], ...] = (
    _in_a_month,
    _half,
    _ordinal_part,
)
