"""A portal's health over its last runs, as numbers and as small curves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.archive.runs import outcomes_of
from crawler.monitoring.summary import ending

if TYPE_CHECKING:
    from crawler.books import Line

_BLOCKS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_UNFINISHED = "unfinished: at work, or it ended without a chance to say so"

_RUNS = """
    SELECT id, spider, started_at, finish_reason, health, accepted_at,
        (SELECT count(*) FROM quarantine WHERE run_id = runs.id)
    FROM runs
    WHERE (health IS NOT NULL OR finished_at IS NULL) AND (:spider IS NULL OR spider = :spider)
    ORDER BY id
"""
_FIGURES = """
    SELECT run_id, measure, field, value, text, "of" FROM health_measures
    WHERE run_id IN (SELECT value FROM json_each(?))
"""


@dataclass(slots=True)
class CheckedRun:
    """A run whose health was checked, or that never ended, with its figures by measure and field.

    ``ending`` is why it is no whole run, in words; "" for one that came to the end of its portal.
    """

    run_id: int
    portal: str
    started_at: str
    alarms: list[str]
    accepted_at: str | None
    held: int
    figures: dict[tuple[str, str], tuple[float | str | None, int]] = field(default_factory=dict)
    ending: str = ""
    outcomes: list[Line] = field(default_factory=list)
    """What became of all that the run met."""

    def as_json(self) -> dict[str, Any]:
        """The run as one JSON object."""
        figures = [
            {"measure": measure, "field": name, "value": value, "of": of}
            for (measure, name), (value, of) in sorted(self.figures.items())
        ]
        return {
            "run": self.run_id,
            "portal": self.portal,
            "started_at": self.started_at,
            "alarms": self.alarms,
            "accepted_at": self.accepted_at,
            "held": self.held,
            "ending": self.ending,
            "measures": figures,
            "outcomes": [line.as_json() for line in self.outcomes],
        }


def checked_runs(db: sqlite3.Connection, spider: str | None, limit: int) -> list[CheckedRun]:
    """The last ``limit`` checked or unfinished runs of each portal, or of one, the oldest first."""
    rows = db.execute(_RUNS, {"spider": spider}).fetchall()
    by_portal: dict[str, list[CheckedRun]] = {}
    for run_id, portal, started_at, reason, health, accepted_at, held in rows:
        alarms = [alarm["sentence"] for alarm in json.loads(health)["alarms"]] if health else []
        ended = _UNFINISHED if reason is None else ending(reason)
        run = CheckedRun(run_id, portal, started_at, alarms, accepted_at, held, ending=ended)
        by_portal.setdefault(portal, []).append(run)
    kept = {run.run_id: run for runs in by_portal.values() for run in runs[-limit:]}
    for run_id, measure, name, value, text, of in db.execute(_FIGURES, (json.dumps([*kept]),)):
        kept[run_id].figures[measure, name] = (text if value is None else value, of)
    for run in kept.values():
        run.outcomes = outcomes_of(db, run.run_id)
    return [*kept.values()]


def curve(values: Sequence[float | None]) -> str:
    """Numbers as a sparkline, the largest one full height; ``·`` where there is none."""
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    return "".join(
        _GAP if value is None else _BLOCKS[round(value / top * (len(_BLOCKS) - 1))]
        for value in values
    )


def curves(runs: Iterable[CheckedRun]) -> dict[tuple[str, str], list[float | None]]:
    """Each figure of one portal's runs over time; shares of faults that never occur left out."""
    runs = list(runs)
    keys = sorted({key for run in runs for key in run.figures})
    found = {}
    for key in keys:
        values = [run.figures.get(key, (None, 0))[0] for run in runs]
        numbers = [value if isinstance(value, float | int) else None for value in values]
        if any(numbers):
            found[key] = numbers
    return found
