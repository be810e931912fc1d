"""``find_dates``: every date in running text, with its place.

A compiled probe finds where a date may begin; the grammar reads it there; the evidence decides
whether it is a date at all, since figures and words of dates also stand in paragraph numbers,
names and prices. Each step looks a bounded way ahead, so the whole takes linear time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from crawler.german.dates.atoms import atom, pass_lead
from crawler.german.dates.candidates import CANDIDATE
from crawler.german.dates.direction import Direction
from crawler.german.dates.grammar import expression
from crawler.german.dates.model import Context, GermanDate, TextPrefer, edtf_of
from crawler.german.dates.moved import moved
from crawler.german.dates.nodes import Node
from crawler.german.dates.parse import context_of, resolved
from crawler.german.dates.plausibility import is_date
from crawler.german.dates.ranges import Days, Range
from crawler.german.dates.tokens import Cursor, tokenise


def find_dates(
    text: str, reference: dt.date | None = None, prefer: TextPrefer = "past"
) -> list[GermanDate]:
    """All dates in ``text``, in order, with the offsets of each.

    ``reference`` and ``prefer`` as for ``parse_date``; with ``context`` the sentence decides on
    which side of the reference each date lies. Clock times without a day are no dates here.
    """
    return list(iter_dates(text, reference, prefer))


def iter_dates(
    text: str, reference: dt.date | None = None, prefer: TextPrefer = "past"
) -> Iterator[GermanDate]:
    """As ``find_dates``, one after the other, for texts of which not all dates are wanted."""
    if prefer == "context":
        context = context_of(reference, "nearest")
        yield from _found(text, context, Direction(text, context))
    else:
        yield from _found(text, context_of(reference, prefer))


def _found(text: str, context: Context, direction: Direction | None = None) -> Iterator[GermanDate]:
    at = 0
    while (candidate := CANDIDATE.search(text, at)) is not None:
        at = candidate.end()
        cursor = Cursor(tokenise(text, candidate.start(), running=True), context)
        pass_lead(cursor)
        first = cursor.at
        node = cursor.attempt(expression)
        if node is None and first:  # "in drei Tagen": what leads in may be part of it
            first = cursor.at = 0
            node = cursor.attempt(expression)
        if node is None:
            continue
        dates = list(_dates_of(node, text, cursor, first, direction))
        if not dates and isinstance(node, Range) and not resolved(node, context):
            cursor.at = first
            single = cursor.attempt(atom)  # two ends that make no range
            dates = list(_dates_of(single, text, cursor, first, direction)) if single else []
        if dates:
            at = dates[-1].span[1]
            if direction is not None:
                direction.passed(dates[-1])
            yield from dates


def _dates_of(
    node: Node, text: str, cursor: Cursor, first: int, direction: Direction | None
) -> Iterator[GermanDate]:
    """What was read from token ``first`` up to the cursor, if the text around it bears it out."""
    start, end = cursor.tokens[first].start, cursor.peek(-1).end
    if not is_date(node, text, start, end):
        return
    if direction is not None:
        cursor.context = direction.context_of(node, start, end)
    for part, span in moved(node, text, (start, end)) or _single(node, cursor, first):
        interval = resolved(part, cursor.context)
        if interval is not None:
            yield GermanDate(
                interval.start,
                interval.end,
                interval.precision,
                edtf_of(interval),
                text[slice(*span)],
                span,
                node.is_relative,
            )


def _single(node: Node, cursor: Cursor, first: int) -> Iterator[tuple[Node, tuple[int, int]]]:
    """The node with its span; of ``3. und 12. Mai`` both days with theirs."""
    tokens = cursor.tokens
    if not isinstance(node, Days) or node.is_stretch:
        yield node, (tokens[first].start, cursor.peek(-1).end)
        return
    for item, date in zip(node.items, node.each(cursor.context), strict=False):
        yield (
            replace(date, clock=item.date.clock, part_of_day=item.date.part_of_day),
            (tokens[item.start].start, tokens[item.end - 1].end),
        )
