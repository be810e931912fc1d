"""Moments of last changes in sitemaps: the same written otherwise, and those that mean nothing.

Sitemaps write ``lastmod`` in W3C's date and time formats (https://www.w3.org/TR/NOTE-datetime), in
any precision; portals write RFC 822 there, too, leave out the offset, or give the moment at which
the sitemap was made for the last change of every page.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dateutil.parser import parse

from crawler.german import BERLIN
from crawler.german.dates.model import local_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_DATE = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?(?:Z|[+-]\d\d:\d\d)?")
_UTC = re.compile(r"\s*(?:Z|UTC|GMT)$")
_SECONDS = re.compile(r"\d:\d\d:\d\d|\dT\d{6}")
_COMPACT = re.compile(r"\d{8}T\d|\d{4}-\d\d-\d\d[T ]\d", re.IGNORECASE)
_SINCE_1970 = re.compile(r"\d{10}|\d{13}")
_ZONES = {"CET": 3600, "MEZ": 3600, "CEST": 7200, "MESZ": 7200}
_LONGEST = 50
_FIRST = dt.datetime(2000, 1, 1)
"""What is not written, of a moment that is hardly written at all."""
_DAY, _MINUTE, _SECOND = 3, 5, 6

_TOGETHER = dt.timedelta(hours=1)
"""Time within which a sitemap is made, however large it is."""
_NEARLY_ALL = 0.8
_FEWEST = 3
"""Pages that may well have been changed together; of more than these it is unlikely twice."""


class Lastmod(NamedTuple):
    """A moment, naive if no offset was written, and how many of its parts were."""

    moment: dt.datetime
    parts: int
    """Of year, month, day, hour, minute, second."""

    def instant(self) -> dt.datetime:
        """The moment in UTC; without an offset as if it had been written in UTC."""
        moment = self.moment
        return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@lru_cache(maxsize=4096)  # all pages of many a sitemap have the same
def read_lastmod(text: str) -> Lastmod | None:
    """The moment that a ``lastmod`` names; None if it makes no sense."""
    text = text.strip()
    try:
        if date := _DATE.fullmatch(text):
            year, month, day = (int(part or 1) for part in date.groups())
            return Lastmod(
                dt.datetime(year, month, day), sum(part is not None for part in date.groups())
            )
        if _SINCE_1970.fullmatch(text):
            return Lastmod(dt.datetime.fromtimestamp(int(text[:10]), dt.UTC), _SECOND)
        moment = _read(text)
        moment.astimezone(dt.UTC)  # not beyond the years there are
    except (ValueError, TypeError, OverflowError):
        return None
    has_time = ":" in text or _COMPACT.match(text)
    precision = _SECOND if _SECONDS.search(text) else _MINUTE if has_time else _DAY
    return Lastmod(moment, precision)


def _read(text: str) -> dt.datetime:
    """ISO 8601, or what else people and programs write: RFC 822, ``30.11.2026 10:00``."""
    try:
        return dt.datetime.fromisoformat(_UTC.sub("+00:00", text.upper()))
    except ValueError:
        if len(text) > _LONGEST:
            raise
        return parse(text, default=_FIRST, dayfirst=True, tzinfos=_zone)


def _zone(name: str | None, offset: int | None) -> dt.tzinfo | None:
    """The zone that a name or an offset in seconds means; None for names that are not known."""
    seconds = _ZONES.get(name or "") if offset is None else offset
    return None if seconds is None else dt.timezone(dt.timedelta(seconds=seconds))


def day_of(text: str) -> dt.date | None:
    """The German calendar day that is meant; None for what is no day of a year.

    >>> day_of("2016-02-11T23:30:00Z")
    datetime.date(2016, 2, 12)
    """
    read = read_lastmod(text)
    return None if read is None or read.parts < _DAY else local_day(read.moment)


def same_moment(one: str, other: str) -> bool:
    """Whether two ``lastmod`` mean the same, as far as both say.

    ``2026-11-30T10:00:00Z``, ``2026-11-30T11:00+01:00`` and ``2026-11-30`` do. One without an
    offset is in UTC, in German time or in that of the other one. What makes no sense is compared
    as it is written.
    """
    if one.strip() == other.strip():
        return True
    first, second = read_lastmod(one), read_lastmod(other)
    if first is None or second is None:
        return False
    parts = min(first.parts, second.parts)
    if first.moment.tzinfo and second.moment.tzinfo:
        return first.instant().timetuple()[:parts] == second.instant().timetuple()[:parts]
    return not _clocks(first.moment, parts).isdisjoint(_clocks(second.moment, parts))


def _clocks(moment: dt.datetime, parts: int) -> set[tuple[int, ...]]:
    """What clocks show at a moment: as it is written, and if it has an offset in UTC and here."""
    shown = [moment]
    if moment.tzinfo:
        shown += [moment.astimezone(dt.UTC), moment.astimezone(BERLIN)]
    return {clock.timetuple()[:parts] for clock in shown}


@dataclass(frozen=True, slots=True)
class Changes:
    """Pages that changed by a sitemap's account, and the number of those it only says so of."""

    urls: list[str]
    stamped: int = 0


def changes(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> Changes:
    """The pages whose ``lastmod`` is another moment than it was, in the later sitemap's order.

    If nearly all pages of a sitemap changed within an hour, and nearly all had done so when it was
    last read, that is when the sitemap was made: no sign of a change.

    Args:
        before: pages and what was written beside them when the sitemap was last read.
        after: pages and what is written beside them now.
    """
    moved = {
        url: (was, at)
        for url, at in after.items()
        if at and (was := before.get(url)) and was != at and not same_moment(was, at)
    }
    made_then = made(before.values()) if moved else None
    made_now = made(after.values()) if made_then else None
    if made_then is None or made_now is None:
        return Changes([*moved])
    told = [
        url
        for url, (was, at) in moved.items()
        if not (made_then.covers(was) and made_now.covers(at))
    ]
    return Changes(told, len(moved) - len(told))


class Making(NamedTuple):
    """From when till when a sitemap was made."""

    begin: dt.datetime
    end: dt.datetime

    def covers(self, text: str) -> bool:
        """Whether a ``lastmod`` is of that time."""
        read = read_lastmod(text)
        return read is not None and self.begin <= read.instant() <= self.end


def made(lastmods: Collection[str | None]) -> Making | None:
    """When a sitemap was made, if that is what nearly all ``lastmod`` in it say."""
    instants = sorted(read.instant() for text in lastmods if text and (read := read_lastmod(text)))
    needed = max(_FEWEST, round(_NEARLY_ALL * len(instants)))
    for begin, end in zip(instants, instants[needed - 1 :], strict=False):
        if end - begin <= _TOGETHER:
            return Making(begin, begin + _TOGETHER)
    return None
