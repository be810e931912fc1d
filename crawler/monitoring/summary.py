"""What a run brought, in numbers: the closing table, its JSON and the exit code."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from crawler.monitoring.failures import LIMIT_REACHED, WINDOW_OVER, failure_count

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

OK, FAILED, USAGE = 0, 1, 2
"""Exit codes of every command; 3 (locked) and 4 (health) belong to ``scrapy update``."""


@dataclass(frozen=True)
class Summary:
    """One run of one portal; counts are articles, ``errors`` are failures, times are seconds."""

    portal: str
    source: str
    new: int
    changed: int
    unchanged: int
    duplicates: int
    rejected: int
    errors: int
    seconds: float
    finish_reason: str

    @property
    def ended_well(self) -> bool:
        """Whether the run came to its own end: no signal, no full disk stopped it."""
        return self.finish_reason in ("finished", LIMIT_REACHED, WINDOW_OVER)

    @property
    def exit_code(self) -> int:
        """0 when the run did all it was asked to, else 1."""
        return OK if self.ended_well and not self.errors else FAILED

    def as_json(self) -> dict[str, Any]:
        """The summary as one JSON object."""
        return asdict(self)


def summary_of(crawler: Crawler) -> Summary:
    """Read the summary of a finished crawl out of its stats."""
    spider, stats = crawler.spider, crawler.stats

    def count(name: str) -> int:
        return int(stats.get_value(f"archive/{name}", 0))

    return Summary(
        portal=crawler.spidercls.name,
        source=spider.source.name if spider else "",  # type: ignore[attr-defined]
        new=count("new"),
        changed=count("changed"),
        unchanged=count("unchanged"),
        duplicates=count("duplicates"),
        rejected=count("rejected"),
        errors=failure_count(crawler),
        seconds=round(float(stats.get_value("elapsed_time_seconds", 0)), 1),
        finish_reason=str(stats.get_value("finish_reason", "not started")),
    )
