"""Expressions counted from the reference: ``vor drei Tagen``, ``nächste Woche``, ``heuer``.

A single amount names a moment (``in zwei Monaten``); an amount after ``letzte`` or ``nächste``
names whole calendar units without the present one (``letzten 2 Wochen``, ``nächsten 3 Tage``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import spans
from .facts import Clock
from .model import Context, Extent, Precision
from .numbers import Quantity, quantity, shifted
from .tokens import Token
from .words import UNIT_NAMES

_CLOCK_UNITS = ("second", "minute", "hour")
_PRECISION: dict[str, Precision] = {"half": "half_year"}
_BEFORE = ("vorher", "zuvor", "frueher", "her")
_LATER = ("spaeter", "danach", "nachher")


@dataclass(slots=True)
class Shift:
    """The reference moved by amounts; ``sign`` is -1 for the past."""

    amounts: list[Quantity]
    sign: int
    clock: Clock | None = None

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The moment meant, a clock time only where hours or minutes were counted."""
        moment = context.now
        for amount in self.amounts:
            moment = shifted(moment, amount.unit, self.sign * amount.amount)
        if self.clock is not None:
            moment = self.clock.on(moment.date())
            return Extent(moment, moment, "minute")
        if any(amount.unit in _CLOCK_UNITS for amount in self.amounts):
            return Extent(moment, moment, "second")
        return _as_counted(moment.date(), {amount.unit for amount in self.amounts})


def _as_counted(day: dt.date, units: set[str]) -> Extent:
    """A day counted in days is exact; in weeks, months or years it is about then."""
    if "day" in units:
        return Extent(day, day, "day")
    if "week" in units:
        return Extent(day, day, "day", f"{day.isoformat()}~")
    if units & {"month", "quarter", "half"}:
        return Extent(day, day, "month", f"{day.year:04}-{day.month:02}~")
    return Extent(day, day, "year", f"{day.year:04}~")


@dataclass(slots=True)
class Neighbour:
    """A calendar unit (or ``count`` of them) next to the present one, or a named one of those.

    ``offset`` is -1 for the last, 0 for this, 1 for the next. ``part`` is 1 Anfang, 2 Mitte,
    3 Ende; ``last_day`` asks for the last day only (Ende des Jahres, Jahresende).
    """

    unit: str
    offset: int
    count: int = 1
    part: int | None = None
    last_day: bool = False
    rest: bool = False

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The days of the unit."""
        if self.unit in _CLOCK_UNITS:
            return self._stretch(context.now)
        return self._days(context.today)

    def _stretch(self, now: dt.datetime) -> Extent:
        other = shifted(now, self.unit, self.offset * self.count)
        return Extent(min(now, other), max(now, other), "second")

    def _days(self, today: dt.date) -> Extent:
        precision = _PRECISION.get(self.unit, self.unit)
        near = spans.unit_around(today, self.unit, self.offset)
        far_offset = self.offset + (self.count - 1) * (1 if self.offset > 0 else -1)
        far = spans.unit_around(today, self.unit, far_offset)
        days = min(near, far)[0], max(near, far)[1]
        if self.last_day:
            return Extent(days[1], days[1], "day")
        if self.part is not None:
            return Extent(*spans.third(days, self.unit, self.part), precision)  # type: ignore[arg-type]
        if self.rest:
            return Extent(today, days[1], "day")
        return Extent(*days, precision, self._edtf(days))  # type: ignore[arg-type]

    def _edtf(self, days: spans.Days) -> str | None:
        first = days[0]
        if self.count != 1:
            return None
        if self.unit == "quarter":
            return f"{first.year:04}-{33 + (first.month - 1) // 3}"
        if self.unit == "half":
            return f"{first.year:04}-{40 if first.month == 1 else 41}"
        return f"{str(first.year)[:3]}X" if self.unit == "decade" else None


@dataclass(slots=True)
class Weekend:
    """Saturday and Sunday, or Monday to Friday for ``workdays``, ``offset`` weeks away."""

    offset: int | None
    workdays: bool = False

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The days meant; a bare weekend is the last or the coming one, as ``prefer`` says."""
        monday = spans.unit_around(context.today, "week", self.offset or 0)[0]
        if self.workdays:
            return Extent(monday, monday + dt.timedelta(days=4), "day")
        if self.offset is None and context.prefer == "past" and context.today.weekday() < 5:
            monday -= dt.timedelta(days=7)
        return Extent(monday + dt.timedelta(days=5), monday + dt.timedelta(days=6), "day")


