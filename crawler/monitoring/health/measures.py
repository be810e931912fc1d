"""Measures of a run and of earlier runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Key(NamedTuple):
    """Name of a measure, and the field, list URL, host or kind of error it is about."""

    measure: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a run.

    ``value`` is a share (0 to 1), a count, words or seconds; None where there is a ``text`` instead
    (a digest, an issuer). ``of`` is the number of articles, pages or requests measured. ``example``
    is the URL of a page that shows it.
    """

    value: float | None
    of: int = 1
    example: str | None = None
    text: str | None = None

    @property
    def count(self) -> int:
        """How many of ``of``, for a share."""
        return round((self.value or 0) * self.of)


Measures = Mapping[Key, Measure]


@dataclass(frozen=True, slots=True)
class PastRun:
    """An earlier run: its measures, and whether it raised an alarm that nobody has accepted.

    ``fields`` are those its alarms named; ``accepted``: a person confirmed that the portal is now
    as this run shows it.
    """

    measures: Measures
    fired: bool = False
    fields: frozenset[str] = frozenset()
    accepted: bool = False
