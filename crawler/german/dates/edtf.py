"""Dates in EDTF, the Extended Date/Time Format of ISO 8601-2.

The subset used is what the Library of Congress specification and the ``edtf`` package accept:
seasons and groupings of months at level 2 (21 spring … 24 winter, 33–36 quarters, 40/41 halves),
intervals of dates, ``~`` for approximate, sets with an open start for upper bounds. Intervals of
clock times are not in the format; they are written as the days they touch.
"""

from __future__ import annotations

import calendar
import datetime as dt

from .model import Extent, Moment


def edtf_of(extent: Extent) -> str:
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
