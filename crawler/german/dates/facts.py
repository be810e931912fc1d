"""The facts one expression gives about a day, in whatever order it gives them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from .model import Context, Extent, Precision
from .numbers import shifted

DAY = dt.timedelta(days=1)


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
class DayFacts:
    """What is known of a day: a date, a weekday, an offset from today, a clock time.

    ``year_offset`` and ``month_offset`` count from the reference (``3. Mai dieses Jahres``,
    ``nächsten Monat``); ``week_offset`` likewise; ``months_on`` from the day that ``day_offset``
    names (``heute vor einem Jahr``); ``which`` belongs to the weekday (``nächsten Montag``).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    which: int | None = None
    day_offset: int | None = None
    week_offset: int | None = None
    month_offset: int | None = None
    year_offset: int | None = None
    months_on: int = 0
    clock: Clock | None = None
    part_of_day: int | None = None

    @property
    def names_a_day(self) -> bool:
        """Is there more than a clock time?"""
        return not (self.day is None and self.weekday is None and self.day_offset is None)

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The day or moment meant, or None for a day that does not exist (32. Oktober).

        ``not_before`` is the start of the range whose end these facts are.
        """
        day = self._day(context, not_before)
        if day is None:
            return None
        if self.clock is not None:
            moment = self.clock.on(day)
            return Extent(moment, moment, self.clock.precision)
        if self.part_of_day is not None:
            moment = dt.datetime.combine(day, dt.time(self.part_of_day))
            return Extent(moment, moment, "day_part", day.isoformat())
        return Extent(day, day, "day")

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
            candidates = fitting or candidates
        return nearest_by(candidates, context)

    def _weekday(self, weekday: int, context: Context, not_before: dt.date | None) -> dt.date:
        today = context.today
        monday = today - today.weekday() * DAY
        if self.week_offset is not None:
            return monday + (7 * self.week_offset + weekday) * DAY
        ahead = (weekday - today.weekday()) % 7
        if self.which is not None and self.which > 0:
            return today + ((ahead or 7) + 7 * (self.which - 1)) * DAY
        if self.which is not None and self.which < 0:
            return today - ((7 - ahead) + 7 * (-self.which - 1)) * DAY
        if not_before is not None:
            return not_before + ((weekday - not_before.weekday()) % 7) * DAY
        if self.which == 0 and context.prefer == "past":
            return monday + weekday * DAY
        if context.prefer == "future" or self.which == 0:
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
