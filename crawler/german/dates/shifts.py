"""What is counted from the reference: moments moved, neighbouring units, weekends.

A single amount names a moment (``in zwei Monaten``); an amount after ``letzte`` or ``nächste``
names whole calendar units without the present one (``letzten 2 Wochen``, ``nächsten 3 Tage``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from . import spans
from .facts import Clock
from .model import Context, Extent, Precision
from .numbers import Quantity, shifted

_CLOCK_UNITS = ("second", "minute", "quarter_hour", "hour")
_PRECISION: dict[str, Precision] = {"half": "half_year"}


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
