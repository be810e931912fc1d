"""The sources ``live``, the portal itself, and ``demo``, the demo portals on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.demo import DemoServer
from crawler.demo.content import FIRST_EDITION
from crawler.demo.current import NEWEST_EDITION
from crawler.sources.protocols import SourceError

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


def open_demo(edition: str) -> DemoSource:
    """The demo portals in one of their editions, the first unless one is named.

    Raises SourceError.
    """
    return DemoSource(check_demo(edition))


def check_demo(edition: str) -> int:
    """The number of an edition. Raises SourceError if there is none such."""
    known = {str(number): number for number in range(FIRST_EDITION, NEWEST_EDITION + 1)}
    if edition and edition not in known:
        raise SourceError(
            f"the demo portals have no edition {edition!r}; there are {', '.join(known)}"
        )
    return known.get(edition, FIRST_EDITION)
