"""A crawl over stored pages, from WARC files and text exports, without a network."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Request, Response

from crawler.books import EntryKind
from crawler.downloader.hosts import REDIRECTS
from crawler.items import GONE, Article
from crawler.layouts.captured import NotExtracted, PortalExtraction, extract_captured
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.run_books import books_of, note_left_out
from crawler.request_meta import PAGE
from crawler.sources.protocols import SourceError
from crawler.webarchives.warc.captured_page import CapturedPage, Damage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

    from scrapy.crawler import Crawler

    from crawler.arguments import Arguments
    from crawler.items import Capture
    from crawler.sources.protocols import PortalSpiderProtocol

    Reader = Callable[[PortalSpiderProtocol, LeftOut], Iterable[CapturedPage | Damage]]

logger = logging.getLogger(__name__)

# What a captured response says about its transfer no longer holds for the decoded body.
_TRANSFER_HEADERS = {"content-encoding", "transfer-encoding", "content-length"}
_IN_PIPELINES = 100
"""Articles on their way through the pipelines: more would wait for the archive, and take memory."""
# What Scrapy counts of a response; a stored page is none to its engine.
_RESPONSE_STATS = ("downloader/response_count", "response_received_count")


@dataclass(frozen=True, slots=True)
class StoredExtraction:
    """Extracts the pages that a crawl takes; picklable, so that other processes can.

    ``arguments`` are those of the crawl, of which the period counts.
    """

    portal: PortalExtraction
    arguments: Arguments

    @classmethod
    def of(cls, spider: PortalSpiderProtocol) -> StoredExtraction:
        """That of a crawl."""
        return cls(PortalExtraction.of(spider), spider.arguments)

    def in_time(self, page: CapturedPage) -> bool:
        """Whether the page was captured in the period asked for, or nobody knows when."""
        moment = page.capture.captured_at
        return moment is None or self.arguments.covers(moment.date())

    def __call__(self, page: CapturedPage) -> CapturedPage:
        """The page as its article, without the body; as it is if no article is to be read."""
        if page.status != HTTPStatus.OK or not self.in_time(page):
            return page
        return replace(page, body=b"", extracted=extract_captured(page, self.portal))


class _PipelineRoom:
    """Waits until the pipelines have done with enough of the articles that were given to them."""

    def __init__(self, crawler: Crawler, size: int) -> None:
        self._room = asyncio.Semaphore(size)
        self.take = self._room.acquire
        for done in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self.leave, done)

    def leave(self) -> None:
        """Make room for another one."""
        self._room.release()


class StoredSource:
    """Hands the article of every wanted page of a reader to the pipelines, in the reader's order.

    Nothing is requested: a page that is here costs none of what Scrapy does for a request. A page
    that the reader has not had extracted (``StoredExtraction``) is extracted here.

    Args:
        name: the source, as typed.
        read: yields the pages a spider wants and the damage between them, and counts in the
            ``LeftOut`` whatever is left out.
        advice: what a person can do about damage; appended to each report of it.
    """

    dated_by_capture = True
    settings: Mapping[str, Any] = {
        "STORED_PAGES_ONLY": True,
        "ROBOTSTXT_OBEY": False,
        "AUTOTHROTTLE_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
    }

    def __init__(self, name: str, read: Reader, advice: str = "") -> None:
        self.name = name
        self._read = read
        self._advice = advice

    async def requests(self, spider: PortalSpiderProtocol) -> AsyncIterator[Article]:
        """The article of each page; a damaged record becomes a reject, and reading goes on.

        Raises SourceError if there is nothing of the portal at all.
        """
        gone: list[Capture] = []
        extract = StoredExtraction.of(spider)
        # With a limit one after the other: whether one more is wanted shows when one is stored.
        room = _PipelineRoom(spider.crawler, 1 if spider.arguments.limit else _IN_PIPELINES)
        for page in self._pages(spider, extract.in_time, gone):
            await room.take()
            article = self._article(spider, page if page.extracted else extract(page))
            if article is None:
                room.leave()
            else:
                yield article
        for capture in gone:  # last: a batch asks again for each whose article is not stored yet
            spider.gone(capture, spider.canonical(capture.url))

    def _article(self, spider: PortalSpiderProtocol, page: CapturedPage) -> Article | None:
        """The article extracted from a page; without one the page becomes a reject."""
        canonical, books = spider.canonical(page.url), books_of(spider.crawler)
        if not books.has(canonical):
            books.expect(EntryKind.ARTICLE, canonical)
        for name in _RESPONSE_STATS:
            spider.crawler.stats.inc_value(name)
        found = page.extracted
        if isinstance(found, Article):
            assert found.capture is not None
            found.capture.source = self.name
            return found
        assert isinstance(found, NotExtracted)
        logger.error("%s could not be read\n%s", page.url, found.traceback)
        page.capture.source = self.name
        spider.reject(
            page.url, stage=found.stage, reason=found.reason, failure=True, capture=page.capture
        )
        return None

    def _pages(
        self,
        spider: PortalSpiderProtocol,
        in_time: Callable[[CapturedPage], bool],
        gone: list[Capture],
    ) -> Iterator[CapturedPage]:
        left, brought, books = LeftOut(), 0, books_of(spider.crawler)
        for page in self._read(spider, left):
            brought += 1
            if isinstance(page, Damage):
                reason = f"{page}; {self._advice}" if self._advice else str(page)
                spider.reject(page.url or page.place, stage="source", reason=reason, failure=True)
                left.add(page.kind, page.url or page.place)
            elif not in_time(page):
                left.add(Reason.OUT_OF_PERIOD, page.url)
            elif page.status == HTTPStatus.OK:
                self._note(left, spider)
                books.meet(EntryKind.RECORD)
                yield page
            elif page.status in GONE:
                books.meet(EntryKind.RECORD)
                page.capture.source = self.name
                gone.append(page.capture)
            elif page.status in REDIRECTS and spider.leads_to(page):
                left.add(Reason.REDIRECT, page.url)
            else:
                left.add(Reason.NO_PAGE, page.url)
                brought -= 1
        self._note(left, spider)
        if not brought:
            what = spider.arguments.url or f"an article of {spider.name}"
            raise SourceError(f"nothing at {self.name} is {what}")

    def _note(self, left: LeftOut, spider: PortalSpiderProtocol) -> None:
        """Report what was left out since the last call."""
        if spider.arguments.url and Reason.NOT_WANTED in left.counts:
            # -a url= named the one page that is wanted: the others need no explanation.
            left.add(
                Reason.BESIDE,
                left.examples.pop(Reason.NOT_WANTED),
                left.counts.pop(Reason.NOT_WANTED),
            )
        note_left_out(spider.crawler, left)
        left.clear()

    def close(self) -> None:
        """Do nothing: the reader ends with the crawl."""


class StoredPageMiddleware:
    """Answers a request out of the page it carries; nothing else is sent then."""

    def __init__(self, *, stored_only: bool) -> None:
        self._stored_only = stored_only

    @classmethod
    def from_crawler(cls, crawler: Any) -> StoredPageMiddleware:
        """Scrapy's way of making a middleware."""
        return cls(stored_only=crawler.settings.getbool("STORED_PAGES_ONLY"))

    def process_request(self, request: Request) -> Response | None:
        """The stored page as a response; IgnoreRequest for anything that needs a network."""
        page: CapturedPage | None = request.meta.get(PAGE)
        if page is not None:
            headers = [
                (name, value)
                for name, value in page.headers
                if name.lower() not in _TRANSFER_HEADERS
            ]
            return HtmlResponse(
                page.url, status=page.status, headers=Headers(headers), body=page.body
            )
        if self._stored_only:
            raise IgnoreRequest("not among the stored pages, and this source has no network")
        return None
