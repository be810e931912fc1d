"""Ranges of dates, whose ends share what is printed once.

``15. bis 19. Mai 2017``, ``28. Dezember bis 3. Januar 2017``, ``vom 3. auf den 4. Mai``,
``26.-28.10.2015``, ``Mai/Juni 2018``, ``2014–2020``, ``14 bis 16 Uhr``. Ends are inclusive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeGuard

from crawler.german.dates import clock as clocks
from crawler.german.dates.atoms import LEAD_OF_LAST, Reading, after_connector, after_remark, atom
from crawler.german.dates.calendar_dates import numeric_date, written_date
from crawler.german.dates.day import day, skip
from crawler.german.dates.holidays import Holiday
from crawler.german.dates.model import Context, Interval, day_of
from crawler.german.dates.nodes import Clock, Node, PartialDate, Period
from crawler.german.dates.periods import IN_A_YEAR, ending_year
from crawler.german.dates.tokens import Token

# -- Several days that share what the last one says: ``3., 5. und 7. Mai 2019`` --------------------

_LEAD = frozenset({"article", "on", "about", "at", "and"})
_AND = ("and", "+")
JOINING = (",", *_AND)
"""What stands between the days of a list."""

_DAY = dt.timedelta(days=1)


class Item(NamedTuple):
    """One day of a list, and the tokens it was read from (``end`` excluded)."""

    facts: PartialDate
    start: int
    end: int


@dataclass(slots=True)
class Days:
    """Days named together, in order."""

    items: list[Item]

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """From the first day to the last, as a set in EDTF unless they follow on one another."""
        days = [facts.resolve(context) for facts in self.each(context)]
        starts = [extent.start for extent in days if extent is not None]
        if not days or len(starts) < len(days):
            return None
        edtf = None if self.is_stretch else f"{{{','.join(day.isoformat() for day in starts)}}}"
        return Interval(starts[0], starts[-1], "day", edtf)

    @property
    def is_stretch(self) -> bool:
        """``26. und 27. Januar``: is it one stretch of days, printed as its days?"""
        days = [item.facts.day or 0 for item in self.items]
        bare = all(item.facts.month is None for item in self.items[:-1])
        return bare and days == list(range(days[0], days[0] + len(days)))

    def each(self, context: Context) -> list[PartialDate]:
        """Every day with what the following ones say of it, without their clock times."""
        following = replace(self.items[-1].facts, clock=None, part_of_day=None)
        last = following.resolve(context)
        if last is None:
            return []
        following = replace(following, year=last.start.year, year_offset=None)
        complete = [following]
        for item in reversed(self.items[:-1]):
            facts = replace(item.facts, month=item.facts.month or following.month)
            facts.year = following.year
            if _month_and_day(facts) > _month_and_day(following):
                facts.year = (following.year or 0) - 1
            complete.append(facts)
            following = facts
        return complete[::-1]


def _month_and_day(facts: PartialDate) -> tuple[int, int]:
    return facts.month or 0, facts.day or 0


def listed(
    first: PartialDate, tokens: Sequence[Token], at: int, end: int, context: Context
) -> tuple[Days, int] | None:
    """The list that ``first``, read from ``at`` to ``end``, begins; the token after it."""
    if first.day is None or first.year is not None or first.year_offset is not None or first.clock:
        return None
    if all(token.kind not in _AND for token in tokens[end:]):
        return None
    items = [Item(first, at, end)]
    by_and = False
    while tokens[end].kind in JOINING and not by_and:
        start = skip(tokens, end + 1, _LEAD)
        item = _item(tokens, start, context)
        if item is None:
            break
        by_and = any(token.kind in _AND for token in tokens[end:start])
        items.append(item)
        end = item.end
        if item.facts.year is not None:
            break
    return (Days(items), end) if by_and and items[-1].facts.month is not None else None


def _item(tokens: Sequence[Token], at: int, context: Context) -> Item | None:
    token = tokens[at]
    bare = token.kind == "digits" and token.length <= 2 and tokens[at + 1].kind == "."
    if bare and 1 <= token.value <= 31 and tokens[at + 2].kind in JOINING:
        return Item(PartialDate(day=token.value), at, at + 2)
    reading = day(tokens, at, context)
    if reading is not None and reading[0].clock and after_connector(tokens, reading[1]) is not None:
        reading = numeric_date(tokens, at, context.today.year) or written_date(tokens, at)
    if reading is None or reading[0].day is None:
        return None
    return Item(reading[0], at, reading[1])


@dataclass(slots=True)
class Range:
    """From ``first`` to ``last``; ``frame`` holds for both (``nächsten Monat vom 4. bis 23.``)."""

    first: Node
    last: Node
    frame: PartialDate | None = None

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """Start of the first to end of the last; None where they do not fit."""
        first, last = _completed(self.first, self.last, self.frame)
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
        return _joined(start, end)


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


def _completed(first: Node, last: Node, frame: PartialDate | None) -> tuple[Node, Node]:
    """Both ends with what only the other one (or the frame) says."""
    if isinstance(first, PartialDate) and isinstance(last, PartialDate):
        first, last = replace(first), replace(last)
        if frame is not None:
            for end in (first, last):
                _fill(end, frame)
        if first.clock is not None and last.names_a_day and not first.names_a_day:
            first = replace(last, clock=first.clock)  # 9:30 bis 11 Uhr am Donnerstag
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


# -- Where an expression goes on to a second end: what the first must be, and what the second is ---

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
    return PartialDate(day=first.value), end


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
    last = atom(tokens, at + 2, context)
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
    day: PartialDate, last: Node, tokens: Sequence[Token], end: int, after: int
) -> Node | None:
    """What a bare number before ``last`` is: its day, its hour, or the number of its period."""
    if isinstance(last, Period):  # 12. bis 14. KW
        counts_up = (day.day or 0) < last.number <= _HIGHEST.get(last.unit, 0)
        return replace(last, number=day.day or 0, part=None) if counts_up else None
    if not isinstance(last, PartialDate):
        return None
    is_hour = tokens[end - 1].kind == "digits" and clocks.clock(tokens, after) is not None
    if is_hour or (last.clock is not None and not last.names_a_day):  # 10-12 Uhr
        return PartialDate(clock=Clock(day.day or 0))
    return day


def _is_bare_day(node: Node) -> TypeGuard[PartialDate]:
    return isinstance(node, PartialDate) and node.day is not None and node.month is None


def _end_of_range(
    first: Node, tokens: Sequence[Token], at: int, context: Context
) -> Reading | None:
    token = tokens[at]
    bare = token.kind == "digits" and token.length <= 2 and token.value >= 1
    if bare and isinstance(first, Period) and first.unit in IN_A_YEAR and first.year is None:
        return _counted_end(first, tokens, at)
    last = atom(tokens, at, context)
    if isinstance(first, PartialDate) and first.clock is not None:
        time = clocks.clock(tokens, at, bare=True)
        if time is not None:
            read_to = at if last is None else last[1]
            either = read_to == time[1] and (token.length == 4 or not first.names_a_day)
            if read_to < time[1] or either:
                return PartialDate(clock=time[0]), time[1]  # 2240-0330, 18:10 - 22.32, 8.00-12.00
    elif last is None and bare and isinstance(first, PartialDate) and first.day is not None:
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


def _day_of_the_same_month(first: PartialDate, tokens: Sequence[Token], at: int) -> Reading | None:
    """``November 19-20``, ``May 3-5, 2019``."""
    if not 1 <= tokens[at].value <= 31:
        return None
    last = PartialDate(day=tokens[at].value)
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
    if sign != "/" or not (isinstance(first, PartialDate) and isinstance(last, PartialDate)):
        return False
    if first.day is None or last.month is None:
        return False
    if first.month is None or (first.year is not None and last.year is not None):
        return True  # 1./2. Juni; 2019-05-03/2019-05-05, an interval of ISO 8601
    return last.day == 1 and first.day >= 28  # 30. April/1. Mai
