"""Summary of a run: figures for the closing table and JSON, complaints, and the exit code."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar

from crawler.books import Line, sentence_of
from crawler.left_out import LeftOut
from crawler.monitoring.failures import (
    LIMIT_REACHED,
    WINDOW_OVER,
    failure_count,
    failure_reasons,
)
from crawler.monitoring.run_books import books_of, final_lines
from crawler.redaction import without_password

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.monitoring.health.measures import Alarm

BUDGET_SPENT = "closespider_timeout"
"""``finish_reason`` of a crawl whose time was up (``--max-minutes``): the next one goes on."""
INTERRUPTED = "shutdown"
"""``finish_reason`` of a crawl that a signal stopped (SIGINT, SIGTERM)."""


class ExitCode(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FAILED = 1
    """Finished with failures, or could not begin."""
    USAGE = 2
    """The command line is wrong; nothing was done."""
    LOCKED = 3
    """Another run holds the archive's lock."""
    UNHEALTHY = 4
    """Finished, but something needs a person: a health alarm, or articles held back."""


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
        return self.finish_reason in ("finished", LIMIT_REACHED, BUDGET_SPENT, WINDOW_OVER)

    @property
    def exit_code(self) -> ExitCode:
        """OK, FAILED, or UNHEALTHY after an alarm and as long as articles are held back."""
        if self.alarms or self.waiting:
            return ExitCode.UNHEALTHY
        return ExitCode.OK if self.ended_well and not self.errors else ExitCode.FAILED

    def findings(self) -> list[str]:
        """Alarms, what waits for a decision, and what failed, a sentence each."""
        found = [str(alarm) for alarm in self.alarms]
        found += [f"{self.portal}: {sentence}" for sentence in (*self.waiting, *self.notes)]
        return found + [f"{self.portal}: {reason}" for reason in self.reasons]

    def books(self) -> str:
        """What became of all that the run met, in one sentence; "" for nothing."""
        return sentence_of(self.outcomes)

    def complaints(self) -> list[str]:
        """Sentences for the operator: alarms, articles held, failures; empty when all is well."""
        ended_early = [f"{self.portal}: ended early: {self.finish_reason}"]
        return self.findings() + ([] if self.ended_well else ended_early)

    def as_json(self) -> dict[str, Any]:
        """The summary as one JSON object."""
        alarms = [alarm.as_json() for alarm in self.alarms]
        outcomes = [line.as_json() for line in self.outcomes]
        left = self.left_out.as_json()
        return {**asdict(self), "alarms": alarms, "left_out": left, "outcomes": outcomes}

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
        return cls(**{**values, "alarms": alarms, "left_out": left, **lists})


def summary_of(crawler: Crawler) -> Summary:
    """Read the summary of a finished crawl out of its stats."""
    spider, stats = crawler.spider, crawler.stats

    def count(name: str) -> int:
        return int(stats.get_value(f"archive/{name}", 0))

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
        seconds=float(stats.get_value("archive/seconds", 0)),
        finish_reason=str(stats.get_value("finish_reason", "not started")),
        reasons=tuple(failure_reasons(crawler)),
        alarms=tuple(stats.get_value("health/alarms", ())),
        run_id=stats.get_value("archive/run_id"),
        left_out=LeftOut.of_run(books_of(crawler)),
        outcomes=final_lines(crawler),
        waiting=tuple(map(str, stats.get_value("archive/waiting", ()))),
        notes=tuple(stats.get_value("archive/notes", ())),
    )
