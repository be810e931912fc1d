"""What ``scrapy update`` does without ``--cluster``: all crawls in this process."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.commands.portals import host_asked
from crawler.monitoring.summary import BUDGET_SPENT, INTERRUPTED, Summary, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler


@dataclass(slots=True)
class PortalCrawl:
    """A crawl that waits for its turn, is at work, or has ended."""

    crawler: Crawler
    arguments: dict[str, str]
    ended_as: str = "not started"
    """Why it was never begun, if it was not."""

    def summary(self) -> Summary:
        """What it brought; nothing when it was never begun."""
        if self.crawler.spider is None:
            return Summary.of_nothing(
                self.crawler.spidercls.name, self.arguments["source"], self.ended_as
            )
        return summary_of(self.crawler)


def update_here(
    process: Any,
    crawls: Iterable[tuple[Any, dict[str, str]]],
    seconds: float | None,
    *,
    quiet: bool,
) -> list[Summary]:
    """Crawl portals side by side, those that ask the same host one after the other.

    Args:
        process: Scrapy's, not started.
        crawls: a spider and its arguments each.
        seconds: after how many no further crawl is begun, and those at work end.
        quiet: whether to show no progress.
    """
    from rich.console import Console

    from crawler.monitoring.progress import progress_display

    deadline = math.inf if seconds is None else time.monotonic() + seconds
    portals, in_turn = [], defaultdict(list)
    for spider, arguments in crawls:
        portals.append(PortalCrawl(process.create_crawler(spider), arguments))
        in_turn[host_asked(spider, arguments["source"])].append(portals[-1])
    for group in in_turn.values():
        crawl_in_turn(process, group, deadline)
    with progress_display(
        [portal.crawler for portal in portals], Console(stderr=True, quiet=quiet)
    ):
        process.start()
    return [portal.summary() for portal in portals]


def crawl_in_turn(process: Any, portals: list[PortalCrawl], deadline: float) -> None:
    """Begin the first of some crawls, and each other one when the one before it has ended.

    ``deadline`` is a moment of ``time.monotonic()``: each has what is left until then.
    """
    if not portals:
        return
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        _begin_none(portals, BUDGET_SPENT)
        return
    first, *others = portals
    if seconds < math.inf:
        first.crawler.settings.set("CLOSESPIDER_TIMEOUT", seconds, priority="cmdline")

    def go_on(_: object) -> None:
        if first.summary().finish_reason == INTERRUPTED:
            _begin_none(others, INTERRUPTED)
        else:
            crawl_in_turn(process, others, deadline)

    process.crawl(first.crawler, **first.arguments).add_done_callback(go_on)


def _begin_none(portals: list[PortalCrawl], reason: str) -> None:
    for portal in portals:
        portal.ended_as = reason
