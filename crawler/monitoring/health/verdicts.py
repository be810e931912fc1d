"""Verdict on each portal: since when it is broken, when last well, what waits, what to do.

Times come from the clocks of many nights, some of which were wrong. The order of runs is certain;
of times only those count that are not in the future, or else a portal whose runs are dated 2036
would be well for ten years whatever becomes of it.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from crawler.archive.clocks import SLACK
from crawler.archive.database import utc_text
from crawler.monitoring.exit_codes import ExitCode
from crawler.monitoring.summary import ENDS_OF_PORTAL, PLANNED_ENDS
from crawler.program import command

_RUNS = """
    SELECT r.id, r.spider, r.started_at, r.finished_at, r.finish_reason, r.errors,
        CASE WHEN r.accepted_at IS NULL AND NOT r.health ->> 'ok' THEN r.health END, count(q.id)
    FROM runs AS r LEFT JOIN quarantine AS q ON q.run_id = r.id
    WHERE :spider IS NULL OR r.spider = :spider
    GROUP BY r.id ORDER BY r.spider, r.id DESC
"""
_NEWEST = "SELECT max(first_seen_at) FROM articles WHERE portal = ? AND first_seen_at <= ?"


class State(StrEnum):
    """What is to be said of a portal."""

    WELL = "well"
    BROKEN = "broken"
    """Its last run raised an alarm that nobody has accepted."""
    WAITING = "waiting"
    """Articles wait for a decision; the last run itself was well."""
    FAILED = "failed"
    """Its last run ended with failures, was stopped, or never ended."""
    STALE = "stale"
    """Its last run is too long ago."""
    NEVER = "never crawled"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One portal; times as in ``runs``, None for never."""

    portal: str
    state: State
    exit_code: int | None = None
    """What its last run ended with, or would end with now that a person has decided.

    None: no run has ended that could tell.
    """
    since: str | None = None
    """Start of the first of the runs in a row that were not well."""
    last_well: str | None = None
    """Start of the last run with which nothing was wrong."""
    last_success: str | None = None
    """End of it."""
    last_run: str | None = None
    at_work: str | None = None
    """Start of the run that is at work now."""
    newest_article: str | None = None
    """When the newest article was first seen."""
    waiting: int = 0
    """Number of articles that wait for a decision."""
    alarms: tuple[str, ...] = ()
    """Of the last run, unless they were accepted."""
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
        if self.at_work:
            parts.append("another is at work")
        return ", ".join(parts) + (f": {self.next_step}" if self.next_step else "")


class _Run(NamedTuple):
    run_id: int
    portal: str
    started_at: str
    finished_at: str | None
    finish_reason: str | None
    """None: it never ended, or is at work."""
    errors: int | None
    health: str | None
    """With its alarms, if there were any and nobody has accepted them."""
    held: int

    @property
    def failed(self) -> bool:
        return self.finish_reason not in PLANNED_ENDS or bool(self.errors)

    @property
    def is_well(self) -> bool:
        return not (self.health or self.failed or self.held)

    def alarms(self) -> tuple[str, ...]:
        """A sentence each."""
        found = json.loads(self.health)["alarms"] if self.health else ()
        return tuple(alarm["sentence"] for alarm in found)


def verdicts(
    db: sqlite3.Connection,
    spider: str | None,
    portals: Collection[str],
    now: dt.datetime,
    max_age: dt.timedelta,
    at_work_since: dt.datetime | None = None,
) -> list[Verdict]:
    """A verdict on each portal that was crawled, or of ``portals``, in the order of their names.

    Args:
        db: the archive.
        spider: the only portal to be told of; None for all.
        portals: those that should be crawled.
        now: this moment, aware.
        max_age: of the last run; at that age and beyond a portal is not well.
        at_work_since: when the run began that holds the archive's lock; None: there is none, and
            a run that has no end will never have one.
    """
    judge = _Judge(now, max_age, at_work_since)
    runs = [_Run(*row) for row in db.execute(_RUNS, {"spider": spider})]
    found = {}
    for name, group in groupby(runs, lambda run: run.portal):
        (newest,) = db.execute(_NEWEST, (name, judge.until)).fetchone()
        found[name] = judge.verdict(name, [*group], newest)
    for name in portals:
        found.setdefault(name, Verdict(name, State.NEVER, next_step=command(f"crawl {name}")))
    return [found[name] for name in sorted(found)]


