"""Dates of the calendar, in figures or with a month in words.

``9.4.2019``, ``9. 4. 19``, ``2019-04-09``, ``2019-W15-2``, ``09.04.``; ``9. April 2019``,
``erster März``, ``April 14, 2015``. German dates are day first; month first is read only where day
first is impossible.
"""

from __future__ import annotations

import datetime as dt

from crawler.german.dates.nodes import PartialDate
from crawler.german.dates.tokens import Cursor, Token
from crawler.german.dates.words import ROMAN, is_abbreviation, month_meant


def calendar_date(cursor: Cursor) -> PartialDate | None:
    """A date of the calendar, of which day and month are given."""
    if cursor.peek().kind not in ("digits", "ordinal", "month"):
        return None
    return cursor.attempt(_date_in_figures) or cursor.attempt(_date_in_words)


# -- In figures ------------------------------------------------------------------------------------


def _date_in_figures(cursor: Cursor) -> PartialDate | None:
    first, sign, second = cursor.ahead(3)
    if first.kind == "digits" and first.length == 8:
        return _compact(cursor)
    if first.length == 4 and "w" in (sign.word, second.word):
        return _week_date(cursor)
    if first.kind != "digits" or sign.kind not in (".", "/", "-") or second.kind != "digits":
        return None
    if first.length == 4:
        return _year_month_day(cursor)
    if first.length > 2 or second.length > 2:
        return None
    if sign.kind == "-":
        return _dashed(cursor)
    return _day_month_year(cursor)


def _day_month_year(cursor: Cursor) -> PartialDate | None:
    day, sign, month, second_sign, year = cursor.ahead(5)
    if month.value > 12 and sign.kind == "/" and day.value <= 12:
        day, month = month, day  # 04/21/2016
    if not (1 <= day.value <= 31 and 1 <= month.value <= 12):
        return None
    date = PartialDate(month=month.value, day=day.value)
    cursor.move(3)
    if second_sign.kind == sign.kind and (sign.kind == "." or not second_sign.gap):
        cursor.move()
        if sign.kind == "." or not year.gap:
            date.year = cursor.attempt(year_in_figures)
        if date.year is None and sign.kind != ".":
            cursor.move(-1)
        elif date.year is None:
            if not year.gap and _is_no_year(cursor):
                return None
            _year_in_words(cursor, date)
    elif sign.kind == "." and second_sign.gap and second_sign.length == 4:
        date.year = cursor.attempt(year_in_figures)  # 9.4 2019
    return date


def _year_in_words(cursor: Cursor, date: PartialDate) -> None:
    """``30.6. dieses Jahres``, ``31. 12. d. J.``, ``9.4. des Jahres 2018``."""
    if cursor.peek().kind in _BEFORE_YEAR_IN_WORDS or cursor.peek().word in _ABBREVIATED:
        ending_year(cursor, date)


def _year_month_day(cursor: Cursor) -> PartialDate | None:
    year, sign, second, second_sign, third = cursor.ahead(5)
    if second_sign.kind != sign.kind or third.kind != "digits" or third.length > 2:
        return None
    if not OLDEST_YEAR <= year.value <= NEWEST_YEAR:
        return None
    if (second_sign.gap or third.gap) and not (sign.kind == "." and second.length == 2):
        return None
    month, day = second.value, third.value
    if month > 12:
        month, day = day, month  # 2022/30/11
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    cursor.move(5)
    return PartialDate(year=year.value, month=month, day=day)


def _week_date(cursor: Cursor) -> PartialDate | None:
    """``2019-W15-2``, ``2019W152``: year, week and weekday of ISO 8601."""
    year = cursor.peek()
    cursor.move()
    dashed = cursor.accept("-")
    cursor.move()  # the W
    week, sign, weekday = cursor.ahead(3)
    if dashed and sign.kind == "-" and week.length == 2 and weekday.length == 1:
        number, of_week = week.value, weekday.value
        cursor.move(3)
    elif not dashed and week.length == 3 and week.kind == "digits":
        number, of_week = divmod(week.value, 10)
        cursor.move()
    else:
        return None
    try:
        day = dt.date.fromisocalendar(year.value, number, of_week)
    except ValueError:
        return None
    return PartialDate(year=day.year, month=day.month, day=day.day)


