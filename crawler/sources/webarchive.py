"""The sources ``cdx:URL``, ``wayback`` and ``commoncrawl``: a web archive, asked over HTTP."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.addresses import canonical_url
from crawler.archive import Archive
from crawler.archive.listings import (
    LIST_PAGE,
    LOST,
    ListedRow,
    failed_often,
    listed_articles,
    listed_captures,
)
from crawler.archive.times import utc_text
from crawler.archive.visits import Settled
from crawler.captures.answers import RECORDED, capture_of
from crawler.captures.earlier import earlier_archive
from crawler.captures.payloads import record_path
from crawler.captures.recorder import NotRecorded
from crawler.items import Capture
from crawler.monitoring.signals import page_rejected
from crawler.sources.archive_index import ArchiveIndex, as_listed
from crawler.sources.captured import CapturedPage
from crawler.sources.errors import SourceError
from crawler.sources.warc import read_capture
from crawler.warc.damage import NotAWarcFileError
from crawler.webarchives.choice import Choice, Fetch, Versions, choose
from crawler.webarchives.commoncrawl import CommonCrawl
from crawler.webarchives.listed import ARCHIVED, Listed
from crawler.webarchives.replay import DAMAGE
from crawler.webarchives.services import WAYBACK, Service, cdx_service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.sources import Visitor

    Known = Mapping[tuple[str, str], Settled]

logger = logging.getLogger(__name__)

_PRESETS: Mapping[str, Service] = {"wayback": WAYBACK, "commoncrawl": CommonCrawl()}
_AGAIN = "the next run asks once more, later ones with -a full=1"


def open_web_archive(spec: str, place: str) -> WebArchiveSource:
    """The source for ``cdx:URL`` or a preset. Raises SourceError for a bad address."""
    if not place:
        return WebArchiveSource(spec, _PRESETS[spec])
    try:
        return WebArchiveSource(spec, cdx_service(place))
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
        self._refused: set[tuple[str, str]] = set()
        """Address and moment of captures that turned out to show no article, in this run."""

    async def requests(self, spider: Visitor) -> AsyncIterator[Request]:
        """A request for every payload that is needed and not stored yet, article by article."""
        await ArchiveIndex(self.name, self._service, spider).read()
        self._spider = spider
        spider.crawler.signals.connect(self._note_rejected, page_rejected)
        archive = earlier_archive(spider.crawler)
        for canonical, found in listed_articles(archive.db.conn, spider.name, self.name):
            choice, known = self._chosen(spider, canonical, found)
            for request in self._needed(spider, choice.fetches, known):
                yield request
            if choice.fetches or archive.known([canonical]):
                for row in choice.gone:
                    if not _settled(row, known):
                        spider.gone(self._capture(row), canonical)

        for request in self._lists(spider):
            yield request

    def close(self) -> None:
        """Nothing to let go of."""

    def _chosen(
        self, spider: Visitor, canonical: str, found: Iterable[ListedRow]
    ) -> tuple[Choice, Known]:
        """What to take of one article, and what became of its captures in earlier runs."""
        rows = [row for row in map(as_listed, found) if self._is_asked_for(spider, row)]
        known = earlier_archive(spider.crawler).visits.captured([row.url for row in rows])
        versions = Versions(spider.arguments.versions)
        choice = choose(rows, canonical, versions)
        if versions is Versions.ALL:
            return choice, known
        # The next to the first or last, if that was no article or cannot be had.
        refused = [row for row in rows if self._is_refused(spider, row, known)]
        digests = {row.digest for row in refused if row.digest}
        left = [row for row in rows if row not in refused and row.digest not in digests]
        return replace(choice, fetches=choose(left, canonical, versions).fetches), known

    def _is_refused(self, spider: Visitor, row: Listed, known: Known) -> bool:
        if _key(row) in self._refused or known.get(_key(row)) is Settled.REJECTED:
            return True
        db = earlier_archive(spider.crawler).db.conn
        return not spider.arguments.full and failed_often(db, *_key(row))

    def _needed(self, spider: Visitor, fetches: Iterable[Fetch], known: Known) -> Iterator[Request]:
        """Requests for what is not stored; what our own captures hold is taken from there."""
        archive = earlier_archive(spider.crawler)
        for fetch in fetches:
            left = [row for row in (fetch.capture, *fetch.repeats) if not _settled(row, known)]
            page = _stored(spider, archive, fetch.capture.digest) if left else None
            if page is not None:
                for row in left:
                    request = spider.stored_request(self._repeated(row, page))
                    if _key(row) in known:  # by a run that was killed before its batch was full
                        request.meta[RECORDED] = True
                    yield request
                continue
            if not spider.arguments.full:
                left = [row for row in left if not failed_often(archive.db.conn, *_key(row))]
            if left:
                yield self._request(spider, Fetch(left[0], left[1:]))

    def _lists(self, spider: Visitor) -> Iterator[Request]:
        """Requests for the last capture of each page of each list: what may be missing is on them.

        The index of a whole portal lists every article it has, so nothing is asked for after them.
        """
        asked, archive = spider.arguments, earlier_archive(spider.crawler)
        if asked.url or asked.limit or asked.since or asked.until:
            return
        listed = listed_captures(archive.db.conn, spider.name, self.name, LIST_PAGE)
        rows = sorted(map(as_listed, listed), key=lambda row: row.url)
        for url, captures in groupby(rows, key=lambda row: row.url):
            for fetch in choose(captures, url, Versions.LAST).fetches:
                page = _stored(spider, archive, fetch.capture.digest)
                if page is None:
                    yield self._request(spider, fetch, self._list_arrived, self._list_failed)
                else:
                    response = HtmlResponse(url, headers=dict(page.headers), body=page.body)
                    spider.note_links(response)

    def _list_arrived(self, spider: Visitor, fetch: Fetch, response: Response) -> None:
        if DAMAGE not in response.meta and response.url == fetch.capture.url:
            spider.note_links(response)

    def _list_failed(self, spider: Visitor, fetch: Fetch, failure: Failure) -> None:
        logger.warning("%s, a page of a list: %s", fetch.capture.url, failure.value)

    def _is_asked_for(self, spider: Visitor, row: Listed) -> bool:
        return spider.wants(row.url) and spider.arguments.covers(row.captured_at.date())

    def _note_rejected(self, stage: str, capture: Capture | None) -> None:
        """Take another capture of an article that is to be had once, if this one shows none."""
        spider = self._spider
        if stage == "source" or capture is None or spider.arguments.versions == Versions.ALL:
            return
        engine = spider.crawler.engine
        assert engine is not None
        for request in self._instead(spider, capture.url, capture.captured_at):
            engine.crawl(request)

    def _instead(self, spider: Visitor, url: str, moment: dt.datetime | None) -> Iterator[Request]:
        self._refused.add((url, utc_text(moment) if moment else ""))
        canonical = canonical_url(url, spider.home_url).url
        db = earlier_archive(spider.crawler).db.conn
        found = listed_captures(db, spider.name, self.name, canonical)
        choice, known = self._chosen(spider, canonical, found)
        yield from self._needed(spider, choice.fetches, known)

    def _request(
        self,
        spider: Visitor,
        fetch: Fetch,
        arrived: Callable[[Visitor, Fetch, Response], Any] | None = None,
        failed: Callable[[Visitor, Fetch, Failure], Any] | None = None,
    ) -> Request:
        address, headers = self._service.payload(fetch.capture)
        return Request(
            address,
            headers=headers,
            callback=partial(arrived or self._arrived, spider, fetch),
            errback=partial(failed or self._failed, spider, fetch),
            dont_filter=True,
            meta={
                ARCHIVED: fetch.capture,
                "dont_redirect": True,
                "handle_httpstatus_list": [206],
                "allow_offsite": True,
                "dont_obey_robotstxt": not self._service.obeys_robots,
            },
        )

    def _arrived(self, spider: Visitor, fetch: Fetch, response: Response) -> Iterator[Any]:
        """The article on a captured page, and again for every capture that repeats it."""
        damage = response.meta.get(DAMAGE)
        if damage or response.url != fetch.capture.url:
            reason = damage or f"the archive's answer is no capture (status {response.status})"
            capture = capture_of(response, self.name) if damage else None
            yield from self._lost(spider, fetch, reason, capture)
            return
        yield from spider.parse_article(response)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name in response.headers
            for value in response.headers.getlist(name)
        ]
        capture = capture_of(response, self.name)
        page = CapturedPage(response.url, response.status, headers, response.body, capture)
        for row in fetch.repeats:
            yield spider.stored_request(self._repeated(row, page))

    def _failed(self, spider: Visitor, fetch: Fetch, failure: Failure) -> Iterator[Any]:
        error = failure.value
        if isinstance(error, NotRecorded):
            return  # told once, by the recorder
        if isinstance(error, HttpError):
            reason = f"the archive answered {error.response.status}"
        elif isinstance(error, IgnoreRequest):
            reason = str(error)
        else:
            reason = f"the archive gave no answer ({error or type(error).__name__})"
        yield from self._lost(spider, fetch, reason, None)

    def _lost(
        self, spider: Visitor, fetch: Fetch, reason: str, capture: Capture | None
    ) -> Iterator[Request]:
        """Note a capture that cannot be had; one with the same payload stands in for it."""
        where = f"{self._service.payload(fetch.capture)[0]}: {reason}"
        sentence = LOST.format(moment=_moment(fetch.capture), reason=f"{where}; {_AGAIN}")
        spider.reject(
            fetch.capture.url, stage="source", reason=sentence, failure=True, capture=capture
        )
        if fetch.repeats:
            yield self._request(spider, Fetch(fetch.repeats[0], fetch.repeats[1:]))
        elif spider.arguments.versions != Versions.ALL:
            yield from self._instead(spider, fetch.capture.url, fetch.capture.captured_at)

    def _repeated(self, row: Listed, page: CapturedPage) -> CapturedPage:
        """A page that shows the payload of another one."""
        capture = replace(
            self._capture(row),
            digest=page.capture.digest,
            status=page.status,
            content_type=page.header("Content-Type"),
        )
        return replace(page, url=row.url, capture=capture)

    def _capture(self, row: Listed) -> Capture:
        return Capture(
            url=row.url,
            fetched_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
            captured_at=row.captured_at,
            status=row.status,
            content_type=row.media_type or None,
            digest=row.digest,
            source=self.name,
        )


def _stored(spider: Visitor, archive: Archive, digest: str | None) -> CapturedPage | None:
    """A page with this payload out of our own captures, if they have it."""
    place = archive.visits.place_of(digest) if digest else None
    if place is None:
        return None
    path = record_path(spider.crawler.settings["WARC_DIR"], place.warc_file, place.source)
    try:
        page = read_capture(str(path), place.warc_offset)
    except (OSError, NotAWarcFileError):
        return None
    return page if isinstance(page, CapturedPage) and page.capture.digest == digest else None


def _settled(row: Listed, known: Known) -> bool:
    return known.get(_key(row), Settled.RECORDED) is not Settled.RECORDED


def _key(row: Listed) -> tuple[str, str]:
    return row.url, _moment(row)


def _moment(row: Listed) -> str:
    return utc_text(row.captured_at)
