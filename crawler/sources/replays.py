"""Requests for captures out of a web archive's replay, and what becomes of the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request

from crawler.archive.listings import LOST
from crawler.archive.times import utc_text
from crawler.downloader.captures import capture_of
from crawler.downloader.completeness import fields_of
from crawler.items import Capture
from crawler.monitoring.failures import ToldOnce, reason_of
from crawler.webarchives.choice import Fetch
from crawler.webarchives.listed import ARCHIVED, Listed
from crawler.webarchives.replay import DAMAGE
from crawler.webarchives.warc.pages import CapturedPage

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.sources import Visitor
    from crawler.webarchives.services import Service

_AGAIN = "the next run asks once more, later ones with -a full=1"


class Replays:
    """The replay of one web archive, asked for one spider.

    Args:
        name: the source, as typed.
        service: whom to ask and how.
        spider: reads the pages.
        instead: gives requests for what else of an article to take if the capture of an address
            at a moment cannot be had.
    """

    def __init__(
        self,
        name: str,
        service: Service,
        spider: Visitor,
        instead: Callable[[str, dt.datetime], Iterable[Request]],
    ) -> None:
        self._name, self._service, self._spider = name, service, spider
        self._instead = instead

    def article(self, fetch: Fetch) -> Request:
        """A request for a payload; the captures that repeat it follow from the answer."""
        return self._request(
            fetch.capture, partial(self._arrived, fetch), partial(self._failed, fetch)
        )

    def list_page(self, row: Listed) -> Request:
        """A request for a page of a list, of which only the links are noted."""
        return self._request(row, partial(self._list_arrived, row), partial(self._list_failed, row))

    def again(self, row: Listed, page: CapturedPage) -> Request:
        """A request that carries a page whose payload another capture showed."""
        capture = replace(
            self.capture(row),
            digest=page.capture.digest,
            status=page.status,
            content_type=page.header("Content-Type"),
            incomplete=page.capture.incomplete,
        )
        return self._spider.stored_request(replace(page, url=row.url, capture=capture))

    def capture(self, row: Listed) -> Capture:
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
        self, row: Listed, arrived: Callable[[Response], Any], failed: Callable[[Failure], Any]
    ) -> Request:
        address, headers = self._service.payload(row)
        return Request(
            address,
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
        headers = fields_of(response)
        capture = capture_of(response, self._name)
        page = CapturedPage(response.url, response.status, headers, response.body, capture)
        for row in fetch.repeats:
            yield self.again(row, page)
        if capture.incomplete:
            yield from self._instead(fetch.capture.url, fetch.capture.captured_at)

    def _failed(self, fetch: Fetch, failure: Failure) -> Iterator[Any]:
        if not isinstance(failure.value, ToldOnce):
            self._reject(fetch.capture, reason_of(failure.value))
            yield from self._lost(fetch)

    def _lost(self, fetch: Fetch) -> Iterator[Request]:
        """What stands in for a capture that cannot be had: one with the same payload, if any."""
        if fetch.repeats:
            yield self.article(Fetch(fetch.repeats[0], fetch.repeats[1:]))
        else:
            yield from self._instead(fetch.capture.url, fetch.capture.captured_at)

    def _list_arrived(self, row: Listed, response: Response) -> None:
        if not self._is_wrong(row, response):
            self._spider.note_links(response)

    def _list_failed(self, row: Listed, failure: Failure) -> None:
        if not isinstance(failure.value, ToldOnce):
            self._reject(row, reason_of(failure.value))

    def _is_wrong(self, row: Listed, response: Response) -> bool:
        """Whether an answer is not the capture that was asked for; then it is noted as lost."""
        damage = response.meta.get(DAMAGE)
        if damage:
            self._reject(row, damage, capture_of(response, self._name))
        elif response.url != row.url:
            self._reject(row, f"the archive's answer is no capture (status {response.status})")
        else:
            return False
        return True

    def _reject(self, row: Listed, reason: str, capture: Capture | None = None) -> None:
        """Note a capture that cannot be had."""
        where = f"{self._service.payload(row)[0]}: {reason}"
        sentence = LOST.format(moment=utc_text(row.captured_at), reason=f"{where}; {_AGAIN}")
        self._spider.reject(row.url, stage="source", reason=sentence, failure=True, capture=capture)
