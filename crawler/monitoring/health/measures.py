"""Measures and alarms of a run and of earlier runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from crawler.program import command


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
class Alarm:
    """One finding of the health check.

    ``before`` and ``now`` are figures or values as printed; ``says`` is the sentence behind the
    field's name; ``example`` is a URL to look at.
    """

    portal: str
    measure: str
    field: str
    before: str
    now: str
    says: str
    example: str | None = None
    change: str | None = None
    """What would change in the example: ``old value → new value``."""
    since: int | None = None
    """The run that raised it first, where this one had too little to see whether it still holds."""
    runs: int = 1
    """Number of runs that it was seen in together."""
    put_back: int = 0
    """Number of articles that the runs before had changed so, and that are put back."""

    def __str__(self) -> str:
        what = f"{self.field} {self.says}" if self.field else self.says
        sentence = f"{self.portal}: {what}: {self.before} → {self.now}"
        if self.since is not None:
            sentence += f"; so in run {self.since}, and not seen to be well since"
        if self.example is None:
            return sentence
        change = f": {self.change}" if self.change else ""
        if self.put_back:
            articles = "1 article" if self.put_back == 1 else f"{self.put_back} articles"
            change += f"; put back what the last runs changed in {articles}"
        look = f"(look: {command('inspect')} {self.example})"
        return f"{sentence}, for example {self.example}{change} {look}"

    def as_json(self) -> dict[str, Any]:
        """The alarm as one JSON object, with its sentence."""
        return {**asdict(self), "sentence": str(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of ``as_json``, also of an object an earlier version wrote."""
        return cls(**{name: values[name] for name in cls.__slots__ if name in values})


@dataclass(frozen=True, slots=True)
class PastRun:
    """An earlier run: what it measured, and the alarms it raised."""

    measures: Measures
    alarms: Sequence[Alarm] = ()
    accepted: bool = False
    """Whether a person confirmed that the portal is now as this run shows it."""
    run_id: int = 0

    @property
    def fired(self) -> bool:
        """Whether it raised an alarm that nobody has accepted."""
        return bool(self.alarms) and not self.accepted

    @property
    def fields(self) -> frozenset[str]:
        """The fields that its alarms named."""
        return frozenset(alarm.field for alarm in self.alarms)


def count_of(key: Key, run: Measures) -> int:
    """Number of articles that a run has it of; 0 where it was not measured."""
    return run[key].count if key in run else 0


def measured_of(key: Key, run: Measures) -> int:
    """Number of articles that it was measured on; 0 where it was not."""
    return run[key].of if key in run else 0


def percent(share: float) -> str:
    """A share as alarms print it."""
    return f"{share:.0%}".replace("%", " %")
