"""Lists of a portal: which of their pages a run reads, and what it makes of each.

``spiders/reach.py`` says how far a list is read, ``spiders/pager.py`` which page comes next.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from scrapy import Request

from crawler.books import OVER_LIMIT, EntryKind, EntryOutcome
from crawler.downloader.previous_runs import previous_visits
from crawler.downloader.responses import capture_in
from crawler.monitoring.failures import AlreadyReported, in_words, reason_of, stage_of
from crawler.monitoring.run_books import outcome_of_reject
from crawler.monitoring.signals import list_read, listed_seen
from crawler.request_meta import CONDITIONAL, ENTRY, WALK
from crawler.urls import broken_url
from crawler.webarchives.warc.captured_page import LostPageError, read_payload
from pipelines.soft404 import Sign
from spiders.frontier import ArticleRules, Frontier, Linked
from spiders.list_page import Anchor, ListPage
from spiders.listed import listed_on
from spiders.pager import Page, PageLink, Pager, links_of_pager
from spiders.reach import Walk

if TYPE_CHECKING:
    from logging import LoggerAdapter

    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.items import Listed
    from spiders.redirects import Redirects


class ListRules(ArticleRules, Protocol):
    """What a walker asks a portal's spider beside that: where its lists are and how they page."""

    settings: BaseSettings

    @property
    def redirects(self) -> Redirects:
        """The judge of redirects."""

    @property
    def logger(self) -> LoggerAdapter[Any]:
        """The spider's logger."""

    def list_urls(self) -> list[str]:
        """The first pages of the portal's lists."""

    def feed_urls(self) -> list[str]:
        """The portal's feeds and sitemaps."""

    def list_page_number(self, url: str) -> int | None:
        """The number of a list page by its URL."""

    def fail(self, sentence: str, cause: str | None = None) -> None:
        """Note that the run did not do what it was asked to."""


