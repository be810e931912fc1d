"""Keeps a crawl on the portal's own hosts, redirects included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from crawler.monitoring.failures import PageNotFetched

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


PERMANENT = frozenset({301, 308})
"""Statuses by which a server says that a page has moved for good (RFC 9110, 15.4)."""


class OffsiteMiddleware:
    """Lets nothing out to a host that is not the spider's.

    Scrapy's own lets every request pass that has ``dont_filter``, and so whatever it is redirected
    to. Here only ``allow_offsite`` does: our own requests to other hosts, such as a robots.txt that
    has moved.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for a host of somebody else."""
        if request.meta.get("allow_offsite"):
            return
        is_ours = getattr(self._crawler.spider, "is_ours", None)
        host = urlparse_cached(request).hostname or ""
        if is_ours is not None and not is_ours(host):
            self._crawler.stats.inc_value("safety/offsite")
            sentence = f"{request.url} leads to another host than the portal's"
            # Moved for good is one thing; to be sent to somebody's login is a wall.
            sent = request.meta.get("redirect_reasons", ())
            raise PageNotFetched(sentence) if {*sent} - PERMANENT else IgnoreRequest(sentence)
