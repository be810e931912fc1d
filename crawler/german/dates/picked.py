"""Periods picked from the reference: ``nächsten März``, ``diesen Winter``, ``letzten Sommer``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .model import Context, Extent
from .period_words import period
from .periods import Period
from .tokens import Token


@dataclass(slots=True)
class Picked:
    """The next, this or last one of a period that returns every year (a month, a season)."""

    which: int
    of: Period

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """The period that lies ``which`` from the reference; the running one is "this"."""
        today = context.today
        years = range(today.year - 4, today.year + 5)
        extents = [
            extent
            for year in years
            if (
                extent := Period(self.of.unit, self.of.number, year, part=self.of.part).resolve(
                    context
                )
            )
        ]
        if self.which > 0:
            later = [extent for extent in extents if extent.start > today]
            return later[self.which - 1] if len(later) >= self.which else None
        if self.which < 0:
            earlier = [extent for extent in extents if extent.end < today]
            return earlier[self.which] if len(earlier) >= -self.which else None
        running = [extent for extent in extents if extent.start <= today <= extent.end]
        same_year = [extent for extent in extents if extent.start.year == today.year]
        return next(iter(running or same_year), None)


def picked(tokens: Sequence[Token], at: int) -> tuple[Picked, int] | None:
    """One of these at token ``at``, and the token after it."""
    part = None
    if tokens[at].kind == "part":
        part, at = tokens[at].value, at + 1
    if tokens[at].kind != "which" or tokens[at + 1].kind not in ("month", "season"):
        return None
    reading = period(tokens, at + 1)
    if reading is None or reading[0].year is not None or tokens[reading[1]].kind == "digits":
        return None
    reading[0].part = part
    return Picked(tokens[at].value, reading[0]), reading[1]
