"""Dates in figures: ``9.4.2019``, ``9. 4. 19``, ``2019-04-09``, ``2019-W15-2``, ``09.04.``.

German dates are day first. Month first is read only where day first is impossible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .facts import DayFacts
from .tokens import Token
from .years import NEWEST_YEAR, OLDEST_YEAR, full_year, year_at

Reading = tuple[DayFacts, int]


def numeric_date(tokens: Sequence[Token], at: int, near: int) -> Reading | None:
    """A date in figures at token ``at``; ``near`` is the year that 16-05-31 should be close to."""
    first, sign, second = tokens[at : at + 3]
    if first.kind == "digits" and first.length == 8:
        return _compact(first, at)
    if first.length == 4 and "w" in (sign.word, second.word):
        return _week_date(tokens, at)
    if first.kind != "digits" or sign.kind not in (".", "/", "-") or second.kind != "digits":
        return None
    if first.length == 4:
        return _year_first(tokens, at)
    if first.length > 2 or second.length > 2:
        return None
    if sign.kind == "-":
        return _dashed(tokens, at, near)
    return _day_first(tokens, at)


def _day_first(tokens: Sequence[Token], at: int) -> Reading | None:
    day, sign, month = tokens[at : at + 3]
    if month.value > 12 and sign.kind == "/" and day.value <= 12:
        day, month = month, day  # 04/21/2016
    if not (1 <= day.value <= 31 and 1 <= month.value <= 12):
        return None
    end = at + 3
    if tokens[end].kind == sign.kind and (sign.kind == "." or not tokens[end].gap):
        year = year_at(tokens, end + 1)
        if year is not None and not (sign.kind == "/" and tokens[end + 1].gap):
            return DayFacts(year=year[0], month=month.value, day=day.value), year[1]
        if sign.kind == ".":
            end += 1
    elif sign.kind == "." and tokens[end].gap and tokens[end].length == 4:
        year = year_at(tokens, end)
        if year is not None:
            return DayFacts(year=year[0], month=month.value, day=day.value), year[1]
    return DayFacts(month=month.value, day=day.value), end


def _year_first(tokens: Sequence[Token], at: int) -> Reading | None:
    year, sign, second, sign_again, third = tokens[at : at + 5]
    if sign_again.kind != sign.kind or third.kind != "digits" or third.length > 2:
        return None
    if not OLDEST_YEAR <= year.value <= NEWEST_YEAR:
        return None
    if (sign_again.gap or third.gap) and not (sign.kind == "." and second.length == 2):
        return None
    month, day = second.value, third.value
    if month > 12:
        month, day = day, month  # 2022/30/11
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return DayFacts(year=year.value, month=month, day=day), at + 5


def _week_date(tokens: Sequence[Token], at: int) -> Reading | None:
    """``2019-W15-2``, ``2019W152``: year, week and weekday of ISO 8601."""
    year, dash = tokens[at], tokens[at + 1].kind == "-"
    week, sign, weekday = tokens[at + 2 + dash : at + 5 + dash]
    if dash and sign.kind == "-" and week.length == 2 and weekday.length == 1:
        number, of_week, end = week.value, weekday.value, at + 6
    elif not dash and week.length == 3 and week.kind == "digits":
        number, of_week, end = week.value // 10, week.value % 10, at + 3
    else:
        return None
    try:
        day = dt.date.fromisocalendar(year.value, number, of_week)
    except ValueError:
        return None
    return DayFacts(year=day.year, month=day.month, day=day.day), end


def _compact(token: Token, at: int) -> Reading | None:
    """``20190409``, the basic format of ISO 8601."""
    year, month, day = token.value // 10_000, token.value // 100 % 100, token.value % 100
    if not (OLDEST_YEAR <= year <= NEWEST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return DayFacts(year=year, month=month, day=day), at + 1


def _dashed(tokens: Sequence[Token], at: int, near: int) -> Reading | None:
    """``23-2-2017``, and two-figure years on either side: the one nearer to the reference."""
    first, _, second, sign, third = tokens[at : at + 5]
    if sign.kind != "-" or third.kind != "digits" or third.length not in (2, 4) or sign.gap:
        return None
    readings = [(third.value if third.length == 4 else full_year(third.value), second, first)]
    if third.length == 2 == first.length:
        readings.append((full_year(first.value), second, third))
    possible = [
        (year, month.value, day.value)
        for year, month, day in readings
        if 1 <= month.value <= 12 and 1 <= day.value <= 31
    ]
    if not possible:
        return None
    year, month_number, day_number = min(possible, key=lambda date: abs(date[0] - near))
    return DayFacts(year=year, month=month_number, day=day_number), at + 5