class _Judge:
    def __init__(
        self, now: dt.datetime, max_age: dt.timedelta, at_work_since: dt.datetime | None
    ) -> None:
        self.until = utc_text(now + SLACK)
        """Times behind it are those of a clock that was wrong."""
        self._now, self._max_age = now, max_age
        self._at_work_since = at_work_since and utc_text(at_work_since)

    def verdict(self, portal: str, runs: list[_Run], newest: str | None) -> Verdict:
        """The verdict on a portal's runs, newest first."""
        at_work = self._at_work(runs[0])
        ended = runs[1:] if at_work else runs
        if not ended:
            hangs = self._too_old(None, at_work)
            state, step = State.STALE if hangs else State.NEVER, hangs or "its first run is at work"
            return Verdict(portal, state, last_run=at_work, at_work=at_work, next_step=step)
        last = ended[0]
        waiting = [run for run in ended if run.held]
        not_well = [*takewhile(lambda run: not run.is_well, ended)]
        state, step = _state(portal, last, waiting)
        last_run = self._credible(run.started_at for run in ended)
        if too_old := self._too_old(last_run, at_work):
            step = f"{too_old} {step}".strip()
            state = State.STALE if state is State.WELL else state
        well = [run for run in ended if run.is_well]
        return Verdict(
            portal,
            state,
            exit_code=_exit_code(last, waiting),
            since=min([run.started_at for run in (*not_well, *waiting)], default=None),
            last_well=self._credible(run.started_at for run in well),
            last_success=self._credible(run.finished_at for run in well),
            last_run=last_run or last.started_at,
            at_work=at_work,
            newest_article=newest,
            waiting=sum(run.held for run in ended),
            alarms=last.alarms(),
            next_step=step,
        )

    def _at_work(self, last: _Run) -> str | None:
        since = self._at_work_since
        is_open = last.finish_reason is None
        return last.started_at if is_open and since and since <= last.started_at else None

    def _credible(self, moments: Iterable[str | None]) -> str | None:
        """The first of these times that can be, of runs with the newest first."""
        return next((moment for moment in moments if moment and moment <= self.until), None)

    def _too_old(self, last_run: str | None, at_work: str | None) -> str:
        """The sentence on a run that began too long ago, and on one that hangs; "" for neither."""
        last_run = at_work or last_run
        if last_run is None:
            mend = command("doctor --mend")
            return f"its runs are dated in the future, by a wrong clock: set it, then {mend}."
        age = self._now - dt.datetime.fromisoformat(last_run)
        if age < self._max_age:
            return ""
        old = f"{age.days // 7} weeks" if age >= dt.timedelta(days=14) else _days(age)
        if at_work:
            return f"its run is at work for {old}: does it hang?"
        return f"its last run is {old} old: is the timer at work?"


def _days(age: dt.timedelta) -> str:
    hours = age.total_seconds() / 3600
    count, unit = (round(hours / 24), "day") if hours >= 24 else (round(hours), "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _state(portal: str, last: _Run, waiting: list[_Run]) -> tuple[State, str]:
    """What is to be said whatever the time is, and the next step."""
    state, step = State.WELL, ""
    if last.health:
        state, step = State.BROKEN, command(f"health {portal} shows the alarms; mend the layout")
    elif last.failed:
        state, step = State.FAILED, command(f"update {portal} says why")
    elif waiting:
        state = State.WAITING
    if waiting:
        decide = " or ".join(command(f"accept {run.run_id}") for run in reversed(waiting[-3:]))
        step = f"{step}, or decide: {decide}" if step else f"decide: {decide}"
        step += " (--discard if the layout is wrong)"
    elif last.health:
        step += f", or {command(f'accept {last.run_id}')} if it is right"
    return state, step


def _exit_code(last: _Run, waiting: list[_Run]) -> ExitCode | None:
    """As ``Summary.exit_code`` has it, by what is kept of a run; None if it was killed."""
    if last.health or waiting:
        return ExitCode.UNHEALTHY
    if last.finish_reason is None:
        return None
    if last.failed:
        return ExitCode.FAILED
    return ExitCode.OK if last.finish_reason in ENDS_OF_PORTAL else ExitCode.PARTIAL
