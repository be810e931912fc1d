"""Walks through a portal's lists and feeds: each run goes on where the last one ended."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from w3lib.url import canonicalize_url

from crawler.downloader.previous_runs import previous_visits
from crawler.downloader.responses import capture_in
from crawler.http_fields import content_type_of
from crawler.monitoring.failures import AlreadyReported, reason_of
from crawler.request_meta import CONDITIONAL, WALK
from crawler.webarchives.warc.captured_page import LostPageError, read_payload
from spiders.feeds import Feed, read_feed
from spiders.frontier import Frontier
from spiders.lists import ListReader, ListRules, Walk, links_in, note_unreadable, walk_in, walk_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.archive.crawl_state import ListRead

_DEFAULT_PORT = re.compile(r"^(http://[^/:]+(?=:80/)|https://[^/:]+(?=:443/)):\d+")


class Walker:
    """Reads a portal's lists, feeds and sitemaps, and requests the articles they lead to."""

    def __init__(self, spider: ListRules, frontier: Frontier) -> None:
        self._spider = spider
        self._frontier = frontier
        self.lists = ListReader(spider, frontier)
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
            yield self.lists.begin(self._walk(url))

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
        return {w.url: w.fully for w in self._walks if not (w.failed or w.unread)}

    def note_links(self, response: Response) -> None:
        """Report the aliases of articles that a list page links, and request none of them."""
        self._frontier.articles_among(links_in(response))

    # -- feeds ------------------------------------------------------------------------------------

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """Requests for the articles a feed names and the archive lacks, or that it calls changed.

        Of a feed that is not modified its stored capture is read: a sitemap index stays the same
        while its parts do not.
        """
        frontier, walk = self._frontier, walk_in(response)
        earlier = previous_visits(self._spider.crawler)
        before = await self._feed_before(walk)
        if response.status != HTTPStatus.NOT_MODIFIED:
            if (capture := capture_in(response)) is not None and capture.incomplete:
                note_unreadable(self._spider, walk, capture.incomplete)
                return
            try:
                # A large sitemap takes seconds; meanwhile the crawl can be told to end.
                feed = await asyncio.to_thread(
                    read_feed, response.body, response.url, content_type_of(response)
                )
            except ValueError as error:
                note_unreadable(self._spider, walk, str(error))
                return
            if feed.fault:
                note_unreadable(self._spider, walk, feed.fault)
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
            errback=self._feed_failed,
            dont_filter=True,
            meta={WALK: walk, CONDITIONAL: walk.conditional()},
        )

    # -- what went wrong --------------------------------------------------------------------------

    def _feed_failed(self, failure: Failure) -> None:
        """Handle a feed that could not be fetched: part of the portal was not looked at."""
        if isinstance(failure.value, AlreadyReported):
            return  # told once, by the recorder; a run that ends like this has read no list
        request: Request = failure.request  # type: ignore[attr-defined]
        note_unreadable(self._spider, request.meta[WALK], reason_of(failure.value), request.url)
