"""Conditional requests: a page is sent only if it changed since the last run (RFC 9110, 13)."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawler.downloader.previous_runs import previous_visits
from crawler.request_meta import ARTICLE, CONDITIONAL, VISIT

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.archive.crawl_state import Visit


SENT_WHOLE_EVERY = dt.timedelta(days=90)
"""Interval after which a page is requested unconditionally: some servers always answer 304."""


class ConditionalMiddleware:
    """Adds If-None-Match and If-Modified-Since to requests that say they may be answered 304."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the validators of this URL; the target of a redirect has its own or none."""
        until = request.meta.get(CONDITIONAL)
        if until is None:
            return
        request.meta.pop(VISIT, None)
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
        visits = previous_visits(self._crawler)
        visit = (
            visits.to_article(request.url)
            if until == ARTICLE
            else visits.to_list(request.url, until)
        )
        if visit is None or not (visit.etag or visit.last_modified) or _too_long_ago(visit):
            return
        # Both if both are known: a server that understands ETags ignores the other.
        if visit.etag:
            request.headers["If-None-Match"] = visit.etag
        if visit.last_modified:
            request.headers["If-Modified-Since"] = visit.last_modified
        request.meta[VISIT] = visit
        request.meta["handle_httpstatus_list"] = [HTTPStatus.NOT_MODIFIED]


def _too_long_ago(visit: Visit) -> bool:
    return dt.datetime.now(dt.UTC) - visit.sent_at > SENT_WHOLE_EVERY
