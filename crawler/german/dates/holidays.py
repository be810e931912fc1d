"""Days with a name that German calendars print: ``Heiligabend``, ``Ostermontag``, ``Muttertag``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from dateutil.easter import easter

from .facts import nearest_by
from .model import Context, Extent
from .numeric import year_at
from .tokens import Token
from .vocabulary import spellings

_DAY = dt.timedelta(days=1)

InYear = Callable[[int], dt.date]
"""The day of a holiday in a given year."""

_FIXED: dict[tuple[int, int], str] = {
    (1, 1): "neujahr neujahrstag",
    (1, 6): "dreikönigstag dreikönig epiphanias",
    (2, 2): "lichtmess",
    (2, 14): "valentinstag",
    (3, 8): "frauentag weltfrauentag",
    (4, 1): "aprilscherz",
    (4, 30): "walpurgisnacht",
    (5, 1): "maifeiertag",
    (5, 9): "europatag",
    (6, 24): "johannistag",
    (6, 27): "siebenschläfer",
    (8, 1): "bundesfeiertag",
    (8, 15): "mariahimmelfahrt",
    (9, 20): "weltkindertag",
    (10, 26): "nationalfeiertag",
    (10, 31): "halloween reformationstag",
    (11, 1): "allerheiligen",
    (11, 2): "allerseelen",
    (11, 11): "martinstag martini",
    (12, 4): "barbaratag",
    (12, 6): "nikolaus nikolaustag",
    (12, 8): "empfängnis",
    (12, 24): "heiligabend heiligerabend",
    (12, 25): "weihnachten weihnachtstag christtag weihnachtsfest",
    (12, 26): "stephanstag stefanitag",
    (12, 31): "silvester sylvester",
}
_FROM_EASTER: dict[int, str] = {
    -52: "weiberfastnacht altweiber",
    -48: "rosenmontag",
    -47: "faschingsdienstag fastnacht fastnachtsdienstag veilchendienstag",
    -46: "aschermittwoch",
    -7: "palmsonntag",
    -3: "gründonnerstag",
    -2: "karfreitag",
    -1: "karsamstag",
    0: "ostern ostersonntag",
    1: "ostermontag",
    39: "christihimmelfahrt himmelfahrt vatertag auffahrt",
    49: "pfingsten pfingstsonntag",
    50: "pfingstmontag",
    60: "fronleichnam",
}
_PHRASES: dict[tuple[str, ...], tuple[int, int]] = {
    ("peter", "und", "paul"): (6, 29),
    ("heilige", "drei", "koenige"): (1, 6),
    ("tag", "der", "arbeit"): (5, 1),
    ("tag", "der", "deutschen", "einheit"): (10, 3),
    ("mariae", "himmelfahrt"): (8, 15),
    ("maria", "himmelfahrt"): (8, 15),
    ("mariae", "empfaengnis"): (12, 8),
    ("heiliger", "abend"): (12, 24),
    ("erster", "weihnachtstag"): (12, 25),
    ("zweiter", "weihnachtstag"): (12, 26),
    ("zweiten", "weihnachtstag"): (12, 26),
    ("zweite", "weihnachtsfeiertag"): (12, 26),
    ("zweiter", "weihnachtsfeiertag"): (12, 26),
    ("erster", "weihnachtsfeiertag"): (12, 25),
}


def _on(month: int, day: int, year: int) -> dt.date:
    return dt.date(year, month, day)


def _from_easter(days: int, year: int) -> dt.date:
    sunday: dt.date = easter(year)
    return sunday + days * _DAY


def _sunday_from(month: int, day: int, year: int) -> dt.date:
    first = dt.date(year, month, day)
    return first + (6 - first.weekday()) * _DAY


_BY_WORD: dict[str, InYear] = {
    **{word: partial(_on, *day) for day, words in _FIXED.items() for word in spellings(words)},
    **{
        word: partial(_from_easter, days)
        for days, words in _FROM_EASTER.items()
        for word in spellings(words)
    },
    "muttertag": partial(_sunday_from, 5, 8),
}


HOLIDAYS = [
    word for table in (_FIXED, _FROM_EASTER) for row in table.values() for word in row.split()
]
"""The names of one word, as printed but in lower case."""


@dataclass(slots=True)
class Holiday:
    """A named day; ``in_year`` tells which day it is in a year."""

    in_year: InYear
    year: int | None = None

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """Its day in the printed year, or the one that ``prefer`` asks for."""
        if self.year is not None:
            day = self.in_year(self.year)
            return Extent(day, day, "day")
        today = context.today
        days = [self.in_year(year) for year in (today.year - 1, today.year, today.year + 1)]
        if not_before is not None:
            days = [day for day in days if day >= not_before][:1]
        day = nearest_by(days, context)
        return Extent(day, day, "day")


def holiday(tokens: Sequence[Token], at: int) -> tuple[Holiday, int] | None:
    """A named day at token ``at``, with its year where one follows."""
    named = _named(tokens, at)
    if named is None:
        return None
    found, end = Holiday(named[0]), named[1]
    year = year_at(tokens, end)
    if year is not None and tokens[end].length == 4:
        found.year, end = year
    return found, end


def _named(tokens: Sequence[Token], at: int) -> tuple[InYear, int] | None:
    in_year = _BY_WORD.get(tokens[at].word)
    if in_year is not None:
        return in_year, at + 1
    for words, day in _PHRASES.items():
        end = at + len(words)
        if tokens[at].word == words[0] and tuple(t.word for t in tokens[at:end]) == words:
            return partial(_on, *day), end
    return None