class ListReader:
    """Reads a portal's lists page by page, and requests the articles they link."""

    def __init__(self, spider: ListRules, frontier: Frontier) -> None:
        self._spider = spider
        self._frontier = frontier

    def begin(self, walk: Walk) -> Request:
        """The request for the first page of a list."""
        walk.pager = self._pager(walk)
        walk.unread = True
        return self._request(walk.pager.first, walk)

    def _pager(self, walk: Walk) -> Pager:
        url = self._spider.request_url(walk.url)
        walk.paths.add(urlsplit(url).path)
        return Pager(url, self._spider.list_page_number)

    def parse(self, response: Response, page: Page | None = None) -> Iterator[Request]:
        """Requests for the new articles a list page links, and for the page after it.

        Without ``page`` it is the first one of a walk.
        """
        spider, walk = self._spider, walk_in(response)
        pager = walk.pager = walk.pager or self._pager(walk)
        page = page or pager.first
        entry = spider.redirects.arrived(response, EntryKind.LIST)
        if response.status == HTTPStatus.NOT_MODIFIED:  # nor is what comes behind it
            walk.unread = False
            spider.books.settle(EntryKind.LIST, entry, EntryOutcome.NOT_MODIFIED)
            if page == pager.first:
                self._note_unmodified(response, walk)
            return
        if (capture := capture_in(response)) is not None and capture.incomplete:
            # But for what came.
            note_unreadable(spider, walk, capture.incomplete, response.url, entry=entry)
        shown = ListPage.of(response)
        linked = self._frontier.articles_among(shown.links)
        articles = linked.articles
        is_first = page == pager.first
        if not articles and (sign := self._no_list(response, shown)):
            url = walk.url if is_first else response.url
            stage = "wall" if sign.is_wall else "fetch"
            yield from self._missed(walk, page, sign.reason, url, entry, stage)
            return
        spider.books.settle(EntryKind.LIST, entry, EntryOutcome.READ)
        spider.crawler.stats.inc_value("lists/pages")
        if is_first:
            tell_read(spider, walk, linked)
            walk.paths.add(urlsplit(response.url).path)
        known = previous_visits(spider.crawler).known(articles)
        dead = self._frontier.dead_among(articles, known)
        of_pager = self._links_of_pager(walk, page, shown.anchors)
        led_to = response.url if response.meta.get("redirect_urls") else None
        is_news = pager.read(page, of_pager, articles, led_to)
        if capture is None or not capture.incomplete:
            moment = (capture and capture.captured_at) or self._frontier.began
            first = pager.first.number
            tell_listed(spider, listed_on(shown, spider, moment, linked.leads, of_pager, first))
        if not is_news and not is_first:
            spider.crawler.stats.inc_value("lists/pages_in_vain")
        yield from self._frontier.new_articles(articles, known, dead, walk)
        if not page.again and not walk.goes_on(articles, known, dead):
            pager.stop()
        elif is_first and not of_pager and (by := shown.pages_otherwise()):
            walk.failed = True
            spider.logger.warning(
                "%s pages on by %s, which cannot be followed: what is behind its first page has to "
                "be found in a feed or sitemap", response.url, by,
            )  # fmt: skip
        yield from self._go_on(walk)

    def _note_unmodified(self, response: Response, walk: Walk) -> None:
        """Note that a list still shows what its stored capture does, if that can be read."""
        capture, record = capture_in(response), record_before(self._spider, walk)
        if capture is None or capture.captured_at is None or record is None:
            return
        try:
            body = read_payload(self._spider.settings["WARC_DIR"], *record)
        except LostPageError:
            return  # it is as it was all the same; `doctor` tells of records that are lost
        shown = ListPage(response.url, body)
        tell_listed(self._spider, listed_on(shown, self._spider, capture.captured_at))

    def _links_of_pager(self, walk: Walk, page: Page, anchors: list[Anchor]) -> list[PageLink]:
        spider = self._spider
        return links_of_pager(
            (
                (spider.request_url(anchor.url), anchor.text, anchor.is_next)
                for anchor in anchors
                if broken_url(anchor.url) is None
                and spider.is_ours(urlsplit(anchor.url).hostname or "")
            ),
            walk.paths,
            page.number,
            spider.list_page_number,
        )

    def _go_on(self, walk: Walk) -> Iterator[Request]:
        """The request for the next page of a list, unless it is to its end."""
        spider, pager = self._spider, walk.pager
        assert pager is not None
        following = pager.following()
        bound = spider.settings.getint("LIST_PAGES_MAX")
        if following is None:
            walk.unread = False
            self._say_what_is_missing(walk, pager)
        elif spider.enough():
            spider.books.settle(EntryKind.LIST, following.url, EntryOutcome.NOT_REACHED, OVER_LIMIT)
        elif pager.requests > bound:
            spider.books.settle(
                EntryKind.LIST, following.url, EntryOutcome.NOT_REACHED, "LIST_PAGES_MAX"
            )
            spider.fail(
                f"{walk.url}: stopped after {bound} list pages (LIST_PAGES_MAX), and there are "
                f"more, such as {following.url}",
                cause="list pages",
            )
        else:
            yield self._request(following, walk)

    def _say_what_is_missing(self, walk: Walk, pager: Pager) -> None:
        """A failure if articles of a list were kept from us, a line if there may be more of them.

        Such a list is not read to its end: the next run begins where this one did.
        """
        spider = self._spider
        lost = [one for one in pager.suspects() if one.led_to or not pager.is_explained]
        walk.failed |= bool(pager.is_explained or lost or pager.given_up)
        if pager.given_up:
            spider.fail(
                f"{walk.url}: left after {len(pager.tail)} pages without anything new, though its "
                f"pager names pages up to number {pager.given_up}",
                cause="pager",
            )
        if lost:
            first, *others = lost
            what = f"leads to {first.led_to}" if first.led_to else "shows what other pages show"
            more = f", as {len(others)} more pages do" if others else ""
            spider.fail(
                f"{first.page.url} {what}{more}: the articles that belong there were not seen",
                cause="pager",
            )
        in_vain = [one.page.url for one in (*pager.gaps, *pager.tail) if not one.failed]
        if in_vain and not lost and (pager.gaps or pager.is_left):
            spider.logger.warning(
                "%s: %d of its pages brought nothing new, such as %s, and its pager went on",
                walk.url, len(in_vain), in_vain[0],
            )  # fmt: skip

    def _missed(
        self, walk: Walk, page: Page, reason: str, url: str, entry: str, stage: str
    ) -> Iterator[Request]:
        """Note that a page of a list could not be read, and go on with those behind it."""
        assert walk.pager is not None
        if page.offered and not page.again:
            note_unreadable(self._spider, walk, reason, url, entry=entry, stage=stage)
        else:
            note_in_books(self._spider, entry, reason, stage)
        walk.pager.missed(page)
        yield from self._go_on(walk)

    def _failed(self, failure: Failure) -> Iterator[Request]:
        """Handle a list page that could not be fetched: the pages behind it are read."""
        if isinstance(failure.value, AlreadyReported):
            return  # told once, by the recorder; a run that ends like this has read no list
        request: Request = failure.request  # type: ignore[attr-defined]
        page: Page = request.cb_kwargs["page"]
        walk, entry = request.meta[WALK], request.meta[ENTRY]
        reason, stage = reason_of(failure.value), stage_of(failure.value)
        yield from self._missed(walk, page, reason, request.url, entry, stage)

    def _no_list(self, response: Response, shown: ListPage) -> Sign | None:
        """Why a page without articles is not the list; None if it may be an empty list."""
        if sign := next(shown.signs(), None):
            return sign
        if response.status != HTTPStatus.OK:
            return Sign(f"status {response.status}")
        led = response.meta.get("redirect_urls") and not self._spider.is_list(response.url)
        return Sign(f"led to {response.url}") if led else None

    def _request(self, page: Page, walk: Walk) -> Request:
        self._spider.books.expect(EntryKind.LIST, page.url)
        return Request(
            page.url,
            self.parse,
            errback=self._failed,
            cb_kwargs={"page": page},
            # Scrapy drops a page that redirects to itself for a duplicate, and says nothing.
            dont_filter=True,
            meta={
                WALK: walk,
                CONDITIONAL: None if page.again else walk.conditional(),
                ENTRY: page.url,
            },
        )


