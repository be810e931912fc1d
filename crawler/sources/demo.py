"""The source ``demo``: the demo portals in one of their editions, or the web archive of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from crawler.demo import DemoServer
from crawler.demo.content import FIRST_EDITION
from crawler.demo.current import NEWEST_EDITION
from crawler.demo.web_archive import PLACE
from crawler.sources.live import LiveSource
from crawler.sources.protocols import SourceError
from crawler.sources.webarchive import WebArchiveSource
from crawler.webarchives.services import cdx_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.sources.protocols import Source

_WEB_ARCHIVE = "webarchive"


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

    @override
    def close(self) -> None:
        self._server.stop()


class DemoWebArchiveSource(WebArchiveSource):
    """The demo portals' web archive, served on loopback while the crawl runs."""

    def __init__(self) -> None:
        super().__init__(f"demo:{_WEB_ARCHIVE}", cdx_service(PLACE))
        self._server = DemoServer()
        self._server.start()
        self.settings = {
            **self.settings,
            "CONNECT_TO": self._server.connect_to,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "RETRY_TIMES": 0,
        }

    @override
    def close(self) -> None:
        super().close()
        self._server.stop()


def open_demo(which: str) -> Source:
    """The demo portals in an edition, the first unless one is named, or their web archive.

    Raises SourceError.
    """
    if which == _WEB_ARCHIVE:
        return DemoWebArchiveSource()
    check_demo(which)
    return DemoSource(int(which or FIRST_EDITION))


def check_demo(which: str) -> None:
    """Raise SourceError if there is neither such an edition nor such an archive."""
    known = [*map(str, range(FIRST_EDITION, NEWEST_EDITION + 1)), _WEB_ARCHIVE]
    if which and which not in known:
        raise SourceError(f"there is no demo {which!r}; there are {', '.join(known)}")
