"""A web archive's index, read for one spider: what it lists of the portal is kept.

An archive that lists one URL at a time (Memento's TimeMaps) is asked for every URL that may be the
portal's: what our archive knows, the portal's lists, and whatever captured pages of them link.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from http import HTTPStatus
from itertools import chain, groupby
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.archive import Archive
from crawler.archive.database import utc_text
from crawler.archive.listings import (
    LIST_PAGE,
    ListedRow,
    failed_often,
    known_urls,
    linked_elsewhere,
)
from crawler.books import EntryKind, EntryOutcome
from crawler.downloader.previous_runs import archive_of
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.failures import reason_of
from crawler.monitoring.run_books import books_of, note_left_out
from crawler.request_meta import INDEX
from crawler.sources.protocols import SourceError
from crawler.sources.webarchive_requests import as_row
from crawler.webarchives.cdx import UnreadableLine
from crawler.webarchives.services import ListsOneUrlError, NoAnswerError, Query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from crawler.sources.protocols import PortalSpiderProtocol
    from crawler.sources.webarchive_requests import Replays
    from crawler.webarchives.cdx import CdxLine
    from crawler.webarchives.services import Service


_AT_ONCE = 2000  # lines of an index written in one transaction
_FIRST = 500  # the index goes before the captures it lists
_FAILURES_MAX = 5
"""Maximum number of TimeMaps in a row that cannot be had; then the archive cannot be read."""
_OTHER_CAPTURE = "another capture of the list in that month is taken"


class IndexUnreadError(SourceError, NoAnswerError):
    """An index could not be asked, or answered with an error."""


class ArchiveIndex:
    """The index of one web archive, asked for one spider.

    Args:
        name: the source, as typed.
        service: whom to ask and how.
        spider: whose articles are wanted.
        replays: gives captured pages of lists.
    """

    def __init__(
        self, name: str, service: Service, spider: PortalSpiderProtocol, replays: Replays
    ) -> None:
        self._name, self._service, self._spider = name, service, spider
        self._replays = replays
        self._lists: list[CdxLine] = []
        """Captures of pages of lists that have been listed and not been looked at."""
        self.has_read_lists = False
        """Whether the captured lists have been read in this run, to find articles."""

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
        try:
            await self._take(Query(url, match, asked.since, asked.until), lists=whole is not None)
        except ListsOneUrlError as error:
            if not await self._walk(error.named):
                whole = None
        await self._keep([], whole)

    async def _take(self, query: Query, *, lists: bool) -> None:
        """Keep what the index lists of one query. Raises SourceError, ListsOneUrlError."""
        rows: list[ListedRow] = []
        left = LeftOut()
        try:
            async for row in self._service.listed(self._ask, query):
                if isinstance(row, UnreadableLine):
                    left.add(row.reason, row.text)
                elif (kept := self._kept(row, lists=lists)) is None:
                    left.add(self._why_left(row), row.url)
                else:
                    rows.append(kept)
                    if kept.article_url == LIST_PAGE:
                        self._lists.append(row)
                if len(rows) == _AT_ONCE:
                    await self._keep(rows)
                    rows = []
        except ValueError as error:
            message = f"the index of {self._name} cannot be read: {error}"
            raise IndexUnreadError(message) from error
        finally:
            note_left_out(self._spider.crawler, left)
            await self._keep(rows)

    # -- an archive that lists one URL at a time ---------------------------------------------------

    async def _walk(self, named: str | None) -> bool:
        """Ask for every URL that may be the portal's; False if some could not be asked for.

        ``named`` is a URL that was asked for by name: if it is an article's, it is the only one.
        Raises SourceError.
        """
        if named is not None and self._spider.wants(named):
            return False  # nothing else was asked for
        self.has_read_lists = True
        asked, failed, in_a_row = self._spider.arguments, 0, 0
        async for url in self._candidates():
            try:
                await self._take(Query(url, "exact", asked.since, asked.until), lists=True)
            except IndexUnreadError as error:
                failed, in_a_row = failed + 1, in_a_row + 1
                if in_a_row == _FAILURES_MAX:
                    raise
                self._spider.reject(url, stage="source", reason=str(error), failure=True)
            else:
                in_a_row = 0
        return not failed

    async def _candidates(self) -> AsyncIterator[str]:
        """URLs of lists and articles, each once; those that captured lists link come at last."""
        db, spider = archive_of(self._spider.crawler).db.conn, self._spider
        links = (url for url in linked_elsewhere(db, spider.name) if spider.wants(url))
        waiting = [*chain(spider.list_urls(), known_urls(db, spider.name), links)]
        asked = set[str]()
        while waiting or self._lists:
            for url in waiting:
                # To web archives a URL is the same with www. or another scheme, to us if canonical.
                key = spider.canonical(url) if spider.wants(url) else url
                if key not in asked:
                    asked.add(key)
                    yield url
            listed, self._lists = self._lists, []
            waiting = [link async for link in self._linked(listed)]

    async def _linked(self, listed: Iterable[CdxLine]) -> AsyncIterator[str]:
        """What captured pages of lists link: of each page its last capture of every month."""
        spider = self._spider
        db, books = archive_of(spider.crawler).db.conn, books_of(spider.crawler)
        by_month = sorted(set(listed), key=lambda row: (row.url, row.captured_at))
        for _, each in groupby(by_month, key=lambda row: (row.url, f"{row.captured_at:%Y%m}")):
            rows = [*each]
            last = rows.pop()
            books.meet(EntryKind.RECORD, len(rows))
            if rows:
                books.count(
                    EntryKind.RECORD, EntryOutcome.NOT_WANTED, _OTHER_CAPTURE, last.url, len(rows)
                )
            is_given_up = failed_often(db, last.url, utc_text(last.captured_at))
            if is_given_up and not spider.arguments.full:
                continue
            response = await self._replays.list_now(last)
            if response is not None:
                for link in spider.pages_linked_by(response):
                    yield link

    # -- what is kept ------------------------------------------------------------------------------

    def _kept(self, row: CdxLine, *, lists: bool) -> ListedRow | None:
        """The row of a capture that is wanted, pages of lists among them if ``lists``."""
        spider = self._spider
        if spider.wants(row.url):
            if row.may_be_page or row.is_revisit or row.is_gone:
                return as_row(row, spider.canonical(row.url))
        elif lists and row.may_be_page and spider.is_list(row.url):
            return as_row(row, LIST_PAGE)
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
        """One answer of the index, None for "nothing listed". Raises IndexUnreadError."""
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
            raise IndexUnreadError(f"{url} cannot be read: {reason_of(error)}") from error
        if response.status == HTTPStatus.NOT_FOUND:
            return None
        if response.status != HTTPStatus.OK:
            raise IndexUnreadError(f"{url} answered {response.status}")
        return response.body
