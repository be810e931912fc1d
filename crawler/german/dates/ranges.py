"""Ranges of dates, whose ends share what is printed once.

``15. bis 19. Mai 2017``, ``28. Dezember bis 3. Januar 2017``, ``vom 3. auf den 4. Mai``,
``26.-28.10.2015``, ``Mai/Juni 2018``, ``2014–2020``, ``14 bis 16 Uhr``. Ends are inclusive.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Protocol

from .edtf import day_of
from .facts import DayFacts
from .holidays import Holiday
from .model import Context, Extent
from .periods import Period

_DAY = dt.timedelta(days=1)


class Node(Protocol):
    """Anything the grammar reads: it resolves to an extent, or to None where no such day is."""

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The extent meant; ``not_before`` is the start of the range whose end this is."""


@dataclass(slots=True)
class Range:
    """From ``first`` to ``last``; ``frame`` holds for both (``nächsten Monat vom 4. bis 23.``)."""

    first: Node
    last: Node
    frame: DayFacts | None = None

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
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
    if isinstance(node, DayFacts):
        return node.year is None and node.year_offset is None and not node.which
    return getattr(node, "year", 0) is None


def _is_year_shared(first: Node, last: Node) -> bool:
    return getattr(first, "year", 0) is None and getattr(last, "year", None) is not None


def _a_year_earlier(first: Node, context: Context) -> Extent | None:
    if isinstance(first, DayFacts | Period | Holiday) and first.year is not None:
        return replace(first, year=first.year - 1).resolve(context)
    return None


def _completed(first: Node, last: Node, frame: DayFacts | None) -> tuple[Node, Node]:
    """Both ends with what only the other one (or the frame) says."""
    if isinstance(first, DayFacts) and isinstance(last, DayFacts):
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
    if isinstance(first, DayFacts | Period) and year is not None:
        first = replace(first)
        _fill_year(first, last)
    elif isinstance(first, Holiday) and first.year is None:
        first = replace(first, year=year)
    return first, last


def _fill(end: DayFacts, frame: DayFacts) -> None:
    if end.month is None and end.day is not None:
        end.month, end.month_offset = frame.month, frame.month_offset
        end.year = frame.year if end.year is None else end.year
    if end.week_offset is None and end.weekday is not None:
        end.week_offset = frame.week_offset


def _fill_year(first: DayFacts | Period, last: Node) -> None:
    year = getattr(last, "year", None)
    if (
        first.year is None
        and first.year_offset is None
        and (not isinstance(first, DayFacts) or first.day is not None)
    ):
        first.year = year
        first.year_offset = getattr(last, "year_offset", None)


def _same_precision(first: DayFacts, last: DayFacts) -> None:
    """A clock time at one end only is dropped: ``27.9. mittags bis 29.9.`` is three days.

    ``Sonntag 22:40 - 1:10`` has one day and two clock times, which is another matter.
    """
    if not last.names_a_day:
        return
    first.clock = last.clock = None
    first.part_of_day = last.part_of_day = None


def _joined(start: Extent, end: Extent) -> Extent | None:
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
    return Extent(first, last, end.precision, edtf)
