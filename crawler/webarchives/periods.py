"""Periods of capture, to be halved until an index's answer has room for what is in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crawler.warc.dates import CLOCKS_DIFFER, WEB_BEGAN

_SECOND = dt.timedelta(seconds=1)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both inclusive, to the second; None is without bound."""

    first: dt.datetime | None = None
    last: dt.datetime | None = None

    @classmethod
    def of_days(cls, since: dt.date | None, until: dt.date | None) -> Period:
        """From the beginning of one day to the end of another."""
        last = _midnight(until) + _DAY - _SECOND if until else None
        return cls(_midnight(since) if since else None, last)

    @property
    def is_moment(self) -> bool:
        """Whether it cannot be halved."""
        first, last = self._bounds()
        return last - first < _SECOND

    def covers(self, moment: dt.datetime) -> bool:
        """Whether a moment lies in it."""
        return (self.first is None or self.first <= moment) and (
            self.last is None or moment <= self.last
        )

    def halves(self) -> tuple[Period, Period]:
        """Its earlier and its later half; what has no bound has none in its halves."""
        first, last = self._bounds()
        middle = (first + (last - first) / 2).replace(microsecond=0)
        return Period(self.first, middle), Period(middle + _SECOND, self.last)

    def _bounds(self) -> tuple[dt.datetime, dt.datetime]:
        first = self.first or WEB_BEGAN
        last = self.last or dt.datetime.now(dt.UTC).replace(microsecond=0) + CLOCKS_DIFFER
        return first, max(first, last)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
