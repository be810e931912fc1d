"""Walks through a portal's lists and feeds: each run goes on where the last one ended."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.http import Response
from w3lib.url import canonicalize_url

from crawler.books import EntryKind, EntryOutcome
from crawler.downloader.previous_runs import previous_visits
from crawler.downloader.responses import capture_in
from crawler.http_fields import content_type_of
from crawler.monitoring.failures import AlreadyReported, reason_of, stage_of
from crawler.monitoring.run_books import note_left_out
from crawler.request_meta import CONDITIONAL, ENTRY, WALK
from crawler.webarchives.warc.captured_page import LostPageError, read_payload
from spiders.feeds import Feed, read_feed
from spiders.frontier import Frontier
from spiders.list_page import ListPage
from spiders.listed import listed_in, listed_on
from spiders.lists import (
    ListReader,
    ListRules,
    note_unreadable,
    record_before,
    tell_listed,
    tell_read,
    walk_in,
)
from spiders.reach import Walk, walk_of

if TYPE_CHECKING:
    import datetime as dt

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
        self._told_stamped = False

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
        ours = []
        for url in valid:
            if self._spider.is_ours(urlsplit(url).hostname or ""):
                ours.append(url)
            else:
                self._spider.books.settle(
                    EntryKind.SITEMAP, url, EntryOutcome.NOT_WANTED, "another host"
                )
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

    def note_links(self, response: Response, captured: Iterable[dt.datetime]) -> None:
        """Report what a list page that was captured then links, and request none of it."""
        books, shown = self._spider.books, ListPage.of(response)
        linked = self._frontier.articles_among(shown.links)
        for canonical in linked.articles:
            books.leave(
                EntryKind.ARTICLE, canonical, EntryOutcome.NOT_REACHED, "no capture is listed"
            )
        for moment in captured:
            tell_listed(self._spider, listed_on(shown, self._spider, moment, linked.leads))

    def pages_linked_by(self, response: Response) -> list[str]:
        """The articles and pages of lists that a list page links."""
        spider = self._spider
        links = (
            urldefrag(link).url for link in self._frontier.valid_urls(ListPage.of(response).links)
        )
        return [link for link in links if spider.is_article(link) or spider.is_list(link)]

    # -- feeds ------------------------------------------------------------------------------------

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """Requests for the articles a feed names and the archive lacks, or that it calls changed.

        Of a feed that is not modified its stored capture is read: a sitemap index stays the same
        while its parts do not.
        """
        frontier, walk = self._frontier, walk_in(response)
        entry = self._spider.redirects.arrived(response, EntryKind.FEED)
        earlier = previous_visits(self._spider.crawler)
        before = await self._feed_before(walk)
        if response.status != HTTPStatus.NOT_MODIFIED:
            feed = await self._feed_in(response, walk, entry)
            if feed is None:
                return
        elif before is not None:
            feed = before
            self._spider.books.settle(feed.kind, entry, EntryOutcome.NOT_MODIFIED)
        else:  # its capture is lost
            yield self._feed_request(walk.url, Walk(walk.url))
            return
        note_left_out(self._spider.crawler, feed.left_out)
        for request in self._new_feeds(frontier.valid_urls(feed.parts)):
            yield request
        linked = frontier.articles_among(feed.entries)
        tell_read(self._spider, walk, linked)
        articles = linked.articles
        if feed is not before and not feed.fault:
            capture = capture_in(response)
            moment = (capture and capture.captured_at) or frontier.began
            listed = await asyncio.to_thread(listed_in, feed, walk.url, moment, linked.leads)
            tell_listed(self._spider, listed)
        known = earlier.known(articles)
        dead = frontier.dead_among(articles, known)
        for request in frontier.new_articles(articles, known, dead, walk):
            yield request
        if before is None or before is feed:
            return
        changed = await asyncio.to_thread(feed.changes_since, before)
        if changed.stamped:
            self._tell_stamped(walk.url, changed.stamped)
        # What is named by another spelling of its URL has not vanished.
        vanished = frontier.articles_among(feed.vanished_since(before)).articles
        visits = {c: url for c, url in vanished.items() if c not in articles}
        visits |= frontier.articles_among(changed.urls).articles
        for canonical in earlier.known(visits):
            for request in frontier.request(visits[canonical], canonical):
                yield request

    async def _feed_in(self, response: Response, walk: Walk, entry: str) -> Feed | None:
        """The feed that came, as far as it did; None if it is none. Faults are reported."""
        capture = capture_in(response)
        try:
            # A large sitemap takes seconds; meanwhile the crawl can be told to end.
            feed = await asyncio.to_thread(
                read_feed,
                response.body,
                response.url,
                content_type_of(response),
                capture.incomplete if capture is not None else None,
            )
        except ValueError as error:
            note_unreadable(self._spider, walk, str(error), entry=entry)
            return None
        if feed.fault:
            note_unreadable(self._spider, walk, feed.fault, entry=entry)
        else:
            self._spider.books.settle(feed.kind, entry, EntryOutcome.READ)
        return feed

    def _tell_stamped(self, url: str, pages: int) -> None:
        """Say, once in a run, that a sitemap calls pages changed whenever it is made."""
        if not self._told_stamped:
            self._spider.logger.warning(
                "%s: says of %d articles that they changed when the sitemap was made, as it did "
                "before: no sign of a change, they are visited when it is their turn",
                url,
                pages,
            )
        self._told_stamped = True

    async def _feed_before(self, walk: Walk) -> Feed | None:
        """The feed as it was when all it named had been stored, if that can still be read."""
        record = record_before(self._spider, walk)
        if record is None:
            return None
        try:
            body = await asyncio.to_thread(read_payload, self._spider.settings["WARC_DIR"], *record)
            return await asyncio.to_thread(read_feed, body, walk.url)
        except (LostPageError, ValueError):
            return None

    def _new_feeds(self, urls: Iterable[str]) -> Iterator[Request]:
        """Requests for feeds and sitemaps, each once in a run and no more than LIST_PAGES_MAX.

        A sitemap index may name itself, or another one that names it, or a new one each time.
        """
        bound, urls = self._spider.settings.getint("LIST_PAGES_MAX"), iter(urls)
        for url in urls:
            known = _DEFAULT_PORT.sub(r"\1", canonicalize_url(url))
            if known in self._feeds:
                continue
            if len(self._feeds) >= bound:
                for one in (url, *urls):
                    self._spider.books.leave(
                        EntryKind.SITEMAP, one, EntryOutcome.NOT_REACHED, "LIST_PAGES_MAX"
                    )
                self._spider.fail(
                    f"{url} and what else the sitemaps name was not read: a run reads {bound} "
                    "feeds and sitemaps at most (LIST_PAGES_MAX)",
                    cause="feeds",
                )
                return
            self._feeds.add(known)
            yield self._feed_request(url, self._walk(url))

    def _feed_request(self, url: str, walk: Walk) -> Request:
        self._spider.books.expect(EntryKind.FEED, url)
        return Request(
            url,
            self.parse_feed,
            errback=self._feed_failed,
            dont_filter=True,
            meta={WALK: walk, CONDITIONAL: walk.conditional(), ENTRY: url},
        )

    # -- what went wrong --------------------------------------------------------------------------

    def _feed_failed(self, failure: Failure) -> None:
        """Handle a feed that could not be fetched: part of the portal was not looked at."""
        if isinstance(failure.value, AlreadyReported):
            return  # told once, by the recorder; a run that ends like this has read no list
        request: Request = failure.request  # type: ignore[attr-defined]
        walk, entry = request.meta[WALK], request.meta[ENTRY]
        reason, stage = reason_of(failure.value), stage_of(failure.value)
        note_unreadable(self._spider, walk, reason, request.url, entry=entry, stage=stage)
