"""First and last day of calendar units, and of their beginning, middle and end.

Conventions: weeks are ISO weeks. Seasons run from equinox to solstice, both days included, as
German calendars print them. Anfang, Mitte, Ende are the thirds of a month (1–10, 11–20, 21–last),
of a year (four months each), of a decade or century (by years), of other units (by days).
"""

from __future__ import annotations

import calendar
import datetime as dt

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
