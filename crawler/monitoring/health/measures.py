"""What is measured of a run, and what a run of the past looked like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Key(NamedTuple):
    """What is measured and of which field, list, host or kind."""

    measure: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a run.

    ``value`` is a share (0 to 1), a count, words or seconds; None for what is a ``text`` (a digest,
    an issuer). ``of`` is how many articles, pages or requests it was measured on. ``example`` is
    the address of a page that shows it.
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
    """An earlier run: its measures, and whether it rang (and nobody has accepted it since).

    ``fields`` are those its alarms named; ``accepted``: a person said that it shows how the portal
    is now.
    """

    measures: Measures
    fired: bool = False
    fields: frozenset[str] = frozenset()
    accepted: bool = False
