"""Requests to a web archive: to its replay for captures, to its index for lines to keep."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.archive import Archive
from crawler.archive.database import utc_text
from crawler.archive.listings import LIST_PAGE, ListedRow
from crawler.books import EntryKind, EntryOutcome
from crawler.downloader.previous_runs import archive_of
from crawler.downloader.responses import capture_of
from crawler.http_fields import fields_of
from crawler.items import Capture
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.failures import AlreadyReported, reason_of
from crawler.monitoring.run_books import books_of, note_left_out
from crawler.request_meta import ARCHIVED, ENTRY, INDEX
from crawler.sources.protocols import SourceError
from crawler.webarchives.cdx import CdxLine, UnreadableLine
from crawler.webarchives.choice import Fetch
from crawler.webarchives.replay import DAMAGE
from crawler.webarchives.services import Query, Service
from crawler.webarchives.warc.captured_page import CapturedPage

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.sources.protocols import PortalSpiderProtocol
    from crawler.webarchives.services import Service


_AGAIN = "the next run asks once more, later ones with -a full=1"


class Replays:
    """The replay of one web archive, asked for one spider.

    Args:
        name: the source, as typed.
        service: whom to ask and how.
        spider: reads the pages.
        instead: gives requests for what else of an article to take if the capture of a URL
            at a moment cannot be had.
    """

    def __init__(
        self,
        name: str,
        service: Service,
        spider: PortalSpiderProtocol,
        instead: Callable[[str, dt.datetime], Iterable[Request]],
    ) -> None:
        self._name, self._service, self._spider = name, service, spider
        self._instead = instead

    def article(self, fetch: Fetch) -> Request:
        """A request for a payload; the captures that repeat it follow from the answer."""
        entry = self._spider.canonical(fetch.capture.url)
        books = books_of(self._spider.crawler)
        if not books.has(entry):
            books.expect(EntryKind.ARTICLE, entry)
        request = self._request(
            fetch.capture, partial(self._arrived, fetch), partial(self._failed, fetch)
        )
        request.meta[ENTRY] = entry
        return request

    def list_page(self, row: CdxLine) -> Request:
        """A request for a page of a list, of which only the links are noted."""
        books_of(self._spider.crawler).expect(EntryKind.LIST, row.url)
        return self._request(row, partial(self._list_arrived, row), partial(self._list_failed, row))

    def again(self, row: CdxLine, page: CapturedPage) -> Request:
        """A request that carries a page whose payload another capture showed."""
        capture = replace(
            self.capture(row),
            digest=page.capture.digest,
            status=page.status,
            content_type=page.header("Content-Type"),
            incomplete=page.capture.incomplete,
        )
        return self._spider.stored_request(replace(page, url=row.url, capture=capture))

    def capture(self, row: CdxLine) -> Capture:
        """The capture an index lists, as the archive keeps it."""
        return Capture(
            url=row.url,
            fetched_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
            captured_at=row.captured_at,
            status=row.status,
            content_type=row.media_type or None,
            digest=row.digest,
            source=self._name,
        )

    def _request(
        self, row: CdxLine, arrived: Callable[[Response], Any], failed: Callable[[Failure], Any]
    ) -> Request:
        url, headers = self._service.payload(row)
        return Request(
            url,
            headers=headers,
            callback=arrived,
            errback=failed,
            dont_filter=True,
            meta={
                ARCHIVED: row,
                "dont_redirect": True,
                "handle_httpstatus_list": [206],
                "allow_offsite": True,
                "dont_obey_robotstxt": not self._service.obeys_robots,
            },
        )

    def _arrived(self, fetch: Fetch, response: Response) -> Iterator[Any]:
        """The article on a captured page, and again for every capture that repeats it."""
        if self._is_wrong(fetch.capture, response):
            yield from self._lost(fetch)
            return
        yield from self._spider.parse_article(response)
        headers = fields_of(response.headers)
        capture = capture_of(response, self._name)
        page = CapturedPage(response.url, response.status, headers, response.body, capture)
        for row in fetch.repeats:
            yield self.again(row, page)
        if capture.incomplete:
            yield from self._instead(fetch.capture.url, fetch.capture.captured_at)

    def _failed(self, fetch: Fetch, failure: Failure) -> Iterator[Any]:
        if not isinstance(failure.value, AlreadyReported):
            self._reject(fetch.capture, reason_of(failure.value))
            yield from self._lost(fetch)

    def _lost(self, fetch: Fetch) -> Iterator[Request]:
        """What stands in for a capture that cannot be had: one with the same payload, if any."""
        if fetch.repeats:
            yield self.article(Fetch(fetch.repeats[0], fetch.repeats[1:]))
        else:
            yield from self._instead(fetch.capture.url, fetch.capture.captured_at)

    def _list_arrived(self, row: CdxLine, response: Response) -> None:
        if not self._is_wrong(row, response):
            books_of(self._spider.crawler).settle(EntryKind.LIST, row.url, EntryOutcome.READ)
            self._spider.note_links(response)

    def _list_failed(self, row: CdxLine, failure: Failure) -> None:
        if not isinstance(failure.value, AlreadyReported):
            self._reject(row, reason_of(failure.value))

    def _is_wrong(self, row: CdxLine, response: Response) -> bool:
        """Whether an answer is not the capture that was asked for; then it is noted as lost."""
        damage = response.meta.get(DAMAGE)
        if damage:
            self._reject(row, damage, capture_of(response, self._name))
        elif response.url != row.url:
            self._reject(row, f"the archive's answer is no capture (status {response.status})")
        else:
            return False
        return True

    def _reject(self, row: CdxLine, reason: str, capture: Capture | None = None) -> None:
        """Note a capture that cannot be had."""
        where = f"{self._service.payload(row)[0]}: {reason}"
        moment = utc_text(row.captured_at)
        self._spider.reject(
            row.url,
            stage="source",
            reason=f"the capture of {moment} is lost: {where}; {_AGAIN}",
            failure=True,
            capture=capture,
            captured_at=row.captured_at,
        )


_AT_ONCE = 2000  # lines of an index written in one transaction
_FIRST = 500  # the index goes before the captures it lists


class ArchiveIndex:
    """The index of one web archive, asked for one spider.

    Args:
        name: the source, as typed.
        service: whom to ask and how.
        spider: whose articles are wanted.
    """

    def __init__(self, name: str, service: Service, spider: PortalSpiderProtocol) -> None:
        self._name, self._service, self._spider = name, service, spider

    async def read(self) -> None:
        """Keep what it lists of the portal. Raises SourceError when it cannot be read."""
        for url, match in self._spider.archived_under():
            await self._list(url, match)

    async def _list(self, url: str, match: str) -> None:
        """Keep what the index lists, unless it was asked not long ago. Raises SourceError."""
        spider, asked = self._spider, self._spider.arguments
        in_part = asked.url or asked.since or asked.until
        whole = None if in_part else f"{self._name} {url}"
        settings, visits = spider.crawler.settings, archive_of(spider.crawler).crawl_state
        read = visits.lists(spider.name).get(whole or "")
        if read is not None and not asked.full:
            age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(read.read_at)
            if age < dt.timedelta(days=settings.getfloat("RECRAWL_LISTS_DAYS")):
                return
        rows: list[ListedRow] = []
        left, listed = LeftOut(), 0
        query = Query(url, match, asked.since, asked.until)
        try:
            async for row in self._service.listed(self._ask, query):
                if isinstance(row, UnreadableLine):
                    left.add(Reason.UNREADABLE, row.text)
                elif (kept := self._kept(row, lists=whole is not None)) is None:
                    left.add(self._why_left(row), row.url)
                else:
                    rows.append(kept)
                    listed += 1
                if len(rows) == _AT_ONCE:
                    await self._keep(rows)
                    rows = []
        except ValueError as error:
            raise SourceError(f"the index of {self._name} cannot be read: {error}") from error
        finally:
            note_left_out(spider.crawler, left)
        await self._keep(rows, whole)

    def _kept(self, row: CdxLine, *, lists: bool) -> ListedRow | None:
        """The row of a capture that is wanted, pages of lists among them if ``lists``."""
        spider = self._spider
        if spider.wants(row.url):
            if row.may_be_page or row.is_revisit or row.is_gone:
                return _as_row(row, spider.canonical(row.url))
        elif lists and row.may_be_page and spider.is_list(row.url):
            return _as_row(row, LIST_PAGE)
        return None

    def _why_left(self, row: CdxLine) -> Reason:
        if self._spider.wants(row.url):
            return Reason.NO_PAGE
        is_page = row.may_be_page and not row.is_revisit
        named = self._spider.arguments.url
        return Reason.NOT_WANTED if is_page and not named else Reason.BESIDE

    async def _keep(self, rows: list[ListedRow], asked: str | None = None) -> None:
        """Write lines of the index, beside the pipeline that writes articles."""
        path, name = self._spider.crawler.settings["ARCHIVE_PATH"], self._spider.name

        def write() -> None:
            with Archive(path) as archive:
                archive.add_listed(name, self._name, rows, asked)

        await asyncio.to_thread(write)

    async def _ask(self, url: str) -> bytes | None:
        """One answer of the index, None for "nothing listed". Raises SourceError."""
        engine = self._spider.crawler.engine
        assert engine is not None
        meta = {
            INDEX: True,
            "allow_offsite": True,
            "dont_obey_robotstxt": not self._service.obeys_robots,
        }
        headers = dict(self._service.headers)
        request = Request(url, headers=headers, callback=NO_CALLBACK, priority=_FIRST, meta=meta)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # whatever the network does: no answer
            raise SourceError(f"{url} cannot be read: {reason_of(error)}") from error
        if response.status == HTTPStatus.NOT_FOUND:
            return None
        if response.status != HTTPStatus.OK:
            raise SourceError(f"{url} answered {response.status}")
        return response.body


def _as_row(row: CdxLine, article_url: str) -> ListedRow:
    return ListedRow(
        article_url, row.url, utc_text(row.captured_at), row.status, row.media_type,
        row.digest or "", row.length, row.file, row.offset,
    )  # fmt: skip


def as_listed(row: ListedRow) -> CdxLine:
    """A kept line as the index had it."""
    return CdxLine(
        row.url, dt.datetime.fromisoformat(row.captured_at), row.status, row.content_type,
        row.digest or None, row.length, row.file, row.offset,
    )  # fmt: skip
