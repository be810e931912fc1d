"""One date expression: a day, a period, a relative expression, or a range or list of them.

All rules stand in RULES, at the end, in the order in which they are asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from crawler.german.dates import atoms, periods, relative
from crawler.german.dates import day as days
from crawler.german.dates.atoms import LEAD, atom, connector, pass_lead, pass_remark, pass_stay
from crawler.german.dates.calendar import unit_around
from crawler.german.dates.clock import clock
from crawler.german.dates.day import day, skip
from crawler.german.dates.lists import JOINING, Days, Periods, listed, periods_listed
from crawler.german.dates.model import Context, Interval, day_of
from crawler.german.dates.nodes import Neighbour, Node, PartialDate, Period
from crawler.german.dates.ranges import (
    Range,
    clock_range,
    day_before_other,
    days_in_short,
    months_in_short,
    parts_of_one,
    ranged,
)
from crawler.german.dates.tokens import Cursor, Rules

_TRAIL = frozenset({",", ".", ")", ";", "clock"})


def whole(cursor: Cursor) -> Node | None:
    """The expression that all tokens together are, or None."""
    pass_stay(cursor)
    first = cursor.at
    pass_lead(cursor)
    # Words that may lead in a date may also be its first ("in drei Tagen"): try those too.
    starts = [*range(cursor.at, first - 1, -1)]
    if cursor.peek().kind == "calendar_week" and cursor.peek(1).kind == "digits":
        cursor.move(2)  # KW 45 Donnerstag, den 09.11.2017: the week is said besides
        skip(cursor)
        starts.append(cursor.at)
    for start in starts:
        cursor.at = start
        node = expression(cursor)
        if node is not None:
            pass_remark(cursor, without_figures=True)
            cursor.attempt(_in_force)
            if isinstance(node, Range | Days):
                cursor.attempt(_hours_of_each_day)
            skip(cursor, _TRAIL)
            pass_stay(cursor)
            skip(cursor, _TRAIL)
            if cursor.peek().kind == "end":
                return node
    return None


def expression(cursor: Cursor) -> Node | None:
    """The longest expression that begins here."""
    return cursor.first(EXPRESSIONS)


def _in_force(cursor: Cursor) -> bool:
    """Pass the end of ``tritt am 1. Januar 2020 in Kraft``."""
    return cursor.accept_word("in") and cursor.accept_word("kraft")


def _hours_of_each_day(cursor: Cursor) -> bool:
    """Pass ``, jeweils 10-16 Uhr``, ``täglich von 9 bis 17 Uhr`` behind several days."""
    if connector(cursor):  # "jeweils 10" was read as the hour of the last day
        return clock(cursor, bare=True) is not None
    skip(cursor, _BEFORE_HOURS)
    if cursor.peek().word not in _OF_EACH_DAY:
        return False
    cursor.move()
    skip(cursor, LEAD)
    return cursor.attempt(clock_range) is not None or cursor.attempt(clock, bare=True) is not None


_BEFORE_HOURS = frozenset({",", "(", ";", "-"})
_OF_EACH_DAY = ("jeweils", "taeglich", "je")


def _days_and_on(cursor: Cursor) -> Node | None:
    """A list or range of days that the last one completes (``3., 5. und 7. Mai``), or an atom."""
    start, between = cursor.at, _is_between(cursor)
    hours = cursor.attempt(_hours_before_day) if between else None
    if hours is not None:
        return hours
    bare_day = cursor.attempt(day_before_other) if cursor.peek().kind == "digits" else None
    if bare_day is not None:
        several = _listed(cursor, bare_day, start, between=between)
        several = several or ranged(cursor, bare_day, between=between)
        if several is not bare_day:
            return several
        cursor.at = start
    single = atom(cursor)
    if single is None:
        return None
    if bare_day is None:
        several = _listed(cursor, single, start, between=between)
        if several is not None:
            return several
    found = ranged(cursor, _extended(cursor, single), between=between)
    if found is single and isinstance(single, PartialDate) and cursor.peek().kind == "/":
        return cursor.attempt(listed, single, start) or single  # 1. April / 1. Oktober 2020
    return found


def _hours_before_day(cursor: Cursor) -> Range | None:
    """``zwischen 17 und 18 Uhr am 20. August 2021``, behind the "zwischen"."""
    first = cursor.attempt(clock, bare=True)
    if first is None or not cursor.accept("and"):
        return None
    last = day(cursor)
    if last is None or last.clock is None or last.day is None:
        return None
    return Range(PartialDate(clock=first), last)


def _is_between(cursor: Cursor) -> bool:
    """Does ``zwischen`` stand before what is read?"""
    before = cursor.tokens[max(0, cursor.at - 3) : cursor.at]
    return any(token.kind == "between" for token in before)


def _several_periods(cursor: Cursor) -> Node | None:
    """A list of periods; two that follow on one another are a stretch, like the days of a range."""
    first, second, third = cursor.ahead(3)
    if second.kind not in JOINING and third.kind not in JOINING:
        return None
    if first.kind == "part" or _is_between(cursor):
        return None
    if not any(token.kind == "and" for token in cursor.tokens[cursor.at :]):
        return None
    found = cursor.attempt(periods_listed)
    return found if isinstance(found, Periods) and not found.is_stretch else None


def _listed(cursor: Cursor, first: Node, start: int, *, between: bool) -> Node | None:
    if between or not isinstance(first, PartialDate):
        return None
    of_ranges = first.month is None and cursor.peek().kind in ("-", "to")  # 2.-4. und 9.-11. Juni
    if cursor.peek().kind not in JOINING and not of_ranges:
        return None
    return cursor.attempt(listed, first, start)


def _extended(cursor: Cursor, found: Node) -> Node:
    """What may follow an atom to make it a range without a "bis": clock times, a frame's days."""
    if isinstance(found, PartialDate) and found.names_a_day and found.clock is None:
        end = cursor.at
        skip(cursor)
        if cursor.peek(-1).kind != "-":
            cursor.accept("-")  # 5. Mai 2019 – 10 bis 12 Uhr
        is_clock = cursor.peek().kind in ("digits", "number", "between", "half_to", "quarter_of")
        times = cursor.attempt(clock_range) if is_clock else None
        if times is not None:
            start, stop, joint = times
            found.clock, found.clock_at = start
            return Range(found, PartialDate(clock=stop[0], clock_at=stop[1]), joint=joint)
        cursor.at = end
    frame = _frame(found)
    inner = cursor.attempt(_range_in_frame) if frame is not None else None
    if inner is None:
        return found
    inner.frame = frame
    return inner


