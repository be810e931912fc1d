"""How lists, feeds and sitemaps are read: each run goes on where the archive's knowledge ends."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse

from crawler.addresses import Canonical, canonical_url
from crawler.captures.conditional import CONDITIONAL
from crawler.captures.earlier import earlier_runs
from crawler.captures.payloads import LostPageError, read_payload
from crawler.captures.schedule import is_due
from crawler.monitoring.signals import address_seen, list_read
from spiders.feeds import Feed, read_feed
from spiders.walk import WALK, Walk, walk_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.archive.visits import Known, ListRead
    from crawler.arguments import Arguments


class ListSpider(Spider):
    """Finds the addresses of a portal's articles; what is on them is the subclass's business."""

    home_url: ClassVar[str]
    """The portal's home; its scheme and host are the canonical ones."""
    lists: ClassVar[tuple[str, ...]] = ()
    """Where lists of articles begin, relative to ``home_url``."""
    feeds: ClassVar[tuple[str, ...]] = ()
    """RSS or Atom feeds and sitemaps, relative to ``home_url``: additional ways in."""
    article_path: ClassVar[re.Pattern[str]]
    """Matches the paths of articles, without query."""
    arguments: Arguments

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._asked: dict[str, Walk | None] = {}
        """Articles asked for in this run, and the walk that led to each."""
        self._walks: list[Walk] = []
        self._read: dict[str, ListRead] = {}
        self._began = dt.datetime.now(dt.UTC).replace(microsecond=0)

    # -- what families and portals know -----------------------------------------------------------

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

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""
        parts = urlsplit(self.request_url(url))
        return self.is_ours(parts.hostname or "") and bool(self.article_path.search(parts.path))

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of the portal's lists, the first one or a later one."""
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
        self._articles_among(response.urljoin(href) for href in _hrefs(response))

    def article_request(self, url: str, walk: Walk | None = None) -> Request:
        """A request for an article; ``walk`` led to it."""
        raise NotImplementedError

    def enough(self) -> bool:
        """Whether the run has all it was asked for."""
        raise NotImplementedError

    def list_failed(self, failure: Failure) -> None:
        """A list or feed could not be had."""
        raise NotImplementedError

    def list_unreadable(self, walk: Walk, reason: str) -> None:
        """A list or feed could be had and not be read."""
        raise NotImplementedError

    # -- where to begin, and what was read in the end ---------------------------------------------

    def list_requests(self) -> Iterator[Request]:
        """Requests for the beginning of every list and feed."""
        self._read = earlier_runs(self.crawler).lists(self.name)
        for address in self.feeds:
            yield self._feed_request(urljoin(self.home_url, address))
        for url in self.list_addresses():
            yield self._list_request(url, 1, self._walk(url))

    def read_sitemaps(self, urls: Iterable[str]) -> None:
        """Read sitemaps that robots.txt names, beside the feeds that are known."""
        engine = self.crawler.engine
        if engine is None or self.arguments.url:
            return
        read = {walk.url for walk in self._walks}
        for url in urls:
            if url not in read and self.is_ours(urlsplit(url).hostname or ""):
                engine.crawl(self._feed_request(url))

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

    def revisits(self) -> Iterator[Request]:
        """Requests for stored articles it is time to look at again, at their own address."""
        for stored in earlier_runs(self.crawler).articles(self.name):
            if self._began <= stored.visited <= dt.datetime.now(dt.UTC):
                continue  # by this run
            if (
                self.arguments.full
                or stored.missing
                or is_due(self._began, stored.born, stored.visited)
            ):
                yield from self._ask(self.article_url(stored.fetched_url, stored.url), stored.url)

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
        links = [response.urljoin(href) for href in _hrefs(response)]
        articles = self._articles_among(links)
        self.crawler.stats.inc_value("lists/pages")
        if number == 1:
            self.crawler.signals.send_catch_log(list_read, url=walk.url, links=len(articles))
        known = earlier_runs(self.crawler).known(articles)
        goes_on = walk.goes_on(number, set(articles), known)
        yield from self._new_articles(articles, known, walk)
        if not goes_on or self.enough():
            return
        bound = self.settings.getint("LIST_PAGES_MAX")
        if number >= bound:
            self.logger.warning("%s: stopped after %d list pages", response.url, bound)
        elif following := self._page_after(response.url, links, number):
            yield self._list_request(following, number + 1, walk)

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
            try:
                feed = read_feed(response.body, response.url)
            except ValueError as error:
                self.list_unreadable(walk, str(error))
                return
        elif before is not None:
            feed = before
        else:  # its capture is lost
            yield self._feed_request(walk.url, Walk(walk.url))
            return
        for part in feed.parts:
            yield self._feed_request(part)
        articles = self._articles_among(feed.entries)
        for request in self._new_articles(
            articles, earlier_runs(self.crawler).known(articles), walk
        ):
            yield request
        changed = self._articles_among(feed.changed_since(before) if before else ())
        for canonical in earlier_runs(self.crawler).known(changed):
            for request in self._ask(changed[canonical], canonical):
                yield request

    async def _feed_before(self, walk: Walk) -> Feed | None:
        """The feed as it was when all it named had been stored, if that can still be read."""
        visits = earlier_runs(self.crawler)
        visit = visits.to_list(walk.url, walk.read_at) if walk.read_at else None
        place = visits.place_of(visit.digest) if visit and visit.digest else None
        if place is None:
            return None
        record = (place.warc_file, place.warc_offset, place.source)
        try:
            body = await asyncio.to_thread(read_payload, self.settings["WARC_DIR"], *record)
            return read_feed(body, walk.url)
        except (LostPageError, ValueError):
            return None

    def _feed_request(self, url: str, walk: Walk | None = None) -> Request:
        walk = walk or self._walk(url)
        return Request(
            url,
            self.parse_feed,
            errback=self.list_failed,
            dont_filter=True,
            meta={WALK: walk, CONDITIONAL: walk.conditional()},
        )

    # -- articles ---------------------------------------------------------------------------------

    def _articles_among(self, links: Iterable[str]) -> dict[str, str]:
        """The articles among links: canonical address → the first link that leads there."""
        articles: dict[str, str] = {}
        for link in links:
            if self.is_article(link):
                canonical = canonical_url(link, home_url=self.home_url)
                self._tell_alias(self.request_url(link), canonical)
                articles.setdefault(canonical.url, link)
        return articles

    def _new_articles(
        self, articles: Mapping[str, str], known: Mapping[str, Known], walk: Walk
    ) -> Iterator[Request]:
        """Requests for articles that are not stored, or that were gone and are linked again."""
        for canonical, link in articles.items():
            if canonical not in known or known[canonical].gone:
                yield from self._ask(self.article_url(link, canonical), canonical, walk)

    def _ask(self, url: str, canonical: str, walk: Walk | None = None) -> Iterator[Request]:
        """Ask for an article, but once in a run."""
        if canonical not in self._asked and not self.enough():
            self._asked[canonical] = walk
            yield self.article_request(url, walk)

    def _tell_alias(self, url: str, canonical: Canonical) -> None:
        if url != canonical.url:
            self.crawler.signals.send_catch_log(
                address_seen, url=url, canonical=canonical.url, rule=canonical.rule
            )

    def is_ours(self, host: str) -> bool:
        """Whether the portal answers at this host: that of its home, with or without ``www.``."""
        home = urlsplit(self.home_url).hostname or ""
        return host.removeprefix("www.") == home.removeprefix("www.")


def _hrefs(response: Response) -> list[str]:
    """All link targets by one XPath on the root: most of a list page's cost is its links."""
    if not isinstance(response, TextResponse):
        return []
    return response.xpath("//a/@href").getall()
