"""``find_dates``: every date in running text, with its place.

A compiled probe finds where a date may begin; the grammar reads it there; the evidence decides
whether it is a date at all, since figures and words of dates also stand in paragraph numbers,
names and prices. Each step looks a bounded way ahead, so the whole takes linear time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from crawler.german.dates.anchors import from_named_day, points_back
from crawler.german.dates.atoms import atom, pass_lead
from crawler.german.dates.candidates import candidate as untagged_candidate
from crawler.german.dates.candidates import tagged_candidate
from crawler.german.dates.direction import Direction
from crawler.german.dates.grammar import expression
from crawler.german.dates.members import as_intervals, as_marked
from crawler.german.dates.model import (
    TEXT_SIDES,
    Context,
    GermanDate,
    Interval,
    Prefer,
    TextPrefer,
    check_prefer,
    day_of,
    edtf_of,
)
from crawler.german.dates.moved import moved
from crawler.german.dates.nodes import Node, PartialDate, Period
from crawler.german.dates.parse import context_of, resolved
from crawler.german.dates.plausibility import is_date
from crawler.german.dates.ranges import Range
from crawler.german.dates.tokens import Cursor, tokenise


def find_dates(
    text: str, reference: dt.date | None = None, prefer: TextPrefer = "past", *, tag: bool = False
) -> list[GermanDate]:
    """All dates in ``text``, in order, with the offsets of each.

    ``reference`` and ``prefer`` as for ``parse_date``; with ``context`` the sentence decides on
    which side of the reference each date lies. A range is one date, days that follow on one
    another are too, and clock times without a day are none. With ``tag`` every expression counts
    by itself, as TimeML marks it: either end of a range, each member of a list, a clock time apart
    from its day and alone; articles belong to it, and mere amounts of time are left out
    (``vor drei Jahren`` is a duration there). TimeML gives each the value it has in the text, so
    ``nearest`` leaves it to the sentence there, too. ValueError for any other ``prefer``.
    """
    return list(iter_dates(text, reference, prefer, tag=tag))


def iter_dates(
    text: str, reference: dt.date | None = None, prefer: TextPrefer = "past", *, tag: bool = False
) -> Iterator[GermanDate]:
    """As ``find_dates``, one after the other, for texts of which not all dates are wanted."""
    check_prefer(prefer, TEXT_SIDES)
    side: Prefer = "nearest" if prefer == "context" else prefer
    context = context_of(reference, side)._replace(in_text=True)
    by_sentence = prefer == "context" or (tag and prefer == "nearest")
    direction = Direction(text, context) if by_sentence else None
    dates = _found(text, context, direction, tag=tag)
    yield from _with_articles(dates, text) if tag else dates


def _found(
    text: str, context: Context, direction: Direction | None, *, tag: bool
) -> Iterator[GermanDate]:
    at = 0
    probe = tagged_candidate() if tag else untagged_candidate()
    named: GermanDate | None = None
    while (candidate := probe.search(text, at)) is not None:
        at = candidate.end()
        if candidate.lastgroup == "year":
            dates = _year_at(text, candidate.start(), context)
        else:
            dates = _read_at(text, candidate.start(), context, direction, named, tag=tag)
        for date in dates:
            at = date.span[1]
            if day_of(date.start) == day_of(date.end):
                named = date
            if direction is not None:
                direction.passed(date)
            yield date


def _year_at(text: str, at: int, context: Context) -> list[GermanDate]:
    """The year that stands at ``at``, if four figures there are one."""
    node, span = Period("year", 0, int(text[at : at + 4])), (at, at + 4)
    interval = resolved(node, context) if is_date(node, text, *span) else None
    return [_printed(node, interval, text, span)] if interval is not None else []


def _printed(node: Node, interval: Interval, text: str, span: tuple[int, int]) -> GermanDate:
    return GermanDate(
        interval.start,
        interval.end,
        interval.precision,
        edtf_of(interval),
        text[slice(*span)],
        span,
        node.is_relative,
    )


def _read_at(
    text: str,
    at: int,
    context: Context,
    direction: Direction | None,
    named: GermanDate | None,
    *,
    tag: bool,
) -> list[GermanDate]:
    """The dates of the expression that begins at ``at`` or behind the words that lead it in.

    ``named`` is the day that the text has named last.
    """
    cursor = Cursor(tokenise(text, at, running=True), context)
    pass_lead(cursor)
    first = cursor.at
    node = cursor.attempt(expression)
    if node is None and first:  # "in drei Tagen": what leads in may be part of it
        first = cursor.at = 0
        node = cursor.attempt(expression)
    if node is None:
        return []
    start, end = cursor.tokens[first].start, cursor.peek(-1).end
    if points_back(node, text[start:end]):
        cursor.context = from_named_day(context, named, at)
        direction = None
    dates = list(_dates_of(node, text, cursor, first, direction, tag=tag))
    if not dates and isinstance(node, Range) and _is_none(node, context):
        cursor.at = first
        single = cursor.attempt(atom)  # two ends that make no range
        dates = list(_dates_of(single, text, cursor, first, direction, tag=tag)) if single else []
    return dates


def _is_none(node: Range, context: Context) -> bool:
    """Do the two ends make no range: ``am 5. Februar auf 2500``, ``10.11. bis 9.11.``?"""
    is_mixed = isinstance(node.first, PartialDate) and isinstance(node.last, Period)
    return is_mixed or resolved(node, context) is None


def _dates_of(
    node: Node, text: str, cursor: Cursor, first: int, direction: Direction | None, *, tag: bool
) -> Iterator[GermanDate]:
    """What was read from token ``first`` up to the cursor, if the text around it bears it out."""
    tokens = cursor.tokens
    begins, ends = tokens[first].start, cursor.peek(-1).end
    if not is_date(node, text, begins, ends, tag=tag):
        return
    if direction is not None:
        cursor.context = direction.context_of(node, begins, ends)
    for part, interval, span in _members(node, text, cursor, first, tag=tag):
        yield _printed(part, interval, text, span)


def _members(
    node: Node, text: str, cursor: Cursor, first: int, *, tag: bool
) -> Iterator[tuple[Node, Interval, tuple[int, int]]]:
    """What the expression is made of, with its place in the text."""
    tokens = cursor.tokens
    old_and_new = moved(node, text, (tokens[first].start, cursor.peek(-1).end))
    if old_and_new is not None:
        for part, span in old_and_new:
            interval = resolved(part, cursor.context)
            if interval is not None:
                yield part, interval, span
        return
    found = as_marked(node, cursor, first) if tag else as_intervals(node, cursor, first)
    for part, interval, (start, end) in found:
        yield part, interval, (tokens[start].start, tokens[end - 1].end)


# -- As TimeML marks them --------------------------------------------------------------------------

_ARTICLE = re.compile(r"(?<!auf )\b(?:der|die|das|dem|den|des)\s+$", re.IGNORECASE)
_TAKES_ARTICLE = re.compile(
    r"\d\d?\.|\d+er|[A-ZÄÖÜ]|(?!(?:vor)?gestern|(?:über)?morgen|heut)[a-zäöü]+(?:e|[nmrs])\b"
)
_LONGEST_ARTICLE = 12


def _with_articles(dates: Iterator[GermanDate], text: str) -> Iterator[GermanDate]:
    """Each expression with its article."""
    behind = 0
    for date in dates:
        yield _with_article(date, text, behind)
        behind = date.span[1]


def _with_article(date: GermanDate, text: str, behind: int) -> GermanDate:
    """``den 60er Jahren``, ``dem 20. April``; ``die 2014 geförderten`` is none of the year's."""
    start, end = date.span
    before = text[max(behind, start - _LONGEST_ARTICLE) : start]
    article = _ARTICLE.search(before)
    if article is None or not _TAKES_ARTICLE.match(date.text):
        return date
    start -= len(before) - article.start()
    return date._replace(text=text[start:end], span=(start, end))
