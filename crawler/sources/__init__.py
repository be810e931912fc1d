"""Where pages come from: ``-a source=``. Spiders ask for pages and never know.

A source is chosen by one word, some with a place behind a colon::

    live              the portal itself
    demo              the demo portals that ship with the project, served while the crawl runs
    warc:PATH         .warc, .warc.gz and .wacz files, a folder of them or a glob
    text:PATH         text exports: .txt, or JSON Lines with url and text
    cdx:URL           a web archive: its index (a CDX server) and the replay beside it
    wayback           the Wayback Machine
    commoncrawl       Common Crawl
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from crawler.sources.errors import SourceError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.arguments import Arguments
    from crawler.items import Article, Capture
    from crawler.sources.captured import CapturedPage


class Visitor(Protocol):
    """What a source needs of a spider: which pages it wants and how it asks for them."""

    name: str
    arguments: Arguments
    crawler: Crawler
    home_url: ClassVar[str]

    def wants(self, url: str) -> bool:
        """Whether ``url`` is an article of this portal."""

    def canonical(self, url: str) -> str:
        """The canonical address of an article, as the archive has it."""

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of this portal's lists."""

    def note_links(self, response: Response) -> None:
        """Note under which addresses a list page links articles."""

    def live_requests(self) -> AsyncIterator[Request]:
        """The requests a crawl of the live portal starts from."""

    def stored_request(self, page: CapturedPage) -> Request:
        """A request for one page that is already here."""

    def archived_under(self) -> Iterable[tuple[str, str]]:
        """What to ask an index for: addresses, and ``host`` or ``prefix`` for what is below."""

    def parse_article(self, response: Response) -> Iterator[Article]:
        """The article on a page."""

    def gone(self, capture: Capture, canonical: str) -> None:
        """Note an answer that an article's page is no more."""

    def reject(
        self,
        url: str,
        *,
        stage: str,
        reason: str,
        failure: bool,
        capture: Capture | None = None,
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

    def requests(self, spider: Visitor) -> AsyncIterator[Request]:
        """The requests to start from, lazily. Raises SourceError when nothing can be read."""

    def close(self) -> None:
        """Let go of what the source holds; called once when the spider closes."""


def check_source(spec: str) -> None:
    """Look whether ``spec`` names a source and its files are there, without opening it.

    Raises SourceError, a sentence for the person who typed it.
    """
    kind, place = _split(spec)
    if kind == "warc":
        from crawler.sources.warc import check_captures

        check_captures(place)
    elif kind == "text":
        from crawler.sources.text import check_texts

        check_texts(place)
    elif is_web_archive(spec):
        open_source(spec)


def open_source(spec: str) -> Source:
    """The source ``spec`` names, ready to be read. Raises SourceError when there is none such."""
    # Imported here: a crawl needs one of them, and `scrapy list` none.
    kind, place = _split(spec)
    if kind == "live":
        from crawler.sources.live import LiveSource

        return LiveSource()
    if kind == "demo":
        from crawler.sources.demo import DemoSource

        return DemoSource()
    if is_web_archive(spec):
        from crawler.sources.webarchive import open_web_archive

        return open_web_archive(spec, place)
    from crawler.sources.stored import StoredSource

    if kind == "warc":
        from crawler.sources.warc import ADVICE, read_portal

        # Captures name the file they stand in, for commands run in other folders, too.
        folder = str(Path(place).absolute())
        return StoredSource(spec, lambda spider, left: read_portal(folder, spider, left), ADVICE)
    from crawler.sources.text import read_texts

    return StoredSource(spec, lambda spider, left: read_texts(place, spider.wants, left))


def is_web_archive(spec: str) -> bool:
    """Whether ``spec`` names a web archive: one host that is asked for the pages of all portals."""
    return spec.partition(":")[0] in _WEB_ARCHIVES


def wherever_run(spec: str) -> str:
    """The same source for a process with another working directory. Raises SourceError."""
    kind, place = _split(spec)
    return f"{kind}:{Path(place).resolve()}" if _PLACES[kind] == "PATH" else spec


_WEB_ARCHIVES = ("cdx", "wayback", "commoncrawl")
# What stands behind the colon; nothing where it is empty.
_PLACES = {
    "live": "", "demo": "", "warc": "PATH", "text": "PATH",
    "cdx": "URL", "wayback": "", "commoncrawl": "",
}  # fmt: skip


def _split(spec: str) -> tuple[str, str]:
    kind, _, place = spec.partition(":")
    if kind not in _PLACES:
        known = ", ".join(f"{kind}:{what}" if what else kind for kind, what in _PLACES.items())
        raise SourceError(f"unknown source {spec!r}; known are {known}")
    if _PLACES[kind] and not place:
        raise SourceError(f"source {kind!r} needs a place: {kind}:{_PLACES[kind]}")
    if place and not _PLACES[kind]:
        raise SourceError(f"source {kind!r} takes nothing behind a colon, but got {place!r}")
    return kind, place
