"""What the spiders of all portals share: arguments, sources, and where a crawl begins.

A spider says where a portal's lists are and how they page; which fields stand where is the
layout's business. ``spiders/typo3.py`` and ``spiders/gsb.py`` know how the two CMS families page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, signals

from crawler.arguments import parse_arguments
from crawler.monitoring.signals import article_missing, sitemaps_named
from crawler.request_meta import PAGE
from crawler.sources.protocols import SourceError
from crawler.sources.registry import open_source
from spiders.articles import ArticleSpider

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Capture
    from crawler.webarchives.warc.captured_page import CapturedPage


class PortalSpider(ArticleSpider):
    """Base of every portal's spider; a portal sets the attributes, a family the paging."""

    title: ClassVar[str]
    """The portal's name as people write it."""
    cms: ClassVar[str]
    alive: ClassVar[bool] = True
    article_folders: ClassVar[tuple[str, ...]] = ("",)
    """Folders all articles stand in, relative to ``home_url``: what web archives are asked for."""
    default_source: ClassVar[str] = "live"
    verified_on: ClassVar[str] = "only the family's markup"
    """What lists and layout were tried on; a column of ``docs/portals.md``."""

    def __init__(self, name: str | None = None, **raw: Any) -> None:
        super().__init__(name)
        self.arguments = parse_arguments(raw)
        self.source = open_source(self.arguments.source or self.default_source)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider and give the crawl the settings its source needs."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.settings.setdict(dict(spider.source.settings), priority="spider")
        crawler.signals.connect(spider.source.close, signals.spider_closed)
        crawler.signals.connect(spider.read_sitemaps, sitemaps_named)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The source's requests, asked for no faster than they are worked off."""
        engine = self.crawler.engine
        assert engine is not None
        try:
            async for request in self.source.requests(self):
                if engine.needs_backout():
                    await self.crawler.signals.wait_for(signals.scheduler_empty)
                if self.enough():
                    self.leave_over_limit(request.meta)
                    return
                yield request
        except SourceError as error:
            self.fail(str(error))

    async def live_requests(self) -> AsyncIterator[Request]:
        """The one page ``url=`` names, or lists, feeds and what is due for a visit."""
        if self.arguments.url:
            yield self.article_request(self.arguments.url)
            return
        for request in self.list_requests():
            yield request
        if not (self.arguments.limit or self.arguments.since or self.arguments.until):
            for request in chain(self.retries(), self.revisits()):
                yield request

    def stored_request(self, page: CapturedPage) -> Request:
        """A request that carries its page; StoredPageMiddleware answers with the page's address.

        That address need not be one a request may have (``urn:sha256:…``, a typing error in 2003).
        """
        return Request(
            "about:stored",
            self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            meta={PAGE: page, "allow_offsite": True},
        )

    def wants(self, url: str) -> bool:
        """Whether ``url`` is an article of this portal, and the one ``url=`` names if it does."""
        if self.arguments.url:
            return self.canonical(url) == self.canonical(self.arguments.url)
        return url.startswith("urn:") or self.is_article(url)

    def archived_under(self) -> Iterator[tuple[str, str]]:
        """What to ask a web archive's index for: the article of ``url=``, or what may hold any."""
        if self.arguments.url:
            yield self.arguments.url, "exact"
            return
        host = urlsplit(self.home_url).netloc
        for folder in self.article_folders:
            yield (f"{host}/{folder}", "prefix") if folder else (host, "host")

    def gone(self, capture: Capture, canonical: str) -> None:
        """Tell the archive that an article's page was not there when it was captured."""
        self._tell(article_missing, capture=capture, urls=(capture.url, canonical), awaits=True)
