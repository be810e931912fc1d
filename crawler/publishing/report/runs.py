"""How the last run of each spider went."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from crawler.monitoring.failures import LIMIT_REACHED

_FINE = ("finished", LIMIT_REACHED)
_COUNTS = ("new", "changed", "unchanged", "rejected", "errors")
_LAST = f"""
SELECT spider, started_at, finished_at, finish_reason, health, {", ".join(_COUNTS)}
FROM runs
WHERE id IN (SELECT max(id) FROM runs GROUP BY spider)
ORDER BY started_at DESC, spider
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of a spider; ``troubles`` are sentences, none when all is well."""

    spider: str
    started_at: str
    counts: dict[str, int]
    troubles: list[str]


def last_runs(db: sqlite3.Connection) -> list[LastRun]:
    """The last run of each spider, the latest first."""
    runs = []
    for spider, started_at, finished_at, reason, health, *counts in db.execute(_LAST):
        counted = {name: count or 0 for name, count in zip(_COUNTS, counts, strict=True)}
        troubles = []
        if finished_at is None:
            troubles.append("at work, or it ended without a chance to say so")
        elif reason not in _FINE:
            troubles.append(f"it ended early: {reason}")
        troubles += [f"{counted[name]} {name}" for name in ("rejected", "errors") if counted[name]]
        runs.append(LastRun(spider, started_at, counted, troubles + _alarms(health)))
    return runs


def _alarms(health: str | None) -> list[str]:
    """The sentences of the run's health check, as docs/schema.md has ``runs.health``."""
    found = json.loads(health) if health else {}
    return [alarm["sentence"] for alarm in found.get("alarms", [])]
