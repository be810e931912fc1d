"""Days with a name: ``Heiligabend``, ``Ostermontag 2018``, ``1. Advent``, ``nächstes Ostern``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crawler.german.dates.calendar import BY_PHRASE, BY_WORD, COUNTED, InYear
from crawler.german.dates.calendar_dates import year_in_figures
from crawler.german.dates.model import Context, Interval
from crawler.german.dates.nodes import Clock, nearest_by
from crawler.german.dates.tokens import Cursor


@dataclass(slots=True)
class Holiday:
    """A named day; ``in_year`` tells which day it is in a year.

    ``offset`` counts from the reference: -1 for the last, 0 for this year's, 1 for the next.
    """

    in_year: InYear
    year: int | None = None
    offset: int | None = None
    clock: Clock | None = None

    @property
    def is_relative(self) -> bool:
        """Whether the year is to be completed from the reference."""
        return self.year is None

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """Its day in the printed year, or the one that ``prefer`` asks for."""
        day = self._day(context, not_before)
        if day is None:
            return None
        if self.clock is not None:
            moment = self.clock.on(day)
            return Interval(moment, moment, self.clock.precision)
        return Interval(day, day, "day")

    def _day(self, context: Context, not_before: dt.date | None) -> dt.date | None:
        if self.year is not None:
            return self.in_year(self.year)
        today = context.today
        if self.offset == 0:
            return self.in_year(today.year)
        around = range(max(today.year - 3, 1), min(today.year + 3, dt.MAXYEAR) + 1)
        days = [self.in_year(year) for year in around]
        if self.offset is not None:
            later = [day for day in days if day > today]
            earlier = [day for day in days if day < today]
            sought = later[self.offset - 1 :] if self.offset > 0 else earlier[self.offset :]
            return next(iter(sought), None)
        if not_before is not None:
            return next((day for day in days if day >= not_before), None)
        return nearest_by(days, context)


def holiday(cursor: Cursor) -> Holiday | None:
    """A day with a name, and its year where one follows."""
    head = cursor.peek()
    offset = head.value if cursor.accept("offset") else None
    in_year = day_named(cursor)
    if in_year is None:
        return None
    found = Holiday(in_year, offset=offset)
    if cursor.peek().length == 4:
        found.year = cursor.attempt(year_in_figures)
    return found


def day_named(cursor: Cursor) -> InYear | None:
    """When a day with a name is in a year."""
    first = cursor.peek()
    cursor.move()
    in_year = BY_WORD.get(first.word)
    if in_year is not None:
        return in_year
    if first.kind in ("digits", "ordinal"):  # 1. Advent, zweiter Weihnachtsfeiertag
        is_ordinal = cursor.accept(".") or first.kind == "ordinal"
        days = COUNTED.get(cursor.peek().word, ())
        cursor.move()
        return days[first.value - 1] if is_ordinal and 1 <= first.value <= len(days) else None
    for words, when in BY_PHRASE.get(first.word, ()):
        if tuple(token.word for token in cursor.ahead(len(words))) == words:
            cursor.move(len(words))
            return when
    return None
