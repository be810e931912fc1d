"""Dates in figures: ``9.4.2019``, ``9. 4. 19``, ``2019-04-09``, ``09/04/2019``, ``09.04.``.

German dates are day first. Month first is read only where day first is impossible.
"""

from __future__ import annotations

from collections.abc import Sequence

from .facts import DayFacts
from .tokens import Token

Reading = tuple[DayFacts, int]

OLDEST_YEAR, NEWEST_YEAR = 1000, 2999
"""Four figures outside are no year (a postcode, a phone number)."""


def full_year(figures: int) -> int:
    """The year of two figures: 69–99 are 1969–1999, as POSIX reads them."""
    return figures + (1900 if figures >= 69 else 2000)


def numeric_date(tokens: Sequence[Token], at: int, near: int) -> Reading | None:
    """A date in figures at token ``at``; ``near`` is the year that 16-05-31 should be close to."""
    first, sign, second = tokens[at : at + 3]
    if first.kind == "digits" and first.length == 8:
        return _compact(first, at)
    if first.kind != "digits" or sign.kind not in (".", "/", "-") or second.kind != "digits":
        return None
    if first.length == 4:
        return _year_first(tokens, at)
    if first.length > 2 or second.length > 2:
        return None
    if sign.kind == "-":
        return _dashed(tokens, at, near)
    return _day_first(tokens, at)


def year_at(tokens: Sequence[Token], at: int, *, dotted: bool = True) -> tuple[int, int] | None:
    """A year of four or two figures that is no clock time, and the token after it."""
    token, after = tokens[at], tokens[at + 1]
    if token.kind in ("'", "’", "‘") and tokens[at + 1].length == 2:
        return full_year(tokens[at + 1].value), at + 2
    if token.kind != "digits" or token.length not in (2, 4) or _is_clock(tokens, at):
        return None
    if token.length == 4:
        if not OLDEST_YEAR <= token.value <= NEWEST_YEAR:
            return None
        return token.value, at + 1
    if (
        not dotted
        and after.kind == "."
        and not tokens[at + 2].gap
        and tokens[at + 2].kind == "digits"
    ):
        return None
    return full_year(token.value), at + 1


def _is_clock(tokens: Sequence[Token], at: int) -> bool:
    """Does a clock time begin here: ``18:14``, ``18 Uhr``, ``18.14``, ``18h``?"""
    token, sign, after = tokens[at : at + 3]
    if sign.kind == "clock" or sign.word in ("h", "hrs"):
        return True
    if sign.kind == ":" and after.kind == "digits" and not after.gap and token.length <= 2:
        return True
    if token.length == 2 and sign.kind == "digits" and tokens[at + 2].kind == "clock":
        return True  # 09 00 Uhr
    return (
        token.length == 2
        and token.gap
        and sign.kind == "."
        and not sign.gap
        and after.kind == "digits"
        and after.length == 2
        and not after.gap
        and token.value <= 24
        and after.value < 60
    )


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
    if sign_again.gap or third.gap or not OLDEST_YEAR <= year.value <= NEWEST_YEAR:
        return None
    month, day = second.value, third.value
    if month > 12:
        month, day = day, month  # 2022/30/11
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return DayFacts(year=year.value, month=month, day=day), at + 5


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
