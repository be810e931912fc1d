"""One date expression: a day, a period, a relative expression, or a range of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from . import clock as clocks
from .asides import (
    LEAD,
    LEAD_OF_LAST,
    after_connector,
    after_lead,
    after_remark,
    after_stay,
    after_week,
)
from .day import skip
from .facts import Clock, DayFacts
from .model import Context
from .numeric import numeric_date
from .periods import Period
from .points import Reading, point
from .ranges import Node, Range
from .shifts import Neighbour
from .tokens import Token
from .written import written_date

_TRAIL = frozenset({",", ".", ")", ";", "clock"})


def whole(tokens: Sequence[Token], context: Context) -> Node | None:
    """The expression that all tokens together are, or None."""
    first = after_stay(tokens, 0)
    lead = after_lead(tokens, first)
    # Words that may lead in a date may also be its first ("in drei Tagen"): try those too.
    for at in (*range(lead, first - 1, -1), *after_week(tokens, lead)):
        reading = expression(tokens, at, context)
        if reading is not None:
            node, end = reading
            end = after_stay(tokens, skip(tokens, end, _TRAIL))
            if tokens[skip(tokens, end, _TRAIL)].kind == "end":
                return node
    return None


def expression(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
    """The longest expression at token ``at``, and the token after it."""
    between = any(token.kind == "between" for token in tokens[max(0, at - 3) : at])
    days = _days_before(tokens, at, context)
    if days is not None:
        reading = _ranged(days, tokens, context, between=between)
        if isinstance(reading[0], Range):
            return reading
    single = point(tokens, at, context)
    if single is None:
        return None
    return _ranged(_extended(single, tokens, context), tokens, context, between=between)


def _days_before(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
    """A day without its month, as the start of a range: ``15. bis``, ``4-6.6.``, ``1./2. Juni``.

    Only what the other end completes is read here; ``07-05-2018`` is a date.
    """
    first = tokens[at]
    if first.kind != "digits" or first.length > 2 or not 1 <= first.value <= 31:
        return None
    if numeric_date(tokens, at, context.today.year) or written_date(tokens, at):
        return None
    end = at + 1 + (tokens[at + 1].kind == ".")
    slash = tokens[end].kind == "/" and end == at + 2
    if not slash and after_connector(tokens, end) is None and tokens[end].kind != "and":
        return None
    if tokens[end].kind == "and" and end == at + 1:
        return None
    if tokens[end + 1].kind == "digits" and tokens[end + 1].length > 2:
        return None  # 05-2016
    return DayFacts(day=first.value), end


def _extended(reading: Reading, tokens: Sequence[Token], context: Context) -> Reading:
    """What may follow a point to make it a range without a "bis": clock times, a frame's days."""
    node, end = reading
    if isinstance(node, DayFacts) and node.names_a_day and node.clock is None:
        times = _clock_range(tokens, skip(tokens, end))
        if times is not None:
            start, stop, end = times
            node.clock = start
            return Range(node, DayFacts(clock=stop)), end
    frame = _frame(node)
    if frame is not None:
        at = skip(tokens, end, LEAD)
        days = _days_before(tokens, at, context) if at > end else None
        if days is not None:
            between = any(token.kind == "between" for token in tokens[end:at])
            inner = _ranged(days, tokens, context, between=between)
            if isinstance(inner[0], Range):
                inner[0].frame = frame
                return inner
    return node, end


def _frame(node: Node) -> DayFacts | None:
    """The month that days after it belong to."""
    if isinstance(node, Neighbour) and node.unit == "month" and node.count == 1:
        return DayFacts(month_offset=node.offset)
    if isinstance(node, Period) and node.unit == "month" and node.part is None:
        return DayFacts(month=node.number, year=node.year)
    return None


def _clock_range(tokens: Sequence[Token], at: int) -> tuple[Clock, Clock, int] | None:
    """``14-16 Uhr``, ``9:30 bis 17 Uhr``: at least the end is marked as a time."""
    start = clocks.clock(tokens, at, bare=True)
    if start is None:
        return None
    after = after_connector(tokens, start[1])
    if after is None:
        return None
    stop = clocks.clock(tokens, after)
    return (start[0], stop[0], stop[1]) if stop is not None else None


def _ranged(first: Reading, tokens: Sequence[Token], context: Context, *, between: bool) -> Reading:
    """``first`` and, where one follows, the end of its range."""
    node, end = first
    remark = after_remark(tokens, end)
    after = after_connector(tokens, remark)
    pair = False
    if after is None and tokens[end].kind in ("and", "/") and not isinstance(node, Range):
        after = skip(tokens, end + 1, LEAD_OF_LAST)
        pair = not between and tokens[end].kind == "and"
    if after is None:
        return first
    last = _end_of_range(node, tokens, after, context)
    if last is None or (pair and not _is_pair(node, last[0])):
        return first
    if not between and tokens[end].kind == "/" and not _share_a_slash(node, last[0]):
        return first
    if _is_bare_day(node):
        if not isinstance(last[0], DayFacts):
            return first
        if _is_clock_time(last[0]):  # 10-12 Uhr
            node = DayFacts(clock=Clock(node.day or 0))
    return Range(node, last[0], pair=pair), last[1]


def _is_bare_day(node: Node) -> TypeGuard[DayFacts]:
    return isinstance(node, DayFacts) and node.day is not None and node.month is None


def _is_clock_time(node: Node) -> bool:
    return isinstance(node, DayFacts) and node.clock is not None and not node.names_a_day


def _end_of_range(
    first: Node, tokens: Sequence[Token], at: int, context: Context
) -> Reading | None:
    last = point(tokens, at, context)
    token = tokens[at]
    bare_day = token.kind == "digits" and token.length <= 2 and 1 <= token.value <= 31
    if last is None and bare_day and isinstance(first, DayFacts) and first.day is not None:
        return DayFacts(day=token.value), at + 1  # November 19-20
    if isinstance(first, DayFacts) and first.clock is not None:
        time = clocks.clock(tokens, at, bare=True)
        is_time = token.length == 4 or not first.names_a_day
        if time is not None and is_time and (last is None or last[1] <= time[1]):
            return DayFacts(clock=time[0]), time[1]  # 2240-0330, 18:10 - 22.32
    two_figures = last is None and token.kind == "digits" and token.length == 2
    if two_figures and isinstance(first, Period) and first.unit == "year":  # 2014/15
        return Period("year", 0, (first.year or 0) // 100 * 100 + token.value), at + 1
    return last


def _share_a_slash(first: Node, last: Node) -> bool:
    """``Mai/Juni 2018``, ``1./2. Juni``, ``2018/2019``."""
    if isinstance(first, Period) and isinstance(last, Period):
        return first.unit == last.unit
    return (
        isinstance(first, DayFacts)
        and isinstance(last, DayFacts)
        and first.month is None
        and first.day is not None
        and last.month is not None
    )


def _is_pair(first: Node, last: Node) -> bool:
    """``3. und 4. Mai``: neighbouring days are a range; others are two dates."""
    return (
        isinstance(first, DayFacts)
        and isinstance(last, DayFacts)
        and first.day is not None
        and first.month is None
        and last.day is not None
        and last.month is not None
    )
