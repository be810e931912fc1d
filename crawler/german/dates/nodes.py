"""Nodes of the date grammar: what an expression means, and how it is completed from a reference."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from crawler.german.dates import calendar as units
from crawler.german.dates.calendar import shifted
from crawler.german.dates.model import Context, Interval, Precision

DAY = dt.timedelta(days=1)
_HALF_A_YEAR = dt.timedelta(days=183)
"""A weekday that only fits a day so long past is a misprint where what is to come is asked for."""


class Node(Protocol):
    """Anything the grammar reads: it resolves to an extent, or to None where no such day is."""

    @property
    def is_relative(self) -> bool:
        """Whether the reference decides what is meant: ``gestern``, ``3. Mai`` without a year."""

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The extent meant; ``not_before`` is the start of the range whose end this is."""


Extent = tuple[int, int]
"""The tokens that something was read from: the first, and the one behind the last."""


class Quantity(NamedTuple):
    """An amount of time: ``amount`` times ``unit``."""

    amount: float
    unit: str


@dataclass(slots=True)
class Clock:
    """A time of day as printed; ``zone`` in minutes east of UTC, None for German local time."""

    hour: int
    minute: int = 0
    second: int = 0
    precision: Precision = "minute"
    zone: int | None = None

    def on(self, day: dt.date) -> dt.datetime:
        """This time on a day; 24:00 is the start of the next."""
        zone = None if self.zone is None else dt.timezone(dt.timedelta(minutes=self.zone))
        if self.hour == 24:
            return dt.datetime.combine(day + DAY, dt.time(0, self.minute), zone)
        return dt.datetime.combine(day, dt.time(self.hour, self.minute, self.second), zone)


@dataclass(slots=True)
class PartialDate:
    """What is known of a day: a date, a weekday, an offset from today, a clock time.

    ``year_offset`` and ``month_offset`` count from the reference (``3. Mai dieses Jahres``,
    ``nächsten Monat``); ``week_offset`` likewise; ``months_on`` from the day that ``day_offset``
    names (``heute vor einem Jahr``); ``offset`` belongs to the weekday (``nächsten Montag``).
    ``clock_at`` is where the clock time was read.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    day_offset: int | None = None
    week_offset: int | None = None
    month_offset: int | None = None
    year_offset: int | None = None
    months_on: int = 0
    clock: Clock | None = None
    part_of_day: int | None = None
    clock_at: Extent | None = None
    is_nearest: bool = False
    """Of two readings of the figures (``03-02-04``) this is the one nearer to the reference."""

    @property
    def is_relative(self) -> bool:
        """Whether year, month or day are to be completed from the reference."""
        return self.is_nearest or None in (self.year, self.month, self.day)

    @property
    def names_a_day(self) -> bool:
        """Is there more than a clock time?"""
        return not (self.day is None and self.weekday is None and self.day_offset is None)

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The day or moment meant, or None for a day that does not exist (32. Oktober).

        ``not_before`` is the start of the range whose end these facts are.
        """
        day = self._day(context, not_before)
        if day is None:
            return None
        if self.clock is not None and self.clock.hour == 24 and self.names_a_day:
            return Interval(day, day, "day")  # it ends that day, and is no time of the next
        if self.clock is not None:
            moment = self.clock.on(day)
            return Interval(moment, moment, self.clock.precision)
        if self.part_of_day is not None:
            moment = dt.datetime.combine(day, dt.time(self.part_of_day))
            return Interval(moment, moment, "day_part", day.isoformat())
        return Interval(day, day, "day")

    def _day(self, context: Context, not_before: dt.date | None) -> dt.date | None:
        if self.day is not None:
            candidates = list(self._dates(context))
            return self._choose(candidates, context, not_before)
        if self.day_offset is not None:
            day = context.now + self.day_offset * DAY
            return shifted(day, "month", self.months_on).date()
        if self.weekday is not None:
            return self._weekday(self.weekday, context, not_before)
        return not_before or context.today

    def _dates(self, context: Context) -> Iterator[dt.date]:
        """The days these facts may mean, oldest first."""
        today = context.today
        day = self.day or 0
        if self.year is not None:
            years = [self.year]
        elif self.year_offset is not None:
            years = [today.year + self.year_offset]
        elif (self.month, day) == (2, 29):
            years = list(range(today.year - 8, today.year + 9))
        else:
            years = [today.year - 1, today.year, today.year + 1]
        months = list(range(1, 13)) if self.month is None else [self.month]
        if self.month is None and self.month_offset is not None:
            years_on, month = divmod(today.month - 1 + self.month_offset, 12)
            months, years = [month + 1], [today.year + years_on]
        for year in years:
            for month in months:
                if 1 <= year <= 9998 and 1 <= day <= calendar.monthrange(year, month)[1]:
                    yield dt.date(year, month, day)

    def _choose(
        self, candidates: list[dt.date], context: Context, not_before: dt.date | None
    ) -> dt.date | None:
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        if not_before is not None:
            return next((day for day in candidates if day >= not_before), None)
        if self.weekday is not None:
            # A printed weekday decides between the years: only one has 10 February on a Sunday.
            fitting = [day for day in candidates if day.weekday() == self.weekday]
            if context.prefer == "future":
                fitting = [day for day in fitting if context.today - day < _HALF_A_YEAR]
            candidates = fitting or candidates
        return nearest_by(candidates, context)

    def _weekday(self, weekday: int, context: Context, not_before: dt.date | None) -> dt.date:
        today = context.today
        monday = today - today.weekday() * DAY
        if self.week_offset is not None:
            return monday + (7 * self.week_offset + weekday) * DAY
        ahead = (weekday - today.weekday()) % 7
        if self.offset is not None and self.offset > 0:
            return today + ((ahead or 7) + 7 * (self.offset - 1)) * DAY
        if self.offset is not None and self.offset < 0:
            return today - ((7 - ahead) + 7 * (-self.offset - 1)) * DAY
        if not_before is not None:
            return not_before + ((weekday - not_before.weekday()) % 7) * DAY
        if self.offset == 0 and context.prefer == "past":
            return monday + weekday * DAY
        if context.prefer == "future" or self.offset == 0:
            return today + (ahead or 7) * DAY
        if context.prefer == "past":
            return today - ((7 - ahead) % 7) * DAY
        return today + (ahead if ahead <= 3 else ahead - 7) * DAY


