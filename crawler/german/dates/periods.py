"""A period of the calendar: a month, quarter, half, season, term, week, year, decade, century."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from . import spans
from .facts import nearest_by
from .model import Context, Extent, Precision


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

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The days of the period; None where the calendar has no such period (KW 54)."""
        days = self._days(context, not_before)
        if days is None:
            return None
        if self.part is not None:
            return Extent(*spans.third(days, self.unit, self.part), self.unit)
        return Extent(*days, self.unit, self._edtf(days))

    def _edtf(self, days: spans.Days) -> str | None:
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

    def _days(self, context: Context, not_before: dt.date | None) -> spans.Days | None:
        if self.unit == "decade":
            return spans.months(self.number, 1, 120)
        if self.unit == "century":
            return spans.months(100 * self.number - 99, 1, 1200)
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
        start = nearest_by([days[0] for days in candidates], context)
        return next(days for days in candidates if days[0] == start)

    def _days_in(self, year: int) -> spans.Days | None:
        if not 1 <= year <= 9990:
            return None
        if self.unit == "month":
            return spans.months(year, self.number, self.number)
        if self.unit == "quarter":
            return spans.months(year, 3 * self.number - 2, 3 * self.number)
        if self.unit == "half_year":  # a winter term is the half that starts in October
            first = {1: 1, 2: 7, 3: 4, 4: 10}[self.number]
            return spans.months(year, first, first + 5)
        if self.unit == "season":
            return spans.season(year, self.number)
        if self.unit == "week":
            try:
                return spans.week(year, self.number)
            except ValueError:
                return None
        return spans.months(year, 1, 12)
