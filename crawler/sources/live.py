"""The source ``live``: the portal itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from scrapy import Request

    from crawler.sources.protocols import PortalSpiderProtocol


class LiveSource:
    """A crawl that begins at the portal's lists and follows the links there."""

    name = "live"
    settings: Mapping[str, Any] = {}
    dated_by_capture = False

    def requests(self, spider: PortalSpiderProtocol) -> AsyncIterator[Request]:
        """The spider's own start requests."""
        return spider.live_requests()

    def close(self) -> None:
        """Do nothing: Scrapy holds the connections."""