def nearest_by(candidates: list[dt.date], context: Context) -> dt.date:
    """The candidate that ``prefer`` asks for; today counts as past and as future."""
    today = context.today
    if context.prefer == "past":
        return max((day for day in candidates if day <= today), default=candidates[0])
    if context.prefer == "future":
        return min((day for day in candidates if day >= today), default=candidates[-1])
    return min(candidates, key=lambda day: abs(day - today))


def _distance(days: units.Days, today: dt.date) -> dt.timedelta:
    """From a day to the nearest of ``days``."""
    return max(days[0] - today, today - days[1], dt.timedelta())


# -- A period of the calendar: a month, quarter, half, season, term, week, year, decade, century ---


@dataclass(slots=True)
class Period:
    """A named stretch of time; ``part`` is 1 Anfang, 2 Mitte, 3 Ende; ``number`` counts the unit
    in its year (month 3, quarter 2, EDTF season 21), is the first year of a decade, the century.
    """

    unit: Precision
    number: int = 0
    year: int | None = None
    year_offset: int | None = None
    part: int | None = None
    approximate: bool = False

    @property
    def is_relative(self) -> bool:
        """Whether the year is to be completed from the reference."""
        return self.year is None and self.unit not in ("decade", "century")

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The days of the period; None where the calendar has no such period (KW 54)."""
        days = self._days(context, not_before)
        if days is None:
            return None
        if self.part is not None:
            return Interval(*units.third(days, self.unit, self.part), self.unit)
        return Interval(*days, self.unit, self._edtf(days))

    def _edtf(self, days: units.Days) -> str | None:
        year = f"{days[0].year:04}"
        if self.unit == "quarter":
            return f"{year}-{32 + self.number}"
        if self.unit == "half_year" and days[0].month in (1, 7):
            return f"{year}-{40 if days[0].month == 1 else 41}"
        if self.unit == "season":
            return f"{year}-{self.number}"
        if self.unit == "decade":
            return f"{year[:3]}X"
        return f"{year}~" if self.approximate and self.unit == "year" else None

    def _days(self, context: Context, not_before: dt.date | None) -> units.Days | None:
        if self.unit == "decade":
            return units.months(self.number, 1, 120)
        if self.unit == "century":
            return units.months(100 * self.number - 99, 1, 1200)
        year = self.year
        if year is None and self.year_offset is not None:
            year = context.today.year + self.year_offset
        if year is not None:
            return self._days_in(year)
        around = range(context.today.year - 1, context.today.year + 2)
        candidates = [days for year in around if (days := self._days_in(year)) is not None]
        if not_before is not None:
            return next((days for days in candidates if days[1] >= not_before), None)
        if context.prefer == "future":
            return next((days for days in candidates if days[1] >= context.today), None)
        if not candidates:
            return None
        if context.prefer == "nearest" and context.in_text:
            return min(candidates, key=lambda days: _distance(days, context.today))
        start = nearest_by([days[0] for days in candidates], context)
        return next(days for days in candidates if days[0] == start)

    def _days_in(self, year: int) -> units.Days | None:
        if not 1 <= year <= 9990:
            return None
        if self.unit == "month":
            return units.months(year, self.number, self.number)
        if self.unit == "quarter":
            return units.months(year, 3 * self.number - 2, 3 * self.number)
        if self.unit == "half_year":  # a winter term is the half that starts in October
            first = {1: 1, 2: 7, 3: 4, 4: 10}[self.number]
            return units.months(year, first, first + 5)
        if self.unit == "season":
            return units.season(year, self.number)
        if self.unit == "week":
            try:
                return units.week(year, self.number)
            except ValueError:
                return None
        return units.months(year, 1, 12)


# -- What is counted from the reference: moments moved, neighbouring units, weekends ---------------

_CLOCK_UNITS = ("second", "minute", "quarter_hour", "hour")
_PRECISION: dict[str, Precision] = {"half": "half_year"}


@dataclass(slots=True)
class Shift:
    """The reference moved by amounts; ``sign`` is -1 for the past."""

    amounts: list[Quantity]
    sign: int
    clock: Clock | None = None

    is_relative: ClassVar[bool] = True

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The moment meant, a clock time only where hours or minutes were counted."""
        moment = context.now
        for amount in self.amounts:
            moment = shifted(moment, amount.unit, self.sign * amount.amount)
        if self.clock is not None:
            moment = self.clock.on(moment.date())
            return Interval(moment, moment, "minute")
        if any(amount.unit in _CLOCK_UNITS for amount in self.amounts):
            return Interval(moment, moment, "second")
        return _as_counted(moment.date(), {amount.unit for amount in self.amounts})


