"""Waits as long as a web archive says (429 and 503 with Retry-After; RFC 9110, 10.2.3)."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.utils.httpobj import urlparse_cached

from crawler.webarchives.listed import ARCHIVED, INDEX

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

LONGEST = 900.0
"""Seconds; whoever asks for more is asked again after that."""
UNSAID = 60.0
"""Seconds to wait after a 429 that does not say how long."""

logger = logging.getLogger(__name__)


class RetryAfterMiddleware:
    """Holds back requests to an archive that has had too many; Scrapy's own retry asks again.

    It stands between the network and RetryMiddleware (550), which knows no Retry-After.
    """

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again."""
        host = urlparse_cached(request).netloc
        while (left := self._until.get(host, 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how long the host wants to be left alone."""
        if ARCHIVED not in request.meta and INDEX not in request.meta:
            return response
        seconds = _seconds(response)
        if seconds:
            host = urlparse_cached(request).netloc
            logger.info("%s is busy: nothing is asked of it for %g s", host, seconds)
            self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)
        return response


def _seconds(response: Response) -> float:
    if response.status not in (429, 503):
        return 0.0
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return min(float(value), LONGEST)
    try:
        left = parsedate_to_datetime(value) - dt.datetime.now(dt.UTC)
    except (ValueError, TypeError):
        return UNSAID if response.status == 429 else 0.0
    return min(max(left.total_seconds(), 0.0), LONGEST)
