"""Dates listed together, which share what the last one says.

``3., 5. und 7. Mai 2019``, ``2.-4. und 9.-11. Juni 2020``; ``März, Juni und September 2020``,
``1. und 3. Quartal 2020``, ``zwanziger und dreißiger Jahre``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from crawler.german.dates.atoms import connector
from crawler.german.dates.calendar_dates import calendar_date
from crawler.german.dates.day import day, skip
from crawler.german.dates.model import Context, Interval
from crawler.german.dates.nodes import PartialDate, Period
from crawler.german.dates.periods import decade_named, period
from crawler.german.dates.tokens import Cursor

_LEAD = frozenset({"article", "on", "about", "at", "and"})
_AND = ("and", "+")
JOINING = (",", *_AND)
"""What stands between the members of a list."""

# -- Days: ``3., 5. und 7. Mai 2019`` --------------------------------------------------------------


class Item(NamedTuple):
    """One day of a list, and the tokens it was read from (``end`` excluded).

    ``ends_range``: it is the last of the days that the item before it begins (``2.-4. und …``).
    """

    date: PartialDate
    start: int
    end: int
    ends_range: bool = False


@dataclass(slots=True)
class Days:
    """Days named together, in order."""

    items: list[Item]

    @property
    def is_relative(self) -> bool:
        """Whether the last day is, whose year holds for all."""
        return self.items[-1].date.is_relative

    def resolve(self, context: Context, not_before: object = None) -> Interval | None:
        """From the first day to the last, as a set in EDTF unless they follow on one another."""
        days = [date.resolve(context) for date in self.each(context)]
        starts = [extent.start for extent in days if extent is not None]
        if not days or len(starts) < len(days):
            return None
        edtf = None if self.is_stretch else ""
        if edtf is not None:
            for item, start in zip(self.items, starts, strict=True):
                edtf += f"{'..' if item.ends_range else ','}{start.isoformat()}"
            edtf = f"{{{edtf[1:]}}}"
        return Interval(starts[0], starts[-1], "day", edtf)

    @property
    def is_stretch(self) -> bool:
        """``26. und 27. Januar``: is it one stretch of days, printed as its days?"""
        days = [item.date.day or 0 for item in self.items]
        bare = all(item.date.month is None for item in self.items[:-1])
        apart = not any(item.ends_range for item in self.items)
        return bare and apart and days == list(range(days[0], days[0] + len(days)))

    def each(self, context: Context) -> list[PartialDate]:
        """Every day with what the following ones say of it, without their clock times."""
        following = replace(self.items[-1].date, clock=None, part_of_day=None)
        last = following.resolve(context)
        if last is None:
            return []
        following = replace(following, year=last.start.year, year_offset=None)
        complete = [following]
        for item in reversed(self.items[:-1]):
            date = replace(item.date, month=item.date.month or following.month)
            date.year = following.year
            if _month_and_day(date) > _month_and_day(following):
                date.year = (following.year or 0) - 1
            complete.append(date)
            following = date
        return complete[::-1]


def _month_and_day(date: PartialDate) -> tuple[int, int]:
    return date.month or 0, date.day or 0


def listed(cursor: Cursor, first: PartialDate, start: int) -> Days | None:
    """The list that ``first``, read from token ``start`` to here, begins."""
    if first.day is None or first.year is not None or first.year_offset is not None or first.clock:
        return None
    by_slash = _are_joined_by_slashes(cursor)
    if not by_slash and all(token.kind not in _AND for token in cursor.tokens[cursor.at :]):
        return None
    items = [Item(first, start, cursor.at), *_rest_of_range(cursor)]
    by_and = False
    joining = ("/",) if by_slash else JOINING
    while not by_and and cursor.peek().kind in joining:
        end = cursor.at
        cursor.move()
        skip(cursor, _LEAD)
        joined = cursor.tokens[end : cursor.at]
        item = cursor.attempt(_item)
        if item is None:
            cursor.at = end
            break
        by_and = any(token.kind in _AND for token in joined)
        items.append(item)
        if item.date.year is not None:
            break
        items.extend(_rest_of_range(cursor))
    is_list = by_and or (by_slash and len(items) > 1)
    return Days(items) if is_list and items[-1].date.month is not None else None


def _are_joined_by_slashes(cursor: Cursor) -> bool:
    """``12./13./14. November``, ``1. April / 1. Oktober 2020``: and nothing but slashes."""
    kinds = [token.kind for token in cursor.tokens[cursor.at :]]
    return kinds[0] == "/" and not any(kind in _AND for kind in kinds[: kinds.index("end")])


def _item(cursor: Cursor) -> Item | None:
    bare = cursor.attempt(_bare_day)
    if bare is not None:
        return bare
    start = cursor.at
    date = day(cursor)
    if date is not None and date.clock and cursor.sees(connector):
        cursor.at = start
        date = calendar_date(cursor)
    if date is None or date.day is None:
        return None
    return Item(date, start, cursor.at)


def _bare_day(cursor: Cursor) -> Item | None:
    """A day without its month that others follow: ``5.,``, ``9.-11.``."""
    token, point, sign = cursor.ahead(3)
    start = cursor.at
    if token.kind != "digits" or token.length > 2 or point.kind != ".":
        return None
    if not 1 <= token.value <= 31 or sign.kind not in (*JOINING, "/", "-", "to"):
        return None
    cursor.move(2)
    return Item(PartialDate(day=token.value), start, cursor.at)


def _rest_of_range(cursor: Cursor) -> Iterator[Item]:
    """``-4.`` and ``-11. Juni`` behind a bare day."""
    if cursor.peek().kind not in ("-", "to"):
        return
    end = cursor.at
    cursor.move()
    skip(cursor, _LEAD)
    item = cursor.attempt(_item)
    if item is None:
        cursor.at = end
        return
    yield item._replace(ends_range=True)


# -- Periods: ``März, Juni und September 2020`` ----------------------------------------------------


class Part(NamedTuple):
    """One period of a list, and the tokens it was read from (``end`` excluded)."""

    period: Period
    start: int
    end: int


@dataclass(slots=True)
class Periods:
    """Periods of one unit named together, in order; what the last one says holds for all."""

    parts: list[Part]

    @property
    def is_relative(self) -> bool:
        """Whether the last one is, whose year holds for all."""
        return self.parts[-1].period.is_relative

    @property
    def is_stretch(self) -> bool:
        """``Juli und August``: are they two that follow on one another?"""
        first, *_, last = (part.period for part in self.parts)
        follows = len(self.parts) == 2 and last.number == first.number + 1
        return follows and last.unit not in ("season", "decade")

    def resolve(self, context: Context, not_before: object = None) -> Interval | None:
        """From the first one to the last."""
        extents = [one.resolve(context) for one in self.each(context)]
        first, last = extents[0] if extents else None, extents[-1] if extents else None
        if first is None or last is None or last.end < first.start:
            return None
        return Interval(first.start, last.end, last.precision)

    def each(self, context: Context) -> list[Period]:
        """Every period with the year of the following one, or of the one before it."""
        following = self.parts[-1].period
        if following.year is None and following.unit in _IN_A_YEAR:
            last = following.resolve(context)
            if last is None:
                return []
            following = replace(following, year=last.start.year, year_offset=None)
        complete = [following]
        for part in reversed(self.parts[:-1]):
            one = replace(part.period)
            if one.unit in _IN_A_YEAR and one.year is None:
                later = one.number > following.number and one.unit != "season"
                one.year = (following.year or 0) - later
            complete.append(one)
            following = one
        return complete[::-1]


_IN_A_YEAR = ("month", "quarter", "half_year", "season", "week")


def periods_listed(cursor: Cursor) -> Periods | None:
    """Two or more periods of one unit, of which the last alone may have the year."""
    numbers = list(_numbers(cursor))
    parts: list[Part] = []
    by_and = bool(numbers) and cursor.peek(-1).kind in _AND
    while True:
        start = cursor.at
        one = cursor.attempt(period)
        if one is None or not _fits(one, parts):
            return None
        parts.append(Part(one, start, cursor.at))
        if by_and or len(parts) == _MOST or cursor.peek().kind not in JOINING:
            break
        joint = cursor.at
        cursor.move()
        skip(cursor, _LEAD)
        by_and = any(token.kind in _AND for token in cursor.tokens[joint : cursor.at])
    lead = [part for part in (_counted(number, parts[0].period) for number in numbers) if part]
    if not by_and or len(lead) < len(numbers) or len(lead) + len(parts) < 2:
        return None
    return Periods([*lead, *parts])


_MOST = 12
"""More periods of a unit than this are no list of dates; it bounds the work on one candidate."""


class _Number(NamedTuple):
    value: int
    start: int
    end: int


def _numbers(cursor: Cursor) -> Iterator[_Number]:
    """``1.`` and ``ersten`` and ``zwanziger`` with the sign behind them: their unit comes later."""
    while True:
        start = cursor.at
        value = cursor.attempt(_bare_number)
        if value is None:
            return
        yield _Number(value, start, cursor.at)
        cursor.move()
        skip(cursor, _LEAD)
        if cursor.tokens[cursor.at - 1].kind in _AND:
            return


def _counted(number: _Number, like: Period) -> Part | None:
    """The period of that number, of the unit of the one behind it."""
    if like.unit == "decade":
        century, ten = divmod(like.number, 100)
        if not 20 <= number.value < ten:
            return None
        return Part(Period("decade", 100 * century + number.value), number.start, number.end)
    if like.unit not in ("quarter", "half_year", "week", "century") or number.value >= like.number:
        return None
    return Part(Period(like.unit, number.value), number.start, number.end)


def _fits(one: Period, parts: list[Part]) -> bool:
    if one.unit == "year" or (parts and one.unit != parts[0].period.unit):
        return False
    return one.part is None and all(part.period.year is None for part in parts)


def _bare_number(cursor: Cursor) -> int | None:
    """``1.``, ``ersten``, ``zwanziger``: the number of a period whose unit comes later."""
    token, point, after = cursor.ahead(3)
    cursor.move()
    if token.kind == "digits" and token.length <= 2 and point.kind == "." and token.value:
        cursor.move()
        return token.value if after.kind in JOINING else None
    if token.kind == "digits" and point.word == "er" and not point.gap and token.length == 2:
        cursor.move()
        return token.value if after.kind in JOINING else None  # 20er und 30er Jahre
    if point.kind not in JOINING:
        return None
    return token.value if token.kind == "ordinal" else decade_named(token)
