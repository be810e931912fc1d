"""What makes a run a failed one: Scrapy itself calls every run that ends a success."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest

from crawler.captures.answers import CAPTURE
from crawler.monitoring.signals import page_rejected

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Capture

LIMIT_REACHED = "limit_reached"
"""Why a crawl ended that was asked for no more articles; no failure."""

_COUNT = "run/failures"


class ToldOnce(IgnoreRequest):
    """A request that is not made for a reason the whole run shares, and that was told once."""


_TOLD = "run/ended_by"

logger = logging.getLogger(__name__)


def note_failure(crawler: Crawler) -> None:
    """Count something the run was asked to do and could not."""
    crawler.stats.inc_value(_COUNT)


def tell_end(crawler: Crawler, error: Exception) -> None:
    """Say why a run ends before its time, and count it; who comes second keeps quiet.

    A full disk fails archive and captures alike, a moment apart, and is one thing to be told.
    """
    note_failure(crawler)
    if crawler.stats.get_value(_TOLD) is None:
        crawler.stats.set_value(_TOLD, str(error))
        logger.error("%s", error)


def failure_count(crawler: Crawler) -> int:
    """How many failures the run noted; 0 is the only success."""
    return int(crawler.stats.get_value(_COUNT, 0))


class FailureExtension:
    """Counts exceptions in our own code as failures and keeps their pages in ``rejects``."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.spider_error, signals.spider_error)
        crawler.signals.connect(self.item_error, signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making an extension."""
        return cls(crawler)

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """A callback failed on a page (None: the start of the crawl failed)."""
        note_failure(self._crawler)
        if response:
            capture = response.meta.get(CAPTURE) if response.request else None
            self._reject(response.url, "extract", failure, capture)

    def item_error(self, item: Any, failure: Failure) -> None:
        """A pipeline failed on an article."""
        note_failure(self._crawler)
        self._reject(item.url, "pipeline", failure, item.capture)

    def _reject(self, url: str, stage: str, failure: Failure, capture: Capture | None) -> None:
        self._crawler.signals.send_catch_log(
            page_rejected, url=url, stage=stage, reason=repr(failure.value), capture=capture
        )
