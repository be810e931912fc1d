"""Where an expression goes on to a second end: what the first must be, and what the second is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from . import clock as clocks
from .asides import LEAD_OF_LAST, after_connector, after_remark
from .counted import IN_A_YEAR, ending_year
from .day import skip
from .facts import Clock, DayFacts
from .model import Context
from .numeric import numeric_date
from .periods import Period
from .points import Reading, point
from .ranges import Node, Range
from .tokens import Token
from .written import written_date

_HIGHEST = {**IN_A_YEAR, "century": 29}


def days_before(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
    """A day without its month, where a range or list begins: ``15. bis``, ``4-6.6.``, ``3., 5.``.

    Only what the other end completes is read here; ``07-05-2018`` is a date.
    """
    first = tokens[at]
    if first.kind != "digits" or first.length > 2 or not 1 <= first.value <= 31:
        return None
    end = at + 1 + (tokens[at + 1].kind == ".")
    dotted = end == at + 2
    if tokens[end].kind in ("/", "and", "+", ","):
        if not dotted or (tokens[end].kind == "," and tokens[end + 1].kind != "digits"):
            return None
    elif after_connector(tokens, end) is None:
        return None
    if tokens[end + 1].kind == "digits" and tokens[end + 1].length > 2:
        return None  # 05-2016
    if numeric_date(tokens, at, context.today.year) or written_date(tokens, at):
        return None
    return DayFacts(day=first.value), end


def clock_range(tokens: Sequence[Token], at: int) -> tuple[Clock, Clock, int] | None:
    """``14-16 Uhr``, ``9:30 bis 17 Uhr``, ``zwischen 14 und 16 Uhr``, ``von 9 bis 12``.

    The end is marked as a time unless "von" calls for one.
    """
    between = tokens[at].kind == "between"
    start = clocks.clock(tokens, at + between, bare=True)
    if start is None:
        return None
    after = start[1] + 1 if between else after_connector(tokens, start[1])
    if after is None or (between and tokens[start[1]].kind != "and"):
        return None
    called_for = tokens[at - 1].word == "von"
    stop = clocks.clock(tokens, after, bare=called_for)
    if stop is None or (called_for and tokens[stop[1]].kind in ("unknown", "unit")):
        return None
    return start[0], stop[0], stop[1]


def parts_before(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
    """``Anfang/Mitte Mai``, ``Anfang bis Mitte 2019``: two parts of one period."""
    part, sign, other = tokens[at : at + 3]
    if sign.kind not in ("/", "-", "to") or other.kind != "part":
        return None
    last = point(tokens, at + 2, context)
    if last is None or not isinstance(last[0], Period) or last[0].part is None:
        return None
    return Range(replace(last[0], part=part.value), last[0]), last[1]


def ranged(first: Reading, tokens: Sequence[Token], context: Context, *, between: bool) -> Reading:
    """``first`` and, where one follows, the end of its range."""
    node, end = first
    after = after_connector(tokens, after_remark(tokens, end))
    sign = tokens[end].kind if after is None else ""
    if sign in ("and", "/"):
        after = skip(tokens, end + 1, LEAD_OF_LAST)
    if after is None:
        return first
    last = _end_of_range(node, tokens, after, context)
    if last is None:
        return first
    if not between and sign and not _are_neighbours(node, last[0], sign):
        return first
    if _is_bare_day(node):
        begin = _begin_of(node, last[0], tokens, end, after)
        if begin is None:
            return first
        node = begin
    return Range(node, last[0]), last[1]


def _begin_of(
    day: DayFacts, last: Node, tokens: Sequence[Token], end: int, after: int
) -> Node | None:
    """What a bare number before ``last`` is: its day, its hour, or the number of its period."""
    if isinstance(last, Period):  # 12. bis 14. KW
        counts_up = (day.day or 0) < last.number <= _HIGHEST.get(last.unit, 0)
        return replace(last, number=day.day or 0, part=None) if counts_up else None
    if not isinstance(last, DayFacts):
        return None
    is_hour = tokens[end - 1].kind == "digits" and clocks.clock(tokens, after) is not None
    if is_hour or (last.clock is not None and not last.names_a_day):  # 10-12 Uhr
        return DayFacts(clock=Clock(day.day or 0))
    return day


def _is_bare_day(node: Node) -> TypeGuard[DayFacts]:
    return isinstance(node, DayFacts) and node.day is not None and node.month is None


def _end_of_range(
    first: Node, tokens: Sequence[Token], at: int, context: Context
) -> Reading | None:
    token = tokens[at]
    bare = token.kind == "digits" and token.length <= 2 and token.value >= 1
    if bare and isinstance(first, Period) and first.unit in IN_A_YEAR and first.year is None:
        return _counted_end(first, tokens, at)
    last = point(tokens, at, context)
    if isinstance(first, DayFacts) and first.clock is not None:
        time = clocks.clock(tokens, at, bare=True)
        if time is not None:
            read_to = at if last is None else last[1]
            either = read_to == time[1] and (token.length == 4 or not first.names_a_day)
            if read_to < time[1] or either:
                return DayFacts(clock=time[0]), time[1]  # 2240-0330, 18:10 - 22.32, 8.00-12.00
    elif last is None and bare and isinstance(first, DayFacts) and first.day is not None:
        return _day_of_the_same_month(first, tokens, at)
    two_figures = last is None and token.kind == "digits" and token.length == 2
    if two_figures and isinstance(first, Period) and first.unit == "year":  # 2014/15
        return Period("year", 0, (first.year or 0) // 100 * 100 + token.value), at + 1
    return last


def _counted_end(first: Period, tokens: Sequence[Token], at: int) -> Reading | None:
    """``KW 12 bis 14/2019``: the same unit, further on."""
    last = Period(first.unit, tokens[at].value)
    end = at + 1 + (tokens[at + 1].kind == ".")
    counts_up = first.number < last.number <= IN_A_YEAR[first.unit]
    return (last, ending_year(last, tokens, end)) if counts_up else None


def _day_of_the_same_month(first: DayFacts, tokens: Sequence[Token], at: int) -> Reading | None:
    """``November 19-20``, ``May 3-5, 2019``."""
    if not 1 <= tokens[at].value <= 31:
        return None
    last = DayFacts(day=tokens[at].value)
    year = tokens[at + 2]
    if tokens[at + 1].kind == "," and year.kind == "digits" and year.length == 4:
        last.month, last.year = first.month, year.value
        return last, at + 3
    return last, at + 1


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
    if sign != "/" or not (isinstance(first, DayFacts) and isinstance(last, DayFacts)):
        return False
    if first.day is None or last.month is None:
        return False
    if first.month is None or (first.year is not None and last.year is not None):
        return True  # 1./2. Juni; 2019-05-03/2019-05-05, an interval of ISO 8601
    return last.day == 1 and first.day >= 28  # 30. April/1. Mai
