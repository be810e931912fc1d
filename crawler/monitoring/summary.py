"""Summary of a run: figures for the closing table and JSON, complaints, and the exit code."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar

from crawler.books import EntryOutcome, Line, sentence_of
from crawler.left_out import LeftOut, files_sentence
from crawler.monitoring.exit_codes import ExitCode
from crawler.monitoring.failures import (
    LIMIT_REACHED,
    WINDOW_OVER,
    failure_count,
    failure_reasons,
)
from crawler.monitoring.run_books import books_of, final_lines
from crawler.redaction import without_password

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from scrapy.statscollectors import StatsCollector

    from crawler.monitoring.health.measures import Alarm

BUDGET_SPENT = "closespider_timeout"
"""``finish_reason`` of a crawl whose time was up (``--max-minutes``): the next one goes on."""
INTERRUPTED = "shutdown"
"""``finish_reason`` of a crawl that a signal stopped (SIGINT, SIGTERM)."""
KILLED = "killed"
"""Said of a crawl that a second signal ended at once: its run stays unfinished in the archive."""
NOT_STARTED = "not started"
FINISHED = "finished"
ENDS_OF_PORTAL = (FINISHED, LIMIT_REACHED)
"""``finish_reason`` of a crawl that read all it was asked to."""
PLANNED_ENDS = (*ENDS_OF_PORTAL, BUDGET_SPENT, WINDOW_OVER)
"""The same of one that no signal and no full disk stopped."""

logger = logging.getLogger(__name__)

_PARTIAL = {
    LIMIT_REACHED: "limit= was reached",
    BUDGET_SPENT: "time was up",
    WINDOW_OVER: "the crawl hours were over",
    INTERRUPTED: "stopped by a signal",
    KILLED: "ended at once, unfinished",
}
"""Why a run has not read all of a portal, in words; other reasons speak for themselves."""


_AS_FIGURES = frozenset(
    {EntryOutcome.NEW, EntryOutcome.CHANGED, EntryOutcome.UNCHANGED, EntryOutcome.HELD}
)


def ending(finish_reason: str) -> str:
    """``partial: time was up``; "" for a run that came to the end of its portal."""
    if finish_reason == FINISHED:
        return ""
    return f"partial: {_PARTIAL.get(finish_reason, finish_reason.replace('_', ' '))}"


@dataclass(frozen=True)
class Summary:
    """One run of one portal; counts are articles, ``errors`` are failures, times are seconds."""

    FIGURES: ClassVar[tuple[str, ...]] = (
        "new", "changed", "unchanged", "duplicates", "rejected", "held", "errors", "seconds",
    )  # fmt: skip
    """The fields that are numbers, as columns of the closing table."""

    portal: str
    source: str
    new: int
    changed: int
    unchanged: int
    duplicates: int
    rejected: int
    held: int
    errors: int
    seconds: float
    finish_reason: str
    reasons: tuple[str, ...] = ()
    """Sentences about the first few failures."""
    alarms: tuple[Alarm, ...] = ()
    run_id: int | None = None
    left_out: LeftOut = field(default_factory=LeftOut)
    """What the source has and the run left out."""
    outcomes: tuple[Line, ...] = ()
    """The books of the run: what became of all it met."""
    waiting: tuple[str, ...] = ()
    """A sentence for each run, this one included, whose articles wait for a person's decision."""
    notes: tuple[str, ...] = ()
    """What a person should know of the archive, and the run did in spite of it: a wrong clock."""

    @property
    def ended_well(self) -> bool:
        """Whether the run reached a planned end: no signal, no full disk stopped it."""
        return self.finish_reason in PLANNED_ENDS

    @property
    def ending(self) -> str:
        """``partial: time was up``; "" for a run that came to the end of its portal."""
        return ending(self.finish_reason)

    @property
    def exit_code(self) -> ExitCode:
        """UNHEALTHY after an alarm and as long as articles are held back; else FAILED or PARTIAL.

        A run that took as many articles as ``limit`` asked for is OK.
        """
        if self.alarms or self.waiting:
            return ExitCode.UNHEALTHY
        if not self.ended_well or self.errors:
            return ExitCode.FAILED
        return ExitCode.OK if self.finish_reason in ENDS_OF_PORTAL else ExitCode.PARTIAL

    def line(self) -> str:
        """``bmftr from live: 12 new, 1 error in 7.2 s``, in which nothing is nought."""
        where = f"{self.portal} from {self.source}" if self.source else self.portal
        ended = f" ({self.ending})" if self.ending else ""
        return f"{where}: {figures_sentence([self])} in {self.seconds:g} s{ended}"

    def findings(self) -> list[str]:
        """Alarms, what waits for a decision, and what failed, a sentence each."""
        found = [str(alarm) for alarm in self.alarms]
        found += [f"{self.portal}: {sentence}" for sentence in (*self.waiting, *self.notes)]
        return found + self.failures()

    def failures(self) -> list[str]:
        """What failed, a sentence each."""
        return [f"{self.portal}: {reason}" for reason in self.reasons]

    def met(self) -> str:
        """What became of all that the run met, but what the figures say; "" for nothing."""
        return sentence_of(self.outcomes, but=_AS_FIGURES)

    def files(self) -> str:
        """Which files were read and which were not, in one sentence; "" if there were none."""
        return files_sentence(self.outcomes)

    def complaints(self) -> list[str]:
        """Sentences for the operator: alarms, articles held, failures; empty when all is well."""
        is_whole = self.finish_reason in ENDS_OF_PORTAL
        return self.findings() + ([] if is_whole else [f"{self.portal}: {self.ending}"])

    def as_json(self) -> dict[str, Any]:
        """The summary as one JSON object."""
        alarms = [alarm.as_json() for alarm in self.alarms]
        outcomes = [line.as_json() for line in self.outcomes]
        left = self.left_out.as_json()
        own = {**asdict(self), "ending": self.ending}
        return {**own, "alarms": alarms, "left_out": left, "outcomes": outcomes}

    def with_failures(self, *reasons: str) -> Self:
        """The same summary with more failures."""
        return replace(self, errors=self.errors + len(reasons), reasons=(*self.reasons, *reasons))

    @classmethod
    def of_nothing(cls, portal: str, source: str, finish_reason: str) -> Self:
        """The summary of a portal that was not crawled, and why."""
        zeros: dict[str, Any] = dict.fromkeys(cls.FIGURES, 0)
        return cls(portal, without_password(source), **zeros, finish_reason=finish_reason)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The inverse of ``as_json``."""
        from crawler.monitoring.health.measures import Alarm

        alarms = tuple(map(Alarm.from_json, values["alarms"]))
        left = LeftOut.from_json(values.get("left_out", {}))
        lists = {name: tuple(values[name]) for name in ("reasons", "waiting", "notes")}
        lists["outcomes"] = tuple(Line.from_json(line) for line in values.get("outcomes", ()))
        own = {each.name: values[each.name] for each in fields(cls) if each.name in values}
        return cls(**{**own, "alarms": alarms, "left_out": left, **lists})


_ONE = {"duplicates": "duplicate", "errors": "error"}


def figures_sentence(summaries: Iterable[Summary]) -> str:
    """``12 new, 1 error``, ``nothing new, 3 unchanged``: the sums of some runs, without zeros."""
    runs = [*summaries]
    told = [] if any(run.new or run.changed for run in runs) else ["nothing new"]
    for name in Summary.FIGURES:
        count = sum(getattr(run, name) for run in runs)
        if count and name != "seconds":
            told.append(f"{count} {_ONE.get(name, name) if count == 1 else name}")
    return ", ".join(told).replace("held", "held back")


def log_result(summary: Summary, settings: BaseSettings) -> None:
    """Write the result of a portal's run into the log, but not on the terminal, which shows it."""
    if settings["LOG_FILE"] or not (sys.stderr and sys.stderr.isatty()):
        figures = {name: getattr(summary, name) for name in Summary.FIGURES}
        more = {"portal": summary.portal, "figures": figures}
        logger.info("%s", summary.line(), extra=more)


