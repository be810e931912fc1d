"""Findings of previous runs: the archive, opened for reading on the crawl's own thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.items import MOVES

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.archive import Archive
    from crawler.archive.crawl_state import CrawlState
    from crawler.archive.forgotten import Forgotten
    from crawler.items import Article


class PreviousRuns:
    """Scrapy extension that opens the archive on first use and closes it when the crawl ends.

    A reader does not block the writer (WAL), and all queries are look-ups by an index.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._archive: Archive | None = None
        self._last: tuple[Article, list[str], list[str], Article | None] | None = None
        """The article that was looked up last, by which URLs, and what was found."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making an extension."""
        extension = cls(crawler.settings["ARCHIVE_PATH"])
        crawler.signals.connect(extension.close, signals.engine_stopped)
        return extension

    @property
    def forgotten(self) -> Forgotten:
        """What was forgotten on request. No archive is made to be asked."""
        from crawler.archive.forgotten import Forgotten

        if self._archive is None and not Path(self._path).exists():
            return Forgotten(None)
        return self.archive.forgotten

    @property
    def archive(self) -> Archive:
        """The archive. Raises ArchiveError when it cannot be opened."""
        if self._archive is None:
            from crawler.archive import Archive  # spiders import this file to read a page, too

            self._archive = Archive(self._path)
        return self._archive

    def stored(self, article: Article) -> Article | None:
        """The stored article, as ``stored_article`` has it.

        It is looked up once, though several pipelines ask while an article passes them.
        """
        moved = [alias.url for alias in article.aliases if alias.rule in MOVES]
        own = [article.url, *(one.url for one in article.aliases if one.rule not in MOVES)]
        if self._last is None or self._last[0] is not article or self._last[1:3] != (own, moved):
            ids = self.archive.known(own) or (self.archive.known(moved) if moved else {})
            found = self.archive.article(min(ids.values())) if ids else None
            self._last = article, own, moved, found
        return self._last[3]

    def close(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None


def archive_of(crawler: Crawler) -> Archive:
    """The archive for this crawl's components to read, from the crawl's thread only."""
    return _extension(crawler).archive


def forgotten_articles(crawler: Crawler) -> Forgotten:
    """The articles that were forgotten on request, which no crawl may bring back."""
    return _extension(crawler).forgotten


def _extension(crawler: Crawler) -> PreviousRuns:
    extension = crawler.get_extension(PreviousRuns)
    assert extension is not None, "PreviousRuns is missing in EXTENSIONS"
    return extension


def stored_article(crawler: Crawler, article: Article) -> Article | None:
    """The stored article of the same URL or an alias of it; None if there is none.

    What it may have been before it moved counts only if nothing is stored under its own URLs.
    """
    return _extension(crawler).stored(article)


def previous_visits(crawler: Crawler) -> CrawlState:
    """What previous runs fetched, and when."""
    return archive_of(crawler).crawl_state