def _as_counted(day: dt.date, units: set[str]) -> Interval:
    """A day counted in days is exact; in weeks, months or years it is about then."""
    if "day" in units:
        return Interval(day, day, "day")
    if "week" in units:
        return Interval(day, day, "day", f"{day.isoformat()}~")
    if units & {"month", "quarter", "half"}:
        return Interval(day, day, "month", f"{day.year:04}-{day.month:02}~")
    return Interval(day, day, "year", f"{day.year:04}~")


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

    @property
    def is_relative(self) -> bool:
        """Whether it means another time on another day; the century is that of all web pages."""
        return self.unit != "century"

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The days of the unit."""
        if self.unit in _CLOCK_UNITS:
            return self._stretch(context.now)
        return self._days(context.today)

    def _stretch(self, now: dt.datetime) -> Interval:
        other = shifted(now, self.unit, self.offset * self.count)
        return Interval(min(now, other), max(now, other), "second")

    def _days(self, today: dt.date) -> Interval:
        precision = _PRECISION.get(self.unit, self.unit)
        near = units.unit_around(today, self.unit, self.offset)
        far_offset = self.offset + (self.count - 1) * (1 if self.offset > 0 else -1)
        far = units.unit_around(today, self.unit, far_offset)
        days = min(near, far)[0], max(near, far)[1]
        if self.last_day:
            return Interval(days[1], days[1], "day")
        if self.part is not None:
            return Interval(*units.third(days, self.unit, self.part), precision)  # type: ignore[arg-type]
        if self.rest:
            return Interval(today, days[1], "day")
        return Interval(*days, precision, self._edtf(days))  # type: ignore[arg-type]

    def _edtf(self, days: units.Days) -> str | None:
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

    is_relative: ClassVar[bool] = True

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The days meant; a bare weekend is the last or the coming one, as ``prefer`` says."""
        monday = units.unit_around(context.today, "week", self.offset or 0)[0]
        if self.workdays:
            return Interval(monday, monday + dt.timedelta(days=4), "day")
        days_gone = context.today.weekday()
        latest = 5 if context.prefer == "past" else 0
        if context.prefer == "nearest" and context.in_text:
            latest = 3  # on Wednesday both are as near
        if self.offset is None and days_gone < latest:
            monday -= dt.timedelta(days=7)
        return Interval(monday + dt.timedelta(days=5), monday + dt.timedelta(days=6), "day")


@dataclass(slots=True)
class Now:
    """``jetzt``: the reference itself."""

    is_relative: ClassVar[bool] = True

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """The reference with its clock time."""
        return Interval(context.now, context.now, "second")
