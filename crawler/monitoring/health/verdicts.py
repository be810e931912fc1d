"""Verdict on each portal: since when it is broken, when last well, what waits, what to do."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from crawler.program import command

STALE = dt.timedelta(days=14)
"""Age of the last run from which on a portal counts as not crawled any more."""

_RUNS = """
    SELECT r.id, r.spider, r.started_at, r.accepted_at IS NULL AND NOT r.health ->> 'ok' AS rang,
        r.finish_reason IS NULL OR r.errors > 0, count(q.id), min(w.started_at)
    FROM runs AS r
    LEFT JOIN quarantine AS q ON q.run_id = r.id LEFT JOIN runs AS w ON w.id = q.run_id
    WHERE :spider IS NULL OR r.spider = :spider
    GROUP BY r.id ORDER BY r.spider, r.id DESC
"""


class State(StrEnum):
    """What is to be said of a portal."""

    WELL = "well"
    BROKEN = "broken"
    """Its last run raised an alarm that nobody has accepted."""
    WAITING = "waiting"
    """Articles wait for a decision; the last run itself was well."""
    FAILED = "failed"
    """Its last run ended with failures, or not at all."""
    STALE = "stale"
    NEVER = "never crawled"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One portal; times as in ``runs``, None for never."""

    portal: str
    state: State
    since: str | None = None
    """Start of the first of the runs in a row that were not well."""
    last_well: str | None = None
    """Start of the last run with which nothing was wrong."""
    last_run: str | None = None
    waiting: int = 0
    """Number of articles that wait for a decision."""
    next_step: str = ""

    def as_json(self) -> dict[str, Any]:
        """The verdict as one JSON object, with its sentence."""
        return {"portal": self.portal, "verdict": {**asdict(self), "sentence": str(self)}}

    def __str__(self) -> str:
        if self.state is State.NEVER:
            return f"{self.portal}: never crawled: {self.next_step}"
        parts = [f"{self.portal}: {self.state}"]
        if self.since:
            parts[0] += f" since {self.since[:10]}"
            parts.append(f"last well on {self.last_well[:10]}" if self.last_well else "never well")
        if self.waiting:
            parts.append(
                "1 article waits" if self.waiting == 1 else f"{self.waiting} articles wait"
            )
        parts.append(f"last run on {(self.last_run or '')[:10]}")
        return ", ".join(parts) + (f": {self.next_step}" if self.next_step else "")


class _Run(NamedTuple):
    run_id: int
    portal: str
    started_at: str
    rang: bool | None
    """None: its health was not checked."""
    failed: bool
    held: int
    waits_since: str | None

    @property
    def is_well(self) -> bool:
        return not (self.rang or self.failed or self.held)


def verdicts(
    db: sqlite3.Connection, spider: str | None, portals: Collection[str], now: dt.datetime
) -> list[Verdict]:
    """A verdict on each portal that was crawled, or of ``portals``, in the order of their names.

    Args:
        db: the archive.
        spider: the only portal to be told of; None for all.
        portals: those that should be crawled.
        now: this moment, aware.
    """
    runs = (_Run(*row) for row in db.execute(_RUNS, {"spider": spider}))
    found = {
        name: _judged(name, [*group], now) for name, group in groupby(runs, lambda r: r.portal)
    }
    for name in portals:
        found.setdefault(name, Verdict(name, State.NEVER, next_step=command(f"crawl {name}")))
    return [found[name] for name in sorted(found)]


def _judged(portal: str, runs: list[_Run], now: dt.datetime) -> Verdict:
    """The verdict on a portal's runs, newest first."""
    last = runs[0]
    waiting = [run for run in runs if run.held]
    not_well = [*takewhile(lambda run: not run.is_well, runs)]
    since = min([run.started_at for run in (*not_well, *waiting)], default=None)
    state, step = State.WELL, ""
    if last.rang:
        state, step = State.BROKEN, command(f"health {portal} shows the alarms; mend the layout")
    elif last.failed:
        state, step = State.FAILED, command(f"update {portal} says why")
    elif waiting:
        state = State.WAITING
    if waiting:
        decide = " or ".join(command(f"accept {run.run_id}") for run in reversed(waiting[-3:]))
        step = f"{step}, or decide: {decide}" if step else f"decide: {decide}"
        step += " (--discard if the layout is wrong)"
    elif last.rang:
        step += f", or {command('accept')} {last.run_id} if it is right"
    age = now - dt.datetime.fromisoformat(last.started_at)
    if age >= STALE:
        weeks = f"its last run is {age.days // 7} weeks old: is the timer at work?"
        step = f"{weeks} {step}".strip()
        state = State.STALE if state is State.WELL else state
    well = next((run.started_at for run in runs if run.is_well), None)
    return Verdict(portal, state, since, well, last.started_at, sum(run.held for run in runs), step)
