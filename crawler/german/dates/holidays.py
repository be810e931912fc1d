"""Days with a name: ``Heiligabend``, ``Ostermontag 2018``, ``1. Advent``, ``nächstes Ostern``."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from dateutil.easter import easter

from crawler.german.dates.calendar_dates import year_in_figures
from crawler.german.dates.model import Context, Interval
from crawler.german.dates.nodes import Clock, nearest_by
from crawler.german.dates.tokens import Cursor
from crawler.german.dates.words import spellings

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
    (8, 1): "bundesfeiertag bundesfeier",
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
    (12, 31): "silvester sylvester silvesterabend",
}
_FROM_EASTER: dict[int, str] = {
    -52: "weiberfastnacht altweiber",
    -48: "rosenmontag",
    -47: "faschingsdienstag fastnacht fastnachtsdienstag veilchendienstag",
    -46: "aschermittwoch",
    -7: "palmsonntag",
    -3: "gründonnerstag",
    -2: "karfreitag",
    -1: "karsamstag ostersamstag",
    0: "ostern ostersonntag",
    1: "ostermontag",
    39: "christihimmelfahrt himmelfahrt vatertag auffahrt",
    49: "pfingsten pfingstsonntag",
    50: "pfingstmontag",
    60: "fronleichnam",
}
# From the first Sunday of Advent
_FROM_ADVENT: dict[int, str] = {
    -14: "volkstrauertag",
    -11: "bußtag",
    -7: "totensonntag ewigkeitssonntag",
}
# The first Sunday from a day on
_SUNDAY_FROM: dict[tuple[int, int], str] = {
    (5, 8): "muttertag",
    (10, 1): "erntedank erntedankfest erntedanktag",
}


def _on(month: int, day: int, year: int) -> dt.date:
    return dt.date(year, month, day)


def _from_easter(days: int, year: int) -> dt.date:
    sunday: dt.date = easter(year)
    return sunday + days * _DAY


def _sunday_from(month: int, day: int, year: int) -> dt.date:
    first = dt.date(year, month, day)
    return first + (6 - first.weekday()) * _DAY


def _from_advent(days: int, year: int) -> dt.date:
    return _sunday_from(11, 27, year) + days * _DAY


def _by_word() -> Iterator[tuple[str, InYear]]:
    rules: list[tuple[str, InYear]] = [
        *((words, partial(_on, *day)) for day, words in _FIXED.items()),
        *((words, partial(_from_easter, days)) for days, words in _FROM_EASTER.items()),
        *((words, partial(_from_advent, days)) for days, words in _FROM_ADVENT.items()),
        *((words, partial(_sunday_from, *day)) for day, words in _SUNDAY_FROM.items()),
    ]
    for words, when in rules:
        for word in spellings(words):
            yield word, when


BY_WORD: dict[str, InYear] = dict(_by_word())
"""Days named by one word."""

_PHRASES: dict[str, InYear] = {
    "peter und paul": partial(_on, 6, 29),
    "heilige drei koenige": partial(_on, 1, 6),
    "internationaler frauentag": partial(_on, 3, 8),
    "tag der arbeit": partial(_on, 5, 1),
    "tag der deutschen einheit": partial(_on, 10, 3),
    "mariae himmelfahrt": partial(_on, 8, 15),
    "maria himmelfahrt": partial(_on, 8, 15),
    "mariae empfaengnis": partial(_on, 12, 8),
    "heiliger abend": partial(_on, 12, 24),
    "christi himmelfahrt": partial(_from_easter, 39),
    "weisser sonntag": partial(_from_easter, 7),
    "buss - und bettag": partial(_from_advent, -11),
}


def _by_phrase() -> dict[str, list[tuple[tuple[str, ...], InYear]]]:
    phrases: defaultdict[str, list[tuple[tuple[str, ...], InYear]]] = defaultdict(list)
    for phrase, when in _PHRASES.items():
        first, *rest = phrase.split()
        phrases[first].append((tuple(rest), when))
    return dict(phrases)


BY_PHRASE = _by_phrase()
"""Days named by several words, folded: under the first word the others, and when it is."""

COUNTED: dict[str, tuple[InYear, ...]] = {
    **dict.fromkeys(
        spellings("advent advents adventssonntag adventsonntag"),
        tuple(partial(_from_advent, days) for days in (0, 7, 14, 21)),
    ),
    **dict.fromkeys(
        spellings("weihnachtstag weihnachtsfeiertag weihnachtstages weihnachtsfeiertages"),
        tuple(partial(_on, 12, day) for day in (25, 26)),
    ),
    **dict.fromkeys(
        spellings("osterfeiertag ostertag"), tuple(partial(_from_easter, n) for n in (0, 1))
    ),
    **dict.fromkeys(
        spellings("pfingstfeiertag pfingsttag"), tuple(partial(_from_easter, n) for n in (49, 50))
    ),
}
"""Days counted: ``1. Advent``, ``zweiter Weihnachtsfeiertag``."""

NAMES: list[str] = [
    word
    for listed in (
        *_FIXED.values(),
        *_FROM_EASTER.values(),
        *_FROM_ADVENT.values(),
        *_SUNDAY_FROM.values(),
    )
    for word in listed.split()
]
"""The names of one word, as printed but in lower case."""


# -- As they are written ---------------------------------------------------------------------------


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
