"""Walks through a portal's lists and feeds: each run goes on where the last one ended."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url
from w3lib.url import canonicalize_url

from crawler.archive.crawl_state import Known
from crawler.decoding import decode
from crawler.downloader.previous_runs import previous_visits
from crawler.downloader.responses import capture_in
from crawler.http_fields import content_type_of
from crawler.monitoring.failures import AlreadyReported, in_words, reason_of
from crawler.monitoring.signals import list_read
from crawler.request_meta import CONDITIONAL, WALK
from crawler.urls import joined
from crawler.webarchives.warc.captured_page import LostPageError, read_payload
from pipelines.soft404 import headline_sign
from spiders.feeds import Feed, read_feed
from spiders.frontier import ArticleRules, Frontier

if TYPE_CHECKING:
    from logging import LoggerAdapter

    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.archive.crawl_state import ListRead

_DEFAULT_PORT = re.compile(r"^(http://[^/:]+(?=:80/)|https://[^/:]+(?=:443/)):\d+")


@dataclass(eq=False, slots=True)
class Walk:
    """The walk through one list or feed, from its first page on.

    A list is read until a page brings nothing that was not stored when the list was last read, not
    when this run began: of a run that was killed the first pages' articles may be stored, and those
    of the pages behind them not.
    """

    url: str
    """URL of the first page."""
    read_at: str | None = None
    """Until when all articles of the list are stored, as in ``lists.read_at``; None: never."""
    fully: bool = True
    """Read to the very end, whatever the pages bring."""
    shown: set[str] = field(default_factory=set)
    """Canonical URLs of the articles its pages have linked so far."""
    failed: bool = False
    """Something it led to could not be fetched, and may be by the next run."""

    def conditional(self) -> str | None:
        """For ``CONDITIONAL``: unchanged since it was read means nothing new, here and behind."""
        return None if self.fully else self.read_at

    def goes_on(self, number: int, articles: set[str], known: Mapping[str, Known]) -> bool:
        """Whether the page after page ``number`` is to be read, given what this one linked.

        ``known`` are those of ``articles`` that are stored. Pagers of both families go on past the
        end of a list, so a page that shows nothing else than the pages before it is behind the end.
        """
        behind_the_end = number > 1 and articles <= self.shown
        self.shown |= articles
        if behind_the_end:
            return False
        return self.fully or not all(
            url in known and known[url].fetched_at <= (self.read_at or "") for url in articles
        )


def walk_of(
    url: str, read: ListRead | None, *, now: dt.datetime, days: float, everything: bool
) -> Walk:
    """The walk to take through the list at ``url``.

    Args:
        url: URL of its first page.
        read: when the archive says it was last read.
        now: the present moment, aware.
        days: after how many days it is read to its very end again.
        everything: read it to its very end now.
    """
    if read is None or _moment(read.read_at) > now:  # read by a clock that ran ahead: when?
        return Walk(url)
    last = read.read_fully_at
    fully = everything or last is None or now - _moment(last) >= dt.timedelta(days=days)
    return Walk(url, read.read_at, fully)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


class ListRules(ArticleRules, Protocol):
    """What a walker asks a portal's spider beside that: where its lists are and how they page."""

    settings: BaseSettings

    @property
    def logger(self) -> LoggerAdapter[Any]:
        """The spider's logger."""

    def list_urls(self) -> list[str]:
        """The first pages of the portal's lists."""

    def feed_urls(self) -> list[str]:
        """The portal's feeds and sitemaps."""

    def list_page_number(self, url: str) -> int | None:
        """The number of a list page by its URL."""

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of the portal's lists."""

    def is_ours(self, host: str) -> bool:
        """Whether the portal answers at this host."""

    def fail(self, sentence: str, cause: str | None = None) -> None:
        """Note that the run did not do what it was asked to."""


