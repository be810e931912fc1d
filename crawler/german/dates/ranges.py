"""Ranges of dates, whose ends share what is printed once.

``15. bis 19. Mai 2017``, ``28. Dezember bis 3. Januar 2017``, ``vom 3. auf den 4. Mai``,
``26.-28.10.2015``, ``Mai/Juni 2018``, ``2014–2020``, ``14 bis 16 Uhr``. Ends are inclusive.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TypeGuard

from crawler.german.dates.atoms import LEAD_OF_LAST, atom, connector, pass_remark
from crawler.german.dates.calendar_dates import calendar_date, full_year
from crawler.german.dates.clock import clock
from crawler.german.dates.day import skip
from crawler.german.dates.holidays import Holiday
from crawler.german.dates.model import Context, Interval, day_of
from crawler.german.dates.nodes import Clock, Extent, Node, PartialDate, Period
from crawler.german.dates.periods import IN_A_YEAR, with_year
from crawler.german.dates.tokens import Cursor

_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Range:
    """From ``first`` to ``last``; ``frame`` holds for both (``nächsten Monat vom 4. bis 23.``).

    ``joint`` is where the first end stops and the last one begins, as places of tokens.
    """

    first: Node
    last: Node
    frame: PartialDate | None = None
    joint: Extent | None = None

    @property
    def is_relative(self) -> bool:
        """Whether an end is, other than a weekday or clock time counted from the first one."""
        first, last = completed(self.first, self.last, self.frame)
        if isinstance(last, PartialDate) and last.day is None and last.day_offset is None:
            return first.is_relative or not _is_open(last) or last.week_offset is not None
        return first.is_relative or last.is_relative

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """Start of the first to end of the last; None where they do not fit."""
        ends = self.ends(context, not_before)
        return _joined(*ends) if ends is not None else None

    def ends(
        self, context: Context, not_before: dt.date | None = None
    ) -> tuple[Interval, Interval] | None:
        """What either end is by itself, completed by the other one."""
        first, last = completed(self.first, self.last, self.frame)
        start = first.resolve(context, not_before)
        if start is None:
            return None
        end = last.resolve(context, day_of(start.start) if _is_open(last) else None)
        if end is None:
            return None
        if day_of(end.end) < day_of(start.start) and _is_year_shared(self.first, self.last):
            # 28. Dezember bis 3. Januar 2017: the year belongs to the last day
            start = _a_year_earlier(first, context)
            if start is None:
                return None
        return start, end


def _is_open(node: Node) -> bool:
    """Does the end of a range follow from its start, having no year of its own?"""
    if isinstance(node, PartialDate):
        return node.year is None and node.year_offset is None and not node.offset
    return getattr(node, "year", 0) is None


def _is_year_shared(first: Node, last: Node) -> bool:
    return getattr(first, "year", 0) is None and getattr(last, "year", None) is not None


def _a_year_earlier(first: Node, context: Context) -> Interval | None:
    if isinstance(first, PartialDate | Period | Holiday) and first.year is not None:
        return replace(first, year=first.year - 1).resolve(context)
    return None


def completed(first: Node, last: Node, frame: PartialDate | None) -> tuple[Node, Node]:
    """Both ends with what only the other one (or the frame) says."""
    if isinstance(first, PartialDate) and isinstance(last, PartialDate):
        first, last = replace(first), replace(last)
        if frame is not None:
            for end in (first, last):
                _fill(end, frame)
        if first.clock is not None and last.names_a_day and not first.names_a_day:
            first = replace(
                last, clock=first.clock, clock_at=first.clock_at
            )  # 9:30 bis 11 Uhr am Donnerstag
        if first.day is not None and first.month is None and last.month is not None:
            if last.day is not None and first.day > last.day and frame is None:
                first.month = (last.month - 2) % 12 + 1  # 28. bis 3. Mai
                if last.year is not None:
                    first.year = last.year - (first.month == 12)
            else:
                first.month = last.month
        _fill_year(first, last)
        if first.clock is None or last.clock is None:
            _same_precision(first, last)
        return first, last
    year = getattr(last, "year", None)
    if isinstance(first, PartialDate | Period) and year is not None:
        first = replace(first)
        _fill_year(first, last)
    elif isinstance(first, Holiday) and first.year is None:
        first = replace(first, year=year)
    return first, last


def _fill(end: PartialDate, frame: PartialDate) -> None:
    if end.month is None and end.day is not None:
        end.month, end.month_offset = frame.month, frame.month_offset
        end.year = frame.year if end.year is None else end.year
    if end.week_offset is None and end.weekday is not None:
        end.week_offset = frame.week_offset


def _fill_year(first: PartialDate | Period, last: Node) -> None:
    year = getattr(last, "year", None)
    if (
        first.year is None
        and first.year_offset is None
        and (not isinstance(first, PartialDate) or first.day is not None)
    ):
        first.year = year
        first.year_offset = getattr(last, "year_offset", None)


def _same_precision(first: PartialDate, last: PartialDate) -> None:
    """A clock time at one end only is dropped: ``27.9. mittags bis 29.9.`` is three days.

    ``Sonntag 22:40 - 1:10`` has one day and two clock times, which is another matter.
    """
    if not last.names_a_day:
        return
    first.clock = last.clock = None
    first.part_of_day = last.part_of_day = None


def _joined(start: Interval, end: Interval) -> Interval | None:
    first, last = start.start, end.end
    if isinstance(first, dt.datetime) != isinstance(last, dt.datetime):
        first, last = day_of(first), day_of(last)
    if isinstance(first, dt.datetime) and isinstance(last, dt.datetime):
        if (first.tzinfo is None) != (last.tzinfo is None):
            zone = first.tzinfo or last.tzinfo
            first, last = first.replace(tzinfo=zone), last.replace(tzinfo=zone)
        if last < first and first.date() == last.date():
            last += _DAY  # 22:40 - 1:10 ends the day after
    if last < first:
        return None
    edtf = None
    if start.precision == end.precision and start.edtf and end.edtf:
        edtf = start.edtf if start.edtf == end.edtf else None
    return Interval(first, last, end.precision, edtf)


# -- Months and days in the shortest of figures ----------------------------------------------------


def months_in_short(cursor: Cursor) -> Range | None:
    """``07/19–06/22``, a term in months; ``03/04–05/06`` only behind its label (``Laufzeit:``).

    A figure that is no month tells the year, which no day of a month can be then.
    """
    if cursor.peek(1).kind != "/" or cursor.peek(2).length != 2:
        return None
    called_for = any(
        token.word in _TERMS for token in cursor.tokens[max(0, cursor.at - 3) : cursor.at]
    )
    first = _month_in_short(cursor)
    if first is None or not connector(cursor):
        return None
    last = _month_in_short(cursor)
    sign, more = cursor.ahead(2)
    if last is None or sign.kind == "/" or (sign.kind == "." and more.kind == "digits"):
        return None
    years = (first.year or 0), (last.year or 0)
    is_year = called_for or any(year % 100 > 12 for year in years)
    in_order = (years[0], first.number) < (years[1], last.number)
    return Range(first, last) if is_year and in_order else None


_TERMS = ("laufzeit", "projektlaufzeit", "foerderlaufzeit", "zeitraum", "foerderzeitraum", "dauer")


def _month_in_short(cursor: Cursor) -> Period | None:
    month, sign, year = cursor.ahead(3)
    if month.kind != "digits" or month.length > 2 or not 1 <= month.value <= 12:
        return None
    if sign.kind != "/" or sign.gap or year.kind != "digits" or year.length != 2 or year.gap:
        return None
    cursor.move(3)
    return Period("month", month.value, full_year(year.value))


def days_in_short(cursor: Cursor) -> Range | None:
    """``14-15-10``: two days of a month."""
    first, sign, last, second_sign, month = cursor.ahead(5)
    if not sign.kind == second_sign.kind == "-" or sign.gap or second_sign.gap:
        return None
    if {first.kind, last.kind, month.kind} != {"digits"} or cursor.peek(5).kind in ("-", "."):
        return None
    if max(first.length, last.length, month.length) > 2:
        return None
    if not 12 < last.value <= 31 or not 1 <= first.value < last.value or not 1 <= month.value <= 12:
        return None
    cursor.move(5)
    return Range(PartialDate(day=first.value), PartialDate(day=last.value, month=month.value))


# -- Where an expression goes on to a second end ---------------------------------------------------

_HIGHEST = {**IN_A_YEAR, "century": 29}


def day_before_other(cursor: Cursor) -> PartialDate | None:
    """A day without its month, where a range or list begins: ``15. bis``, ``4-6.6.``, ``3., 5.``.

    Only what the other end completes is read here; ``07-05-2018`` is a date.
    """
    first = cursor.peek()
    if first.kind != "digits" or first.length > 2 or not 1 <= first.value <= 31:
        return None
    start = cursor.at
    cursor.move()
    dotted = cursor.accept(".")
    sign, after = cursor.ahead(2)
    if sign.kind in ("/", "and", "+", ","):
        if not dotted or (sign.kind == "," and after.kind != "digits"):
            return None
    elif not cursor.sees(connector):
        return None
    if after.kind == "digits" and after.length > 2:
        return None  # 05-2016
    end, cursor.at = cursor.at, start
    if cursor.sees(calendar_date):
        return None
    cursor.at = end
    return PartialDate(day=first.value)


ClockAt = tuple[Clock, Extent]
"""A clock time and the tokens it was read from."""


def clock_range(cursor: Cursor) -> tuple[ClockAt, ClockAt, Extent] | None:
    """``14-16 Uhr``, ``9:30 bis 17 Uhr``, ``zwischen 14 und 16 Uhr``, ``von 9 bis 12``.

    The end is marked as a time unless "von" calls for one. The last is where they are joined.
    """
    called_for = cursor.peek(-1).word == "von"
    between = cursor.accept("between")
    first = cursor.at
    start, end = clock(cursor, bare=True), cursor.at
    if start is None or not (cursor.accept("and") if between else connector(cursor)):
        return None
    last = cursor.at
    stop = clock(cursor, bare=called_for)
    if stop is None or (called_for and cursor.peek().kind in ("unknown", "unit")):
        return None
    return (start, (first, end)), (stop, (last, cursor.at)), (end, last)


def parts_of_one(cursor: Cursor) -> Range | None:
    """``Anfang/Mitte Mai``, ``Anfang bis Mitte 2019``: two parts of one period."""
    part = cursor.peek()
    if not cursor.accept("part") or not cursor.accept("/", "-", "to"):
        return None
    if cursor.peek().kind != "part":
        return None
    last = atom(cursor)
    if not isinstance(last, Period) or last.part is None:
        return None
    return Range(replace(last, part=part.value), last)


_GOES_ON = frozenset({"(", ",", ")", ".", "to", "-", "and", "/"})
"""What may stand behind the first end of a range."""


def ranged(cursor: Cursor, first: Node, *, between: bool) -> Node:
    """``first``, which was read before the cursor, and the end of its range where one follows."""
    token = cursor.peek()
    if token.kind not in _GOES_ON and token.word not in ("zu", "zum", "ab"):
        return first
    return cursor.attempt(_range_from, first, between=between) or first


def _range_from(cursor: Cursor, first: Node, *, between: bool) -> Range | None:
    end = end_of_first = cursor.at
    pass_remark(cursor)
    sign = ""
    if not cursor.attempt(connector):
        cursor.at = end
        sign = cursor.peek().kind
        if not cursor.accept("and", "/"):
            return None
        skip(cursor, LEAD_OF_LAST)
    after = cursor.at
    last = cursor.attempt(_end_of_range, first)
    if last is None:
        return None
    if not between and sign and not _are_neighbours(first, last, sign):
        return None
    if not _is_bare_day(first):
        return Range(first, last, joint=(end_of_first, after))
    in_figures = cursor.tokens[end - 1].kind == "digits"
    is_hour = in_figures and Cursor(cursor.tokens, cursor.context, after).sees(clock)
    begin = _begin_of(first, last, is_hour=is_hour)
    return Range(begin, last, joint=(end_of_first, after)) if begin is not None else None


def _begin_of(first: PartialDate, last: Node, *, is_hour: bool) -> Node | None:
    """What a bare number before ``last`` is: its day, its hour, or the number of its period."""
    number = first.day or 0
    if isinstance(last, Period):  # 12. bis 14. KW
        counts_up = number < last.number <= _HIGHEST.get(last.unit, 0)
        return replace(last, number=number, part=None) if counts_up else None
    if not isinstance(last, PartialDate):
        return None
    if is_hour or (last.clock is not None and not last.names_a_day):  # 10-12 Uhr
        return PartialDate(clock=Clock(number))
    return first


def _is_bare_day(node: Node) -> TypeGuard[PartialDate]:
    return isinstance(node, PartialDate) and node.day is not None and node.month is None


def _end_of_range(cursor: Cursor, first: Node) -> Node | None:
    token, start = cursor.peek(), cursor.at
    bare = token.kind == "digits" and token.length <= 2 and token.value >= 1
    if bare and isinstance(first, Period) and first.unit in IN_A_YEAR and first.year is None:
        return _counted_end(cursor, first)
    last = cursor.attempt(atom)
    if isinstance(first, PartialDate) and first.clock is not None:
        end, cursor.at = cursor.at, start
        time = cursor.attempt(clock, bare=True)
        if time is not None:  # 2240-0330, 18:10 - 22.32, 8.00-12.00
            either = token.length == 4 or not first.names_a_day
            if last is None or end < cursor.at or (end == cursor.at and either):
                return PartialDate(clock=time, clock_at=(start, cursor.at))
        cursor.at = end
    elif last is None and bare and isinstance(first, PartialDate) and first.day is not None:
        # "20.12.2022 – 9 AZR 266/20": behind a full date no bare figure is a day
        return _day_of_the_same_month(cursor, first) if first.year is None else None
    two_figures = last is None and token.kind == "digits" and token.length == 2
    if two_figures and isinstance(first, Period) and first.unit == "year":  # 2014/15
        cursor.move()
        return Period("year", 0, (first.year or 0) // 100 * 100 + token.value)
    return last


def _counted_end(cursor: Cursor, first: Period) -> Period | None:
    """``KW 12 bis 14/2019``: the same unit, further on."""
    last = Period(first.unit, cursor.peek().value)
    cursor.move()
    cursor.accept(".")
    counts_up = first.number < last.number <= IN_A_YEAR[first.unit]
    return with_year(last, cursor) if counts_up else None


def _day_of_the_same_month(cursor: Cursor, first: PartialDate) -> PartialDate | None:
    """``November 19-20``, ``May 3-5, 2019``."""
    day_in_figures, sign, year = cursor.ahead(3)
    if not 1 <= day_in_figures.value <= 31:
        return None
    last = PartialDate(day=day_in_figures.value)
    cursor.move()
    if sign.kind == "," and year.kind == "digits" and year.length == 4:
        cursor.move(2)
        last.month, last.year = first.month, year.value
    return last


def _are_neighbours(first: Node, last: Node, sign: str) -> bool:
    """May this sign stand between them: ``Mai/Juni 2018``, ``1./2. Juni``, ``1. und 2. Quartal``?

    Days joined by "und" are a list.
    """
    if isinstance(last, Period):
        if _is_bare_day(first):
            return last.unit in _HIGHEST and (sign == "/" or first.day == last.number - 1)
        if not isinstance(first, Period) or first.unit != last.unit:
            return False
        return sign == "/" or (last.unit == "month" and first.number == last.number - 1)
    if sign != "/" or not (isinstance(first, PartialDate) and isinstance(last, PartialDate)):
        return False
    if first.day is None or last.month is None:
        return False
    if first.month is None or (first.year is not None and last.year is not None):
        return True  # 1./2. Juni; 2019-05-03/2019-05-05, an interval of ISO 8601
    return last.day == 1 and first.day >= 28  # 30. April/1. Mai
