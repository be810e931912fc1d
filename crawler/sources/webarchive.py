"""The sources ``cdx:URL``, ``wayback`` and ``commoncrawl``: a web archive, asked over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.archive.listings import (
    LIST_PAGE,
    listed_articles,
    listed_captures,
)
from crawler.captures.answers import RECORDED
from crawler.captures.earlier import earlier_archive
from crawler.captures.payloads import LostPageError, read_stored
from crawler.decoding import encoding_of
from crawler.items import Capture
from crawler.monitoring.secrets import without_password
from crawler.monitoring.signals import page_rejected
from crawler.sources.archive_choice import ArchiveChoice, Known, key, settled
from crawler.sources.archive_index import ArchiveIndex, as_listed
from crawler.sources.errors import SourceError
from crawler.sources.replays import Replays
from crawler.webarchives.choice import Fetch, Versions, choose
from crawler.webarchives.commoncrawl import CommonCrawl
from crawler.webarchives.services import WAYBACK, Service, cdx_service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from crawler.sources import Visitor
    from crawler.sources.captured import CapturedPage

_PRESETS: Mapping[str, Service] = {"wayback": WAYBACK, "commoncrawl": CommonCrawl()}


def open_web_archive(spec: str, place: str) -> WebArchiveSource:
    """The source for ``cdx:URL`` or a preset. Raises SourceError for a bad address."""
    if not place:
        return WebArchiveSource(spec, _PRESETS[spec])
    try:
        return WebArchiveSource(without_password(spec), cdx_service(place))
    except ValueError as error:
        raise SourceError(str(error)) from error


class WebArchiveSource:
    """Lists a portal's captures, chooses among them by article, and asks for those chosen.

    What is asked goes through Scrapy's downloader like any page: delays, retries, stop and stats
    are those of every crawl.
    """

    dated_by_capture = True

    def __init__(self, name: str, service: Service) -> None:
        self.name = name
        self.settings: Mapping[str, Any] = service.settings
        self._service = service

    async def requests(self, spider: Visitor) -> AsyncIterator[Request]:
        """A request for every payload that is needed and not stored yet, article by article."""
        await ArchiveIndex(self.name, self._service, spider).read()
        self._spider = spider
        self._choice = ArchiveChoice(spider)
        self._replays = Replays(self.name, self._service, spider, self._instead)
        spider.crawler.signals.connect(self._note_rejected, page_rejected)
        archive = earlier_archive(spider.crawler)
        asked, articles = spider.arguments, 0
        for canonical, found in listed_articles(archive.db.conn, spider.name, self.name):
            articles += 1
            choice, known = self._choice.of(canonical, found)
            for request in self._needed(choice.fetches, known):
                yield request
            if choice.fetches or archive.known([canonical]):
                for row in choice.gone:
                    if not settled(row, known):
                        spider.gone(self._replays.capture(row), canonical)
        if not (articles or asked.since or asked.until):
            what = asked.url or f"an article of {spider.name}"
            raise SourceError(f"nothing that {self.name} lists is {what}")
        for request in self._lists():
            yield request

    def close(self) -> None:
        """Nothing to let go of."""

    def _needed(self, fetches: Iterable[Fetch], known: Known) -> Iterator[Request]:
        """Requests for what is not stored; what our own captures hold is taken from there."""
        visits = earlier_archive(self._spider.crawler).visits
        for fetch in fetches:
            left = [row for row in (fetch.capture, *fetch.repeats) if not settled(row, known)]
            page = self._stored(fetch.capture.digest) if left else None
            if page is not None:
                for row in left:
                    request = self._replays.again(row, page)
                    if visits.recorded(*key(row), page.capture.digest):
                        request.meta[RECORDED] = True  # by a run that was killed soon after
                    yield request
            elif left := [row for row in left if not self._choice.is_given_up(row)]:
                yield self._replays.article(Fetch(left[0], left[1:]))

    def _lists(self) -> Iterator[Request]:
        """Requests for the last capture of each page of each list: what may be missing is on them.

        The index of a whole portal lists every article it has, so nothing is asked for after them.
        """
        spider, asked = self._spider, self._spider.arguments
        if asked.url or asked.limit or asked.since or asked.until:
            return
        db = earlier_archive(spider.crawler).db.conn
        listed = listed_captures(db, spider.name, self.name, LIST_PAGE)
        rows = sorted(map(as_listed, listed), key=lambda row: row.url)
        for url, captures in groupby(rows, key=lambda row: row.url):
            for fetch in choose(captures, url, Versions.LAST).fetches:
                page = self._stored(fetch.capture.digest)
                if page is None:
                    if not self._choice.is_given_up(fetch.capture):
                        yield self._replays.list_page(fetch.capture)
                else:
                    codec = encoding_of(page.body, page.header("Content-Type") or "").codec
                    headers = dict(page.headers)
                    response = HtmlResponse(url, headers=headers, body=page.body, encoding=codec)
                    spider.note_links(response)

    def _stored(self, digest: str | None) -> CapturedPage | None:
        """A page with this payload out of our own captures, if they have it."""
        crawler = self._spider.crawler
        place = earlier_archive(crawler).visits.place_of(digest) if digest else None
        if place is None:
            return None
        folder = crawler.settings["WARC_DIR"]
        try:
            page = read_stored(folder, place.warc_file, place.warc_offset, place.source)
        except LostPageError:
            return None
        return page if page.capture.digest == digest else None

    def _note_rejected(self, stage: str, capture: Capture | None) -> None:
        """Take another capture of an article that is to be had once, if this one shows none."""
        engine = self._spider.crawler.engine
        if stage == "source" or capture is None or capture.incomplete:
            return  # the replays see to it
        if capture.captured_at and engine is not None:
            for request in self._instead(capture.url, capture.captured_at):
                engine.crawl(request)

    def _instead(self, url: str, moment: dt.datetime) -> Iterator[Request]:
        """Requests for what else of an article to take, if one capture is all that is wanted."""
        if self._choice.versions is Versions.ALL:
            return
        self._choice.refuse(url, moment)
        canonical = self._spider.canonical(url)
        db = earlier_archive(self._spider.crawler).db.conn
        found = listed_captures(db, self._spider.name, self.name, canonical)
        choice, known = self._choice.of(canonical, found)
        yield from self._needed(choice.fetches, known)
