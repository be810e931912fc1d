"""Dates as results: ``GermanDate``, the intervals behind it, EDTF, and German local time."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, NamedTuple, get_args

from crawler.german import BERLIN

Prefer = Literal["past", "future", "nearest"]
TextPrefer = Literal["past", "future", "nearest", "context"]
SIDES: tuple[str, ...] = get_args(Prefer)
TEXT_SIDES: tuple[str, ...] = get_args(TextPrefer)


def check_prefer(prefer: str, known: tuple[str, ...]) -> None:
    """Raise ValueError if ``prefer`` is none of the sides that are known."""
    if prefer not in known:
        raise ValueError(f"prefer has to be one of {', '.join(known)}, not {prefer!r}")


"""In running text the sentence may decide: ``context``."""
Precision = Literal[
    "second",
    "minute",
    "hour",
    "day_part",
    "day",
    "week",
    "month",
    "season",
    "quarter",
    "half_year",
    "year",
    "decade",
    "century",
]
Moment = dt.date | dt.datetime


class GermanDate(NamedTuple):
    """A date found in a text.

    ``start`` and ``end`` are inclusive. They are ``datetime.date``, or ``datetime.datetime`` where
    a clock time is known: naive times are German local time, aware ones were printed with a zone.
    ``precision`` is the unit of both ends; ``edtf`` is ISO 8601-2; ``text`` is the expression as
    printed and ``span`` its place in the text that was read. ``is_relative``: it is yearless or
    counted from the reference, and means another date on another day.
    """

    start: Moment
    end: Moment
    precision: Precision
    edtf: str
    text: str
    span: tuple[int, int]
    is_relative: bool = False


class Interval(NamedTuple):
    """Start, inclusive end and precision: what an expression resolves to.

    ``edtf`` is set where the two ends do not say it all (seasons, quarters, approximate years).
    """

    start: Moment
    end: Moment
    precision: Precision
    edtf: str | None = None


class Context(NamedTuple):
    """What an incomplete date is completed from.

    ``in_text``: it stands in running text, which tells more of what was than of what comes.
    """

    reference: dt.datetime | None
    prefer: Prefer
    in_text: bool = False

    @property
    def now(self) -> dt.datetime:
        """The reference, or the present where none was given."""
        return self.reference or dt.datetime.now().replace(microsecond=0)

    @property
    def today(self) -> dt.date:
        """The day of the reference."""
        return self.now.date()


# -- Dates in EDTF, the Extended Date/Time Format of ISO 8601-2 ------------------------------------


def edtf_of(extent: Interval) -> str:
    """The EDTF string of an extent, as precise as the extent is."""
    if extent.edtf is not None:
        return extent.edtf
    start, end = extent.start, extent.end
    if start == end:
        return edtf_of_moment(start)
    first, last = day_of(start), day_of(end)
    if first == last:
        return first.isoformat()
    if extent.precision in ("day", "day_part", "week", "hour", "minute", "second"):
        return f"{first.isoformat()}/{last.isoformat()}"
    left, right = _shortest_interval(first, last)
    return left if left == right else f"{left}/{right}"


def edtf_of_moment(moment: Moment) -> str:
    """``2017-05-15``, or with a clock time ``2017-05-15T14:30:00`` and the offset if printed."""
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    text = moment.replace(tzinfo=None, microsecond=0).isoformat()
    if moment.tzinfo is None:
        return text
    offset = moment.strftime("%z")
    return text + ("Z" if offset == "+0000" else f"{offset[:3]}:{offset[3:5]}")


def not_after(day: dt.date) -> str:
    """Some day up to and including ``day``: ``[..2017-06-03]``."""
    return f"[..{day.isoformat()}]"


def day_of(moment: Moment) -> dt.date:
    """The calendar day of a date or a local time."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _shortest_interval(first: dt.date, last: dt.date) -> tuple[str, str]:
    """Whole years as years, whole months as months, else days."""
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        if first.month == 1 and last.month == 12:
            return f"{first.year:04}", f"{last.year:04}"
        return f"{first.year:04}-{first.month:02}", f"{last.year:04}-{last.month:02}"
    return first.isoformat(), last.isoformat()


# -- German local time and UTC ---------------------------------------------------------------------


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as naive German local time; naive ones are taken to be that already."""
    try:
        return moment.astimezone(BERLIN).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:  # the first or last day of the calendar
        return moment.replace(tzinfo=None)


def local_day(moment: Moment) -> dt.date:
    """The German calendar day of a date or moment."""
    return local(moment).date() if isinstance(moment, dt.datetime) else moment


def as_utc(date: GermanDate) -> str | None:
    """``2017-05-15T12:30:00Z`` of a date with a clock time; None where none is known.

    A local time that occurs twice, when clocks go back, is the first of the two.
    """
    moment = date.start
    if not isinstance(moment, dt.datetime) or date.precision not in ("hour", "minute", "second"):
        return None
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)
        return aware.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except OverflowError:  # the first or last day of the calendar
        return None
