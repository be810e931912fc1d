"""Which links lead to a portal's articles, and that each is asked for once in a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from scrapy import Request

from crawler.monitoring.signals import url_alias_seen
from crawler.urls import Canonical, broken_url, canonical_url
from spiders.outcomes import TellingSpider

if TYPE_CHECKING:
    from crawler.archive.crawl_state import Known
    from spiders.walk import Walk


class LinkSpider(TellingSpider):
    """Knows articles by their addresses; what is on them is the subclass's business."""

    home_url: ClassVar[str]
    """The portal's home; its scheme and host are the canonical ones."""
    article_path: ClassVar[re.Pattern[str]]
    """Matches the paths of articles, without query."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._asked: dict[str, Walk | None] = {}
        """Articles asked for in this run, and the walk that led to each."""
        self._broken: set[str] = set()

    # -- what families and portals know -----------------------------------------------------------

    def request_url(self, url: str) -> str:
        """The address to ask for when a link says ``url``. A family's knowledge."""
        return url

    def article_url(self, link: str, canonical: str) -> str:
        """The address to ask for when a list links an article as ``link``.

        The canonical one, unless a family's pages do not answer there: under another section's
        address the same article shows that section's breadcrumb.
        """
        return canonical

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""
        if broken_url(url):
            return False
        parts = urlsplit(self.request_url(url))
        return self.is_ours(parts.hostname or "") and bool(self.article_path.search(parts.path))

    def canonical(self, url: str) -> str:
        """The canonical address of an article, as the archive has it."""
        return canonical_url(url, home_url=self.home_url).url

    def is_ours(self, host: str) -> bool:
        """Whether the portal answers at this host: that of its home, with or without ``www.``."""
        home = urlsplit(self.home_url).hostname or ""
        return host.removeprefix("www.") == home.removeprefix("www.")

    def article_request(self, url: str, walk: Walk | None = None) -> Request:
        """A request for an article; ``walk`` led to it."""
        raise NotImplementedError

    def is_dead(self, link: str, canonical: str) -> bool:
        """Whether a link led to no article of late, so that it is not asked for yet again."""
        raise NotImplementedError

    def enough(self) -> bool:
        """Whether the run has all it was asked for."""
        raise NotImplementedError

    def whole_urls(self, links: Iterable[str]) -> Iterator[str]:
        """The links that are URLs; each of the others is told once in a run, as a reject."""
        for link in links:
            if (fault := broken_url(link)) is None:
                yield link
            elif link not in self._broken:
                self._broken.add(link)
                self.reject(link, stage="link", reason=f"no URL: {fault}", failure=False)

    # -- found and asked for ----------------------------------------------------------------------

    def _articles_among(self, links: Iterable[str]) -> dict[str, str]:
        """The articles among links: canonical address → the first link that leads there."""
        articles: dict[str, str] = {}
        for link in self.whole_urls(links):
            if self.is_article(link):
                canonical = canonical_url(link, home_url=self.home_url)
                self._tell_alias(self.request_url(link), canonical)
                articles.setdefault(canonical.url, link)
        return articles

    def _new_articles(
        self, articles: Mapping[str, str], known: Mapping[str, Known], walk: Walk
    ) -> Iterator[Request]:
        """Requests for articles that are not stored, or that were gone and are linked again."""
        for canonical, link in articles.items():
            if canonical in known and not known[canonical].gone:
                continue
            if self.is_dead(link, canonical):
                self.crawler.stats.inc_value("lists/dead_links")
            else:
                yield from self._ask(self.article_url(link, canonical), canonical, walk)

    def _ask(self, url: str, canonical: str, walk: Walk | None = None) -> Iterator[Request]:
        """Ask for an article, but once in a run."""
        if canonical not in self._asked and not self.enough():
            self._asked[canonical] = walk
            yield self.article_request(url, walk)

    def _tell_alias(self, url: str, canonical: Canonical) -> None:
        if url != canonical.url:
            self._tell(url_alias_seen, url=url, canonical=canonical.url, rule=canonical.rule)
