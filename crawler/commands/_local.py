"""``scrapy update`` without ``--cluster``: all crawls in this process."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.commands._portals import host_asked
from crawler.monitoring.stopping import run_crawls

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

    from crawler.monitoring.summary import Summary


@dataclass(slots=True)
class ScheduledCrawl:
    """The crawl of one portal: waiting, running, or ended."""

    crawler: Crawler
    arguments: dict[str, str]
    ended_as: str = "not started"
    """``finish_reason`` if it was never started."""
    error: str | None = None
    """The exception that kept its spider from starting."""
    is_logged: bool = False

    def log_once(self) -> None:
        """Write the result into the log: as soon as the crawl ends, or when the run does."""
        from crawler.monitoring.summary import log_result

        if not self.is_logged:
            log_result(self.summary(), self.crawler.settings)
            self.is_logged = True

    def summary(self) -> Summary:
        """The summary of the crawl, with zeros if it was never started."""
        from crawler.monitoring.summary import summary_of

        if self.crawler.spider is None:
            return _nothing(
                self.crawler.spidercls, self.arguments["source"], self.ended_as, self.error
            )
        return summary_of(self.crawler)


def _nothing(spider: Any, source: str, reason: str, error: str | None) -> Summary:
    from crawler.monitoring.summary import Summary
    from crawler.portal_spiders import file_of

    summary = Summary.of_nothing(spider.name, source, reason)
    return summary.with_failures(f"{file_of(spider)}: {error}") if error else summary


def update_locally(
    process: Any,
    crawls: Iterable[tuple[Any, dict[str, str]]],
    seconds: float | None,
    *,
    quiet: bool,
) -> list[Summary]:
    """Crawl portals side by side, those that request the same host one after the other.

    Args:
        process: Scrapy's, not started.
        crawls: pairs of a spider and its arguments.
        seconds: time after which no crawl is started and running ones end; None for no limit.
        quiet: show no progress.
    """
    from crawler.console import console
    from crawler.monitoring.progress import progress_display
    from crawler.monitoring.summary import log_result

    deadline = math.inf if seconds is None else time.monotonic() + seconds
    turns, in_turn, failed = [], defaultdict(list), []
    for spider, arguments in crawls:
        try:
            crawler = process.create_crawler(spider)
        except Exception as error:  # custom_settings no crawl can have: the others go on
            failed.append(_nothing(spider, arguments["source"], "not started", repr(error)))
            continue
        turns.append(ScheduledCrawl(crawler, arguments))
        in_turn[host_asked(spider, arguments["source"])].append(turns[-1])
    for group in in_turn.values():
        crawl_in_sequence(process, group, deadline)
    with progress_display([turn.crawler for turn in turns], console(error=True, quiet=quiet)):
        run_crawls(process)
    for turn in turns:
        turn.log_once()
    for summary in failed:
        log_result(summary, process.settings)
    return [turn.summary() for turn in turns] + failed


def crawl_in_sequence(process: Any, turns: list[ScheduledCrawl], deadline: float) -> None:
    """Start the first of some crawls, and each of the others when the one before it has ended.

    ``deadline`` is a time of ``time.monotonic()``: each crawl may take what is left until then.
    """
    from crawler.monitoring.summary import BUDGET_SPENT, INTERRUPTED

    if not turns:
        return
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        _begin_none(turns, BUDGET_SPENT)
        return
    first, *others = turns
    if seconds < math.inf:
        first.crawler.settings.set("CLOSESPIDER_TIMEOUT", seconds, priority="cmdline")

    def go_on(crawl: Future[None]) -> None:
        if not crawl.cancelled() and (error := crawl.exception()) is not None:
            first.error = repr(error)
        first.log_once()
        if first.summary().finish_reason == INTERRUPTED:
            _begin_none(others, INTERRUPTED)
        else:
            crawl_in_sequence(process, others, deadline)

    process.crawl(first.crawler, **first.arguments).add_done_callback(go_on)


def _begin_none(turns: list[ScheduledCrawl], reason: str) -> None:
    for turn in turns:
        turn.ended_as = reason
