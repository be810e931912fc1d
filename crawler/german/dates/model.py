"""What a date expression means: the result people get, and what the grammar works with."""

from __future__ import annotations

import datetime as dt
from typing import Literal, NamedTuple

Prefer = Literal["past", "future", "nearest"]
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
    printed and ``span`` its place in the text that was read.
    """

    start: Moment
    end: Moment
    precision: Precision
    edtf: str
    text: str
    span: tuple[int, int]


class Extent(NamedTuple):
    """Start, inclusive end and precision: what an expression resolves to.

    ``edtf`` is set where the two ends do not say it all (seasons, quarters, approximate years).
    """

    start: Moment
    end: Moment
    precision: Precision
    edtf: str | None = None


class Context(NamedTuple):
    """What an incomplete date is completed from."""

    reference: dt.datetime | None
    prefer: Prefer

    @property
    def now(self) -> dt.datetime:
        """The reference, or the present where none was given."""
        return self.reference or dt.datetime.now().replace(microsecond=0)

    @property
    def today(self) -> dt.date:
        """The day of the reference."""
        return self.now.date()
