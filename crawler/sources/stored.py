"""A crawl over stored pages, from WARC files and text exports, without a network."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Request, Response

from crawler.books import EntryKind
from crawler.downloader.hosts import REDIRECTS
from crawler.items import GONE
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.run_books import books_of, note_left_out
from crawler.request_meta import PAGE
from crawler.sources.protocols import SourceError
from crawler.webarchives.warc.captured_page import CapturedPage, Damage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

    from crawler.items import Capture
    from crawler.sources.protocols import PortalSpiderProtocol

    Reader = Callable[[PortalSpiderProtocol, LeftOut], Iterable[CapturedPage | Damage]]

# What a captured response says about its transfer no longer holds for the decoded body.
_TRANSFER_HEADERS = {"content-encoding", "transfer-encoding", "content-length"}


class StoredSource:
    """Hands every wanted page of a reader to the spider, in the reader's order.

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
        # Reading outruns extraction; without a network there is nothing to gain by waiting pages.
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 500_000,
    }

    def __init__(self, name: str, read: Reader, advice: str = "") -> None:
        self.name = name
        self._read = read
        self._advice = advice

    async def requests(self, spider: PortalSpiderProtocol) -> AsyncIterator[Request]:
        """One request for each page; a damaged record becomes a reject, and reading goes on.

        Raises SourceError if there is nothing of the portal at all.
        """
        gone: list[Capture] = []
        for page in self._pages(spider, gone):
            yield spider.stored_request(page)
        for capture in gone:  # last: a batch asks again for each whose article is not stored yet
            spider.gone(capture, spider.canonical(capture.url))

    def _pages(self, spider: PortalSpiderProtocol, gone: list[Capture]) -> Iterator[CapturedPage]:
        left, brought, books = LeftOut(), 0, books_of(spider.crawler)
        for page in self._read(spider, left):
            brought += 1
            if isinstance(page, Damage):
                reason = f"{page}; {self._advice}" if self._advice else str(page)
                spider.reject(page.url or page.place, stage="source", reason=reason, failure=True)
                left.add(page.kind, page.url or page.place)
            elif not self._in_time(spider, page):
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
                brought -= 1
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

    def _in_time(self, spider: PortalSpiderProtocol, page: CapturedPage) -> bool:
        moment = page.capture.captured_at
        return moment is None or spider.arguments.covers(moment.date())

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
