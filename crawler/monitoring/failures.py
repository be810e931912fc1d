"""Failures of a run, and the end of a crawl: for Scrapy every run that ends is a success."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.web.client import ResponseFailed

from crawler.items import Article
from crawler.monitoring.signals import page_rejected
from crawler.redaction import redact
from crawler.request_meta import CAPTURE

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Capture

LIMIT_REACHED = "limit_reached"
"""``finish_reason`` of a crawl that has stored as many articles as ``limit`` asked for."""

WINDOW_OVER = "window_over"
"""``finish_reason`` of a crawl that ran until ``CRAWL_WINDOW`` closed."""

LEFT_ALONE = "asked to be left alone"
"""Why a request failed whose host had asked for a long pause; its name stands before."""

ENDLESS = "redirected again and again, without an end"
"""Why a request failed that was redirected in a loop."""

_COUNT = "run/failures"
_REASONS = "run/failure_reasons"
_REASONS_KEPT = 3
_ENDLESS = "max redirections reached"  # says Scrapy's RedirectMiddleware
_ENDED_BY = "run/ended_by"

_closing: set[asyncio.Task[None]] = set()  # asyncio itself keeps only weak references

logger = logging.getLogger(__name__)


class PageNotFetched(IgnoreRequest):
    """A page could not be fetched: a failure, unlike a page that may not be fetched."""


class AlreadyReported(IgnoreRequest):
    """A request is dropped for a reason that concerns the whole run and has been reported once."""


def note_failure(crawler: Crawler, sentence: str, cause: str | None = None) -> None:
    """Count a failure; the first few are reported when the run ends.

    Args:
        crawler: of the run.
        sentence: what failed, for the operator; passwords in URLs are masked.
        cause: failures with the same cause are reported once: a host that is down is one event.
    """
    sentence = redact(sentence)
    crawler.stats.inc_value(_COUNT)
    reported: dict[str, tuple[str, int]] = crawler.stats.get_value(_REASONS, {})
    first, count = reported.get(cause or sentence, (sentence, 0))
    if not count and len(reported) >= _REASONS_KEPT:
        return
    count += 1 if cause or not count else 0  # so is the same sentence twice
    crawler.stats.set_value(_REASONS, reported | {cause or sentence: (first, count)})


def failure_reasons(crawler: Crawler) -> list[str]:
    """Sentences about the first few failures."""
    reported: dict[str, tuple[str, int]] = crawler.stats.get_value(_REASONS, {})
    return [
        f"{sentence} ({count} times)" if count > 1 else sentence
        for sentence, count in reported.values()
    ]


def report_fatal(crawler: Crawler, error: Exception) -> None:
    """Log why a run has to end, and count it as a failure; only the first error is logged.

    A full disk stops archive and captures a moment apart, and is one event to the operator.
    """
    if crawler.stats.get_value(_ENDED_BY) is not None:
        crawler.stats.inc_value(_COUNT)
        return
    note_failure(crawler, str(error))
    crawler.stats.set_value(_ENDED_BY, str(error))
    logger.error("%s", error)


def reported_fatal(crawler: Crawler) -> str | None:
    """The sentence that ``report_fatal`` has logged; None if it was not called."""
    end: str | None = crawler.stats.get_value(_ENDED_BY)
    return end


def end_crawl(crawler: Crawler, reason: str) -> None:
    """Close the spider soon, with ``reason`` as its ``finish_reason``.

    It cannot be awaited: closing waits for the responses and items in progress, and the caller is
    often one of them. Nothing happens before the spider is open and after it is closed.
    """
    engine = crawler.engine
    if engine is None or engine.spider is None:
        return
    task = asyncio.create_task(engine.close_spider_async(reason=reason))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


def failure_count(crawler: Crawler) -> int:
    """Number of failures of the run; only 0 is a success."""
    return int(crawler.stats.get_value(_COUNT, 0))


def in_words(reason: str) -> str:
    """A reason with the name of the status code: ``status 403 Forbidden``."""
    word, _, code = reason.partition(" ")
    if word != "status" or not code.isdecimal():
        return reason
    try:
        return f"{reason} {HTTPStatus(int(code)).phrase}"
    except ValueError:
        return reason


def is_refusal(error: BaseException | None) -> bool:
    """Whether a page was not requested because robots.txt, TDM reservations or our rules forbid it.

    Error responses (401, 403, 429, …) and endless redirects are failures, not refusals.
    """
    return (
        isinstance(error, IgnoreRequest)
        and not isinstance(error, (HttpError, PageNotFetched))
        and not _is_endless(error)
    )


def stage_of(error: BaseException | None) -> str:
    """The stage in ``rejects`` of a page that could not be fetched."""
    return "refused" if is_refusal(error) else "fetch"


def _is_endless(error: BaseException | None) -> bool:
    return isinstance(error, IgnoreRequest) and str(error) == _ENDLESS


def reason_of(error: BaseException | None) -> str:
    """Why a request failed, in a few words; ``error`` is the value of its Twisted Failure."""
    if isinstance(error, HttpError):
        return f"status {error.response.status}"
    if _is_endless(error):
        return ENDLESS
    cause = error.__cause__ if isinstance(error, DownloadFailedError) else error
    while isinstance(cause, ResponseFailed):  # Twisted's, whose text is a list of Failures
        error = cause = cause.reasons[-1].value
    return str(error) or type(error).__name__


class FailureExtension:
    """Extension: exceptions in our code count as failures, and their pages go to ``rejects``."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.spider_error, signals.spider_error)
        crawler.signals.connect(self.item_error, signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect the signals."""
        return cls(crawler)

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """Count an exception in a callback; without a response it was raised in ``start``."""
        where = response.url if response else "the start"
        note_failure(self._crawler, f"{where}: {failure.value!r}")
        if response:
            capture = response.meta.get(CAPTURE) if response.request else None
            self._reject(response.url, "extract", failure, capture)

    def item_error(self, item: Any, failure: Failure) -> None:
        """Count an exception in a pipeline."""
        if not isinstance(item, Article):
            note_failure(self._crawler, f"a {type(item).__name__}: {failure.value!r}")
            return
        note_failure(self._crawler, f"{item.url}: {failure.value!r}")
        self._reject(item.url, "pipeline", failure, item.capture)

    def _reject(self, url: str, stage: str, failure: Failure, capture: Capture | None) -> None:
        self._crawler.signals.send_catch_log(
            page_rejected, url=url, stage=stage, reason=repr(failure.value), capture=capture
        )
