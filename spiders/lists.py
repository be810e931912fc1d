"""How lists, feeds and sitemaps are read: each run goes on where the archive's knowledge ends."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url
from w3lib.url import canonicalize_url, safe_url_string

from crawler.archive.visits import Known
from crawler.decoding import decode
from crawler.downloader.previous_runs import previous_visits
from crawler.downloader.truncated import capture_in, content_type_of
from crawler.monitoring.failures import ToldOnce, in_words, reason_of
from crawler.monitoring.signals import list_read
from crawler.request_meta import CONDITIONAL, WALK
from crawler.urls import broken_url
from crawler.webarchives.warc.captured_page import LostPageError, read_payload
from pipelines.soft404 import headline_sign
from spiders.feeds import Feed, joined, read_feed
from spiders.links import LinkSpider
from spiders.schedule import is_due, is_due_again
from spiders.walk import Walk, walk_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.archive.visits import ListRead
    from crawler.arguments import Arguments


_DEFAULT_PORT = re.compile(r"^(http://[^/:]+(?=:80/)|https://[^/:]+(?=:443/)):\d+")


class ListSpider(LinkSpider):
    """Finds a portal's articles; what is on them is the subclass's business."""

    lists: ClassVar[tuple[str, ...]] = ()
    """Where lists of articles begin, relative to ``home_url``."""
    feeds: ClassVar[tuple[str, ...]] = ()
    """RSS or Atom feeds and sitemaps, relative to ``home_url``: additional ways in."""
    arguments: Arguments

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._walks: list[Walk] = []
        self._read: dict[str, ListRead] = {}
        self._feeds: set[str] = set()
        """Feeds and sitemaps asked for in this run."""
        self._began = dt.datetime.now(dt.UTC).replace(microsecond=0)

    # -- what families and portals know -----------------------------------------------------------

    def list_page_number(self, url: str) -> int | None:
        """Which page of a list ``url`` is, None if it is no list page. A family's knowledge."""
        raise NotImplementedError

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of the portal's lists, the first one or a later one."""
        if broken_url(url):
            return False
        parts = urlsplit(self.request_url(url))
        if not self.is_ours(parts.hostname or "") or self.is_article(url):
            return False
        path = parts.path.rstrip("/")
        firsts = {urlsplit(address).path.rstrip("/") for address in self.list_addresses()}
        return path in firsts or (
            self.list_page_number(url) is not None
            and any(path.startswith(f"{first}/") for first in firsts)
        )

    def note_links(self, response: Response) -> None:
        """Note under which addresses a list page links articles, and ask for none of them."""
        self._articles_among(_links(response))

    # -- where to begin, and what was read in the end ---------------------------------------------

    def list_requests(self) -> Iterator[Request]:
        """Requests for the beginning of every list and feed."""
        self._read = previous_visits(self.crawler).lists(self.name)
        yield from self._new_feeds(urljoin(self.home_url, address) for address in self.feeds)
        for url in self.list_addresses():
            yield self._list_request(url, 1, self._walk(url))

    def read_sitemaps(self, urls: Iterable[str]) -> None:
        """Read sitemaps that robots.txt names, beside the feeds that are known."""
        engine = self.crawler.engine
        if engine is None or self.arguments.url:
            return
        ours = (url for url in self.whole_urls(urls) if self.is_ours(urlsplit(url).hostname or ""))
        for request in self._new_feeds(ours):
            engine.crawl(request)

    def list_addresses(self) -> list[str]:
        """The first pages of the portal's lists."""
        return [urljoin(self.home_url, address) for address in self.lists]

    def _walk(self, url: str) -> Walk:
        """Begin to read the list or feed at ``url``."""
        walk = walk_of(
            url,
            self._read.get(url),
            now=self._began,
            days=self.settings.getfloat("RECRAWL_LISTS_DAYS"),
            everything=self.arguments.full,
        )
        self._walks.append(walk)
        return walk

    def retries(self) -> Iterator[Request]:
        """Requests for articles that earlier runs could not have.

        A page that answered 403 is asked for each time, though its list has not changed since: as
        long as it cannot be had, each run says so.
        """
        for url in previous_visits(self.crawler).not_had(self.name):
            if self.is_article(url) and not self.is_dead(url, self.canonical(url)):
                yield from self._ask(url, self.canonical(url))

    def revisits(self) -> Iterator[Request]:
        """Requests for stored articles it is time to look at again, at their own address."""
        for stored in previous_visits(self.crawler).articles(self.name):
            # By this run; its first second may have been the last one of the run before.
            if self._began < stored.visited <= dt.datetime.now(dt.UTC):
                continue
            if (
                self.arguments.full
                or stored.missing
                or stored.incomplete
                or (
                    is_due(self._began, stored.born, stored.visited)
                    and not self.is_dead(stored.fetched_url, stored.url)
                )
            ):
                yield from self._ask(self.article_url(stored.fetched_url, stored.url), stored.url)

    def is_dead(self, link: str, canonical: str) -> bool:
        """Whether a link led to no article of late, so that it is not asked for yet again."""
        if self.arguments.full:
            return False
        asked = safe_url_string(self.request_url(self.article_url(link, canonical)))
        looks = previous_visits(self.crawler).in_vain({canonical, asked})
        return looks is not None and not is_due_again(self._began, looks.times, looks.last)

    def lists_read(self) -> dict[str, bool]:
        """The lists whose articles the archive holds after this run; True: read to their very end.

        A run that took a part only, by its arguments, has read none.
        """
        asked = self.arguments
        if asked.url or asked.limit or asked.since or asked.until:
            return {}
        return {walk.url: walk.fully for walk in self._walks if not walk.failed}

    # -- lists ------------------------------------------------------------------------------------

    def parse_list(self, response: Response, number: int) -> Iterator[Request]:
        """Requests for the new articles a list page links, and for the page after it."""
        if response.status == HTTPStatus.NOT_MODIFIED:
            return
        walk: Walk = response.meta[WALK]
        if (capture := capture_in(response)) is not None and capture.incomplete:
            self.list_unreadable(walk, capture.incomplete, response.url)  # but for what came
        links = [*self.whole_urls(_links(response))]
        articles = self._articles_among(links)
        if number == 1 and not articles and (reason := self._no_list(response)):
            self.list_unreadable(walk, reason)
            return
        self.crawler.stats.inc_value("lists/pages")
        if number == 1:
            self._tell(list_read, url=walk.url, links=len(articles))
        known = previous_visits(self.crawler).known(articles)
        # A dead link is nothing new.
        dead = {
            url: Known("", gone=True)
            for url, link in articles.items()
            if url not in known and self.is_dead(link, url)
        }
        goes_on = walk.goes_on(number, set(articles), {**known, **dead})
        yield from self._new_articles(articles, known, walk)
        if not goes_on or self.enough():
            return
        bound = self.settings.getint("LIST_PAGES_MAX")
        if number >= bound:
            self.logger.warning("%s: stopped after %d list pages", response.url, bound)
        elif following := self._page_after(response.url, links, number):
            yield self._list_request(following, number + 1, walk)

    def _no_list(self, response: Response) -> str | None:
        """Why a page without articles stands in a list's place; None if it may be an empty list."""
        if reason := next(_signs(response), None):
            return reason
        if response.status != HTTPStatus.OK:
            return f"status {response.status}"
        led = response.meta.get("redirect_urls") and not self.is_list(response.url)
        return f"led to {response.url}" if led else None

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

    def _list_request(self, url: str, number: int, walk: Walk) -> Request:
        return Request(
            self.request_url(url),
            self.parse_list,
            errback=self.list_failed,
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
        walk: Walk = response.meta[WALK]
        before = await self._feed_before(walk)
        if response.status != HTTPStatus.NOT_MODIFIED:
            if (capture := capture_in(response)) is not None and capture.incomplete:
                self.list_unreadable(walk, capture.incomplete)
                return
            try:
                # A large sitemap takes seconds; meanwhile the crawl can be told to end.
                feed = await asyncio.to_thread(
                    read_feed, response.body, response.url, content_type_of(response)
                )
            except ValueError as error:
                self.list_unreadable(walk, str(error))
                return
            if feed.fault:
                self.list_unreadable(walk, feed.fault)
        elif before is not None:
            feed = before
        else:  # its capture is lost
            yield self._feed_request(walk.url, Walk(walk.url))
            return
        for request in self._new_feeds(self.whole_urls(feed.parts)):
            yield request
        articles = self._articles_among(feed.entries)
        for request in self._new_articles(
            articles, previous_visits(self.crawler).known(articles), walk
        ):
            yield request
        changed = self._articles_among(feed.changed_since(before) if before else ())
        for canonical in previous_visits(self.crawler).known(changed):
            for request in self._ask(changed[canonical], canonical):
                yield request

    async def _feed_before(self, walk: Walk) -> Feed | None:
        """The feed as it was when all it named had been stored, if that can still be read."""
        visits = previous_visits(self.crawler)
        visit = visits.to_list(walk.url, walk.read_at) if walk.read_at else None
        place = visits.place_of(visit.digest) if visit and visit.digest else None
        if place is None:
            return None
        record = (place.warc_file, place.warc_offset, place.source)
        try:
            body = await asyncio.to_thread(read_payload, self.settings["WARC_DIR"], *record)
            return await asyncio.to_thread(read_feed, body, walk.url)
        except (LostPageError, ValueError):
            return None

    def _new_feeds(self, urls: Iterable[str]) -> Iterator[Request]:
        """Requests for feeds and sitemaps, each once in a run and no more than LIST_PAGES_MAX.

        A sitemap index may name itself, or another one that names it, or a new one each time.
        """
        bound = self.settings.getint("LIST_PAGES_MAX")
        for url in urls:
            known = _DEFAULT_PORT.sub(r"\1", canonicalize_url(url))
            if known in self._feeds:
                continue
            if len(self._feeds) >= bound:
                self.fail(
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
            errback=self.list_failed,
            dont_filter=True,
            meta={WALK: walk, CONDITIONAL: walk.conditional()},
        )

    # -- what went wrong --------------------------------------------------------------------------

    def list_failed(self, failure: Failure) -> None:
        """A list or feed could not be had: part of the portal was not looked at."""
        if isinstance(failure.value, ToldOnce):
            return  # told once, by the recorder; a run that ends like this has read no list
        request: Request = failure.request  # type: ignore[attr-defined]
        self.list_unreadable(request.meta[WALK], reason_of(failure.value), request.url)

    def list_unreadable(self, walk: Walk, reason: str, url: str | None = None) -> None:
        """A list or feed could not be read, at its first page or at ``url``."""
        walk.failed = True
        self.fail(f"{url or walk.url} could not be read: {in_words(reason)}", cause=reason)


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
    """What a page's headline and window title say of it, if that is no list."""
    if not isinstance(response, TextResponse):
        yield f"no page but {(response.headers.get('Content-Type') or b'bytes').decode('latin-1')}"
        return
    for path in ("string(//h1)", "string(//title)"):
        if sign := headline_sign(" ".join(response.xpath(path).get("").split())):
            yield sign.reason
