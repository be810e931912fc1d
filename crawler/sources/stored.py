"""A crawl over stored pages, from WARC files and text exports, without a network."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Request, Response

from crawler.archive.search_words import knows_most_words, look_into
from crawler.archive.stories.text.signature import sign
from crawler.books import EntryKind, EntryOutcome
from crawler.downloader.previous_runs import archive_of
from crawler.downloader.recorder import CaptureRecorder, NotRecorded
from crawler.items import GONE, REDIRECTS, Article, Listed
from crawler.layouts.captured import (
    NotExtracted,
    PortalExtraction,
    extract_captured,
    portal_of_text,
)
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.run_books import books_of, note_left_out
from crawler.request_meta import PAGE, PAGES
from crawler.sources.protocols import SourceError
from crawler.sources.url_filter import UrlFilter
from crawler.urls import TEXT_URN
from crawler.webarchives.warc.captured_page import CapturedPage, Damage, is_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

    from scrapy.crawler import Crawler

    from crawler.arguments import Arguments
    from crawler.items import Capture
    from crawler.sources.protocols import PortalSpiderProtocol

    Reader = Callable[[PortalSpiderProtocol, LeftOut], Iterable[CapturedPage | Damage]]

logger = logging.getLogger(__name__)

_FEW = 2
"""Processes that read and keep the one that writes from being the slowest."""
# What a captured response says about its transfer no longer holds for the decoded body.
_TRANSFER_HEADERS = {"content-encoding", "transfer-encoding", "content-length"}
# What Scrapy counts of a response; a stored page is none to its engine.
_RESPONSE_STATS = ("downloader/response_count", "response_received_count")


@dataclass(frozen=True, slots=True)
class StoredExtraction:
    """Extracts the pages that a crawl takes; picklable, so that other processes can.

    ``arguments`` are those of the crawl, of which the period counts; ``urls`` tell pages of lists.
    ``signs``: whether texts get their signature, and ``looks_into_words``, so that the one process
    that writes need not.
    """

    portal: PortalExtraction
    arguments: Arguments
    urls: UrlFilter | None = None
    signs: bool = False
    looks_into_words: bool = False

    @classmethod
    def of(cls, spider: PortalSpiderProtocol) -> StoredExtraction:
        """That of a crawl."""
        return cls(PortalExtraction.of(spider), spider.arguments, UrlFilter.of(spider))

    @classmethod
    def elsewhere(cls, spider: PortalSpiderProtocol, processes: int) -> StoredExtraction:
        """The same in other processes, with what is better done there.

        Each process has to look into most words itself, which is worth it where many of them wait
        for the one that writes, and the archive does not know them anyway.
        """
        worth_it = processes > _FEW and not knows_most_words(archive_of(spider.crawler).db.conn)
        return replace(cls.of(spider), signs=True, looks_into_words=worth_it)

    def is_list(self, page: CapturedPage) -> bool:
        """Whether the page is one of a list, and no article."""
        return self.urls is not None and self.urls.is_list(page.url)

    def in_time(self, page: CapturedPage) -> bool:
        """Whether the page was captured in the period asked for, or nobody knows when."""
        moment = page.capture.captured_at
        return moment is None or self.arguments.covers(moment.date())

    def __call__(self, page: CapturedPage) -> CapturedPage:
        """The page as its article, or as what its list says, without the body.

        As it is if nothing is to be read of it.
        """
        if page.status != HTTPStatus.OK or not self.in_time(page):
            return page
        if self.urls is not None and self.is_list(page):
            if is_text(page):
                return page
            return replace(page, body=b"", extracted=self.urls.listed_on(page))
        # whose a text without URL is, its words alone tell
        body = page.body if page.url.startswith(TEXT_URN) else b""
        extracted = extract_captured(page, self.portal)
        if self.signs and isinstance(extracted, Article):
            texts = (extracted.title, extracted.lead, extracted.body)
            extracted.signature = sign(*texts)
            extracted.words = look_into(*texts) if self.looks_into_words else None
        return replace(page, body=body, extracted=extracted)


class _OneByOne:
    """Waits until the pipelines have done with the article that was given to them last."""

    def __init__(self, crawler: Crawler) -> None:
        self._done = asyncio.Event()
        self._done.set()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._note_done, signal)

    def _note_done(self) -> None:
        self._done.set()

    async def wait(self) -> None:
        """Return when it is done, and wait for the next one from now on."""
        await self._done.wait()
        self._done.clear()


class StoredSource:
    """Hands the article of every wanted page of a reader to the pipelines, in the reader's order.

    They are what the callback of one request yields: a page that is here need not cost what Scrapy
    does for each request, and none is read before the pipelines have taken the one before. A page
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

    async def requests(self, spider: PortalSpiderProtocol) -> AsyncIterator[Request]:
        """The one request: its callback gives all articles."""
        yield Request(
            "about:stored",
            partial(self._articles, spider),
            dont_filter=True,
            meta={PAGES: True, "allow_offsite": True},
        )

    async def _articles(
        self, spider: PortalSpiderProtocol, response: Response
    ) -> AsyncIterator[Article]:
        """The article of each page; a damaged record becomes a reject, and reading goes on."""
        self._count_responses(spider, -1)  # this one is none
        gone: list[Capture] = []
        extract = StoredExtraction.of(spider)
        recorder = spider.crawler.get_downloader_middleware(CaptureRecorder)
        # With a limit one after the other: whether one more is wanted shows when one is stored.
        last = _OneByOne(spider.crawler) if spider.arguments.limit else None
        try:
            for page in self._pages(spider, extract, gone):
                if last is not None:
                    await last.wait()
                if not spider.takes_stored(page.url):
                    return
                self._count_responses(spider, 1)
                page.capture.source = self.name
                if recorder is not None and is_text(page) and page.capture.warc_file is None:
                    await recorder.keep_text(page)
                made = page if page.extracted else extract(page)
                if isinstance(made.extracted, Article):
                    yield made.extracted
                else:
                    self._reject(spider, made)
        except SourceError as error:
            spider.fail(str(error))
        except NotRecorded:
            return  # told by the recorder, which has ended the crawl
        except Exception as error:  # a mistake of ours, and no page's
            logger.exception("%s could not be read on", self.name)
            spider.fail(f"{self.name}: {error!r}")
        else:
            for capture in gone:  # last: a batch asks again for each whose article is not stored
                spider.gone(capture, spider.canonical(capture.url))

    def _count_responses(self, spider: PortalSpiderProtocol, number: int) -> None:
        for name in _RESPONSE_STATS:
            spider.crawler.stats.inc_value(name, number)

    def _reject(self, spider: PortalSpiderProtocol, page: CapturedPage) -> None:
        failed = page.extracted
        assert isinstance(failed, NotExtracted)
        logger.error("%s could not be read\n%s", page.url, failed.traceback)
        spider.reject(
            page.url, stage=failed.stage, reason=failed.reason, failure=True, capture=page.capture
        )

    def _pages(
        self,
        spider: PortalSpiderProtocol,
        extract: StoredExtraction,
        gone: list[Capture],
    ) -> Iterator[CapturedPage]:
        """The pages to be read as articles; what else there is, is seen to here."""
        left, brought, books = LeftOut(), 0, books_of(spider.crawler)
        for page in self._read(spider, left):
            brought += 1
            if isinstance(page, Damage):
                # who tells it names the page, or where it stood, before the reason
                reason = str(page) if page.url else page.reason
                reason = f"{reason}; {self._advice}" if self._advice else reason
                spider.reject(page.url or page.place, stage="source", reason=reason, failure=True)
                left.add(page.kind, page.url or page.place)
            elif not extract.in_time(page):
                left.add(Reason.OUT_OF_PERIOD, page.url)
            elif extract.is_list(page):
                brought -= 1
                self._read_list(spider, page, extract)
            elif other := _other_portal(page, spider):
                left.note_unread(Reason.NOT_WANTED, f"a text of {other}", page.url)
                brought -= 1
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

    def _read_list(
        self, spider: PortalSpiderProtocol, page: CapturedPage, extract: StoredExtraction
    ) -> None:
        """Note what a captured page of a list says of when its articles were published."""
        books = books_of(spider.crawler)
        made = page if page.extracted is not None else extract(page)
        outcome, reason = EntryOutcome.READ, ""
        if isinstance(made.extracted, Listed):
            spider.note_listed(made.extracted)
        else:
            why = "a text" if page.status == HTTPStatus.OK else f"status {page.status}"
            outcome, reason = EntryOutcome.NOT_WANTED, f"no page: {why}"
        books.settle(EntryKind.LIST, page.url, outcome, reason)
        books.meet(EntryKind.RECORD)
        books.count(EntryKind.RECORD, outcome, reason or "a page of a list", page.url)

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


def _other_portal(page: CapturedPage, spider: PortalSpiderProtocol) -> str | None:
    """The portal that a text without URL belongs to, if that is not the spider's."""
    return None if spider.arguments.url else portal_of_text(page, PortalExtraction.of(spider))


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
        if PAGES in request.meta:
            return Response(request.url)
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
