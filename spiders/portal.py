"""Base of every portal's spider: it requests articles, reads them, and says what went wrong.

A spider says where a portal's lists are and how they page (``spiders/portal_site.py``); which
fields stand where on a page is the layout's business. ``spiders/typo3.py`` and ``spiders/gsb.py``
know how the two CMS families page. Walks through lists and feeds are in ``spiders/walk.py``, the
pages of a list in ``spiders/lists.py`` and ``spiders/pager.py``, the choice of the articles that a
run requests is in ``spiders/frontier.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from functools import cached_property
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.spidermiddlewares.httperror import HttpError
from typing_extensions import override

from crawler.arguments import parse_arguments
from crawler.books import OVER_LIMIT, Books, EntryKind, EntryOutcome
from crawler.downloader.responses import capture_of
from crawler.http_fields import content_type_of
from crawler.items import GONE, READING, Listed
from crawler.layouts import read_page
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.failures import (
    LIMIT_REACHED,
    AlreadyReported,
    end_crawl,
    in_words,
    is_refusal,
    note_failure,
    reason_of,
    stage_of,
)
from crawler.monitoring.run_books import books_of
from crawler.monitoring.signals import (
    article_missing,
    article_moved,
    article_unmodified,
    page_rejected,
    sitemaps_named,
)
from crawler.request_meta import ARTICLE, CONDITIONAL, ENTRY, PAGE
from crawler.sources.protocols import SourceError
from crawler.sources.registry import open_source
from crawler.webarchives.saved_page import FROM_FILE
from spiders.frontier import Frontier
from spiders.list_page import ListPage
from spiders.listed import listed_on
from spiders.lists import tell_listed
from spiders.portal_site import PortalSite
from spiders.redirects import Redirects
from spiders.texts import rule_against
from spiders.walk import Walker

if TYPE_CHECKING:
    import datetime as dt
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Article, Capture
    from crawler.webarchives.warc.captured_page import CapturedPage

# Accepted is what some walls answer (AWS WAF); the others have no page by definition.
_NO_PAGE = frozenset({HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT})


class PortalSpider(PortalSite, Spider):
    """A portal sets the attributes of ``PortalSite``; a CMS family, or a portal of none, defines
    the paging."""

    # -- which pages a run wants ------------------------------------------------------------------

    def wants(self, url: str) -> bool:
        """Whether ``url`` is an article of this portal, and the one ``url=`` names if it does."""
        if self.arguments.url:
            return self.canonical(url) == self.canonical(self.arguments.url)
        return url.startswith("urn:") or self.is_article(url)

    def rule_against_text(self, url: str) -> str | None:
        """Why the text of the page at ``url`` is not stored, in words; None: it is."""
        if self.arguments.url:
            return None if self.wants(url) else "not the page of url="
        return rule_against(self, url)

    def archived_under(self) -> Iterator[tuple[str, str]]:
        """Queries for a web archive's index: the article of ``url=``, or all that may be one.

        Each is a URL and its CDX match type: ``exact``, ``prefix`` or ``host``.
        """
        if self.arguments.url:
            yield self.arguments.url, "exact"
            return
        host = urlsplit(self.home_url).netloc
        for folder in self.article_folders:
            yield (f"{host}/{folder}", "prefix") if folder else (host, "host")

    # -- where a crawl begins ---------------------------------------------------------------------

    def __init__(self, name: str | None = None, **raw: Any) -> None:
        super().__init__(name)
        self.arguments = parse_arguments(raw)
        self.source = open_source(self.arguments.source or self.default_source)
        self.frontier = Frontier(self)
        self._walker = Walker(self, self.frontier)
        self._taken = 0
        self._stored = 0
        self.redirects = Redirects(self)

    @classmethod
    @override
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        connect = crawler.signals.connect
        connect(spider.frontier.note_reject, page_rejected)
        settings = dict(spider.source.settings)
        if cls.cookies:
            settings.setdefault("COOKIES_ENABLED", True)
        if cls.partial_lists:
            settings.setdefault("DOWNLOAD_FAIL_ON_DATALOSS", False)
        if spider.arguments.limit:
            # One page after the other, so that none is requested in vain.
            settings.setdefault("CONCURRENT_REQUESTS", 1)
            connect(spider._end_at_limit, signals.item_scraped)
            connect(spider._note_dropped, signals.item_dropped)
            connect(spider._note_dropped, signals.item_error)
        if not crawler.settings.frozen:  # by scrapy shell, which requests pages by itself
            crawler.settings.setdict(settings, priority="spider")
        connect(spider.source.close, signals.spider_closed)
        return spider

    @override
    async def start(self) -> AsyncIterator[Request]:
        engine = self.crawler.engine
        assert engine is not None
        try:
            async for request in self.source.requests(self):
                if engine.needs_backout():
                    await self.crawler.signals.wait_for(signals.scheduler_empty)
                if self.enough():
                    self.leave_over_limit(request)
                    return
                yield request
        except SourceError as error:
            self.fail(str(error))

    async def live_requests(self) -> AsyncIterator[Request]:
        """The one page ``url=`` names, or lists, feeds and articles whose next visit is due."""
        if self.arguments.url:
            yield self.article_request(self.arguments.url)
            return
        self.crawler.signals.connect(self._walker.read_sitemaps, sitemaps_named)
        for request in self._walker.list_requests():
            yield request
        if not (self.arguments.limit or self.arguments.since or self.arguments.until):
            for request in chain(self.frontier.retries(), self.frontier.revisits()):
                yield request

    def lists_read(self) -> dict[str, bool]:
        """URLs of the lists all of whose articles this run has stored → read to their very end?"""
        return self._walker.lists_read()

    @cached_property
    def books(self) -> Books:
        """The books of this crawl."""
        return books_of(self.crawler)

    def note_links(self, response: Response, captured: Iterable[dt.datetime]) -> None:
        """Report what a list page that was captured then links, and request none of it."""
        self._walker.note_links(response, captured)

    def listed_on(self, page: CapturedPage) -> Listed:
        """What a captured page of a list says of when its articles were published.

        Nothing where nobody knows when it was captured; where only the time of its file tells, it
        may have been before: then not what was missing on it.
        """
        moment = page.capture.captured_at
        if moment is None or page.capture.dated_by == READING:
            return Listed()
        shown = ListPage(page.url, page.body, page.header("Content-Type") or "")
        listed = listed_on(shown, self, moment)
        return listed._replace(lists=()) if page.capture.dated_by == FROM_FILE else listed

    def note_listed(self, listed: Listed) -> None:
        """Tell the archive what a captured page of a list says."""
        tell_listed(self, listed)

    def pages_linked_by(self, response: Response) -> list[str]:
        """The articles and pages of lists that a list page links."""
        return self._walker.pages_linked_by(response)

    @override
    def parse(self, response: Response, **kwargs: Any) -> Any:
        # What `scrapy parse` shows of any page; a crawl's requests name their callbacks.
        if response.url in self.feed_urls():
            return self._walker.parse_feed(response)
        if self.is_list(response.url):
            return self._walker.lists.parse(response)
        return self.parse_article(response)

    # -- articles requested and read --------------------------------------------------------------

    def article_request(self, url: str) -> Request:
        """A request for an article; conditional unless a person wants it whole."""
        whole = self.arguments.url or self.arguments.full
        canonical = self.canonical(url)
        self.books.expect(EntryKind.ARTICLE, canonical)
        return Request(
            self.request_url(url),
            self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            # What came of an article before the connection was lost may be all there is of it.
            meta={
                CONDITIONAL: None if whole else ARTICLE,
                ENTRY: canonical,
                "download_fail_on_dataloss": False,
            },
        )

    def stored_request(self, page: CapturedPage) -> Request:
        """A request that carries its page; StoredPageMiddleware answers with the page's URL.

        That URL need not be one a request may have (``urn:sha256:…``, a typing error in 2003).
        """
        canonical = self.canonical(page.url)
        self.books.expect_once(EntryKind.ARTICLE, canonical)
        return Request(
            "about:stored",
            self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            meta={PAGE: page, ENTRY: canonical, "allow_offsite": True},
        )

    def takes_stored(self, url: str) -> bool:
        """Take a stored page into the books; False: not any more, as the crawl ends."""
        engine = self.crawler.engine
        if self.enough():
            self._count_over_limit(url)
            return False
        canonical = self.canonical(url)
        self.books.expect_once(EntryKind.ARTICLE, canonical)
        self._taken += 1
        return engine is None or not engine.needs_backout()  # there are no requests: it closes

    def parse_article(self, response: Response) -> Iterator[Article]:
        """The raw article on a page; the pipelines make it a normalised one."""
        if self.enough():
            self.leave_over_limit(response.request)
            return
        requested = response.meta.get("redirect_urls", [response.url])[0]
        place = self.redirects.led_astray(requested, response.url)
        if not place:
            self.redirects.arrived(response, EntryKind.ARTICLE)
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._send(article_unmodified, capture=self._capture(response))
            return
        if place:
            self.reject(
                requested,
                stage="soft404",
                reason=f"led to {place}, {response.url}",
                failure=False,
                capture=self._capture(response),
            )
            return
        if response.status in _NO_PAGE:
            self.reject(
                requested,
                stage="fetch",
                reason=f"status {response.status}",
                failure=True,
                capture=self._capture(response),
            )
            return
        article = read_page(
            response.body,
            response.url,
            layout=self.layout,
            content_type=content_type_of(response),
        )
        article.aliases += self.redirects.aliases(response)
        article.portal = self.name
        article.home_url = self.home_url
        article.capture = self._capture(response)
        article.captured_at = article.capture.captured_at
        self._taken += 1
        yield article

    # -- as many as are wanted --------------------------------------------------------------------

    def enough(self) -> bool:
        """Whether ``limit=`` is reached."""
        limit = self.arguments.limit
        return limit is not None and self._taken >= limit

    def leave_over_limit(self, request: Request | None) -> None:
        """Enter the page of a request that is left because ``limit=`` is reached.

        What else a portal has nobody knows.
        """
        meta = request.meta if request is not None else {}
        if kind := self.books.awaited_kind(meta.get(ENTRY, "")):
            self.books.settle(kind, meta[ENTRY], EntryOutcome.NOT_REACHED, OVER_LIMIT)
        if (page := meta.get(PAGE)) is not None:
            self._count_over_limit(page.url)

    def _count_over_limit(self, url: str) -> None:
        left = LeftOut()
        left.add(Reason.OVER_LIMIT, url)
        left.enter(self.books, are_met=True)

    async def _end_at_limit(self) -> None:
        """Drop the requests that are left once as many articles are stored as were wanted."""
        self._stored += 1
        if self.arguments.limit and self._stored == self.arguments.limit:
            end_crawl(self.crawler, LIMIT_REACHED)

    def _note_dropped(self) -> None:
        """A page that is no article, or none of the period asked for, is none of those wanted."""
        self._taken -= 1

    # -- what went wrong --------------------------------------------------------------------------

    def article_failed(self, failure: Failure) -> None:
        """Report an article that could not be fetched: as gone, or to ``rejects``.

        A page that is gone or that we may not read is no failure; one that is kept from us is.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        url = request.meta[PAGE].url if PAGE in request.meta else request.url
        if isinstance(error, AlreadyReported):
            return  # told once, by the recorder
        requested = request.meta.get("redirect_urls", [url])[0]
        self.frontier.note_redirect(requested, url)
        answer = error.response if isinstance(error, HttpError) else None
        capture = self._capture(answer) if answer else None
        if answer and answer.status in GONE:
            self.logger.warning("%s: %s", url, reason_of(error))
            urls = (requested, self.canonical(requested))
            self._send(article_missing, capture=capture, urls=urls)
            if self.arguments.url:
                note_failure(self.crawler, f"{url}: {reason_of(error)}")
            return
        # The one page a person asked for has to be had.
        refused = is_refusal(error) and not self.arguments.url
        self.reject(
            requested,
            stage=stage_of(error),
            reason=reason_of(error),
            failure=not refused,
            capture=capture,
        )

    def gone(self, capture: Capture, canonical: str) -> None:
        """Tell the archive that an article's page was not there when it was captured."""
        self._send(article_missing, capture=capture, urls=(capture.url, canonical), awaits=True)

    def leads_to(self, page: CapturedPage) -> bool:
        """Tell the archive where a captured redirect led, if that may be an article's URL."""
        move = self.redirects.captured(page)
        if move is not None:
            self._send(article_moved, **move)
        return move is not None

    def look_again(self, urls: Iterable[str]) -> None:
        """Request stored articles, or where one has moved to, though no visit is due."""
        engine = self.crawler.engine
        if engine is None or self.enough() or self.arguments.url:
            return
        for url in urls:
            for request in self.frontier.request(self.article_url(url, url), self.canonical(url)):
                engine.crawl(request)

    def fail(self, sentence: str, cause: str | None = None) -> None:
        """Note that the run did not do what it was asked to; the command exits with 1."""
        self.logger.error(sentence)
        note_failure(self.crawler, sentence, cause)

    def reject(
        self,
        url: str,
        *,
        stage: str,
        reason: str,
        failure: bool,
        capture: Capture | None = None,
        captured_at: dt.datetime | None = None,
    ) -> None:
        """Keep a page that could not be read in the table ``rejects``.

        ``failure`` says whether that makes the run a failed one, ``captured_at`` which capture of a
        web archive it was, if one could not be had.
        """
        if failure:
            self.fail(f"{url}: {in_words(reason)}", cause=f"{stage}: {reason}")
        else:
            self.logger.warning("%s: %s", url, reason)
        self._send(
            page_rejected,
            url=url,
            stage=stage,
            reason=reason,
            capture=capture,
            captured_at=captured_at,
        )

    def _capture(self, response: Response) -> Capture:
        return capture_of(response, source=self.source.name)

    def _send(self, signal: object, **news: Any) -> None:
        self.crawler.signals.send_catch_log(signal, **news)
