"""The sources ``cdx:URL``, ``wayback`` and ``commoncrawl``: a web archive, asked over HTTP."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.addresses import canonical_url
from crawler.archive import Archive
from crawler.archive.listings import LOST, ListedRow, failed_often, listed_articles
from crawler.archive.times import utc_text
from crawler.captures.answers import RECORDED, capture_of
from crawler.captures.earlier import earlier_archive
from crawler.captures.payloads import record_path
from crawler.captures.recorder import NotRecorded
from crawler.items import Capture
from crawler.sources.captured import CapturedPage
from crawler.sources.errors import SourceError
from crawler.sources.warc import read_capture
from crawler.warc.damage import NotAWarcFileError
from crawler.webarchives.choice import Fetch, Versions, choose
from crawler.webarchives.commoncrawl import CommonCrawl
from crawler.webarchives.listed import ARCHIVED, INDEX, Listed
from crawler.webarchives.replay import DAMAGE
from crawler.webarchives.services import WAYBACK, Query, Service, cdx_service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.sources import Visitor

_PRESETS: Mapping[str, Service] = {"wayback": WAYBACK, "commoncrawl": CommonCrawl()}
_NONE_LISTED = 404
_AT_ONCE = 2000  # lines of an index written in one transaction
_AGAIN = "the next run asks once more, later ones with -a full=1"
_FIRST = 500  # the index goes before the captures it lists


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

    async def requests(self, spider: Visitor) -> AsyncIterator[Request]:
        """A request for every payload that is needed and not stored yet, article by article."""
        for url, match in spider.archived_under():
            await self._list(spider, url, match)
        asked = spider.arguments
        archive = earlier_archive(spider.crawler)
        db = archive.db.conn
        for canonical, found in listed_articles(db, spider.name, self.name):
            rows = [row for row in map(_as_listed, found) if self._is_asked_for(spider, row)]
            choice = choose(rows, canonical, Versions(asked.versions))
            known = archive.visits.captured([row.url for row in rows])
            seen = {key for key, settled in known.items() if settled}
            for fetch in choice.fetches:
                left = [row for row in (fetch.capture, *fetch.repeats) if _key(row) not in seen]
                page = _stored(spider, archive, fetch.capture.digest) if left else None
                if page is not None:
                    for row in left:
                        request = spider.stored_request(self._repeated(row, page))
                        if _key(row) in known:  # by a run that was killed before its batch was full
                            request.meta[RECORDED] = True
                        yield request
                    continue
                if not asked.full:
                    left = [r for r in left if not failed_often(db, *_key(r))]
                if left:
                    yield self._request(spider, Fetch(left[0], left[1:]))
            if choice.fetches or archive.known([canonical]):
                for row in choice.gone:
                    if _key(row) not in seen:
                        spider.gone(self._capture(row), canonical)

    def _is_asked_for(self, spider: Visitor, row: Listed) -> bool:
        return spider.wants(row.url) and spider.arguments.covers(row.captured_at.date())

    def close(self) -> None:
        """Nothing to let go of."""

    # -- the index --------------------------------------------------------------------------------

    async def _list(self, spider: Visitor, url: str, match: str) -> None:
        """Keep what the index lists, unless it was asked not long ago. Raises SourceError."""
        asked = spider.arguments
        in_part = asked.url or asked.since or asked.until
        whole = None if in_part else f"{self.name} {url}"
        settings, visits = spider.crawler.settings, earlier_archive(spider.crawler).visits
        read = visits.lists(spider.name).get(whole or "")
        if read is not None and not asked.full:
            age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(read.read_at)
            if age < dt.timedelta(days=settings.getfloat("RECRAWL_LISTS_DAYS")):
                return
        rows: list[ListedRow] = []
        query = Query(url, match, asked.since, asked.until)
        try:
            async for row in self._service.listed(partial(self._ask, spider), query):
                if spider.wants(row.url) and (row.may_be_page or row.is_revisit or row.is_gone):
                    rows.append(_as_row(row, canonical_url(row.url, spider.home_url).url))
                if len(rows) == _AT_ONCE:
                    await self._keep(spider, rows)
                    rows = []
        except ValueError as error:
            raise SourceError(f"the index of {self.name} cannot be read: {error}") from error
        await self._keep(spider, rows, whole)

    async def _keep(self, spider: Visitor, rows: list[ListedRow], asked: str | None = None) -> None:
        """Write lines of the index, beside the pipeline that writes articles."""
        path = spider.crawler.settings["ARCHIVE_PATH"]

        def write() -> None:
            with Archive(path) as archive:
                archive.add_listed(spider.name, self.name, rows, asked)

        await asyncio.to_thread(write)

    async def _ask(self, spider: Visitor, address: str) -> bytes | None:
        """One answer of the index, None for "nothing listed". Raises SourceError."""
        engine = spider.crawler.engine
        assert engine is not None
        meta = {
            INDEX: True,
            "allow_offsite": True,
            "dont_obey_robotstxt": not self._service.obeys_robots,
        }
        request = Request(address, callback=NO_CALLBACK, priority=_FIRST, meta=meta)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # whatever the network does: no answer
            reason = error or type(error).__name__
            raise SourceError(f"{address} cannot be read: {reason}") from error
        if response.status == _NONE_LISTED:
            return None
        if response.status != 200:
            raise SourceError(f"{address} answered {response.status}")
        return response.body

    # -- captures ---------------------------------------------------------------------------------

    def _request(self, spider: Visitor, fetch: Fetch) -> Request:
        address, headers = self._service.payload(fetch.capture)
        return Request(
            address,
            headers=headers,
            callback=partial(self._arrived, spider, fetch),
            errback=partial(self._failed, spider, fetch),
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


def _as_row(row: Listed, article_url: str) -> ListedRow:
    return ListedRow(
        article_url, row.url, _moment(row), row.status, row.media_type, row.digest or "",
        row.length, row.file, row.offset,
    )  # fmt: skip


def _as_listed(row: ListedRow) -> Listed:
    return Listed(
        row.url, dt.datetime.fromisoformat(row.captured_at), row.status, row.content_type,
        row.digest or None, row.length, row.file, row.offset,
    )  # fmt: skip


def _key(row: Listed) -> tuple[str, str]:
    return row.url, _moment(row)


def _moment(row: Listed) -> str:
    return utc_text(row.captured_at)