def _range_in_frame(cursor: Cursor) -> Range | None:
    """``nächsten Monat vom 4. bis 23.``: the days behind the month."""
    end = cursor.at
    skip(cursor, LEAD)
    between = any(token.kind == "between" for token in cursor.tokens[end : cursor.at])
    first = day_before_other(cursor) if cursor.at > end else None
    inner = ranged(cursor, first, between=between) if first is not None else None
    return inner if isinstance(inner, Range) else None


def _frame(node: Node) -> PartialDate | None:
    """The month that days after it belong to."""
    if isinstance(node, Neighbour) and node.unit == "month" and node.count == 1:
        return PartialDate(month_offset=node.offset)
    if isinstance(node, Period) and node.unit == "month" and node.part is None:
        return PartialDate(month=node.number, year=node.year)
    return None


@dataclass(slots=True)
class WeekOf:
    """The calendar week a day is in."""

    day: PartialDate

    @property
    def is_relative(self) -> bool:
        """Whether the day is."""
        return self.day.is_relative

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """Its Monday to its Sunday."""
        interval = self.day.resolve(context, not_before)
        if interval is None:
            return None
        return Interval(*unit_around(day_of(interval.start), "week"), "week")


def _week_of(cursor: Cursor) -> Node | None:
    """``Woche vom 6. Mai 2019``; ``Woche vom 6. bis 10. Mai`` are those days."""
    if not cursor.accept_word("woche") or not cursor.accept_word("vom", "ab", "von"):
        return None
    cursor.move(-1)
    skip(cursor)
    inner = expression(cursor)
    if inner is None or isinstance(inner, Range):
        return inner
    return WeekOf(inner) if isinstance(inner, PartialDate) and inner.month is not None else None


EXPRESSIONS: Rules[Callable[[Cursor], Node | None]] = Rules(
    (_week_of, "unit"),
    (parts_of_one, "part"),
    (_several_periods, periods.BEGINNINGS),
    (months_in_short, "digits"),
    (days_in_short, "digits"),
    (_days_and_on, atoms.RULES.kinds),
)

RULES: dict[str, tuple[Callable[..., object], ...]] = {
    "expressions: the first that reads": EXPRESSIONS.all,
    "atoms: the longest": atoms.RULES.all,
    "relative expressions: the first that reads": relative.RULES.all,
    "what is said of a day: as many as read, in any order": days.RULES.all,
    "periods: the first that reads": periods.RULES.all,
}
"""Every rule of the grammar, in the order in which they are asked."""
