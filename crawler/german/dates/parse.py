"""``parse_date``: one expression in, one date out."""

from __future__ import annotations

import datetime as dt

from .edtf import edtf_of
from .fallback import parse_with_dateparser
from .grammar import whole
from .model import Context, Extent, GermanDate, Prefer
from .ranges import Node
from .tokens import MOST_TOKENS, tokenise
from .usual import usual
from .zone import local


def parse_date(
    text: str, reference: dt.date | None = None, prefer: Prefer = "past"
) -> GermanDate | None:
    """The date that ``text`` is, or None where it is none (or more than a date).

    ``reference`` (a date or datetime; an aware one is taken to German local time) completes
    yearless and relative dates, the present moment where it is None. ``prefer`` says which way
    yearless dates and bare weekdays are read from it.
    """
    quick = usual(text)
    if quick is not None:
        return quick
    context = context_of(reference, prefer)
    tokens = tokenise(text)
    node = whole(tokens, context) if len(tokens) < MOST_TOKENS else None
    extent = resolved(node, context) if node is not None else None
    if extent is None:
        return parse_with_dateparser(text, context) if node is None else None
    stripped = text.strip()
    start = text.index(stripped) if stripped else 0
    return GermanDate(
        extent.start,
        extent.end,
        extent.precision,
        edtf_of(extent),
        stripped,
        (start, start + len(stripped)),
    )


def resolved(node: Node, context: Context) -> Extent | None:
    """What the node means; None where that is no day, or beyond the years 1 to 9999."""
    try:
        return node.resolve(context)
    except (OverflowError, ValueError):
        return None


def context_of(reference: dt.date | None, prefer: Prefer) -> Context:
    """The context of one call, its reference in German local time."""
    if reference is None or isinstance(reference, dt.datetime):
        moment = reference
    else:
        moment = dt.datetime.combine(reference, dt.time())
    return Context(local(moment) if moment else None, prefer)
