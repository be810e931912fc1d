"""What a web archive's index lists of a portal: asked for in a crawl, and kept in the archive."""

from __future__ import annotations

import asyncio
import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.archive import Archive
from crawler.archive.listings import LIST_PAGE, ListedRow
from crawler.archive.times import utc_text
from crawler.captures.earlier import earlier_archive
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.failures import note_left_out, reason_of
from crawler.sources.errors import SourceError
from crawler.webarchives.cdx import UnreadLine
from crawler.webarchives.listed import INDEX, Listed
from crawler.webarchives.services import Query, Service

if TYPE_CHECKING:
    from crawler.sources import Visitor

_AT_ONCE = 2000  # lines of an index written in one transaction
_FIRST = 500  # the index goes before the captures it lists


class ArchiveIndex:
    """The index of one web archive, asked for one spider.

    Args:
        name: the source, as typed.
        service: whom to ask and how.
        spider: whose articles are wanted.
    """

    def __init__(self, name: str, service: Service, spider: Visitor) -> None:
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
        settings, visits = spider.crawler.settings, earlier_archive(spider.crawler).visits
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
                if isinstance(row, UnreadLine):
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

    def _kept(self, row: Listed, *, lists: bool) -> ListedRow | None:
        """The row of a capture that is wanted, pages of lists among them if ``lists``."""
        spider = self._spider
        if spider.wants(row.url):
            if row.may_be_page or row.is_revisit or row.is_gone:
                return _as_row(row, spider.canonical(row.url))
        elif lists and row.may_be_page and spider.is_list(row.url):
            return _as_row(row, LIST_PAGE)
        return None

    def _why_left(self, row: Listed) -> Reason:
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

    async def _ask(self, address: str) -> bytes | None:
        """One answer of the index, None for "nothing listed". Raises SourceError."""
        engine = self._spider.crawler.engine
        assert engine is not None
        meta = {
            INDEX: True,
            "allow_offsite": True,
            "dont_obey_robotstxt": not self._service.obeys_robots,
        }
        headers = dict(self._service.headers)
        request = Request(
            address, headers=headers, callback=NO_CALLBACK, priority=_FIRST, meta=meta
        )
        try:
            response = await engine.download_async(request)
        except Exception as error:  # whatever the network does: no answer
            raise SourceError(f"{address} cannot be read: {reason_of(error)}") from error
        if response.status == HTTPStatus.NOT_FOUND:
            return None
        if response.status != HTTPStatus.OK:
            raise SourceError(f"{address} answered {response.status}")
        return response.body


def _as_row(row: Listed, article_url: str) -> ListedRow:
    return ListedRow(
        article_url, row.url, utc_text(row.captured_at), row.status, row.media_type,
        row.digest or "", row.length, row.file, row.offset,
    )  # fmt: skip


def as_listed(row: ListedRow) -> Listed:
    """A kept line as the index had it."""
    return Listed(
        row.url, dt.datetime.fromisoformat(row.captured_at), row.status, row.content_type,
        row.digest or None, row.length, row.file, row.offset,
    )  # fmt: skip
