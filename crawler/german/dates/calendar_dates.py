"""Dates in figures: ``9.4.2019``, ``9. 4. 19``, ``2019-04-09``, ``2019-W15-2``, ``09.04.``.

German dates are day first. Month first is read only where day first is impossible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from crawler.german.dates.nodes import PartialDate
from crawler.german.dates.tokens import Token
from crawler.german.dates.words import ROMAN, is_abbreviation

Reading = tuple[PartialDate, int]


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
            return PartialDate(year=year[0], month=month.value, day=day.value), year[1]
        if sign.kind == ".":
            end += 1
    elif sign.kind == "." and tokens[end].gap and tokens[end].length == 4:
        year = year_at(tokens, end)
        if year is not None:
            return PartialDate(year=year[0], month=month.value, day=day.value), year[1]
    return PartialDate(month=month.value, day=day.value), end


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
    return PartialDate(year=year.value, month=month, day=day), at + 5


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
    return PartialDate(year=day.year, month=day.month, day=day.day), end


def _compact(token: Token, at: int) -> Reading | None:
    """``20190409``, the basic format of ISO 8601."""
    year, month, day = token.value // 10_000, token.value // 100 % 100, token.value % 100
    if not (OLDEST_YEAR <= year <= NEWEST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return PartialDate(year=year, month=month, day=day), at + 1


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
    return PartialDate(year=year, month=month_number, day=day_number), at + 5


# -- Dates with a month in words: ``9. April 2019``, ``erster März``, ``April 14, 2015`` -----------


def written_date(tokens: Sequence[Token], at: int) -> Reading | None:
    """A date with a month name, or with an ordinal in words, at token ``at``."""
    if tokens[at].kind == "month":
        return _month_first(tokens, at)
    if tokens[at].kind == "digits" and tokens[at].length == 4:
        return _year_then_month(tokens, at)
    return _day_then_month(tokens, at)


def day_number(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """``9``, ``9.``, ``9te``, ``neunter``: the day, the token after it, and if it is an ordinal."""
    token, after = tokens[at], tokens[at + 1]
    if not 1 <= token.value <= 31:
        return None
    if token.kind == "ordinal":
        return token.value, at + 1, True
    if token.kind != "digits" or token.length > 2:
        return None
    if after.kind in ("-", ".") and tokens[at + 2].kind == "suffix" and not tokens[at + 2].gap:
        return token.value, at + 3, True  # 9-ten
    if (after.kind == "suffix" and not after.gap) or after.kind == ".":
        return token.value, at + 2, True
    return token.value, at + 1, False


def ending_year(
    facts: PartialDate, tokens: Sequence[Token], at: int, *, dotted: bool = True
) -> int:
    """Read the year after a month: ``2019``, ``, 2019``, ``'19``, ``dieses Jahres``, ``d. J.``.

    Returns the token after it, ``at`` where there is none.
    """
    comma = at + (tokens[at].kind == ",")
    year = year_at(tokens, comma, dotted=dotted)
    if year is not None and (comma == at or tokens[comma].length == 4):
        facts.year, at = year
        return at
    of = at + (tokens[at].kind in ("article", "on"))
    if tokens[of].kind == "unit" and tokens[of].word in ("jahres", "jahr"):
        year = year_at(tokens, of + 1)  # des Jahres 2019
        if year is not None:
            facts.year, at = year
        return at
    told = relative_year(tokens, at)
    if told is not None:
        facts.year_offset, at = told
    return at


def _day_then_month(tokens: Sequence[Token], at: int) -> Reading | None:
    day = day_number(tokens, at)
    if day is None:
        return None
    number, at, ordinal = day
    after_sign = tokens[at + 1]
    signed = tokens[at].kind in ("-", "/") and not after_sign.gap
    if tokens[at].kind in ("-", "/") and (
        after_sign.kind in ("month", "ordinal")
        or (tokens[at - 1].kind == "ordinal" and after_sign.kind == "digits")
    ):
        at += 1  # 23-Sep-2020, dritter/11.
    elif tokens[at].kind == "on" and tokens[at + 1].kind == "month" and tokens[at].word != "zu":
        at += 1  # der dritte im Oktober
    month = _month(tokens, at, after_ordinal=ordinal)
    if month is None:
        return None
    facts = PartialDate(day=number, month=month[0])
    at = month[1]
    figures = (2, 4) if signed else (4,)  # 03-Apr-19, but 3. April-19. Mai
    dash = at + (tokens[at].kind in ("-", "/") and tokens[at + 1].length in figures)
    clockish = not ordinal and tokens[dash].length == 4 and _is_hhmm(tokens[dash])
    return facts, at if clockish else ending_year(facts, tokens, dash, dotted=False)


def _month(tokens: Sequence[Token], at: int, *, after_ordinal: bool) -> tuple[int, int] | None:
    token = tokens[at]
    if token.kind == "month":
        return token.value, at + 1 + (tokens[at + 1].kind == "." and _is_abbreviated(tokens, at))
    if not after_ordinal:
        return None
    if token.word in ROMAN and ROMAN[token.word] <= 12 and tokens[at + 1].kind == ".":
        return ROMAN[token.word], at + 2  # 3. IV. 2019
    if token.kind == "ordinal" and token.value <= 12:  # siebter vierter
        return token.value, at + 1
    before = tokens[at - 1]
    is_number = token.kind == "digits" and 1 <= token.value <= 12 and tokens[at + 1].kind == "."
    if is_number and before.kind in ("ordinal", "/"):  # siebter 4.
        return token.value, at + 2
    return None


def _is_abbreviated(tokens: Sequence[Token], at: int) -> bool:
    """Is the point after a month part of it: ``Sept.`` always, ``September.`` before a year?"""
    after = tokens[at + 2]
    return is_abbreviation(tokens[at].word) or after.kind == "digits" or not after.gap


def _is_hhmm(token: Token) -> bool:
    """``2 Nov 1815`` is a quarter past six unless the figures can be a year of the news."""
    return not 1900 <= token.value <= 2100 and token.value // 100 < 24 and token.value % 100 < 60


def _month_first(tokens: Sequence[Token], at: int) -> Reading | None:
    """``Dezember 19.``, ``April 14, 2015``, ``Sep-23-2020``, ``September-2020-23``."""
    month = tokens[at].value
    at += 1 + (tokens[at + 1].kind == "." and len(tokens[at].word) <= 4)
    dashed = tokens[at].kind == "-" and not tokens[at].gap
    at += dashed
    if dashed and tokens[at].length == 4 and tokens[at + 1].kind == "-":
        year = year_at(tokens, at)
        day = day_number(tokens, at + 2)
        if year is not None and day is not None:
            return PartialDate(year=year[0], month=month, day=day[0]), day[1]
        return None
    day = day_number(tokens, at)
    if day is None or tokens[at].kind == "ordinal" or tokens[at + 1].kind in (":", "clock"):
        return None
    number, at, _ = day
    facts = PartialDate(day=number, month=month)
    if tokens[at].kind == "-" and dashed:
        at += 1
    comma = at + (tokens[at].kind == ",")
    year = year_at(tokens, comma)
    if year is not None and tokens[comma].length == 4:
        facts.year, at = year
    return facts, at


def _year_then_month(tokens: Sequence[Token], at: int) -> Reading | None:
    """``2020/23/Sep``, ``2020-Sep-23``, ``2020 September 23``."""
    year = year_at(tokens, at)
    if year is None:
        return None
    pieces = [token for token in tokens[at + 1 : at + 5] if token.kind in ("month", "digits")]
    end = at + 1 + (2 if tokens[at + 1].kind == "month" else 4)
    if len(pieces) < 2 or {piece.kind for piece in pieces[:2]} != {"month", "digits"}:
        return None
    if tokens[at + 1].kind in ("-", "/"):
        if tokens[at + 3].kind != tokens[at + 1].kind:
            return None
    elif tokens[at + 1].kind != "month" or tokens[at + 2].kind != "digits":
        return None
    month = next(piece.value for piece in pieces if piece.kind == "month")
    day = next(piece for piece in pieces if piece.kind == "digits")
    if day.length > 2 or not 1 <= day.value <= 31:
        return None
    return PartialDate(year=year[0], month=month, day=day.value), end


# -- The year of a date: in figures, or told from the present one (``dieses Jahres``, ``v. J.``) ---

OLDEST_YEAR, NEWEST_YEAR = 1000, 2999
"""Four figures outside are no year (a postcode, a phone number)."""

# d. J. dieses, l. J. laufenden, v. J. vorigen, k. J. kommenden, n. J. nächsten
_ABBREVIATED = {"d": 0, "l": 0, "v": -1, "k": 1, "n": 1}
_NAMED = {"vorjahres": -1, "vorjahrs": -1, "folgejahres": 1}


def full_year(figures: int) -> int:
    """The year of two figures: 69–99 are 1969–1999, as POSIX reads them."""
    return figures + (1900 if figures >= 69 else 2000)


def year_at(tokens: Sequence[Token], at: int, *, dotted: bool = True) -> tuple[int, int] | None:
    """A year of four or two figures that is no clock time, and the token after it."""
    token, after = tokens[at], tokens[at + 1]
    if token.kind == "'" and after.length == 2 and after.kind == "digits":
        return full_year(after.value), at + 2
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


def relative_year(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """``dieses Jahres``, ``des Vorjahres``, ``v. J.``: years from the present, the token after."""
    of = at + (tokens[at].kind in ("article", "on"))
    if tokens[of].kind == "offset" and tokens[of + 1].word in ("jahres", "jahrs", "jahr"):
        return tokens[of].value, of + 2
    if tokens[of].word in _NAMED:
        return _NAMED[tokens[of].word], of + 1
    return abbreviated_offset(tokens, at, "j")


def abbreviated_offset(tokens: Sequence[Token], at: int, unit: str) -> tuple[int, int] | None:
    """``d. J.`` for the unit ``j``, ``v. M.`` for ``m``."""
    offset, atom, name, last = tokens[at : at + 4]
    if offset.word not in _ABBREVIATED or atom.kind != "." or name.word != unit:
        return None
    return _ABBREVIATED[offset.word], at + 3 + (last.kind == ".")


def is_hour_mark(token: Token) -> bool:
    """``Uhr``, ``h``: does it make the figures before it an hour?"""
    return token.kind == "clock" or token.word in ("h", "hrs")


def _is_clock(tokens: Sequence[Token], at: int) -> bool:
    """Does a clock time begin here: ``18:14``, ``18 Uhr``, ``18.14``, ``18h``?"""
    token, sign, after = tokens[at : at + 3]
    if is_hour_mark(sign):
        return True
    if sign.kind == ":" and after.kind == "digits" and not after.gap and token.length <= 2:
        return True
    if token.length == 2 and token.gap and sign.length == 2 and after.kind == "clock":
        return True  # 09 00 Uhr
    to_hour = token.gap and sign.kind in ("-", "to") and after.kind == "digits"
    if to_hour and token.length == 2 and is_hour_mark(tokens[at + 3]):
        return True  # 17.4. 14-16 h
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
