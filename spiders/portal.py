"""What the spiders of all portals share: lists, articles, arguments, sources.

A spider says where a portal's lists are and how they page; which fields stand where is the
layout's business. ``spiders/typo3.py`` and ``spiders/gsb.py`` know how the two CMS families page.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.sitemap import Sitemap

from crawler.addresses import Canonical, canonical_url
from crawler.arguments import parse_arguments
from crawler.captures import capture_of
from crawler.layouts import read_page
from crawler.monitoring.failures import note_failure
from crawler.monitoring.signals import address_seen, page_rejected
from crawler.sources import open_source
from crawler.sources.errors import SourceError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from crawler.items import Article
    from crawler.sources.captured import CapturedPage


class PortalSpider(Spider):
    """Base of every portal's spider; a portal sets the attributes, a family the paging."""

    title: ClassVar[str]
    """The portal's name as people write it."""
    home_url: ClassVar[str]
    """The portal's home; its scheme and host are the canonical ones."""
    cms: ClassVar[str]
    alive: ClassVar[bool] = True
    layout: ClassVar[str | None] = None
    """The layout that reads the portal's articles; None: recognised from the page."""
    lists: ClassVar[tuple[str, ...]] = ()
    """Where lists of articles begin, relative to ``home_url``."""
    feeds: ClassVar[tuple[str, ...]] = ()
    """RSS or Atom feeds and sitemaps, relative to ``home_url``: additional ways in."""
    article_path: ClassVar[re.Pattern[str]]
    """Matches the paths of articles, without query."""
    default_source: ClassVar[str] = "live"
    verified_on: ClassVar[str] = "only the family's markup"
    """What lists and layout were tried on; a column of ``docs/portals.md``."""

    def __init__(self, name: str | None = None, **raw: Any) -> None:
        super().__init__(name)
        self.arguments = parse_arguments(raw)
        self.source = open_source(self.arguments.source or self.default_source)
        self._articles: set[str] = set()
        self._taken = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider and give the crawl the settings its source needs."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.settings.setdict(dict(spider.source.settings), priority="spider")
        crawler.signals.connect(spider.source.close, signals.spider_closed)
        return spider

    # -- where to begin ---------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        """The source's requests, asked for no faster than they are worked off."""
        engine = self.crawler.engine
        assert engine is not None
        try:
            async for request in self.source.requests(self):
                if engine.needs_backout():
                    await self.crawler.signals.wait_for(signals.scheduler_empty)
                if self._enough():
                    return
                yield request
        except SourceError as error:
            self.fail(str(error))

    async def live_requests(self) -> AsyncIterator[Request]:
        """The one page ``url=`` names, or the portal's lists and feeds."""
        if self.arguments.url:
            yield self._article_request(self.arguments.url)
            return
        for address in self.feeds:
            yield Request(
                urljoin(self.home_url, address),
                self.parse_feed,
                errback=self.list_failed,
                dont_filter=True,
            )
        for address in self.lists:
            yield self._list_request(urljoin(self.home_url, address), number=1)

    def stored_request(self, page: CapturedPage) -> Request:
        """A request that carries its page; StoredPageMiddleware answers with the page's address.

        That address need not be one a request may have (``urn:sha256:…``, a typing error in 2003).
        """
        return Request(
            "about:stored",
            self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            meta={"page": page, "allow_offsite": True},
        )

    def wants(self, url: str) -> bool:
        """Whether ``url`` is an article of this portal, and the one ``url=`` names if it does."""
        if self.arguments.url:
            return self._canonical(url) == self._canonical(self.arguments.url)
        return url.startswith("urn:") or self.is_article(url)

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""
        parts = urlsplit(url)
        return self._is_ours(parts.hostname or "") and bool(self.article_path.search(parts.path))

    def _is_ours(self, host: str) -> bool:
        home = urlsplit(self.home_url).hostname or ""
        return host.removeprefix("www.") == home.removeprefix("www.")

    def _canonical(self, url: str) -> str:
        return canonical_url(url, home_url=self.home_url).url

    # -- lists ------------------------------------------------------------------------------------

    def list_page_number(self, url: str) -> int | None:
        """Which page of a list ``url`` is, None if it is no list page. A family's knowledge."""
        raise NotImplementedError

    def request_url(self, url: str) -> str:
        """The address to ask for when a link says ``url``. A family's knowledge."""
        return url

    def article_url(self, link: str, canonical: str) -> str:
        """The address to ask for when a list links an article as ``link``.

        The canonical one, unless a family's pages do not answer there: under another section's
        address the same article shows that section's breadcrumb.
        """
        return canonical

    def parse_list(self, response: Response, number: int) -> Iterator[Request]:
        """Requests for the articles a list page links, and for the page after it.

        A page that brings nothing new ends the list: pagers of both families go on past the end.
        """
        links = [response.urljoin(href) for href in _hrefs(response)]
        articles = list(self._new_articles(links))
        yield from articles
        bound = self.settings.getint("LIST_PAGES_MAX")
        if number >= bound:
            self.logger.warning("%s: stopped after %d list pages", response.url, bound)
            return
        following = self._page_after(response.url, links, number)
        if following and (articles or number == 1) and not self._enough():
            yield self._list_request(following, number + 1)

    def _page_after(self, url: str, links: list[str], number: int) -> str | None:
        """The link to the next page of the same list: the lowest number above this one's."""
        path = urlsplit(self.request_url(url)).path
        pages = [
            (page, link)
            for link in links
            if urlsplit(self.request_url(link)).path == path
            and (page := self.list_page_number(link)) is not None
            and page > number
        ]
        return min(pages)[1] if pages else None

    def _new_articles(self, links: list[str]) -> Iterator[Request]:
        for link in links:
            if self.is_article(link) and not self._enough():
                canonical = canonical_url(link, home_url=self.home_url)
                self._tell_alias(self.request_url(link), canonical)
                if canonical.url not in self._articles:
                    self._articles.add(canonical.url)
                    yield self._article_request(self.article_url(link, canonical.url))

    def _tell_alias(self, url: str, canonical: Canonical) -> None:
        if url != canonical.url:
            self.crawler.signals.send_catch_log(
                address_seen, url=url, canonical=canonical.url, rule=canonical.rule
            )

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Requests for the articles a feed names, and for the parts of a sitemap index."""
        sitemap = Sitemap(response.body)
        if sitemap.type == "sitemapindex":
            for part in sitemap:
                yield response.follow(part["loc"], self.parse_feed, errback=self.list_failed)
            return
        if sitemap.type == "urlset":
            links = [entry["loc"] for entry in sitemap]
        else:
            assert isinstance(response, TextResponse)
            links = response.xpath(
                "//*[local-name()='item']/*[local-name()='link']/text()"
                " | //*[local-name()='entry']/*[local-name()='link']/@href"
            ).getall()
        yield from self._new_articles([response.urljoin(link.strip()) for link in links])

    def _list_request(self, url: str, number: int) -> Request:
        return Request(
            self.request_url(url),
            self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"number": number},
        )

    # -- articles ---------------------------------------------------------------------------------

    def _article_request(self, url: str) -> Request:
        return Request(
            self.request_url(url), self.parse_article, errback=self.article_failed, dont_filter=True
        )

    def parse_article(self, response: Response) -> Iterator[Article]:
        """The raw article on a page; the pipelines make it a normalised one."""
        if self._enough():
            return
        self._taken += 1
        article = read_page(
            response.body,
            response.url,
            layout=self.layout,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
        )
        article.portal = self.name
        article.home_url = self.home_url
        article.capture = capture_of(response, source=self.source.name)
        article.captured_at = article.capture.captured_at
        yield article

    def _enough(self) -> bool:
        limit = self.arguments.limit
        return limit is not None and self._taken >= limit

    # -- what went wrong --------------------------------------------------------------------------

    def list_failed(self, failure: Failure) -> None:
        """A list or feed could not be had: part of the portal was not looked at."""
        url = failure.request.url  # type: ignore[attr-defined]
        self.fail(f"{url} could not be read: {_reason(failure)}")

    def article_failed(self, failure: Failure) -> None:
        """An article could not be had: it goes to ``rejects``.

        A page that is gone or that we may not read is no failure of ours; an outage is.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        url = request.meta["page"].url if "page" in request.meta else request.url
        refused = isinstance(failure.value, IgnoreRequest) and not (
            isinstance(failure.value, HttpError) and failure.value.response.status >= 500
        )
        self.reject(url, stage="fetch", reason=_reason(failure), failure=not refused)

    def fail(self, sentence: str) -> None:
        """Note that the run did not do what it was asked to; the command exits with 1."""
        self.logger.error(sentence)
        note_failure(self.crawler)

    def reject(self, url: str, *, stage: str, reason: str, failure: bool) -> None:
        """Keep a page that could not be read in the table ``rejects``.

        ``failure`` says whether that makes the run a failed one.
        """
        if failure:
            self.fail(f"{url}: {reason}")
        else:
            self.logger.warning("%s: %s", url, reason)
        self.crawler.signals.send_catch_log(page_rejected, url=url, stage=stage, reason=reason)


def _hrefs(response: Response) -> list[str]:
    """All link targets by one XPath on the root: most of a list page's cost is its links."""
    if not isinstance(response, TextResponse):
        return []
    return response.xpath("//a/@href").getall()


def _reason(failure: Failure) -> str:
    """A failed request in a few words."""
    error: Any = failure.value
    if isinstance(error, HttpError):
        return f"status {error.response.status}"
    if isinstance(error, IgnoreRequest):
        return str(error)
    while error.args and isinstance(error.args[0], list) and error.args[0]:
        error = error.args[0][-1].value  # Twisted's ResponseFailed holds a list of failures
    return str(error) or type(error).__name__
