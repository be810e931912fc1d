"""The articles a run asks for: new ones that lists link, old ones whose next visit is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol
from urllib.parse import urldefrag, urlsplit

from w3lib.url import safe_url_string

from crawler.books import FORGOTTEN, OVER_LIMIT, EntryKind, EntryOutcome
from crawler.downloader.previous_runs import forgotten_articles, previous_visits
from crawler.monitoring.signals import url_alias_seen
from crawler.urls import ascii_url, broken_url, canonical_url
from spiders.redirects import UrlRules
from spiders.schedule import is_due, is_due_again, visits_at

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.archive.crawl_state import Known
    from crawler.arguments import Arguments
    from crawler.books import Books
    from crawler.items import Capture
    from spiders.reach import Walk


_REMEMBERED = 10_000
"""Number of links that lead to no article which are known again."""


class ArticleRules(UrlRules, Protocol):
    """What a frontier asks a portal's spider beside that: how articles are requested."""

    name: str
    crawler: Crawler
    arguments: Arguments
    home_url: ClassVar[str]

    def request_url(self, url: str) -> str:
        """The URL to request where a link says ``url``."""

    def article_url(self, link: str, canonical: str) -> str:
        """The URL to request for an article that a list links as ``link``."""

    def article_request(self, url: str) -> Request:
        """A request for the article at ``url``."""

    def enough(self) -> bool:
        """Whether the run has as many articles as were asked for."""

    def reject(
        self, url: str, *, stage: str, reason: str, failure: bool, capture: Capture | None = None
    ) -> None:
        """Keep a page that could not be read in the table ``rejects``."""


class Linked(NamedTuple):
    """Where links lead."""

    articles: Mapping[str, str]
    """Canonical URL of each article → the first link that leads there."""
    others: Collection[str]
    """What else is linked, but for lists: other pages and hosts, and what is no URL."""
    leads: Mapping[str, str]
    """Every link that leads to an article, as written → the article's canonical URL."""


class Frontier:
    """Decides which articles a run requests; each is requested once, whatever links to it."""

    def __init__(self, spider: ArticleRules) -> None:
        self.began = dt.datetime.now(dt.UTC).replace(microsecond=0)
        """When the run began, UTC."""
        self._spider = spider
        self._walks: dict[str, Walk | None] = {}
        """Canonical URL of every article requested in this run → the walk that led to it."""
        self._broken: set[str] = set()
        self._left: dict[str, tuple[str, ...]] = {}
        """Links that were left, as written, with what ``_leave`` said: menus are on every page."""

    # -- links ------------------------------------------------------------------------------------

    def valid_urls(self, links: Iterable[str]) -> Iterator[str]:
        """The links that are URLs, their hosts as the DNS has them.

        Each of the others is rejected, once in a run.
        """
        for link in links:
            if not self._is_broken(link):
                yield ascii_url(link)

    def _is_broken(self, link: str) -> bool:
        if (fault := broken_url(link)) is None:
            return False
        if link not in self._broken:
            self._broken.add(link)
            self._spider.reject(link, stage="link", reason=f"no URL: {fault}", failure=False)
        return True

    def articles_among(self, links: Iterable[str]) -> Linked:
        """The articles among links, and what else they lead to.

        Every other spelling of an article's URL is reported to the archive as an alias.
        """
        articles: dict[str, str] = {}
        others: set[str] = set()
        leads: dict[str, str] = {}
        for written in links:
            if (left := self._left.get(written)) is not None:
                others.update(left)
                continue
            if self._is_broken(written):
                others.add(written)
                continue
            link = ascii_url(written)
            if not self._spider.is_article(link):
                left = self._leave(link)
                others.update(left)
                if len(self._left) < _REMEMBERED:
                    self._left[written] = left
                continue
            canonical = canonical_url(link, home_url=self._spider.home_url)
            url = self._spider.request_url(link)
            if url != canonical.url:
                self._spider.crawler.signals.send_catch_log(
                    url_alias_seen, url=url, canonical=canonical.url, rule=canonical.rule
                )
                self._books.settle(EntryKind.ARTICLE, url, EntryOutcome.ALIAS, "linked")
            articles.setdefault(canonical.url, link)
            leads[written] = canonical.url
        return Linked(articles, others, leads)

    def _leave(self, link: str) -> tuple[str, ...]:
        """Enter a link that leads to no article; its URL unless it leads to a list."""
        spider = self._spider
        url = urldefrag(spider.request_url(link)).url
        if not spider.is_ours(urlsplit(url).hostname or ""):
            self._leave_for(EntryKind.ARTICLE, url, "another host")
        elif spider.is_list(url):
            self._leave_for(EntryKind.LIST, url, "read far enough")
            return ()
        else:
            self._leave_for(EntryKind.ARTICLE, url, "no article by its URL")
        return (url,)

    def _leave_for(self, kind: EntryKind, url: str, reason: str) -> None:
        self._books.leave(kind, url, EntryOutcome.NOT_WANTED, reason)

    @property
    def _books(self) -> Books:
        return self._spider.books

    # -- requests ---------------------------------------------------------------------------------

    def request(self, url: str, canonical: str, walk: Walk | None = None) -> Iterator[Request]:
        """The request for an article, unless this run has made it or has enough articles."""
        if canonical in self._walks:
            return
        if forgotten_articles(self._spider.crawler).by_url(canonical) is not None:
            self._books.leave(EntryKind.ARTICLE, canonical, EntryOutcome.NOT_WANTED, FORGOTTEN)
            return
        if self._spider.enough():
            self._books.settle(EntryKind.ARTICLE, canonical, EntryOutcome.NOT_REACHED, OVER_LIMIT)
        else:
            self._walks[canonical] = walk
            yield self._spider.article_request(url)

    def new_articles(
        self,
        articles: Mapping[str, str],
        known: Mapping[str, Known],
        dead: Collection[str],
        walk: Walk,
    ) -> Iterator[Request]:
        """Requests for articles that are not stored, or that were gone and are linked again.

        Args:
            articles: canonical URLs and links, as in ``Linked``.
            known: those of them that are stored.
            dead: those of them whose links are dead.
            walk: the list or feed that links them.
        """
        for canonical, link in articles.items():
            if canonical in known and not known[canonical].gone:
                self._books.leave(EntryKind.ARTICLE, canonical, EntryOutcome.NOT_DUE, "stored")
            elif canonical in dead:
                self._spider.crawler.stats.inc_value("lists/dead_links")
                self._books.leave(
                    EntryKind.ARTICLE, canonical, EntryOutcome.NOT_DUE, "no article before"
                )
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
        visits = None if spider.arguments.full else visits_at(self.began)
        for stored in previous_visits(spider.crawler).articles(spider.name, visits):
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
        return canonical in self.dead_among({canonical: link}, {})

    def dead_among(self, articles: Mapping[str, str], known: Mapping[str, Known]) -> set[str]:
        """Those of articles that ``new_articles`` would request, but for their links being dead."""
        spider = self._spider
        if spider.arguments.full:
            return set()
        pages = {
            canonical: {
                canonical,
                safe_url_string(spider.request_url(spider.article_url(link, canonical))),
            }
            for canonical, link in articles.items()
            if canonical not in known or known[canonical].gone
        }
        return {
            canonical
            for canonical, looks in previous_visits(spider.crawler).in_vain(pages).items()
            if not is_due_again(self.began, looks.times, looks.last)
        }

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
