"""The direction of dates in running text: does ``am 3. Mai`` lie behind the reference, or ahead?

Decided per date by what stands around it, the strongest sign first: the words before it (``bis``,
``seit``, ``Stichtag:``), a date with its year just before, the tense of the sentence. A printed
weekday counts where the day is completed. Each looks a bounded way around.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from crawler.german.dates.model import Context, GermanDate, Interval, day_of
from crawler.german.dates.nodes import Neighbour, Node, Now, PartialDate, Shift
from crawler.german.dates.parse import resolved
from crawler.german.dates.period_parts import RelativePeriod
from crawler.german.dates.sentences import EXTENDED, Tense, sentence_around, tense_of

Side = Literal["behind", "ahead"]

_NONE = dt.timedelta(0)
_IN_PRESENT = dt.timedelta(days=31)
"""What is told in the present tense may have been so many days ago: minutes, late news."""
_IN_FUTURE = dt.timedelta(days=14)
_OF_A_MONTH = dt.timedelta(days=45)
"""Hardly anybody announces a thing for nearly a year later without its year."""

# Words before a date that tell its side, whatever the verb
_SINCE = re.compile(r"\b[Ss]eit(?:\s+(?:dem|de[rn]|Anfang|Mitte|Ende))?\s+(?:\w+tag,?\s+)?$")
_UNTIL = re.compile(
    r"\b(?:[Bb]is|[Ss]pätestens|[Ll]ängstens)\b"
    r"(?:\s+(?:einschließlich|spätestens|zum|zur|zu|am|dem|den|Anfang|Mitte|Ende|\w+tag,?))*\s*$"
)
# "gilt ab dem 1. März": it may be so already
_FROM = re.compile(r"\b(?:[Aa]b|[Vv]on|[Zz]um)\b(?:\s+(?:dem|den|sofort|Anfang|\w+tag,?))*\s*$")
_DUE = re.compile(
    r"(?:(?:\bStichtage?|\b[Dd]eadline|[Ff]rist(?:ende|ablauf)?|"
    r"(?:[Ee]insende|[Bb]ewerbungs|[Aa]nmelde|[Ee]inreichungs|[Aa]ntrags|[Tt]eilnahme|[Mm]elde|[Aa]nnahme|[Rr]edaktions|[Aa]bgabe)schluss|Abgabetermin)\b"
    r"(?:[^.]|\d\.){0,80}$)"
)
_TERM = re.compile(
    r"\b(?:Termine?|Wann|Beginn|Start|Save the [Dd]ate|Anmeldung|Nächste\w*)\b[^.]{0,20}:?"
    r"(?:[^.:;]|\d\.){0,40}$"
)
# "der Bericht vom 3. Mai", "in seinem Schreiben vom Montag": a day that was
_OF = re.compile(r"\b[A-ZÄÖÜ]\w+\s+(?:\([^)]{0,40}\)\s+)?vom\s+(?:\w+tag,?\s+(?:den\s+)?)?$")
_ON = re.compile(r"\b[Aa]m\s+(?:\w+tag,?\s+(?:den\s+|dem\s+)?)?$")
_OF_WEEKDAY = re.compile(r"\b[A-ZÄÖÜ]\w{5,}\s+von\s+$")
_GOES_ON = re.compile(r"\s+(?:an|bis)\b")
_SAID = re.compile(
    r"\b(?:[Ss]tand|[Vv]eröffentlicht|[Ee]rschienen|[Aa]ktualisiert|[Ee]rstellt)\b\W*(?:am\s)?$"
)


_MOVED = re.compile(
    rf"{EXTENDED.pattern}|\b(?:abgesagt|angekündigt|vereinbart|eingeladen|geplant|festgelegt|vertagt|angesetzt)\b",
    re.IGNORECASE,
)


class _Neighbour(NamedTuple):
    """A date with its year, printed before others."""

    day: dt.date
    end: int
    is_day: bool


class Direction:
    """Completes the dates of one text, one after the other."""

    def __init__(self, text: str, context: Context) -> None:
        self._text = text
        past, future = context._replace(prefer="past"), context._replace(prefer="future")
        self._context = context._replace(prefer="nearest")
        self._sides = (past, self._context, future)
        self._neighbour: _Neighbour | None = None
        self._named: dict[tuple[int | None, int | None], dt.date] = {}
        """Month and day of every date that was printed with its year: again, they mean that day."""

    def context_of(self, node: Node, start: int, end: int) -> Context:
        """The context by which ``text[start:end]``, read as ``node``, is to be completed."""
        if not node.is_relative or _is_counted(node):
            return self._context
        before, after = sentence_around(self._text, start, end)
        side, just_over = _side(before, after)
        again = self._named_before(node)
        if again is not None and (again >= self._context.today or (side, just_over) != _DUE_YET):
            return self._in_year(again.year)
        beside = self._beside(node, start, side)
        if beside is not None:
            return beside
        if side == "behind":
            return self._behind(node)
        if side == "ahead":
            return self._ahead(node, just_over)
        return self._context

    def passed(self, date: GermanDate) -> None:
        """Note a date of the text, whose year may hold for those behind it."""
        if date.is_relative or date.precision not in _SAY_A_YEAR:
            return
        for day in {day_of(date.start), day_of(date.end)} if date.precision == "day" else ():
            if abs(day - self._context.today) < _SAME_STORY:  # no anniversary: 31. Oktober 1517
                self._named[day.month, day.day] = day
        before = self._text[max(0, date.span[0] - 40) : date.span[0]]
        if not _OF.search(before):
            first = day_of(date.start)
            self._neighbour = _Neighbour(first, date.span[1], date.precision != "year")

    # -- What is ahead, what behind ---------------------------------------------------------------

    def _readings(self, node: Node) -> Iterator[tuple[Context, Interval]]:
        """The node as it is completed on either side, the oldest first."""
        for context in self._sides:
            interval = resolved(node, context)
            if interval is not None:
                yield context, interval

    def _behind(self, node: Node) -> Context:
        """The last such day: it has begun."""
        today = self._context.today
        begun = (one for one, interval in self._readings(node) if day_of(interval.start) <= today)
        return next(begun, self._context)

    def _ahead(self, node: Node, just_over: dt.timedelta) -> Context:
        """The next such day: it is not over, or ``just_over``. A running exhibition is the next."""
        oldest = self._context.today
        if just_over and _lacks_year_only(node):
            is_month = getattr(node, "unit", "") == "month"
            oldest -= max(just_over, _OF_A_MONTH) if is_month else just_over
        to_come = (one for one, interval in self._readings(node) if day_of(interval.end) >= oldest)
        return next(to_come, self._context)

    def _named_before(self, node: Node) -> dt.date | None:
        """The day, if the text has named it with its year before: ``am 17. Oktober 2021``."""
        if not (isinstance(node, PartialDate) and _lacks_year_only(node)):
            return None
        return self._named.get((node.month, node.day))

    def _in_year(self, year: int) -> Context:
        """The context in which a yearless date is of that year: its middle is the nearest."""
        middle = dt.datetime.combine(dt.date(year, 7, 2), dt.time())
        return self._context._replace(reference=middle, prefer="nearest")

    # -- The year of a neighbour ------------------------------------------------------------------

    def _beside(self, node: Node, start: int, side: Side | None) -> Context | None:
        """``Am 3. Mai 2016 begann …, am 5. Juni endete``: the year of the date before it."""
        near = self._neighbour
        if near is None or not _lacks_year_only(node) or start - near.end > _NEAR:
            return None
        between = self._text[near.end : start]
        if "\n" in between or len(_STOP.findall(between)) > (1 if near.is_day else 0):
            return None
        today = self._context.today
        if side == "ahead" and near.day < today:
            return None
        same_year = self._in_year(near.day.year)
        interval = resolved(node, same_year)
        if interval is None:
            return None
        usual = resolved(node, self._context)
        if (
            _STOP.search(between)
            and usual is not None
            and abs(day_of(usual.start) - today) <= _FRESH
        ):
            return None  # a new sentence, about these days
        if side == "behind" and day_of(interval.start) > today:
            return None
        if side == "ahead" and day_of(interval.end) < today:
            return None
        return same_year


_SAME_STORY = dt.timedelta(days=550)
_DUE_YET = ("ahead", _NONE)
"""What ``_side`` says of a deadline that is not over."""
_SAY_A_YEAR = ("day", "day_part", "hour", "minute", "second", "month", "year")
_NEAR = 160
_FRESH = dt.timedelta(days=45)
_STOP = re.compile(r"[a-zäöüß)]{2}[.!?]\s")


def _is_counted(node: Node) -> bool:
    """``gestern``, ``vor drei Jahren``, ``nächsten Montag``: they say by themselves which one."""
    if isinstance(node, PartialDate):
        counts = (node.day_offset, node.week_offset, node.offset or None)
        return node.day is None and counts != (None, None, None)
    return isinstance(node, Shift | Neighbour | Now | RelativePeriod)


def _lacks_year_only(node: Node) -> bool:
    """Whether the date is one of the calendar but for its year: ``3. Mai``, ``3. bis 5. Mai``."""
    for end in (getattr(node, "last", None), node):
        if end is None:
            continue
        items = getattr(end, "items", None)
        date = items[-1].date if items else end
        has_name = getattr(date, "month", None) is not None or getattr(date, "unit", "") == "month"
        has_year = getattr(date, "year", 0) is not None
        if has_name and not has_year and getattr(date, "year_offset", None) is None:
            return True
    return False


def _side(before: str, after: str) -> tuple[Side | None, dt.timedelta]:
    """On which side of the reference the date lies; ahead, for how long it may be over even so."""
    if _SINCE.search(before) or _SAID.search(before):
        return "behind", _NONE
    tense: Tense | None = tense_of(before, after)
    was = tense == "past"
    is_moved = was and (_MOVED.search(before) or _MOVED.search(after))
    if _UNTIL.search(before) or _DUE.search(before):
        return ("behind" if was and not is_moved else "ahead"), _NONE
    if is_moved and not _ON.search(before):
        return None, _NONE  # what was moved may yet come
    if was or _OF.search(before):
        return "behind", _NONE
    if _OF_WEEKDAY.search(before) and not _GOES_ON.match(after):
        return "behind", _NONE
    if tense is None:
        return ("ahead" if _TERM.search(before) else None), _IN_PRESENT
    if tense == "future":
        return "ahead", _IN_FUTURE
    return (None if _FROM.search(before) else "ahead"), _IN_PRESENT
