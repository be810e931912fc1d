"""Days with a name: ``Heiligabend``, ``Ostermontag 2018``, ``1. Advent``, ``nächstes Ostern``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.german.dates.calendar import BY_PHRASE, BY_WORD, COUNTED, InYear
from crawler.german.dates.calendar_dates import year_at
from crawler.german.dates.model import Context, Interval
from crawler.german.dates.nodes import Clock, nearest_by
from crawler.german.dates.tokens import Token


@dataclass(slots=True)
class Holiday:
    """A named day; ``in_year`` tells which day it is in a year.

    ``offset`` counts from the reference: -1 for the last, 0 for this year's, 1 for the next.
    """

    in_year: InYear
    year: int | None = None
    offset: int | None = None
    clock: Clock | None = None

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


def holiday(tokens: Sequence[Token], at: int) -> tuple[Holiday, int] | None:
    """A named day at token ``at``, with its year where one follows."""
    offset = tokens[at].value if tokens[at].kind == "offset" else None
    named = day_named(tokens, at + (offset is not None))
    if named is None:
        return None
    found, end = Holiday(named[0], offset=offset), named[1]
    year = year_at(tokens, end)
    if year is not None and tokens[end].length == 4:
        found.year, end = year
    return found, end


def day_named(tokens: Sequence[Token], at: int) -> tuple[InYear, int] | None:
    """When a day with a name is, and the token after the name."""
    in_year = BY_WORD.get(tokens[at].word)
    if in_year is not None:
        return in_year, at + 1
    if tokens[at].kind in ("digits", "ordinal"):
        return _counted(tokens, at)
    for words, when in BY_PHRASE.get(tokens[at].word, ()):
        end = at + 1 + len(words)
        if tuple(token.word for token in tokens[at + 1 : end]) == words:
            return when, end
    return None


def _counted(tokens: Sequence[Token], at: int) -> tuple[InYear, int] | None:
    """``1. Advent``, ``zweiter Weihnachtsfeiertag``."""
    name = at + 1 + (tokens[at + 1].kind == ".")
    days = COUNTED.get(tokens[name].word, ())
    number = tokens[at].value
    is_ordinal = tokens[at].kind == "ordinal" or name == at + 2
    return (days[number - 1], name + 1) if is_ordinal and 1 <= number <= len(days) else None
