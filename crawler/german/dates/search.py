"""``find_dates``: every date in running text, with its place.

A compiled probe finds where a date may begin; the grammar reads it there; the evidence decides
whether it is a date at all, since figures and words of dates also stand in paragraph numbers,
names and prices. Each step looks a bounded way ahead, so the whole takes linear time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .asides import after_lead
from .edtf import edtf_of
from .evidence import is_date
from .grammar import expression
from .lists import Days
from .model import Context, Extent, GermanDate, Prefer
from .parse import context_of, resolved
from .points import Reading, point
from .probe import PROBE
from .ranges import Node, Range
from .tokens import Token, tokenise


def find_dates(
    text: str, reference: dt.date | None = None, prefer: Prefer = "past"
) -> list[GermanDate]:
    """All dates in ``text``, in order, with the offsets of each.

    ``reference`` and ``prefer`` as for ``parse_date``. Clock times without a day are no dates here.
    """
    return list(iter_dates(text, reference, prefer))


def iter_dates(
    text: str, reference: dt.date | None = None, prefer: Prefer = "past"
) -> Iterator[GermanDate]:
    """As ``find_dates``, one after the other, for texts of which not all dates are wanted."""
    yield from _found(text, context_of(reference, prefer))


def _found(text: str, context: Context) -> Iterator[GermanDate]:
    at = 0
    while (candidate := PROBE.search(text, at)) is not None:
        at = candidate.end()
        tokens = tokenise(text, candidate.start(), running=True)
        first = after_lead(tokens, 0)
        reading = expression(tokens, first, context)
        if reading is None and first:  # "in drei Tagen": what leads in may be part of it
            first = 0
            reading = expression(tokens, first, context)
        if reading is None:
            continue
        dates = list(_dates_of(reading, text, tokens, first, context))
        if not dates and isinstance(reading[0], Range) and not resolved(reading[0], context):
            single = point(tokens, first, context)  # two ends that make no range
            dates = list(_dates_of(single, text, tokens, first, context)) if single else []
        if dates:
            at = dates[-1].span[1]
            yield from dates


def _dates_of(
    reading: Reading, text: str, tokens: Sequence[Token], first: int, context: Context
) -> Iterator[GermanDate]:
    """What was read from token ``first`` on, if the text around it bears it out."""
    node, end = reading
    if not is_date(node, text, tokens[first].start, tokens[end - 1].end):
        return
    for part, span in _single(node, tokens, first, end, context):
        extent = resolved(part, context)
        if extent is not None:
            yield _dated(extent, text, span)


def _dated(extent: Extent, text: str, span: tuple[int, int]) -> GermanDate:
    start, end = span
    edtf = edtf_of(extent)
    return GermanDate(extent.start, extent.end, extent.precision, edtf, text[start:end], span)


def _single(
    node: Node, tokens: Sequence[Token], first: int, end: int, context: Context
) -> Iterator[tuple[Node, tuple[int, int]]]:
    """The node with its span; of ``3. und 12. Mai`` both days with theirs."""
    if not isinstance(node, Days) or node.is_stretch:
        yield node, (tokens[first].start, tokens[end - 1].end)
        return
    for item, facts in zip(node.items, node.each(context), strict=False):
        yield (
            replace(facts, clock=item.facts.clock, part_of_day=item.facts.part_of_day),
            (tokens[item.start].start, tokens[item.end - 1].end),
        )
