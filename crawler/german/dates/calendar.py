"""First and last day of calendar units, and of their beginning, middle and end.

Conventions: weeks are ISO weeks. Seasons run from equinox to solstice, both days included, as
German calendars print them. Anfang, Mitte, Ende are the thirds of a month (1–10, 11–20, 21–last),
of a year (four months each), of a decade or century (by years), of other units (by days).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial

from dateutil.easter import easter

from crawler.german.dates.words import spellings

Days = tuple[dt.date, dt.date]

_SEASONS = {21: ((3, 20), (6, 21)), 22: ((6, 21), (9, 23)), 23: ((9, 23), (12, 21))}
_DAY = dt.timedelta(days=1)


def months(year: int, first: int, last: int) -> Days:
    """The months ``first`` to ``last`` of a year; ``last`` may run on into the next."""
    next_year, month = divmod(last - 1, 12)
    end_year = year + next_year
    return dt.date(year, first, 1), dt.date(
        end_year, month + 1, calendar.monthrange(end_year, month + 1)[1]
    )


def season(year: int, number: int) -> Days:
    """EDTF season 21 (spring) to 24 (winter, which ends in the next year)."""
    if number == 24:
        return dt.date(year, 12, 21), dt.date(year + 1, 3, 20)
    (first_month, first_day), (last_month, last_day) = _SEASONS[number]
    return dt.date(year, first_month, first_day), dt.date(year, last_month, last_day)


def week(year: int, number: int) -> Days:
    """ISO week; raises ValueError where the year has no such week."""
    monday = dt.date.fromisocalendar(year, number, 1)
    return monday, monday + 6 * _DAY


def unit_around(day: dt.date, unit: str, offset: int = 0) -> Days:
    """The calendar unit that holds ``day``, or the one ``offset`` units later."""
    if unit == "day":
        return day + offset * _DAY, day + offset * _DAY
    if unit == "week":
        monday = day + (7 * offset - day.weekday()) * _DAY
        return monday, monday + 6 * _DAY
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}[unit]
    first = ((day.year * 12 + day.month - 1) // length + offset) * length
    if unit == "century":
        first += 12  # the 20th century began with 1901
    return months(first // 12, first % 12 + 1, first % 12 + length)


def half(days: Days, unit: str, number: int) -> Days:
    """The first (1) or second (2) half: of a month 1–15 and the rest, of decades by years."""
    first, last = days
    if unit == "month":
        middle = first.replace(day=15)
    elif unit in ("decade", "century"):
        middle = dt.date((first.year + last.year) // 2, 12, 31)
    else:
        middle = first + (last - first + _DAY) // 2 - _DAY
    return (first, middle) if number == 1 else (middle + _DAY, last)


def third(days: Days, unit: str, part: int) -> Days:
    """Anfang (1), Mitte (2) or Ende (3) of a unit."""
    first, last = days
    if unit == "month":
        start = first.replace(day=(1, 11, 21)[part - 1])
        return start, last if part == 3 else first.replace(day=10 * part)
    if unit == "year":
        return months(first.year, 4 * part - 3, 4 * part)
    if unit in ("decade", "century"):
        years = last.year - first.year + 1
        start_year = first.year + (part - 1) * years // 3
        return dt.date(start_year, 1, 1), dt.date(first.year + part * years // 3 - 1, 12, 31)
    length = (last - first).days + 1
    return first + (part - 1) * length // 3 * _DAY, first + (part * length // 3 - 1) * _DAY


# What a unit is counted in: seconds, days or calendar months
_SECONDS = {"second": 1, "minute": 60, "quarter_hour": 900, "hour": 3600}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


def shifted(moment: dt.datetime, unit: str, amount: float) -> dt.datetime:
    """``moment`` moved by an amount; raises OverflowError beyond the calendar's years."""
    if unit in _SECONDS:
        return moment + dt.timedelta(seconds=_SECONDS[unit] * amount)
    if unit in _DAYS:
        return moment + dt.timedelta(days=_DAYS[unit] * amount)
    months = moment.year * 12 + moment.month - 1 + round(_MONTHS[unit] * amount)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9998:
        raise OverflowError(f"year {year} is beyond the calendar")
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


# -- The days that have a name in German calendars, and when they are in a year --------------------


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