@dataclass(slots=True)
class Now:
    """``jetzt``: the reference itself."""

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The reference with its clock time."""
        return Extent(context.now, context.now, "second")


Node = Shift | Neighbour | Weekend | Now
Reading = tuple[Node, int]
Rule = Callable[[Sequence[Token], int], Reading | None]


def relative(tokens: Sequence[Token], at: int) -> Reading | None:
    """A relative expression at token ``at`` and the token after it."""
    for rule in _RULES:
        reading = rule(tokens, at)
        if reading is not None:
            return reading
    return None


def _shift(tokens: Sequence[Token], at: int) -> Reading | None:
    """``vor drei Tagen``, ``in 5 Minuten``, ``vor 2 Monaten, 2 Wochen``, ``einen Tag vorher``."""
    sign = {"ago": -1, "after": 1}.get(tokens[at].kind, 0)
    if tokens[at].word in ("in", "fuer", "binnen", "innerhalb"):
        sign = 1
    first = at + (sign != 0)
    first += tokens[first].word in ("von", "der")
    first += tokens[first].kind == "about"
    first += tokens[first].kind == "." and tokens[first - 1].word == "ca"
    amounts = _amounts(tokens, first)
    if not amounts:
        return None
    end = amounts[-1].end
    if sign == 0:
        word = tokens[end].word
        if word not in (*_BEFORE, *_LATER, "ago"):
            return None
        sign, end = (1 if word in _LATER else -1), end + 1
    return Shift(amounts, sign), end


def _amounts(tokens: Sequence[Token], at: int) -> list[Quantity]:
    amounts: list[Quantity] = []
    while (amount := quantity(tokens, at)) is not None and len(amounts) < 8:
        amounts.append(amount)
        at = amount.end + (tokens[amount.end].kind in (",", "and"))
    return amounts


def _neighbour(tokens: Sequence[Token], at: int) -> Reading | None:
    """``nächste Woche``, ``letztes Quartal``, ``Ende nächsten Jahres``, ``Rest dieser Woche``."""
    part, rest = None, False
    if tokens[at].kind == "part":
        part, at = tokens[at].value, at + 1
    elif tokens[at].kind == "rest":
        rest, at = True, at + 1
    article = tokens[at].kind == "article" or (part is not None and tokens[at].word == "im")
    at += article
    which, unit = tokens[at], tokens[at + 1]
    if which.kind == "which" and unit.kind == "unit":
        node = Neighbour(UNIT_NAMES[unit.value], which.value, part=part, rest=rest)
        vague = unit.word.endswith(_PLURALS)  # in den kommenden Jahren
        return None if vague or len(unit.word) <= 2 else (node, at + 2)
    if which.kind == "unit" and (part is not None or rest) and len(which.word) > 3:
        # Ende des Jahres: its last day; Anfang des Jahres: its first third
        name = UNIT_NAMES[which.value]
        return Neighbour(
            name, 0, part=part, last_day=part == 3 and name in _WITH_LAST_DAY, rest=rest
        ), at + 1
    if which.word in _ENDS:
        return Neighbour(_ENDS[which.word], 0, last_day=True), at + 1
    if which.kind == "this_year":
        return Neighbour("year", 0, part=part), at + 1
    if which.word in _NEIGHBOURS:
        unit_name, offset = _NEIGHBOURS[which.word]
        return Neighbour(unit_name, offset, part=part), at + 1
    return None


_PLURALS = ("tage", "tagen", "wochen", "monate", "monaten", "jahre", "jahren", "stunden", "minuten")

_WITH_LAST_DAY = ("week", "month", "quarter", "year")
_ENDS = {"jahresende": "year", "monatsende": "month", "quartalsende": "quarter"}
# Vorjahr, Folgewoche
_NEIGHBOURS = {
    prefix + word: (unit, offset)
    for prefix, offset in (("vor", -1), ("folge", 1))
    for unit, words in {
        "year": "jahr jahres jahre",
        "month": "monat monats",
        "week": "woche",
        "quarter": "quartal quartals",
        "day": "tag tages tags",
    }.items()
    for word in words.split()
}


def _neighbours(tokens: Sequence[Token], at: int) -> Reading | None:
    """``nächsten 3 Tage``, ``letzten paar Wochen``, ``30 vorangegangenen Tagen``."""
    if tokens[at].kind == "which":
        amount = quantity(tokens, at + 1)
        which = tokens[at]
    elif tokens[at].kind in ("digits", "number") and tokens[at + 1].kind == "which":
        which = tokens[at + 1]
        unit = tokens[at + 2]
        named = unit.kind == "unit"
        amount = Quantity(tokens[at].value, UNIT_NAMES[unit.value], at + 3) if named else None
    else:
        return None
    if amount is None or which.value == 0 or not 1 <= amount.amount < 10_000:
        return None
    return Neighbour(amount.unit, which.value, int(amount.amount)), amount.end


def _weekend(tokens: Sequence[Token], at: int) -> Reading | None:
    if tokens[at].word == "unter" and tokens[at + 2].word == "woche":  # unter der Woche
        return Weekend(0, workdays=True), at + 3
    offset = tokens[at].value if tokens[at].kind == "which" else None
    named = at + (offset is not None)
    if tokens[at].word.startswith("kommend"):
        offset = 0  # the coming one; "nächstes" is the one of next week
    if tokens[named].kind != "weekend":
        return None
    end = named + 1
    if tokens[end].kind == "article" and tokens[end + 1].kind == "which":
        offset, end = tokens[end + 1].value, end + 3  # Wochenende der letzten Woche
    return Weekend(offset), end


def _now(tokens: Sequence[Token], at: int) -> Reading | None:
    return (Now(), at + 1) if tokens[at].kind == "now" else None


_RULES: tuple[Rule, ...] = (_weekend, _neighbours, _shift, _neighbour, _now)
