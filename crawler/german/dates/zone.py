"""German local time and UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from .model import GermanDate, Moment

BERLIN = ZoneInfo("Europe/Berlin")


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
