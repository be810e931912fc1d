"""The two sides of a source: what it gives a spider, and what it needs of one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    import datetime as dt

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.arguments import Arguments
    from crawler.items import Article, Capture, Listed
    from crawler.webarchives.warc.captured_page import CapturedPage


class SourceError(Exception):
    """A source cannot be read; the message tells the person who named it why."""


class PortalSpiderProtocol(Protocol):
    """What a source needs of a spider: which pages it wants and how it asks for them."""

    name: str
    arguments: Arguments
    crawler: Crawler
    home_url: ClassVar[str]

    def wants(self, url: str) -> bool:
        """Whether ``url`` is an article of this portal."""

    def rule_against_text(self, url: str) -> str | None:
        """Why the text of the page at ``url`` is not wanted, in words; None: it is."""

    def canonical(self, url: str) -> str:
        """The canonical URL of an article, as in the archive."""

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of this portal's lists."""

    def list_page_number(self, url: str) -> int | None:
        """The number of a page of a list by its URL; None: it is no later page."""

    def note_links(self, response: Response, captured: Iterable[dt.datetime]) -> None:
        """Note what a list page links that showed the same whenever it was ``captured``."""

    def listed_on(self, page: CapturedPage) -> Listed:
        """What a captured page of a list says of when its articles were published."""

    def note_listed(self, listed: Listed) -> None:
        """Note what ``listed_on`` found."""

    def pages_linked_by(self, response: Response) -> list[str]:
        """The articles and pages of lists that a list page links."""

    def list_urls(self) -> list[str]:
        """The first pages of this portal's lists."""

    def live_requests(self) -> AsyncIterator[Request]:
        """The requests a crawl of the live portal starts from."""

    def stored_request(self, page: CapturedPage) -> Request:
        """A request that carries a stored page."""

    def takes_stored(self, url: str) -> bool:
        """Whether the stored page at ``url`` is still to be read in this crawl."""

    def fail(self, sentence: str) -> None:
        """Note that the run did not do what it was asked to."""

    def archived_under(self) -> Iterable[tuple[str, str]]:
        """Queries for an index: a URL, and how to match it (``host`` or ``prefix``)."""

    def parse_article(self, response: Response) -> Iterator[Article]:
        """The article on a page."""

    def gone(self, capture: Capture, canonical: str) -> None:
        """Note an answer that an article's page is no more."""

    def leads_to(self, page: CapturedPage) -> bool:
        """Note where a captured redirect led; False if that is no article's URL."""

    def reject(
        self,
        url: str,
        *,
        stage: str,
        reason: str,
        failure: bool,
        capture: Capture | None = None,
        captured_at: dt.datetime | None = None,
    ) -> None:
        """Note a page that could not be read."""


class Source(Protocol):
    """One way to get pages."""

    name: str
    """As typed after ``source=``; kept in ``runs.source`` and ``captures.source``."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Scrapy settings a crawl from this source needs."""

    @property
    def dated_by_capture(self) -> bool:
        """Whether since= and until= mean capture times (archives) or publication (portals)."""

    def requests(self, spider: PortalSpiderProtocol) -> AsyncIterator[Request]:
        """The requests to start from, lazily. Raises SourceError when nothing can be read."""

    def close(self) -> None:
        """Release what the source holds; called once when the spider closes."""
