"""The source ``live``: pages come from the portal itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.demo import DemoServer

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


# -- The source ``demo``: the demo portals, served on loopback while the crawl runs ----------------


class DemoSource(LiveSource):
    """A live crawl of portals that stand on this machine, so nobody need be spared a request."""

    name = "demo"

    def __init__(self) -> None:
        self._server = DemoServer()
        self._server.start()
        self.settings: Mapping[str, Any] = {
            "CONNECT_TO": self._server.connect_to,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS": 8,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        }

    def close(self) -> None:
        """Stop serving."""
        self._server.stop()
