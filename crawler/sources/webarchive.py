"""The sources ``cdx:``, ``memento:``, ``wayback`` and ``commoncrawl``: web archives over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.http import HtmlResponse

from crawler.archive.crawl_state import Settled
from crawler.archive.database import utc_text
from crawler.archive.listings import (
    LIST_PAGE,
    ListedRow,
    digest_captured,
    failed_often,
    listed_articles,
    listed_captures,
)
from crawler.books import EntryKind, EntryOutcome
from crawler.decoding import encoding_of
from crawler.downloader.previous_runs import archive_of
from crawler.items import Capture
from crawler.monitoring.run_books import books_of
from crawler.monitoring.signals import page_rejected
from crawler.redaction import without_password
from crawler.request_meta import RECORDED
from crawler.sources.protocols import SourceError
from crawler.sources.webarchive_index import ArchiveIndex
from crawler.sources.webarchive_requests import Replays, as_listed
from crawler.webarchives.choice import Choice, Fetch, Versions, choose
from crawler.webarchives.commoncrawl import CommonCrawl
from crawler.webarchives.memento import memento_service
from crawler.webarchives.services import WAYBACK, Service, cdx_service
from crawler.webarchives.warc.captured_page import LostPageError, read_stored

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from crawler.sources.protocols import PortalSpiderProtocol
    from crawler.webarchives.cdx import CdxLine
    from crawler.webarchives.warc.captured_page import CapturedPage


_NOT_CHOSEN = "outside the period asked for, or another version is taken"
"""Why a capture of an article is left: ``since=``, ``until=`` and ``versions=``."""
_TAKEN = "taken before"
_NEVER = "never an article"
_LOST = "lost in two runs"


# -- The choice among captures ---------------------------------------------------------------------

Key = tuple[str, str]
"""URL and moment of a capture, as ``captures`` has them."""
Known = Mapping[Key, Settled]


class ArchiveChoice:
    """Chooses captures for one spider in one run, by what became of them in previous ones."""

    def __init__(self, spider: PortalSpiderProtocol) -> None:
        self._spider = spider
        self.versions = Versions(spider.arguments.versions)
        self._refused: set[Key] = set()

    def refuse(self, url: str, moment: dt.datetime) -> None:
        """Note a capture that showed no article, or could not be had."""
        self._refused.add((url, utc_text(moment)))

    def of(self, canonical: str, found: Iterable[ListedRow]) -> tuple[Choice, Known]:
        """What to take of one article, and what became of its captures in earlier runs."""
        rows = [row for row in map(as_listed, found) if self._is_asked_for(row)]
        known = archive_of(self._spider.crawler).crawl_state.captured([row.url for row in rows])
        choice = choose(rows, canonical, self.versions)
        if self.versions is Versions.ALL:
            return choice, known
        # The next to the first or last, if that was no article or cannot be had.
        refused = [row for row in rows if self._is_refused(row, known)]
        digests = {row.digest for row in refused if row.digest}
        left = [row for row in rows if row not in refused and row.digest not in digests]
        return replace(choice, fetches=choose(left, canonical, self.versions).fetches), known

    def is_given_up(self, row: CdxLine) -> bool:
        """Whether a capture could not be had in two runs, and is not asked for any more."""
        db = archive_of(self._spider.crawler).db.conn
        return not self._spider.arguments.full and failed_often(db, *key(row))

    def _is_refused(self, row: CdxLine, known: Known) -> bool:
        rejected = known.get(key(row)) is Settled.REJECTED
        return key(row) in self._refused or rejected or self.is_given_up(row)

    def _is_asked_for(self, row: CdxLine) -> bool:
        spider = self._spider
        return spider.wants(row.url) and spider.arguments.covers(row.captured_at.date())


def settled(row: CdxLine, known: Known) -> bool:
    """Whether a capture is stored, or rejected as no article."""
    return known.get(key(row), Settled.RECORDED) is not Settled.RECORDED


def key(row: CdxLine) -> Key:
    """The key of a capture in the archive."""
    return row.url, utc_text(row.captured_at)


def open_cdx(url: str) -> WebArchiveSource:
    """The source ``cdx:URL``. Raises SourceError for a URL that cannot be asked."""
    try:
        return WebArchiveSource(without_password(f"cdx:{url}"), cdx_service(url))
    except ValueError as error:
        raise SourceError(str(error)) from error


def open_memento(url: str) -> WebArchiveSource:
    """The source ``memento:URL``. Raises SourceError for a URL that cannot be asked."""
    try:
        return WebArchiveSource(without_password(f"memento:{url}"), memento_service(url))
    except ValueError as error:
        raise SourceError(str(error)) from error


def open_wayback(_: str = "") -> WebArchiveSource:
    """The source ``wayback``, the Wayback Machine."""
    return WebArchiveSource("wayback", WAYBACK)


def open_commoncrawl(_: str = "") -> WebArchiveSource:
    """The source ``commoncrawl``."""
    return WebArchiveSource("commoncrawl", CommonCrawl())


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

    async def requests(self, spider: PortalSpiderProtocol) -> AsyncIterator[Request]:
        """A request for every payload that is needed and not stored yet, article by article."""
        self._spider = spider
        self._choice = ArchiveChoice(spider)
        self._replays = Replays(self.name, self._service, spider, self._instead)
        index = ArchiveIndex(self.name, self._service, spider, self._replays)
        await index.read()
        spider.crawler.signals.connect(self._replays.close, signals.spider_closed)
        spider.crawler.signals.connect(self._note_rejected, page_rejected)
        archive = archive_of(spider.crawler)
        asked, articles = spider.arguments, 0
        for canonical, found in listed_articles(archive.db.conn, spider.name, self.name):
            articles += 1
            rows = [*found]
            choice, known = self._choice.of(canonical, rows)
            is_article = bool(choice.fetches or archive.known([canonical]))
            self._enter(choice, known, len(rows), is_article=is_article)
            for request in self._needed(choice.fetches, known):
                yield request
            self._enter_unasked(canonical, choice, known, is_article=is_article)
            if is_article:
                for row in choice.gone:
                    if not settled(row, known):
                        spider.gone(self._replays.capture(row), canonical)
        if not (articles or asked.since or asked.until):
            what = asked.url or f"an article of {spider.name}"
            raise SourceError(f"nothing that {self.name} lists is {what}")
        if not index.has_read_lists:
            for request in self._lists():
                yield request

    def close(self) -> None:
        """Do nothing: Scrapy holds the connections."""

    def _enter(self, choice: Choice, known: Known, listed: int, *, is_article: bool) -> None:
        """Enter the captures of an article, of which ``listed`` are listed, in the books."""
        books = books_of(self._spider.crawler)
        books.meet(EntryKind.RECORD, listed)
        chosen = [row for fetch in choice.fetches for row in (fetch.capture, *fetch.repeats)]
        for row in (*chosen, *choice.gone):
            if settled(row, known):
                books.count(EntryKind.RECORD, EntryOutcome.NOT_DUE, _TAKEN, row.url)
            elif row in choice.gone and not is_article:
                books.count(EntryKind.RECORD, EntryOutcome.NOT_WANTED, _NEVER, row.url)
        left = listed - len(chosen) - len(choice.gone)
        if left:
            books.count(EntryKind.RECORD, EntryOutcome.NOT_WANTED, _NOT_CHOSEN, count=left)

    def _enter_unasked(
        self, canonical: str, choice: Choice, known: Known, *, is_article: bool
    ) -> None:
        """Enter an article of which no capture was asked for."""
        books = books_of(self._spider.crawler)
        if books.has(canonical):
            return
        chosen = [row for fetch in choice.fetches for row in (fetch.capture, *fetch.repeats)]
        if any(settled(row, known) for row in (*chosen, *choice.gone)):
            left = EntryOutcome.NOT_DUE, _TAKEN
        elif chosen:
            left = EntryOutcome.REJECTED, _LOST
        elif choice.gone and is_article:
            return  # the spider is told
        elif choice.gone:
            left = EntryOutcome.NOT_WANTED, _NEVER
        else:
            left = EntryOutcome.NOT_WANTED, _NOT_CHOSEN
        books.settle(EntryKind.ARTICLE, canonical, *left)

    def _needed(self, fetches: Iterable[Fetch], known: Known) -> Iterator[Request]:
        """Requests for what is not stored; what our own captures hold is taken from there."""
        visits = archive_of(self._spider.crawler).crawl_state
        books = books_of(self._spider.crawler)
        for fetch in fetches:
            left = [row for row in (fetch.capture, *fetch.repeats) if not settled(row, known)]
            page = self._stored(fetch.capture.digest) if left else None
            if page is not None:
                for row in left:
                    request = self._replays.again(row, page)
                    if visits.recorded(*key(row), page.capture.digest):
                        request.meta[RECORDED] = True  # by a run that was killed soon after
                    yield request
                continue
            given_up = [row for row in left if self._choice.is_given_up(row)]
            for row in given_up:
                books.count(EntryKind.RECORD, EntryOutcome.REJECTED, _LOST, row.url)
            if left := [row for row in left if row not in given_up]:
                yield self._replays.article(Fetch(left[0], left[1:]))

    def _lists(self) -> Iterator[Request]:
        """Requests for captures of lists: they say what may be missing, and when articles came.

        The index of a whole portal lists every article it has, so nothing is asked for after them.
        """
        spider, asked = self._spider, self._spider.arguments
        if asked.url or asked.limit or asked.since or asked.until:
            return
        db = archive_of(spider.crawler).db.conn
        listed = listed_captures(db, spider.name, self.name, LIST_PAGE)
        rows = sorted(map(as_listed, listed), key=lambda row: row.url)
        for url, captures in groupby(rows, key=lambda row: row.url):
            for fetch in self._of_list(url, captures):
                at = utc_text(fetch.capture.captured_at)
                page = self._stored(fetch.capture.digest or digest_captured(db, url, at))
                if page is None:
                    if not self._choice.is_given_up(fetch.capture):
                        yield self._replays.list_page(fetch)
                else:
                    codec = encoding_of(page.body, page.header("Content-Type") or "").codec
                    headers = dict(page.headers)
                    response = HtmlResponse(url, headers=headers, body=page.body, encoding=codec)
                    books_of(spider.crawler).settle(EntryKind.LIST, url, EntryOutcome.READ)
                    same = (fetch.capture, *fetch.repeats)
                    spider.note_links(response, [row.captured_at for row in same])

    def _of_list(self, url: str, captures: Iterable[CdxLine]) -> list[Fetch]:
        """What to take of a page of a list: its last capture.

        Of a first page the last one of each month: between those its articles came.
        """
        found = [*captures]
        if self._choice.versions is not Versions.ALL or self._spider.list_page_number(url):
            return choose(found, url, Versions.LAST).fetches
        by_month: dict[str, list[CdxLine]] = {}
        for row in found:
            by_month.setdefault(f"{row.captured_at:%Y%m}", []).append(row)
        months = (choose(rows, url, Versions.LAST).fetches for rows in by_month.values())
        taken = [fetch.capture for fetches in months for fetch in fetches]
        return choose(taken, url, Versions.ALL).fetches

    def _stored(self, digest: str | None) -> CapturedPage | None:
        """A page with this payload out of our own captures, if they have it."""
        crawler = self._spider.crawler
        place = archive_of(crawler).crawl_state.payload_location(digest) if digest else None
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
        db = archive_of(self._spider.crawler).db.conn
        found = listed_captures(db, self._spider.name, self.name, canonical)
        choice, known = self._choice.of(canonical, found)
        for fetch in choice.fetches:
            for row in (fetch.capture, *fetch.repeats):
                if not settled(row, known):  # it was left before, and is needed now
                    books_of(self._spider.crawler).count(
                        EntryKind.RECORD, EntryOutcome.NOT_WANTED, _NOT_CHOSEN, count=-1
                    )
        yield from self._needed(choice.fetches, known)
