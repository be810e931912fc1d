"""The members of one expression, each with the tokens it was read from.

As intervals: a range is one, whatever is listed counts by itself, days that follow on one another
are one stretch. As TimeML marks it: either end of a range, every member of a list, and a clock time
apart from the day it is said of (``am Montag`` ``um 17 Uhr``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crawler.german.dates.lists import Days, Periods
from crawler.german.dates.model import Interval, day_of
from crawler.german.dates.nodes import Extent, Node, PartialDate
from crawler.german.dates.parse import resolved
from crawler.german.dates.ranges import Range
from crawler.german.dates.tokens import Cursor

Member = tuple[Node, Interval, Extent]


def as_intervals(node: Node, cursor: Cursor, first: int) -> Iterator[Member]:
    """The intervals of what was read from token ``first`` to the cursor."""
    context = cursor.context
    if isinstance(node, Days) and not node.is_stretch:
        yield from _days(node, cursor)
        return
    if isinstance(node, Periods):
        yield from _periods(node, cursor)
        return
    interval = resolved(node, context)
    if interval is not None:
        yield node, interval, (first, cursor.at)


def as_marked(node: Node, cursor: Cursor, first: int) -> Iterator[Member]:
    """The smallest expressions in what was read from token ``first`` to the cursor."""
    if isinstance(node, Range):
        yield from _ends(node, cursor, first)
    elif isinstance(node, Days):
        for date, item in zip(node.each(cursor.context), node.items, strict=False):
            yield from _alone(_with_clock(date, item.date), cursor, (item.start, item.end))
    elif isinstance(node, Periods):
        yield from _periods(node, cursor)
    else:
        yield from _alone(node, cursor, (first, cursor.at))


def _days(node: Days, cursor: Cursor) -> Iterator[Member]:
    """The days of a list, those of a range in it together."""
    dates = [
        _with_clock(date, item.date)
        for date, item in zip(node.each(cursor.context), node.items, strict=False)
    ]
    at = 0
    while at < len(dates):
        item, date = node.items[at], dates[at]
        found, end = resolved(date, cursor.context), item.end
        one: Node = date
        if at + 1 < len(dates) and node.items[at + 1].ends_range:
            at += 1
            one, end = Range(date, dates[at]), node.items[at].end
            found = resolved(one, cursor.context)
        if found is not None:
            yield node if one is date else one, found, (item.start, end)
        at += 1


def _with_clock(date: PartialDate, printed: PartialDate) -> PartialDate:
    return replace(
        date,
        clock=printed.clock,
        part_of_day=printed.part_of_day,
        clock_at=printed.clock_at,
    )


def _periods(node: Periods, cursor: Cursor) -> Iterator[Member]:
    for one, part in zip(node.each(cursor.context), node.parts, strict=False):
        interval = resolved(one, cursor.context)
        if interval is not None:
            yield node, interval, (part.start, part.end)


def _ends(node: Range, cursor: Cursor, first: int) -> Iterator[Member]:
    whole = resolved(node, cursor.context)
    ends = node.ends(cursor.context) if whole is not None else None
    if whole is None or ends is None:
        return
    if node.joint is None:
        yield node, whole, (first, cursor.at)
        return
    end, start = node.joint
    yield from _apart(node, node.first, ends[0], cursor, (first, end))
    yield from _apart(node, node.last, ends[1], cursor, (start, cursor.at))


def _alone(node: Node, cursor: Cursor, extent: Extent) -> Iterator[Member]:
    interval = resolved(node, cursor.context)
    if interval is not None:
        yield from _apart(node, node, interval, cursor, extent)


# -- A clock time apart from its day ---------------------------------------------------------------

_BETWEEN = frozenset(
    {"on", "at", "about", "article", ",", "(", "inclusive", "clock_label", ":", "between", "-"}
)
_CALLING = frozenset({"on", "at", "about", "clock_label", "between"})


def _apart(
    node: Node, printed: Node, interval: Interval, cursor: Cursor, extent: Extent
) -> Iterator[Member]:
    """The day and its clock time, if a word stands between them: ``morgen ab 12 Uhr``."""
    clock = printed.clock_at if isinstance(printed, PartialDate) else None
    if clock is None or not extent[0] <= clock[0] < clock[1] <= extent[1]:
        yield node, interval, extent
        return
    begins, ends = _passed_back(cursor, extent[0], clock[0]), _passed(cursor, clock[1], extent[1])
    day = Interval(day_of(interval.start), day_of(interval.start), "day")
    if begins > extent[0] and _is_called(cursor, (begins, clock[0])):
        yield node, day, (extent[0], begins)
        yield node, interval, (clock[0], extent[1])
    elif ends < extent[1] and clock[0] == extent[0] and _is_called(cursor, (clock[1], ends)):
        yield node, interval, clock
        yield node, day, (ends, extent[1])
    else:
        yield node, interval, extent


def _passed_back(cursor: Cursor, first: int, at: int) -> int:
    tokens = cursor.tokens
    while at > first and tokens[at - 1].kind in _BETWEEN:
        at -= 1
    ends_sentence = tokens[at - 1].kind == "." and tokens[at - 2].length > 2
    return at - 1 if at - 1 > first and ends_sentence else at


def _passed(cursor: Cursor, at: int, end: int) -> int:
    while at < end and cursor.tokens[at].kind in _BETWEEN:
        at += 1
    return at


def _is_called(cursor: Cursor, between: Extent) -> bool:
    return any(token.kind in _CALLING for token in cursor.tokens[slice(*between)])