def _compact(cursor: Cursor) -> PartialDate | None:
    """``20190409``, the basic format of ISO 8601."""
    figures = cursor.peek().value
    year, month, day = figures // 10_000, figures // 100 % 100, figures % 100
    if not (OLDEST_YEAR <= year <= NEWEST_YEAR and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    cursor.move()
    return PartialDate(year=year, month=month, day=day)


def _dashed(cursor: Cursor) -> PartialDate | None:
    """``23-2-2017``, and two-figure years on either side: the one nearer to the reference."""
    first, _, second, sign, third = cursor.ahead(5)
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
    near = cursor.context.today.year
    year, month_number, day_number = min(possible, key=lambda date: abs(date[0] - near))
    cursor.move(5)
    is_nearest = len(possible) > 1
    return PartialDate(year=year, month=month_number, day=day_number, is_nearest=is_nearest)


# -- In words --------------------------------------------------------------------------------------


def _date_in_words(cursor: Cursor) -> PartialDate | None:
    """A date with a month name, or with an ordinal in words."""
    first = cursor.peek()
    if first.kind == "month":
        return _month_then_day(cursor)
    if first.kind == "digits" and first.length == 4:
        return _year_then_month(cursor)
    return _day_then_month(cursor)


def day_number(cursor: Cursor) -> tuple[int, bool] | None:
    """``9``, ``9.``, ``9te``, ``neunter``: the day, and whether it is an ordinal."""
    token, after, suffix = cursor.ahead(3)
    if not 1 <= token.value <= 31:
        return None
    if token.kind == "ordinal":
        cursor.move()
        return token.value, True
    if token.kind != "digits" or token.length > 2:
        return None
    if after.kind in ("-", ".") and suffix.kind == "suffix" and not suffix.gap:
        cursor.move(3)  # 9-ten
        return token.value, True
    if (after.kind == "suffix" and not after.gap) or after.kind == ".":
        cursor.move(2)
        return token.value, True
    cursor.move()
    return token.value, False


def _day_then_month(cursor: Cursor) -> PartialDate | None:
    day = day_number(cursor)
    if day is None:
        return None
    number, is_ordinal = day
    sign, after = cursor.ahead(2)
    signed = sign.kind in ("-", "/") and not after.gap
    if sign.kind in ("-", "/") and (
        after.kind in ("month", "ordinal")
        or (cursor.peek(-1).kind == "ordinal" and after.kind == "digits")
    ):
        cursor.move()  # 23-Sep-2020, dritter/11.
    elif sign.kind == "on" and after.kind == "month" and sign.word != "zu":
        cursor.move()  # der dritte im Oktober
    month = _month(cursor, after_ordinal=is_ordinal)
    if month is None:
        return None
    date = PartialDate(day=number, month=month)
    lengths = (2, 4) if signed else (4,)  # 03-Apr-19, but 3. April-19. Mai
    behind = cursor.at
    if cursor.peek().kind in ("-", "/") and cursor.peek(1).length in lengths:
        cursor.move()
    if not is_ordinal and cursor.peek().length == 4 and _is_hhmm(cursor.peek()):
        cursor.at = behind
    else:
        ending_year(cursor, date, dotted=False)
    return None if date.year is None and _is_no_year(cursor) else date


def _is_no_year(cursor: Cursor) -> bool:
    """``12. März 0219``, ``2. Juli 936``, ``3. Mai 20199``: no year of ours, or a misprint.

    Nothing is known then, and the figures are no clock time; ``12. März 0930 Uhr`` has one.
    """
    figures, after = cursor.ahead(2)
    if figures.kind != "digits" or figures.length < 3 or is_hour_mark(after):
        return False
    return figures.length != 4 or figures.value < OLDEST_YEAR or figures.value > NEWEST_YEAR


def _month(cursor: Cursor, *, after_ordinal: bool) -> int | None:
    token, point, after = cursor.ahead(3)
    before = cursor.peek(-1)
    cursor.move()
    if token.kind == "month":
        # The point after "Sept." is always part of it, that of "September." before a year
        if is_abbreviation(token.word) or after.kind == "digits" or not after.gap:
            cursor.accept(".")
        return token.value
    if not after_ordinal:
        return None
    misspelt = month_meant(token.word) if token.kind == "unknown" else None
    if misspelt is not None:
        return misspelt
    if token.kind == "ordinal" and token.value <= 12:  # siebter vierter
        return token.value
    if point.kind != ".":
        return None
    cursor.move()
    if ROMAN.get(token.word, 13) <= 12:  # 3. IV. 2019
        return ROMAN[token.word]
    is_number = token.kind == "digits" and 1 <= token.value <= 12
    return token.value if is_number and before.kind in ("ordinal", "/") else None  # siebter 4.


def _is_hhmm(token: Token) -> bool:
    """``2 Nov 1815`` is a quarter past six unless the figures can be a year of the news."""
    return not 1900 <= token.value <= 2100 and token.value // 100 < 24 and token.value % 100 < 60


def _month_then_day(cursor: Cursor) -> PartialDate | None:
    """``Dezember 19.``, ``April 14, 2015``, ``Sep-23-2020``, ``September-2020-23``."""
    month = cursor.peek()
    cursor.move()
    if len(month.word) <= 4:
        cursor.accept(".")
    dashed = not cursor.peek().gap and cursor.accept("-")
    first, sign = cursor.ahead(2)
    if dashed and first.length == 4 and sign.kind == "-":
        year = cursor.attempt(year_in_figures)
        cursor.accept("-")
        day = day_number(cursor)
        if year is None or day is None:
            return None
        return PartialDate(year=year, month=month.value, day=day[0])
    day = day_number(cursor)
    if day is None or first.kind == "ordinal" or sign.kind in (":", "clock"):
        return None
    date = PartialDate(day=day[0], month=month.value)
    if dashed:
        cursor.accept("-")
    behind = cursor.at
    cursor.accept(",")
    if cursor.peek().length == 4:
        date.year = cursor.attempt(year_in_figures)
    if date.year is None:
        cursor.at = behind
    return date


def _year_then_month(cursor: Cursor) -> PartialDate | None:
    """``2020/23/Sep``, ``2020-Sep-23``, ``2020 September 23``."""
    year = cursor.attempt(year_in_figures)
    if year is None:
        return None
    first, second, third, _ = four = cursor.ahead(4)
    pieces = [token for token in four if token.kind in ("month", "digits")][:2]
    if len(pieces) < 2 or {piece.kind for piece in pieces} != {"month", "digits"}:
        return None
    if first.kind in ("-", "/"):
        if third.kind != first.kind:
            return None
    elif first.kind != "month" or second.kind != "digits":
        return None
    month, day = pieces if pieces[0].kind == "month" else pieces[::-1]
    if day.length > 2 or not 1 <= day.value <= 31:
        return None
    cursor.move(2 if first.kind == "month" else 4)
    return PartialDate(year=year, month=month.value, day=day.value)


# -- The year: in figures, or told from the present one (``dieses Jahres``, ``v. J.``) -------------

OLDEST_YEAR, NEWEST_YEAR = 1000, 2999
"""Four figures outside are no year (a postcode, a phone number)."""

# d. J. and ds. Js. dieses, l. J. laufenden, v. J. vorigen, k. J. kommenden, n. J. nächsten
_ABBREVIATED = {"d": 0, "ds": 0, "l": 0, "lfd": 0, "v": -1, "k": 1, "n": 1}
_NAMED = {"vorjahres": -1, "vorjahrs": -1, "folgejahres": 1}
_BEFORE_YEAR_IN_WORDS = ("article", "on", "offset", "unit")


def ending_year(cursor: Cursor, date: PartialDate, *, dotted: bool = True) -> None:
    """Read the year behind a month, if there is one.

    ``2019``, ``, 2019``, ``'19``, ``des Jahres 2019``, ``dieses Jahres``, ``d. J.``
    """
    start = cursor.at
    after_comma = cursor.accept(",")
    if not after_comma or cursor.peek().length == 4:
        date.year = cursor.attempt(year_in_figures, dotted=dotted)
        if date.year is not None:
            return
    cursor.at = start
    cursor.accept("article", "on")
    if cursor.peek().kind == "unit" and cursor.accept_word("jahres", "jahr"):
        date.year = cursor.attempt(year_in_figures)
        if date.year is None:
            cursor.at = start
        return
    cursor.at = start
    date.year_offset = cursor.attempt(relative_year)


def full_year(figures: int) -> int:
    """The year of two figures: 69–99 are 1969–1999, as POSIX reads them."""
    return figures + (1900 if figures >= 69 else 2000)


def year_in_figures(cursor: Cursor, *, dotted: bool = True) -> int | None:
    """A year of four or two figures that is no clock time.

    ``dotted`` allows two figures that a point and more figures follow.
    """
    token, after, third = cursor.ahead(3)
    if token.kind == "'" and after.length == 2 and after.kind == "digits":
        cursor.move(2)
        return full_year(after.value)
    if token.kind != "digits" or token.length not in (2, 4) or _is_clock(cursor):
        return None
    cursor.move()
    if token.length == 4:
        return token.value if OLDEST_YEAR <= token.value <= NEWEST_YEAR else None
    goes_on = after.kind == "." and third.kind == "digits" and not third.gap
    return None if goes_on and not dotted else full_year(token.value)


def relative_year(cursor: Cursor) -> int | None:
    """``dieses Jahres``, ``des Vorjahres``, ``v. J.``: years from the present one."""
    start = cursor.at
    cursor.accept("article", "on")
    head = cursor.peek()
    if cursor.accept("offset"):
        if cursor.accept_word("jahres", "jahrs", "jahr"):
            return head.value
    elif cursor.accept_word(*_NAMED):
        return _NAMED[head.word]
    cursor.at = start
    return abbreviated_offset(cursor, "j")


def abbreviated_offset(cursor: Cursor, unit: str) -> int | None:
    """``d. J.`` for the unit ``j``, ``v. M.`` for ``m``."""
    head, point, name = cursor.ahead(3)
    if head.word not in _ABBREVIATED or point.kind != "." or name.word not in (unit, f"{unit}s"):
        return None
    cursor.move(3)
    cursor.accept(".")
    return _ABBREVIATED[head.word]


def is_hour_mark(token: Token) -> bool:
    """``Uhr``, ``h``: does it make the figures before it an hour?"""
    return token.kind == "clock" or token.word in ("h", "hrs")


def _is_clock(cursor: Cursor) -> bool:
    """Does a clock time begin here: ``18:14``, ``18 Uhr``, ``18.14``, ``18h``?"""
    token, sign, after, mark = cursor.ahead(4)
    if is_hour_mark(sign):
        return True
    if sign.kind == ":" and after.kind == "digits" and not after.gap and token.length <= 2:
        return True
    if token.length != 2 or not token.gap:
        return False
    if sign.length == 2 and after.kind == "clock":
        return True  # 09 00 Uhr
    if sign.kind in ("-", "to") and after.kind == "digits" and is_hour_mark(mark):
        return True  # 17.4. 14-16 h
    minutes = after.kind == "digits" and after.length == 2 and not after.gap and after.value < 60
    return sign.kind == "." and not sign.gap and minutes and token.value <= 24
