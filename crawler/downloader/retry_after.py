"""Pauses a host asks for (``Retry-After``, RFC 9110, 10.2.3)."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from crawler.http_fields import header_of
from crawler.monitoring.failures import LEFT_ALONE, PageNotFetched
from crawler.request_meta import ARCHIVED, INDEX

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_BUSY = {429, 503}
_UNSAID = 60.0
"""Seconds a web archive is left alone that answers 429 and does not say how long; most do not."""
_LOOK_UP = 0.5  # seconds: how soon a waiting request notices that the run is told to end


def seconds_asked_for(value: str, now: dt.datetime) -> float | None:
    """The pause in a ``Retry-After``: seconds, or a date as HTTP writes it. None if it is neither.

    ``now`` has a time zone.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - now).total_seconds())


class RetryAfterMiddleware:
    """All requests to a host wait until the moment it named; Scrapy's own retry asks again.

    A host that wants more than ``RETRY_AFTER_MAX`` seconds is left alone in this run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self._until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait. Raises IgnoreRequest where that would take too long, or the run is to end."""
        host = urlparse_cached(request).netloc
        while (rest := self._until.get(host, 0) - time.monotonic()) > 0:
            if rest > self._most:
                raise PageNotFetched(f"{host} {LEFT_ALONE} for another {rest:.0f} s")
            if not self._crawler.crawling:
                raise IgnoreRequest(f"{host} asked for a pause, and the run is to end")
            await asyncio.sleep(min(rest, _LOOK_UP))

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how long the host wants to be left alone."""
        if response.status not in _BUSY:
            return response
        value = header_of(response, "Retry-After") or ""
        asked = seconds_asked_for(value, dt.datetime.now(dt.UTC))
        if asked is None and response.status == 429 and {ARCHIVED, INDEX} & request.meta.keys():
            asked = _UNSAID
        if asked is not None:
            host = urlparse_cached(request).netloc
            self._until[host] = max(self._until.get(host, 0), time.monotonic() + asked)
            logger.info("%s asks for a pause of %.0f s", host, asked)
            if asked > self._most:
                request.meta["dont_retry"] = True
        return response
