"""The source ``live``: pages come from the portal itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from scrapy import Request

    from crawler.sources import Visitor


class LiveSource:
    """Starts where the spider says the portal's lists are, and lets it follow links."""

    name = "live"
    settings: Mapping[str, Any] = {}
    dated_by_capture = False

    def requests(self, spider: Visitor) -> AsyncIterator[Request]:
        """The spider's own start requests."""
        return spider.live_requests()

    def close(self) -> None:
        """Nothing to let go of."""
