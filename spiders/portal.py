"""What the spiders of all portals share: lists, articles, arguments, sources.

A spider says where a portal's lists are and how they page; which fields stand where is the
layout's business. ``spiders/typo3.py`` and ``spiders/gsb.py`` know how the two CMS families page.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.addresses import canonical_url
from crawler.archive.absence import GONE
from crawler.arguments import parse_arguments
from crawler.captures.answers import capture_of
from crawler.captures.conditional import ARTICLE, CONDITIONAL
from crawler.captures.earlier import earlier_runs
from crawler.captures.soft404 import led_elsewhere
from crawler.layouts import read_page
from crawler.monitoring.failures import LIMIT_REACHED, ToldOnce, note_failure
from crawler.monitoring.signals import (
    article_missing,
    article_unmodified,
    page_rejected,
    sitemaps_named,
)
from crawler.sources import open_source
from crawler.sources.errors import SourceError
from spiders.lists import ListSpider
from spiders.walk import WALK, Walk

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Article, Capture
    from crawler.sources.captured import CapturedPage


class PortalSpider(ListSpider):
    """Base of every portal's spider; a portal sets the attributes, a family the paging."""

    title: ClassVar[str]
    """The portal's name as people write it."""
    cms: ClassVar[str]
    alive: ClassVar[bool] = True
    layout: ClassVar[str | None] = None
    """The layout that reads the portal's articles; None: recognised from the page."""
    article_folders: ClassVar[tuple[str, ...]] = ("",)
    """Folders all articles stand in, relative to ``home_url``: what web archives are asked for."""
    default_source: ClassVar[str] = "live"
    verified_on: ClassVar[str] = "only the family's markup"
    """What lists and layout were tried on; a column of ``docs/portals.md``."""

    def __init__(self, name: str | None = None, **raw: Any) -> None:
        super().__init__(name)
        self.arguments = parse_arguments(raw)
        self.source = open_source(self.arguments.source or self.default_source)
        self._taken = 0
        self._stored = 0
        self._led_to: dict[str, str] = {}
        """Where redirects led to that is no article's address by its form, and from where first."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider and give the crawl the settings its source needs."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.settings.setdict(dict(spider.source.settings), priority="spider")
        crawler.signals.connect(spider.source.close, signals.spider_closed)
        crawler.signals.connect(spider._note_reject, page_rejected)
        crawler.signals.connect(spider.read_sitemaps, sitemaps_named)
        if spider.arguments.limit:
            # One page after the other, so that none is asked for in vain.
            crawler.settings.set("CONCURRENT_REQUESTS", 1, priority="spider")
            crawler.signals.connect(spider._end_at_limit, signals.item_scraped)
            crawler.signals.connect(spider._note_dropped, signals.item_dropped)
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
                if self.enough():
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
            for request in self.revisits():
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
            meta={"page": page, "allow_offsite": True},
        )

    def wants(self, url: str) -> bool:
        """Whether ``url`` is an article of this portal, and the one ``url=`` names if it does."""
        if self.arguments.url:
            return self._canonical(url) == self._canonical(self.arguments.url)
        return url.startswith("urn:") or self.is_article(url)

    def _canonical(self, url: str) -> str:
        return canonical_url(url, home_url=self.home_url).url

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

    # -- articles ---------------------------------------------------------------------------------

    def article_request(self, url: str, walk: Walk | None = None) -> Request:
        """A request for an article; a person who names it or wants everything gets it whole."""
        whole = self.arguments.url or self.arguments.full
        return Request(
            self.request_url(url),
            self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            meta={WALK: walk, CONDITIONAL: None if whole else ARTICLE},
        )

    def parse_article(self, response: Response) -> Iterator[Article]:
        """The raw article on a page; the pipelines make it a normalised one."""
        if self.enough():
            return
        self._taken += 1
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._tell(article_unmodified, capture=self._capture(response))
            return
        asked = response.meta.get("redirect_urls", [response.url])[0]
        if led_elsewhere(asked, response.url, self.list_addresses()) or self._is_trodden(
            asked, response.url
        ):
            self.reject(
                asked,
                stage="soft404",
                reason=f"redirected to {response.url}",
                failure=False,
                capture=self._capture(response),
            )
            return
        article = read_page(
            response.body,
            response.url,
            layout=self.layout,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
        )
        article.portal = self.name
        article.home_url = self.home_url
        article.capture = self._capture(response)
        article.captured_at = article.capture.captured_at
        yield article

    def _is_trodden(self, asked: str, answered: str) -> bool:
        """Whether another article was led to this place, too: a login, a notice, a new home page.

        A single one may have moved to where the portal has its articles now.
        """
        if asked == answered or self.is_article(answered):
            return False
        return self._led_to.setdefault(answered, self._canonical(asked)) != self._canonical(asked)

    def enough(self) -> bool:
        """Whether ``limit=`` is reached."""
        limit = self.arguments.limit
        return limit is not None and self._taken >= limit

    async def _end_at_limit(self) -> None:
        """Leave what is still to be asked for once as many articles are stored as were wanted."""
        self._stored += 1
        if self.arguments.limit and self._stored == self.arguments.limit:
            engine = self.crawler.engine
            assert engine is not None
            self._closing = asyncio.create_task(engine.close_spider_async(reason=LIMIT_REACHED))

    def _note_dropped(self) -> None:
        """An article outside the period asked for is none of those wanted."""
        self._taken -= 1

    def _capture(self, response: Response) -> Capture:
        return capture_of(response, source=self.source.name)

    def _tell(self, signal: object, **news: Any) -> None:
        self.crawler.signals.send_catch_log(signal, **news)

    # -- what went wrong --------------------------------------------------------------------------

    def list_failed(self, failure: Failure) -> None:
        """A list or feed could not be had: part of the portal was not looked at."""
        if isinstance(failure.value, ToldOnce):
            return  # told once, by the recorder; a run that ends like this has read no list
        request: Request = failure.request  # type: ignore[attr-defined]
        self.list_unreadable(request.meta[WALK], _reason(failure), request.url)

    def list_unreadable(self, walk: Walk, reason: str, url: str | None = None) -> None:
        """A list or feed could not be read, at its first page or at ``url``."""
        walk.failed = True
        self.fail(f"{url or walk.url} could not be read: {reason}", cause=reason)

    def article_failed(self, failure: Failure) -> None:
        """An article could not be had: it is gone, or goes to ``rejects``.

        A page that is gone or that we may not read is no failure of ours; an outage is.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        url = request.meta["page"].url if "page" in request.meta else request.url
        if isinstance(error, ToldOnce):
            return  # told once, by the recorder
        asked = request.meta.get("redirect_urls", [url])[0]
        self._asked.setdefault(self._canonical(url), self._asked.get(self._canonical(asked)))
        answer = error.response if isinstance(error, HttpError) else None
        capture = self._capture(answer) if answer else None
        if answer and answer.status in GONE:
            self.logger.warning("%s: %s", url, _reason(failure))
            self._tell(article_missing, capture=capture, urls=(asked, self._canonical(asked)))
            if self.arguments.url:
                note_failure(self.crawler, f"{url}: {_reason(failure)}")
            return
        refused = isinstance(error, IgnoreRequest) and not (answer and answer.status >= 500)
        if self.arguments.url:
            refused = False  # the one page a person asked for
        self.reject(
            asked, stage="fetch", reason=_reason(failure), failure=not refused, capture=capture
        )

    def _note_reject(self, url: str | None, stage: str) -> None:
        """A list is not read to its end while something on it may yet be had by the next run.

        What could not be had in two runs is given up until the list is read fully again.
        """
        walk = self._asked.get(self._canonical(url or ""))
        if walk is not None and not earlier_runs(self.crawler).rejected(url or ""):
            walk.failed = True

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
    ) -> None:
        """Keep a page that could not be read in the table ``rejects``.

        ``failure`` says whether that makes the run a failed one.
        """
        if failure:
            self.fail(f"{url}: {reason}")
        else:
            self.logger.warning("%s: %s", url, reason)
        self._tell(page_rejected, url=url, stage=stage, reason=reason, capture=capture)


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