def walk_in(response: Response) -> Walk:
    """The walk a response belongs to; a page that was requested otherwise begins its own."""
    walk: Walk | None = response.meta.get(WALK)
    return walk or Walk(response.url)


def note_unreadable(
    spider: ListRules,
    walk: Walk,
    reason: str,
    url: str | None = None,
    *,
    entry: str,
    stage: str = "fetch",
) -> None:
    """Note that a list or feed could not be read, at its first page or at ``url``.

    ``entry`` is what the books have it under, ``stage`` as for a reject.
    """
    walk.failed = True
    note_in_books(spider, entry, reason, stage)
    spider.fail(f"{url or walk.url} could not be read: {in_words(reason)}", cause=reason)


def note_in_books(spider: ListRules, entry: str, reason: str, stage: str) -> None:
    """Enter a list page or feed that was not read."""
    kind = spider.books.awaited_kind(entry) or EntryKind.LIST
    spider.books.settle(kind, entry, outcome_of_reject(stage, reason), reason)


def tell_read(spider: ListRules, walk: Walk, linked: Linked) -> None:
    """Tell the health check what the beginning of a list, or a feed, leads to."""
    spider.crawler.signals.send_catch_log(
        list_read, url=walk.url, articles=linked.articles, others=linked.others
    )


def record_before(spider: ListRules, walk: Walk) -> tuple[str, int, str] | None:
    """The record of a list or feed as it was when all it named had been stored: file, offset,
    source; None if there is none."""
    earlier = previous_visits(spider.crawler)
    visit = earlier.to_list(walk.url, walk.read_at) if walk.read_at else None
    place = earlier.payload_location(visit.digest) if visit and visit.digest else None
    return (place.warc_file, place.warc_offset, place.source) if place else None


def tell_listed(spider: ListRules, listed: Listed) -> None:
    """Tell the archive what a list or feed shows of when its articles were published."""
    if listed.lists or listed.dates:
        spider.crawler.signals.send_catch_log(listed_seen, listed=listed)
