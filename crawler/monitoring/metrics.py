"""The state of an archive and its runs, as metrics for Prometheus (its text format 0.0.4).

All but what concerns the present `update` is read out of the archive: numbers survive restarts,
and a portal that is not asked about any more leaves no line behind.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler import NAME, __version__
from crawler.books import EntryKind, EntryOutcome
from crawler.monitoring.health.verdicts import State, Verdict
from crawler.terminal import plain

_LAST_ENDED = """
    SELECT spider, seconds, id FROM runs
    WHERE id IN (SELECT max(id) FROM runs WHERE finished_at IS NOT NULL GROUP BY spider)
"""
_OUTCOMES = "SELECT kind, outcome, sum(count) FROM run_outcomes WHERE run_id = ? GROUP BY 1, 2"
_ALWAYS_TOLD = frozenset(EntryOutcome) - {EntryOutcome.UNACCOUNTED}
"""Outcomes of articles that have a line though their number is nought: rates need one."""

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UpdateRun:
    """One run of ``scrapy update``; None for what there is not yet, as long as it is at work."""

    started: dt.datetime
    ended: dt.datetime | None = None
    exit_code: int | None = None
    seconds: float | None = None
    """By a clock that nobody sets."""


@dataclass(slots=True)
class _Gauge:
    name: str
    about: str
    samples: list[tuple[Labels, float]] = field(default_factory=list)

    def add(self, value: float | None, **labels: str) -> None:
        if value is not None:
            self.samples.append((labels, value))

    def lines(self) -> Iterator[str]:
        if not self.samples:
            return
        name = f"{NAME}_{self.name}"
        yield f"# HELP {name} {_escaped(self.about, quoted=False)}"
        yield f"# TYPE {name} gauge"
        for labels, value in self.samples:
            inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
            yield f"{name}{{{inside}}} {_number(value)}" if labels else f"{name} {_number(value)}"


def metrics_text(db: sqlite3.Connection, verdicts: Sequence[Verdict], update: UpdateRun) -> str:
    """All metrics, as the textfile collector of Prometheus' node_exporter reads them.

    Args:
        db: the archive.
        verdicts: on the portals to be told of.
        update: the run that writes this.
    """
    gauges = [*_of_update(update), *_of_verdicts(verdicts)]
    gauges += _of_last_runs(db, {verdict.portal for verdict in verdicts})
    return "".join(f"{line}\n" for gauge in gauges for line in gauge.lines())


def _of_update(update: UpdateRun) -> Iterator[_Gauge]:
    info = _Gauge("info", "The version that wrote this.")
    info.add(1, version=__version__)
    yield info
    told: list[tuple[str, str, float | None]] = [
        ("update_started_timestamp", "When the last update began.", update.started.timestamp()),
        (
            "update_ended_timestamp",
            "When it ended; absent while it is at work, and after it was killed.",
            None if update.ended is None else update.ended.timestamp(),
        ),
        (
            "update_exit_code",
            "What it ended with: 0 fine, 1 failures, 4 something needs a person, 5 time was up.",
            update.exit_code,
        ),
        ("update_duration_seconds", "How long it took.", update.seconds),
    ]
    for name, about, value in told:
        gauge = _Gauge(name, about)
        gauge.add(value)
        yield gauge


def _of_verdicts(verdicts: Iterable[Verdict]) -> list[_Gauge]:
    success = _Gauge(
        "last_success_timestamp",
        "End of the portal's last run that came to a planned end without failures, alarms and "
        "articles held back; 0: never.",
    )
    run = _Gauge("last_run_timestamp", "Start of the portal's last run; 0: never.")
    code = _Gauge(
        "exit_code",
        "What the portal's last run ended with: 0 fine, 1 failures, 4 something needs a person, 5 "
        "time was up; absent if it was killed.",
    )
    newest = _Gauge(
        "newest_article_timestamp", "When the portal's newest article was first seen; 0: never."
    )
    held = _Gauge("held_articles", "Articles held back until a person decides.")
    alarms = _Gauge("alarms", "Alarms of the portal's last run that nobody has accepted.")
    state = _Gauge("verdict", "1 for what `health` says of the portal, 0 for all else.")
    for verdict in verdicts:
        portal = verdict.portal
        success.add(_timestamp(verdict.last_success), portal=portal)
        run.add(_timestamp(verdict.last_run), portal=portal)
        code.add(verdict.exit_code, portal=portal)
        newest.add(_timestamp(verdict.newest_article), portal=portal)
        held.add(verdict.waiting, portal=portal)
        alarms.add(len(verdict.alarms), portal=portal)
        for each in State:
            state.add(each is verdict.state, portal=portal, verdict=each)
    return [success, run, code, newest, held, alarms, state]


def _of_last_runs(db: sqlite3.Connection, portals: set[str]) -> list[_Gauge]:
    duration = _Gauge("last_run_duration_seconds", "How long the portal's last ended run took.")
    outcomes = _Gauge(
        "last_run_outcomes",
        "What became of all that the portal's last ended run met (docs/operations.md).",
    )
    for portal, seconds, run_id in sorted(db.execute(_LAST_ENDED).fetchall()):
        if portal not in portals:
            continue
        duration.add(seconds, portal=portal)
        counts = {(EntryKind.ARTICLE, outcome): 0 for outcome in sorted(_ALWAYS_TOLD)}
        counts |= {(row[0], row[1]): row[2] for row in db.execute(_OUTCOMES, (run_id,))}
        for (kind, outcome), count in counts.items():
            outcomes.add(count, portal=portal, kind=kind, outcome=outcome)
    return [duration, outcomes]


def _timestamp(moment: str | None) -> float:
    return dt.datetime.fromisoformat(moment).timestamp() if moment else 0


def _number(value: float) -> str:
    return f"{int(value)}" if value == int(value) else repr(float(value))


def _escaped(text: str, *, quoted: bool = True) -> str:
    text = plain(text).replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quoted else text
