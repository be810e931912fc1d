"""The archive opened for reading on the crawl's own thread: what earlier runs saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals

from crawler.archive import Archive

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.archive.crawl_state import CrawlState
    from crawler.items import Article


class PreviousRuns:
    """Scrapy extension that opens the archive when somebody first asks, and closes it at the end.

    Readers are never in the writer's way, and what they ask are look-ups by an index.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._archive: Archive | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making an extension."""
        extension = cls(crawler.settings["ARCHIVE_PATH"])
        crawler.signals.connect(extension.close, signals.engine_stopped)
        return extension

    @property
    def archive(self) -> Archive:
        """The archive. Raises ArchiveError when it cannot be opened."""
        if self._archive is None:
            self._archive = Archive(self._path)
        return self._archive

    def close(self) -> None:
        """Let go of the file."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None


def archive_of(crawler: Crawler) -> Archive:
    """The archive as this crawl's components read it, to be asked from the crawl's thread only."""
    extension = crawler.get_extension(PreviousRuns)
    assert extension is not None, "PreviousRuns is missing in EXTENSIONS"
    return extension.archive


def stored_article(crawler: Crawler, article: Article) -> Article | None:
    """The article stored before from this address or an alias of it, None if there is none."""
    archive = archive_of(crawler)
    ids = archive.known([article.url, *(alias.url for alias in article.aliases)])
    return archive.article(min(ids.values())) if ids else None


def previous_visits(crawler: Crawler) -> CrawlState:
    """What earlier runs saw and when."""
    return archive_of(crawler).crawl_state
