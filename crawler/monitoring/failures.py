"""What makes a run a failed one: Scrapy itself calls every run that ends a success."""

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
from crawler.left_out import LeftOut, Reason
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
"""Why a crawl ended that was asked for no more articles; no failure."""

WINDOW_OVER = "window_over"
"""Why a crawl ended that went on until ``CRAWL_WINDOW`` closed; no failure."""

_COUNT = "run/failures"
_REASONS = "run/failure_reasons"
_REASONS_KEPT = 3
_ENDLESS = "max redirections reached"  # says Scrapy's RedirectMiddleware
_ENDED_BY = "run/ended_by"
_LEFT_OUT = "left_out"
_EXAMPLE = "left_out_example"

_closing: set[asyncio.Task[None]] = set()  # asyncio itself keeps only weak references

logger = logging.getLogger(__name__)


class PageNotFetched(IgnoreRequest):
    """A page that was to be had and was not: a failure, unlike what nobody may read."""


class AlreadyReported(IgnoreRequest):
    """A request that is not made for a reason the whole run shares, and that was told once."""


def note_failure(crawler: Crawler, sentence: str, cause: str | None = None) -> None:
    """Count something the run was asked to do and could not; the first few are told at its end.

    Of failures with one ``cause`` the first is told: a host that is down is one thing to know.
    """
    sentence = redact(sentence)
    crawler.stats.inc_value(_COUNT)
    told: dict[str, tuple[str, int]] = crawler.stats.get_value(_REASONS, {})
    first, count = told.get(cause or sentence, (sentence, 0))
    if not count and len(told) >= _REASONS_KEPT:
        return
    count += 1 if cause or not count else 0  # the same sentence twice is one thing, too
    crawler.stats.set_value(_REASONS, told | {cause or sentence: (first, count)})


def failure_reasons(crawler: Crawler) -> list[str]:
    """What failed, in sentences: the first few."""
    told: dict[str, tuple[str, int]] = crawler.stats.get_value(_REASONS, {})
    return [
        f"{sentence} ({count} times)" if count > 1 else sentence
        for sentence, count in told.values()
    ]


def report_fatal(crawler: Crawler, error: Exception) -> None:
    """Say why a run ends before its time, and count it; who comes second keeps quiet.

    A full disk fails archive and captures alike, a moment apart, and is one thing to be told.
    """
    note_failure(crawler, str(error))
    if crawler.stats.get_value(_ENDED_BY) is None:
        crawler.stats.set_value(_ENDED_BY, str(error))
        logger.error("%s", error)


def reported_fatal(crawler: Crawler) -> str | None:
    """The sentence ``report_fatal`` has logged, if it had to."""
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
    """How many failures the run noted; 0 is the only success."""
    return int(crawler.stats.get_value(_COUNT, 0))


def note_left_out(crawler: Crawler, left: LeftOut) -> None:
    """Count what a source has and the run leaves out; that alone makes it no failed one."""
    for reason, count in left.counts.items():
        crawler.stats.inc_value(f"{_LEFT_OUT}/{reason}", count)
        example = f"{_EXAMPLE}/{reason}"
        crawler.stats.set_value(example, crawler.stats.get_value(example) or left.examples[reason])


def left_out(crawler: Crawler) -> LeftOut:
    """What the run left out, by reason."""
    found = LeftOut()
    for reason in Reason:
        if count := crawler.stats.get_value(f"{_LEFT_OUT}/{reason}"):
            found.add(reason, redact(crawler.stats.get_value(f"{_EXAMPLE}/{reason}")), count)
    return found


def in_words(reason: str) -> str:
    """A reason for people: a status has its name with it, ``status 403 Forbidden``."""
    word, _, code = reason.partition(" ")
    if word != "status" or not code.isdecimal():
        return reason
    try:
        return f"{reason} {HTTPStatus(int(code)).phrase}"
    except ValueError:
        return reason


def is_refusal(error: BaseException | None) -> bool:
    """Whether a page was not asked for because nobody may read it, or is not ours to read.

    What its host answers instead of it (401, 403, 429, …) or leads round in circles is a failure.
    """
    return (
        isinstance(error, IgnoreRequest)
        and not isinstance(error, (HttpError, PageNotFetched))
        and not _is_endless(error)
    )


def _is_endless(error: BaseException | None) -> bool:
    return isinstance(error, IgnoreRequest) and str(error) == _ENDLESS


def reason_of(error: BaseException | None) -> str:
    """Why a request failed, in a few words; ``error`` is what its failure carries."""
    if isinstance(error, HttpError):
        return f"status {error.response.status}"
    if _is_endless(error):
        return "redirected again and again, without an end"
    cause = error.__cause__ if isinstance(error, DownloadFailedError) else error
    while isinstance(cause, ResponseFailed):  # Twisted's, whose text is a list of Failures
        error = cause = cause.reasons[-1].value
    return str(error) or type(error).__name__


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
        where = response.url if response else "the start"
        note_failure(self._crawler, f"{where}: {failure.value!r}")
        if response:
            capture = response.meta.get(CAPTURE) if response.request else None
            self._reject(response.url, "extract", failure, capture)

    def item_error(self, item: Any, failure: Failure) -> None:
        """A pipeline failed on an article, or on an item of a plain spider."""
        if not isinstance(item, Article):
            note_failure(self._crawler, f"a {type(item).__name__}: {failure.value!r}")
            return
        note_failure(self._crawler, f"{item.url}: {failure.value!r}")
        self._reject(item.url, "pipeline", failure, item.capture)

    def _reject(self, url: str, stage: str, failure: Failure, capture: Capture | None) -> None:
        self._crawler.signals.send_catch_log(
            page_rejected, url=url, stage=stage, reason=repr(failure.value), capture=capture
        )
