"""The sources ``live``, the portal itself, and ``demo``, the demo portals on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.demo import DemoServer
from crawler.demo.content import FIRST_EDITION

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


class DemoSource(LiveSource):
    """The demo portals, served on loopback while the crawl runs: no host to be gentle with."""

    name = "demo"

    def __init__(self, edition: int = FIRST_EDITION) -> None:
        self._server = DemoServer(edition)
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
