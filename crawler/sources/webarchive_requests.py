"""Requests to a web archive's replay, and what becomes of their responses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request

from crawler.archive import Archive
from crawler.archive.database import utc_text
from crawler.archive.listings import (
    LIST_PAGE,
    ListedRow,
    has_proved_digest,
    listed_captures,
)
from crawler.books import EntryKind, EntryOutcome
from crawler.downloader.previous_runs import archive_of
from crawler.downloader.responses import capture_of
from crawler.http_fields import fields_of
from crawler.items import GONE, PAGE_STATUSES, Capture
from crawler.monitoring.failures import AlreadyReported, reason_of
from crawler.monitoring.run_books import books_of, enter
from crawler.request_meta import ARCHIVED, ENTRY, PAGE, REPLAYED_OF, REWRITTEN_AT
from crawler.urls import is_web_url
from crawler.webarchives.cdx import CdxLine
from crawler.webarchives.choice import Fetch
from crawler.webarchives.replay import DAMAGE, DIGEST_HOLDS, MAY_BE_UNPACKED
from crawler.webarchives.services import Service
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
        self._digests_hold = False
        self._corrected: list[tuple[ListedRow, ListedRow | None]] = []

    def close(self) -> None:
        """Keep what captures turned out to be that were listed without status or as others."""
        crawler, rows = self._spider.crawler, self._corrected
        if rows:
            with Archive(crawler.settings["ARCHIVE_PATH"]) as archive:
                archive.correct_listed(self._spider.name, self._name, rows)

    def article(self, fetch: Fetch) -> Request:
        """A request for a payload; the captures that repeat it follow from the answer."""
        entry = self._spider.canonical(fetch.capture.url)
        books_of(self._spider.crawler).expect_once(EntryKind.ARTICLE, entry)
        request = self._request(
            fetch.capture, partial(self._arrived, fetch), partial(self._failed, fetch)
        )
        request.meta[ENTRY] = entry
        return request

    def list_page(self, fetch: Fetch) -> Request:
        """A request for a page of a list, of which only the links are noted."""
        row = fetch.capture
        books_of(self._spider.crawler).expect(EntryKind.LIST, row.url)
        return self._request(
            row, partial(self._list_arrived, fetch), partial(self._list_failed, row)
        )

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
        listed_at = row.file if row.file and is_web_url(row.file) and row.file != url else None
        return Request(
            url,
            headers=headers,
            callback=arrived,
            errback=failed,
            dont_filter=True,
            meta={
                ARCHIVED: row,
                REWRITTEN_AT: listed_at,
                "dont_redirect": True,
                "handle_httpstatus_list": [206],
                "allow_offsite": True,
                "dont_obey_robotstxt": not self._service.obeys_robots,
            },
        )

    def _arrived(self, fetch: Fetch, response: Response) -> Iterator[Any]:
        """The article on a captured page, and again for every capture that repeats it."""
        self._digests_hold |= response.meta.get(DIGEST_HOLDS, False)
        if self._is_another(fetch.capture, response):
            yield from self._instead(fetch.capture.url, fetch.capture.captured_at)
            return
        if self._is_wrong(fetch.capture, response):
            yield from self._lost(fetch)
            return
        self._correct(fetch.capture, response, self._spider.canonical(fetch.capture.url))
        if response.status not in PAGE_STATUSES:
            yield from self._no_page(fetch, response)
            return
        yield from self._spider.parse_article(response)
        page = self._page(response)
        for row in fetch.repeats:
            yield self.again(row, page)
        if page.capture.incomplete:
            yield from self._instead(fetch.capture.url, fetch.capture.captured_at)

    def _is_another(self, row: CdxLine, response: Response) -> bool:
        """Whether an archive gave another capture that it lists; then there is nothing to lose.

        TimeMaps list redirects of a page to itself, which pywb replays as the page before.
        """
        moment = response.meta.get(REPLAYED_OF)
        if DAMAGE not in response.meta or row.status is not None or row.is_revisit:
            return False
        if moment is None or moment == row.captured_at:
            return False
        crawler, canonical = self._spider.crawler, self._spider.canonical(row.url)
        db = archive_of(crawler).db.conn
        listed = listed_captures(db, self._spider.name, self._name, canonical)
        if utc_text(moment) not in {each.captured_at for each in listed}:
            return False
        enter(crawler, canonical, EntryOutcome.NOT_WANTED, "replayed as another that is listed")
        self._corrected.append((as_row(row, canonical), None))
        return True

    def _no_page(self, fetch: Fetch, response: Response) -> Iterator[Request]:
        """What becomes of captures of which only the replay says that they show no page."""
        crawler, canonical = self._spider.crawler, self._spider.canonical(fetch.capture.url)
        page = self._page(response)
        rows = [(fetch.capture, page.capture)]
        rows += [(row, self.again(row, page).meta[PAGE].capture) for row in fetch.repeats]
        for row, capture in rows:
            if response.status in GONE:
                self._spider.gone(capture, canonical)
            elif self._spider.leads_to(page):
                enter(crawler, canonical, EntryOutcome.ALIAS, "redirected")
            else:
                reason = f"no page: status {response.status}"
                enter(crawler, canonical, EntryOutcome.NOT_WANTED, reason)
            if row is not fetch.capture:
                self._correct(row, response, canonical, row.captured_at)
        yield from self._instead(fetch.capture.url, fetch.capture.captured_at)

    def _page(self, response: Response) -> CapturedPage:
        headers, capture = fields_of(response.headers), capture_of(response, self._name)
        return CapturedPage(response.url, response.status, headers, response.body, capture)

    def _correct(
        self,
        row: CdxLine,
        response: Response,
        article_url: str,
        moment: dt.datetime | None = None,
    ) -> None:
        """Note what a capture turned out to be, if its index said less or something else."""
        known: CdxLine = response.meta[ARCHIVED]
        status = response.status if row.status is None and not row.is_revisit else row.status
        if response.status not in PAGE_STATUSES:
            status = response.status
        found = replace(row, captured_at=moment or known.captured_at, status=status)
        if found != row:
            self._corrected.append((as_row(row, article_url), as_row(found, article_url)))

    def _failed(self, fetch: Fetch, failure: Failure) -> Iterator[Any]:
        if not isinstance(failure.value, AlreadyReported):
            request: Request = failure.request  # type: ignore[attr-defined]
            self._reject(fetch.capture, request.meta.get(DAMAGE) or reason_of(failure.value))
            yield from self._lost(fetch)

    def _lost(self, fetch: Fetch) -> Iterator[Request]:
        """What stands in for a capture that cannot be had: one with the same payload, if any."""
        if fetch.repeats:
            yield self.article(Fetch(fetch.repeats[0], fetch.repeats[1:]))
        else:
            yield from self._instead(fetch.capture.url, fetch.capture.captured_at)

    async def list_now(self, row: CdxLine) -> Response | None:
        """A page of a list as it was captured, fetched at once; None if it cannot be had."""
        engine = self._spider.crawler.engine
        assert engine is not None
        request = self.list_page(Fetch(row))
        try:
            response = await engine.download_async(request)
        except Exception as error:  # whatever the network does: no response
            self._reject(row, reason_of(error))
            return None
        return response if self._is_list(Fetch(row), response) else None

    def _list_arrived(self, fetch: Fetch, response: Response) -> None:
        self._is_list(fetch, response)

    def _is_list(self, fetch: Fetch, response: Response) -> bool:
        """Note the links of a captured list page; whether it was one."""
        row = fetch.capture
        if self._is_wrong(row, response):
            return False
        self._correct(row, response, LIST_PAGE)
        books = books_of(self._spider.crawler)
        if response.status not in PAGE_STATUSES:
            reason = f"no page: status {response.status}"
            books.settle(EntryKind.LIST, row.url, EntryOutcome.NOT_WANTED, reason)
            return False
        books.settle(EntryKind.LIST, row.url, EntryOutcome.READ)
        known: CdxLine = response.meta[ARCHIVED]
        came_whole = not capture_of(response, self._name).incomplete
        captured = (known.captured_at, *(each.captured_at for each in fetch.repeats))
        self._spider.note_links(response, captured if came_whole else ())
        return True

    def _list_failed(self, row: CdxLine, failure: Failure) -> None:
        if not isinstance(failure.value, AlreadyReported):
            self._reject(row, reason_of(failure.value))

    def _is_wrong(self, row: CdxLine, response: Response) -> bool:
        """Whether an answer is not the capture that was asked for; then it is noted as lost."""
        damage = response.meta.get(DAMAGE)
        if damage and response.meta.get(MAY_BE_UNPACKED) and not self._has_true_digests():
            return False
        if damage:
            self._reject(row, damage, capture_of(response, self._name))
        elif response.url != row.url:
            self._reject(row, f"the archive's answer is no capture (status {response.status})")
        else:
            return False
        return True

    def _has_true_digests(self) -> bool:
        """Whether payloads have come that had the digests of the index: then all should."""
        if not self._digests_hold:
            db = archive_of(self._spider.crawler).db.conn
            self._digests_hold = has_proved_digest(db, self._spider.name, self._name)
        return self._digests_hold

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


def as_row(row: CdxLine, article_url: str) -> ListedRow:
    """A line of an index as it is kept; ``article_url`` is LIST_PAGE for a page of a list."""
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
