"""The source ``demo``: the demo portals, served on loopback while the crawl runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.demo import DemoServer
from crawler.sources.live import LiveSource

if TYPE_CHECKING:
    from collections.abc import Mapping


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
