"""The capture time of a record: its ``WARC-Date`` in any form in use, else the response's ``Date``.

A capture that is dated wrongly puts old text over new one, so nothing is ever dated *now*: what
neither field tells is not known.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WEB_BEGAN = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
"""No page was captured before."""
CLOCKS_DIFFER = dt.timedelta(days=1)
"""How far ahead of ours a crawler's clock may be: nothing was captured later than that."""

# W3CDTF and ISO 8601, basic or extended, with what tools make of it: a blank for the T, no zone.
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d)"
    r"(?:[T ]?(?P<hour>\d\d)(?::?(?P<minute>\d\d)"
    r"(?::?(?P<second>\d\d)(?:[.,]?(?P<fraction>\d{1,9}))?)?)?)?"
    r"(?P<zone> ?(?:Z|UTC|GMT|[+\-\u2212]\d\d(?::?\d\d)?))?)?)?",
    re.ASCII | re.IGNORECASE,
)


def timestamp(moment: dt.datetime) -> str:
    """A moment in UTC as indexes and URLs of replay write it: ``20170603120000``."""
    return f"{moment:%Y%m%d%H%M%S}"


def capture_date(warc_date: str | None, http: Iterable[tuple[str, str]]) -> dt.datetime | None:
    """When an answer was captured, in UTC; None if nothing believable tells.

    Args:
        warc_date: the record's ``WARC-Date``. WARC 1.1 (section 5.4) has it in W3CDTF: any
            precision from years to fractions of a second, the beginning of which is taken. Some
            programs write a date of HTTP.
        http: the header fields of the recorded answer: its ``Date`` (RFC 9110, 6.6.1) is
            taken where ``WARC-Date`` is missing, makes no sense or cannot be.
    """
    for moment in (read_date(warc_date or ""), http_date(warc_date or "")):
        if moment is not None and is_believable(moment):
            return moment
    for name, value in http:
        if name.lower() == "date":
            moment = http_date(value)
            if moment is not None and is_believable(moment):
                return moment
    return None


def is_believable(moment: dt.datetime) -> bool:
    """Whether a page can have been captured then: since there is a web, and not in the future."""
    return WEB_BEGAN <= moment <= dt.datetime.now(dt.UTC) + CLOCKS_DIFFER


def read_date(text: str) -> dt.datetime | None:
    """The beginning of what a date, moment or timestamp of 4 to 17 digits names, in UTC.

    Without a zone it is taken as UTC. None for what is no date: 30 February, an offset of 25 hours.
    """
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        int(found[name] or least)
        for name, least in (
            ("year", 0), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0),
        )
    )  # fmt: skip
    fraction = (found["fraction"] or "")[:6].ljust(6, "0")
    try:
        zone = _zone(found["zone"])
        # A leap second (RFC 3339, 5.7) is the end of the second before it.
        moment = dt.datetime(year, month, day, hour, minute, min(second, 59), int(fraction), zone)
        return moment.astimezone(dt.UTC) if second <= 60 else None
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> dt.timezone:
    """The zone behind a moment. Raises ValueError for offsets of a day and more."""
    digits = re.sub(r"\D", "", text or "")
    if not digits:
        return dt.UTC
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if minutes > 59:
        raise ValueError(f"no offset has {minutes} minutes")
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(offset if "+" in (text or "") else -offset)


def http_date(text: str) -> dt.datetime | None:
    """A date of HTTP or mail, in UTC, which one without a zone means, too (RFC 9110, 5.6.7).

    None for what is no date.
    """
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
