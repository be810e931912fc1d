"""Keeps the books of a crawl: tells them what becomes of URLs that are not stored."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawler.books import Books, EntryKind, EntryOutcome, Line
from crawler.items import GONE
from crawler.monitoring.failures import ENDLESS, LEFT_ALONE
from crawler.monitoring.signals import article_missing, page_rejected
from crawler.redaction import redact

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Capture
    from crawler.left_out import LeftOut

_BOOKS = "books"
_BLOCKING_STAGES = frozenset({"refused", "reservation", "wall"})


def books_of(crawler: Crawler) -> Books:
    """The books of a crawl."""
    books: Books | None = crawler.stats.get_value(_BOOKS)
    if books is None:
        books = Books()
        crawler.stats.set_value(_BOOKS, books)
    return books


def note_left_out(crawler: Crawler, left: LeftOut) -> None:
    """Enter what a source has and the run leaves out, which is not a failure."""
    left.enter(books_of(crawler))


def outcome_of_reject(stage: str, reason: str) -> EntryOutcome:
    """What a reject is in the books: kept from us, gone, or no article."""
    word, _, status = reason.partition(" ")
    if stage in _BLOCKING_STAGES or reason == ENDLESS or LEFT_ALONE in reason:
        return EntryOutcome.BLOCKED
    if stage == "fetch" and word == "status" and status.isdecimal():
        code = int(status)
        if code in GONE:
            return EntryOutcome.GONE
        is_client_error = HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR
        if code == HTTPStatus.ACCEPTED or is_client_error:
            return EntryOutcome.BLOCKED
    return EntryOutcome.REJECTED


def enter(
    crawler: Crawler,
    url: str,
    outcome: EntryOutcome,
    reason: str = "",
    *,
    capture: Capture | None = None,
    is_record: bool = True,
) -> None:
    """Enter what became of a page.

    Args:
        crawler: of the run.
        url: the article's, canonical, or the one the page was requested at.
        outcome: what became of it.
        reason: why, for all but the good outcomes.
        capture: of the page, if there is one: it may be known by another URL than it was asked at.
        is_record: whether it was a capture of its own, where the source is one of captures.
    """
    books, spider = books_of(crawler), crawler.spider
    kind = books.awaited_kind(url) or EntryKind.ARTICLE
    books.settle(kind, url, outcome, reason)
    if capture is not None and capture.url != url:
        asked = canonical_in(crawler, capture.url)
        if asked != url and books.awaits(asked):
            books.settle(EntryKind.ARTICLE, asked, EntryOutcome.ALIAS, "canonical link")
    source = getattr(spider, "source", None)
    if is_record and kind is EntryKind.ARTICLE and getattr(source, "dated_by_capture", False):
        books.count(EntryKind.RECORD, outcome, reason, url)


def canonical_in(crawler: Crawler, url: str) -> str:
    """The URL under which the books of a portal's crawl have ``url``."""
    canonical: Callable[[str], str] | None = getattr(crawler.spider, "canonical", None)
    return canonical(url) if canonical else url


def final_lines(crawler: Crawler) -> tuple[Line, ...]:
    """The lines of the books, fit to be shown: passwords in URLs are masked."""
    return tuple(
        replace(line, reason=redact(line.reason), example=line.example and redact(line.example))
        for line in books_of(crawler).lines()
    )


class RunBooks:
    """Extension: enters rejects and pages that are gone; the archive pipeline enters the rest."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.page_rejected, page_rejected)
        crawler.signals.connect(self.article_missing, article_missing)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect the signals."""
        return cls(crawler)

    def page_rejected(
        self,
        url: str | None,
        stage: str,
        reason: str,
        capture: Capture | None = None,
        captured_at: dt.datetime | None = None,
    ) -> None:
        """Enter a page that could not be stored."""
        if url is None:
            return
        # Damage in a file is no capture; the source has counted it.
        is_damage = stage == "source" and capture is None and captured_at is None
        awaited = books_of(self._crawler).awaits(url)
        enter(
            self._crawler,
            url if awaited else canonical_in(self._crawler, url),
            outcome_of_reject(stage, reason),
            reason,
            capture=capture,
            is_record=not is_damage,
        )

    def article_missing(self, capture: Capture | None, urls: tuple[str, ...]) -> None:
        """Enter a page that is gone."""
        reason = f"status {capture.status}" if capture else ""
        enter(self._crawler, canonical_in(self._crawler, urls[0]), EntryOutcome.GONE, reason)