class Walker:
    """Reads a portal's lists, feeds and sitemaps, and requests the articles they lead to."""

    def __init__(self, spider: ListRules, frontier: Frontier) -> None:
        self._spider = spider
        self._frontier = frontier
        self._walks: list[Walk] = []
        self._read: dict[str, ListRead] = {}
        """What the archive knows of each list, by the URL of its first page."""
        self._feeds: set[str] = set()
        """Feeds and sitemaps requested in this run."""

    # -- walks begun, and what was read in the end -------------------------------------------------

    def list_requests(self) -> Iterator[Request]:
        """Requests for the beginning of every list and feed."""
        spider = self._spider
        self._read = previous_visits(spider.crawler).lists(spider.name)
        yield from self._new_feeds(spider.feed_urls())
        for url in spider.list_urls():
            yield self._list_request(url, 1, self._walk(url))

    def read_sitemaps(self, urls: Iterable[str]) -> None:
        """Read sitemaps that robots.txt names, beside the feeds that are known."""
        engine = self._spider.crawler.engine
        assert engine is not None
        valid = self._frontier.valid_urls(urls)
        ours = (url for url in valid if self._spider.is_ours(urlsplit(url).hostname or ""))
        for request in self._new_feeds(ours):
            engine.crawl(request)

    def _walk(self, url: str) -> Walk:
        """Begin to read the list or feed at ``url``."""
        walk = walk_of(
            url,
            self._read.get(url),
            now=self._frontier.began,
            days=self._spider.settings.getfloat("RECRAWL_LISTS_DAYS"),
            everything=self._spider.arguments.full,
        )
        self._walks.append(walk)
        return walk

    def lists_read(self) -> dict[str, bool]:
        """URLs of the lists all of whose articles this run has stored → read to their very end?

        A run that was asked for a part of the portal has read none.
        """
        asked = self._spider.arguments
        if asked.url or asked.limit or asked.since or asked.until:
            return {}
        return {walk.url: walk.fully for walk in self._walks if not walk.failed}

    def note_links(self, response: Response) -> None:
        """Report the aliases of articles that a list page links, and request none of them."""
        self._frontier.articles_among(_links(response))

    def _walk_in(self, response: Response) -> Walk:
        """The walk a response belongs to; a page that was requested otherwise begins its own."""
        walk: Walk | None = response.meta.get(WALK)
        return walk or Walk(response.url)

    # -- lists ------------------------------------------------------------------------------------

    def parse_list(self, response: Response, number: int) -> Iterator[Request]:
        """Requests for the new articles a list page links, and for the page after it."""
        if response.status == HTTPStatus.NOT_MODIFIED:
            return
        spider, walk = self._spider, self._walk_in(response)
        if (capture := capture_in(response)) is not None and capture.incomplete:
            self._note_unreadable(walk, capture.incomplete, response.url)  # but for what came
        links = [*self._frontier.valid_urls(_links(response))]
        articles = self._frontier.articles_among(links)
        if number == 1 and not articles and (reason := self._no_list(response)):
            self._note_unreadable(walk, reason)
            return
        spider.crawler.stats.inc_value("lists/pages")
        if number == 1:
            spider.crawler.signals.send_catch_log(list_read, url=walk.url, links=len(articles))
        known = previous_visits(spider.crawler).known(articles)
        # A dead link is nothing new.
        dead = {
            url: Known("", gone=True)
            for url, link in articles.items()
            if url not in known and self._frontier.is_dead(link, url)
        }
        goes_on = walk.goes_on(number, set(articles), {**known, **dead})
        yield from self._frontier.new_articles(articles, known, walk)
        if not goes_on or spider.enough():
            return
        bound = spider.settings.getint("LIST_PAGES_MAX")
        if number >= bound:
            spider.logger.warning("%s: stopped after %d list pages", response.url, bound)
        elif following := self._page_after(response.url, links, number):
            yield self._list_request(following, number + 1, walk)

    def _no_list(self, response: Response) -> str | None:
        """Why a page without articles is not the list; None if it may be an empty list."""
        if reason := next(_signs(response), None):
            return reason
        if response.status != HTTPStatus.OK:
            return f"status {response.status}"
        led = response.meta.get("redirect_urls") and not self._spider.is_list(response.url)
        return f"led to {response.url}" if led else None

    def _page_after(self, url: str, links: list[str], number: int) -> str | None:
        """The link to the next page of the same list: the lowest number above this one's."""
        path = urlsplit(self._spider.request_url(url)).path
        pages = [
            (page, link)
            for link in links
            if urlsplit(self._spider.request_url(link)).path == path
            and (page := self._spider.list_page_number(link)) is not None
            and page > number
        ]
        return min(pages)[1] if pages else None

    def _list_request(self, url: str, number: int, walk: Walk) -> Request:
        return Request(
            self._spider.request_url(url),
            self.parse_list,
            errback=self._list_failed,
            cb_kwargs={"number": number},
            # Scrapy drops a page that redirects to itself for a duplicate, and says nothing.
            dont_filter=True,
            meta={WALK: walk, CONDITIONAL: walk.conditional()},
        )

    # -- feeds ------------------------------------------------------------------------------------

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """Requests for the articles a feed names and the archive lacks, or that it calls changed.

        Of a feed that is not modified its stored capture is read: a sitemap index stays the same
        while its parts do not.
        """
        frontier, walk = self._frontier, self._walk_in(response)
        earlier = previous_visits(self._spider.crawler)
        before = await self._feed_before(walk)
        if response.status != HTTPStatus.NOT_MODIFIED:
            if (capture := capture_in(response)) is not None and capture.incomplete:
                self._note_unreadable(walk, capture.incomplete)
                return
            try:
                # A large sitemap takes seconds; meanwhile the crawl can be told to end.
                feed = await asyncio.to_thread(
                    read_feed, response.body, response.url, content_type_of(response)
                )
            except ValueError as error:
                self._note_unreadable(walk, str(error))
                return
            if feed.fault:
                self._note_unreadable(walk, feed.fault)
        elif before is not None:
            feed = before
        else:  # its capture is lost
            yield self._feed_request(walk.url, Walk(walk.url))
            return
        for request in self._new_feeds(frontier.valid_urls(feed.parts)):
            yield request
        articles = frontier.articles_among(feed.entries)
        for request in frontier.new_articles(articles, earlier.known(articles), walk):
            yield request
        changed = frontier.articles_among(feed.changed_since(before) if before else ())
        for canonical in earlier.known(changed):
            for request in frontier.request(changed[canonical], canonical):
                yield request

    async def _feed_before(self, walk: Walk) -> Feed | None:
        """The feed as it was when all it named had been stored, if that can still be read."""
        earlier = previous_visits(self._spider.crawler)
        visit = earlier.to_list(walk.url, walk.read_at) if walk.read_at else None
        place = earlier.payload_location(visit.digest) if visit and visit.digest else None
        if place is None:
            return None
        record = (place.warc_file, place.warc_offset, place.source)
        try:
            body = await asyncio.to_thread(read_payload, self._spider.settings["WARC_DIR"], *record)
            return await asyncio.to_thread(read_feed, body, walk.url)
        except (LostPageError, ValueError):
            return None

    def _new_feeds(self, urls: Iterable[str]) -> Iterator[Request]:
        """Requests for feeds and sitemaps, each once in a run and no more than LIST_PAGES_MAX.

        A sitemap index may name itself, or another one that names it, or a new one each time.
        """
        bound = self._spider.settings.getint("LIST_PAGES_MAX")
        for url in urls:
            known = _DEFAULT_PORT.sub(r"\1", canonicalize_url(url))
            if known in self._feeds:
                continue
            if len(self._feeds) >= bound:
                self._spider.fail(
                    f"{url} and what else the sitemaps name was not read: a run reads {bound} "
                    "feeds and sitemaps at most (LIST_PAGES_MAX)",
                    cause="feeds",
                )
                return
            self._feeds.add(known)
            yield self._feed_request(url, self._walk(url))

    def _feed_request(self, url: str, walk: Walk) -> Request:
        return Request(
            url,
            self.parse_feed,
            errback=self._list_failed,
            dont_filter=True,
            meta={WALK: walk, CONDITIONAL: walk.conditional()},
        )

    # -- what went wrong --------------------------------------------------------------------------

    def _list_failed(self, failure: Failure) -> None:
        """Handle a list or feed that could not be fetched: part of the portal was not looked at."""
        if isinstance(failure.value, AlreadyReported):
            return  # told once, by the recorder; a run that ends like this has read no list
        request: Request = failure.request  # type: ignore[attr-defined]
        self._note_unreadable(request.meta[WALK], reason_of(failure.value), request.url)

    def _note_unreadable(self, walk: Walk, reason: str, url: str | None = None) -> None:
        """Note that a list or feed could not be read, at its first page or at ``url``."""
        walk.failed = True
        self._spider.fail(f"{url or walk.url} could not be read: {in_words(reason)}", cause=reason)


def _links(response: Response) -> list[str]:
    """All link targets, absolute; what is no URL stands as written.

    By one XPath on the root: most of a list page's cost is its links.
    """
    if not isinstance(response, TextResponse):
        return []
    try:
        base = get_base_url(response)
    except ValueError:  # <base> is no URL: browsers pass it over
        base = response.url
    hrefs = Selector(text=decode(response.body, content_type_of(response))).xpath("//a/@href")
    return [joined(base, href) for href in hrefs.getall()]


def _signs(response: Response) -> Iterator[str]:
    """Reasons why a page is no list, from its content type, headline and ``<title>``."""
    if not isinstance(response, TextResponse):
        yield f"no page but {content_type_of(response) or 'bytes'}"
        return
    for path in ("string(//h1)", "string(//title)"):
        if sign := headline_sign(" ".join(response.xpath(path).get("").split())):
            yield sign.reason
