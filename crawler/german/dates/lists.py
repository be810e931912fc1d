"""Several days that share what the last one says: ``3., 5. und 7. Mai 2019``.

``12. März und 15. April 2018`` are both in 2018; ``3. Dezember und 5. Januar 2019`` are a year
apart, since lists run forward.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .asides import after_connector
from .day import day, skip
from .facts import DayFacts
from .model import Context, Extent
from .numeric import numeric_date
from .tokens import Token
from .written import written_date

_LEAD = frozenset({"article", "on", "about", "at", "and"})
_AND = ("and", "+")
JOINING = (",", *_AND)
"""What stands between the days of a list."""

_DAY = dt.timedelta(days=1)


class Item(NamedTuple):
    """One day of a list, and the tokens it was read from (``end`` excluded)."""

    facts: DayFacts
    start: int
    end: int


@dataclass(slots=True)
class Days:
    """Days named together, in order."""

    items: list[Item]

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """From the first day to the last, as a set in EDTF unless they follow on one another."""
        days = [facts.resolve(context) for facts in self.each(context)]
        starts = [extent.start for extent in days if extent is not None]
        if not days or len(starts) < len(days):
            return None
        edtf = None if self.is_stretch else f"{{{','.join(day.isoformat() for day in starts)}}}"
        return Extent(starts[0], starts[-1], "day", edtf)

    @property
    def is_stretch(self) -> bool:
        """``26. und 27. Januar``: is it one stretch of days, printed as its days?"""
        days = [item.facts.day or 0 for item in self.items]
        bare = all(item.facts.month is None for item in self.items[:-1])
        return bare and days == list(range(days[0], days[0] + len(days)))

    def each(self, context: Context) -> list[DayFacts]:
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


def _month_and_day(facts: DayFacts) -> tuple[int, int]:
    return facts.month or 0, facts.day or 0


def listed(
    first: DayFacts, tokens: Sequence[Token], at: int, end: int, context: Context
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
        return Item(DayFacts(day=token.value), at, at + 2)
    reading = day(tokens, at, context)
    if reading is not None and reading[0].clock and after_connector(tokens, reading[1]) is not None:
        reading = numeric_date(tokens, at, context.today.year) or written_date(tokens, at)
    if reading is None or reading[0].day is None:
        return None
    return Item(reading[0], at, reading[1])
