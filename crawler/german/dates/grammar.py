"""One date expression: a day, a period, a relative expression, or a range or list of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.german.dates import calendar as units
from crawler.german.dates.atoms import (
    LEAD,
    Reading,
    after_lead,
    after_note,
    after_stay,
    after_week,
    atom,
)
from crawler.german.dates.day import skip
from crawler.german.dates.model import Context, Interval, day_of
from crawler.german.dates.nodes import Neighbour, Node, PartialDate, Period
from crawler.german.dates.ranges import (
    JOINING,
    Range,
    clock_range,
    days_before,
    listed,
    parts_before,
    ranged,
)
from crawler.german.dates.tokens import Token

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
            end = after_stay(tokens, skip(tokens, after_note(tokens, end), _TRAIL))
            if tokens[skip(tokens, end, _TRAIL)].kind == "end":
                return node
    return None


def expression(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
    """The longest expression at token ``at``, and the token after it."""
    between = at > 0 and any(token.kind == "between" for token in tokens[max(0, at - 3) : at])
    if tokens[at].word == "woche" and tokens[at + 1].word in ("vom", "ab", "von"):
        return _week_of(tokens, at, context)
    if tokens[at].kind == "part" and (parts := parts_before(tokens, at, context)) is not None:
        return parts
    days = days_before(tokens, at, context)
    if days is not None:
        reading = _listed(days, tokens, at, context, between=between)
        reading = reading or ranged(days, tokens, context, between=between)
        if reading[0] is not days[0]:
            return reading
    single = atom(tokens, at, context)
    if single is None:
        return None
    several = _listed(single, tokens, at, context, between=between) if days is None else None
    if several is not None:
        return several
    return ranged(_extended(single, tokens, context), tokens, context, between=between)


def _listed(
    first: Reading, tokens: Sequence[Token], at: int, context: Context, *, between: bool
) -> Reading | None:
    node, end = first
    if tokens[end].kind not in JOINING or between or not isinstance(node, PartialDate):
        return None
    return listed(node, tokens, at, end, context)


def _extended(reading: Reading, tokens: Sequence[Token], context: Context) -> Reading:
    """What may follow a point to make it a range without a "bis": clock times, a frame's days."""
    node, end = reading
    if isinstance(node, PartialDate) and node.names_a_day and node.clock is None:
        times = clock_range(tokens, skip(tokens, end))
        if times is not None:
            start, stop, end = times
            node.clock = start
            return Range(node, PartialDate(clock=stop)), end
    frame = _frame(node)
    if frame is not None:
        at = skip(tokens, end, LEAD)
        days = days_before(tokens, at, context) if at > end else None
        if days is not None:
            between = any(token.kind == "between" for token in tokens[end:at])
            inner = ranged(days, tokens, context, between=between)
            if isinstance(inner[0], Range):
                inner[0].frame = frame
                return inner
    return node, end


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

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Interval | None:
        """Its Monday to its Sunday."""
        extent = self.day.resolve(context, not_before)
        if extent is None:
            return None
        return Interval(*units.unit_around(day_of(extent.start), "week"), "week")


def _week_of(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
    """``Woche vom 6. Mai 2019``; ``Woche vom 6. bis 10. Mai`` are those days."""
    inner = expression(tokens, skip(tokens, at + 1), context)
    if inner is None or isinstance(inner[0], Range):
        return inner
    if not isinstance(inner[0], PartialDate) or inner[0].month is None:
        return None
    return WeekOf(inner[0]), inner[1]