def summary_of(crawler: Crawler) -> Summary:
    """Read the summary of a finished crawl out of its stats."""
    spider, stats = crawler.spider, crawler.stats

    def count(name: str) -> int:
        return int(stats.get_value(f"archive/{name}", 0))

    is_open = spider is not None and stats.get_value("finish_time") is None
    return Summary(
        portal=crawler.spidercls.name,
        source=getattr(getattr(spider, "source", None), "name", ""),
        new=count("new"),
        changed=count("changed"),
        unchanged=count("unchanged"),
        duplicates=count("duplicates"),
        rejected=count("rejected"),
        held=count("held"),
        errors=failure_count(crawler),
        # Not Scrapy's elapsed_time_seconds, which a change of the clock falsifies.
        seconds=_since_start(stats) if is_open else float(stats.get_value("archive/seconds", 0)),
        finish_reason=str(stats.get_value("finish_reason", KILLED if is_open else NOT_STARTED)),
        reasons=tuple(failure_reasons(crawler)),
        alarms=tuple(stats.get_value("health/alarms", ())),
        run_id=stats.get_value("archive/run_id"),
        left_out=LeftOut.of_run(books_of(crawler)),
        outcomes=final_lines(crawler),
        waiting=tuple(map(str, stats.get_value("archive/waiting", ()))),
        notes=tuple(stats.get_value("archive/notes", ())),
    )


def _since_start(stats: StatsCollector) -> float:
    """Seconds since Scrapy's start of a crawl that could not say when it ended."""
    start = stats.get_value("start_time")
    return round((dt.datetime.now(dt.UTC) - start).total_seconds(), 1) if start else 0.0
