"""The articles a run asks for: new ones that lists link, old ones whose next visit is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from w3lib.url import safe_url_string

from crawler.downloader.previous_runs import previous_visits
from crawler.monitoring.signals import url_alias_seen
from crawler.urls import broken_url, canonical_url
from spiders.schedule import is_due, is_due_again

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.archive.crawl_state import Known
    from crawler.arguments import Arguments
    from crawler.items import Capture
    from spiders.lists import Walk


class ArticleRules(Protocol):
    """What a frontier asks a portal's spider: which URLs are articles, and how to request them."""

    name: str
    crawler: Crawler
    arguments: Arguments
    home_url: ClassVar[str]

    def request_url(self, url: str) -> str:
        """The URL to request where a link says ``url``."""

    def article_url(self, link: str, canonical: str) -> str:
        """The URL to request for an article that a list links as ``link``."""

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""

    def canonical(self, url: str) -> str:
        """The canonical URL of an article."""

    def article_request(self, url: str) -> Request:
        """A request for the article at ``url``."""

    def enough(self) -> bool:
        """Whether the run has as many articles as were asked for."""

    def reject(
        self, url: str, *, stage: str, reason: str, failure: bool, capture: Capture | None = None
    ) -> None:
        """Keep a page that could not be read in the table ``rejects``."""


class Frontier:
    """Decides which articles a run requests; each is requested once, whatever links to it."""

    def __init__(self, spider: ArticleRules) -> None:
        self.began = dt.datetime.now(dt.UTC).replace(microsecond=0)
        """When the run began, UTC."""
        self._spider = spider
        self._walks: dict[str, Walk | None] = {}
        """Canonical URL of every article requested in this run → the walk that led to it."""
        self._broken: set[str] = set()

    # -- links ------------------------------------------------------------------------------------

    def valid_urls(self, links: Iterable[str]) -> Iterator[str]:
        """The links that are URLs; each of the others is rejected, once in a run."""
        for link in links:
            if (fault := broken_url(link)) is None:
                yield link
            elif link not in self._broken:
                self._broken.add(link)
                self._spider.reject(link, stage="link", reason=f"no URL: {fault}", failure=False)

    def articles_among(self, links: Iterable[str]) -> dict[str, str]:
        """The articles among links: canonical URL → the first link that leads there.

        Every other spelling is reported to the archive as an alias.
        """
        articles: dict[str, str] = {}
        for link in self.valid_urls(links):
            if not self._spider.is_article(link):
                continue
            canonical = canonical_url(link, home_url=self._spider.home_url)
            url = self._spider.request_url(link)
            if url != canonical.url:
                self._spider.crawler.signals.send_catch_log(
                    url_alias_seen, url=url, canonical=canonical.url, rule=canonical.rule
                )
            articles.setdefault(canonical.url, link)
        return articles

    # -- requests ---------------------------------------------------------------------------------

    def request(self, url: str, canonical: str, walk: Walk | None = None) -> Iterator[Request]:
        """The request for an article, unless this run has made it or has enough articles."""
        if canonical not in self._walks and not self._spider.enough():
            self._walks[canonical] = walk
            yield self._spider.article_request(url)

    def new_articles(
        self, articles: Mapping[str, str], known: Mapping[str, Known], walk: Walk
    ) -> Iterator[Request]:
        """Requests for articles that are not stored, or that were gone and are linked again.

        Args:
            articles: canonical URLs and links, as ``articles_among`` returns them.
            known: those of them that are stored.
            walk: the list or feed that links them.
        """
        for canonical, link in articles.items():
            if canonical in known and not known[canonical].gone:
                continue
            if self.is_dead(link, canonical):
                self._spider.crawler.stats.inc_value("lists/dead_links")
            else:
                yield from self.request(self._spider.article_url(link, canonical), canonical, walk)

    def retries(self) -> Iterator[Request]:
        """Requests for articles that earlier runs failed to fetch.

        A page that answered 403 is requested in every run, even if its list has not changed since:
        as long as it cannot be fetched, each run says so.
        """
        spider = self._spider
        for url in previous_visits(spider.crawler).not_had(spider.name):
            if spider.is_article(url) and not self.is_dead(url, spider.canonical(url)):
                yield from self.request(url, spider.canonical(url))

    def revisits(self) -> Iterator[Request]:
        """Requests for stored articles whose next visit is due, at the URL they were read from."""
        spider = self._spider
        for stored in previous_visits(spider.crawler).articles(spider.name):
            # Visited by this run. The run before may have ended in the second this one began in.
            if self.began < stored.visited <= dt.datetime.now(dt.UTC):
                continue
            if (
                spider.arguments.full
                or stored.missing
                or stored.incomplete
                or (
                    is_due(self.began, stored.born, stored.visited)
                    and not self.is_dead(stored.fetched_url, stored.url)
                )
            ):
                url = spider.article_url(stored.fetched_url, stored.url)
                yield from self.request(url, stored.url)

    def is_dead(self, link: str, canonical: str) -> bool:
        """Whether a link has led to no article of late and is not yet due for another try."""
        spider = self._spider
        if spider.arguments.full:
            return False
        url = safe_url_string(spider.request_url(spider.article_url(link, canonical)))
        looks = previous_visits(spider.crawler).in_vain({canonical, url})
        return looks is not None and not is_due_again(self.began, looks.times, looks.last)

    # -- what became of them ----------------------------------------------------------------------

    def note_redirect(self, requested: str, answered: str) -> None:
        """Remember which walk led to an article that was found at another URL."""
        canonical = self._spider.canonical
        walk = self._walks.get(canonical(requested))
        self._walks.setdefault(canonical(answered), walk)

    def note_reject(self, url: str | None, stage: str) -> None:
        """Mark the list of a rejected article as failed, so that the next run reads it again.

        What could not be fetched in two runs is given up until the list is read fully again.
        """
        walk = self._walks.get(self._spider.canonical(url or ""))
        runs = previous_visits(self._spider.crawler)
        if walk is not None and not runs.rejected(url or ""):
            walk.failed = True
