"""Redirects: where a URL led, and whether the article may still be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin

from crawler.books import EntryKind, EntryOutcome
from crawler.items import MOVED, PERMANENT, REDIRECTED, Alias
from crawler.request_meta import ENTRY
from pipelines.soft404 import is_home, led_elsewhere

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.books import Books
    from crawler.webarchives.warc.captured_page import CapturedPage


class UrlRules(Protocol):
    """What is asked of a portal's spider first: which URLs are its articles and lists."""

    @property
    def books(self) -> Books:
        """The books of the crawl."""

    def is_ours(self, host: str) -> bool:
        """Whether the portal answers at this host."""

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of the portal's lists."""

    def canonical(self, url: str) -> str:
        """The canonical URL of an article."""


class Redirects:
    """Judges the redirects of one crawl."""

    def __init__(self, rules: UrlRules) -> None:
        self._rules = rules
        self._led_to: dict[str, str] = {}
        """Redirect targets that are no article by their form → the first article led there."""

    def arrived(self, response: Response, kind: EntryKind) -> str:
        """The URL under which the books have a response: behind a redirect, that of its target."""
        entry: str = response.meta.get(ENTRY, response.url)
        if "redirect_urls" not in response.meta:
            return entry
        books = self._rules.books
        is_article = kind is EntryKind.ARTICLE
        found = self._rules.canonical(response.url) if is_article else response.url
        if found != entry:
            books.settle(kind, entry, EntryOutcome.ALIAS, "redirected")
            books.expect(kind, found)
        return found

    def aliases(self, response: Response) -> list[Alias]:
        """The URLs that have led to an article, as what may be older ones of it.

        A redirect for now leads anywhere: to a login, a notice. An article's URL is believed.
        """
        canonical = self._rules.canonical
        reasons = {*response.meta.get("redirect_reasons", ())}
        if not reasons or not (reasons <= PERMANENT or self._rules.is_article(response.url)):
            return []
        rule = MOVED if reasons <= PERMANENT else REDIRECTED
        urls = (each for url in response.meta["redirect_urls"] for each in (url, canonical(url)))
        own = (response.url, canonical(response.url))
        return [Alias(url, rule) for url in dict.fromkeys(urls) if url not in own]

    def captured(self, page: CapturedPage) -> dict[str, str] | None:
        """``url``, ``target`` and ``rule`` of a captured redirect to an article; else None."""
        canonical = self._rules.canonical
        location = page.header("Location")
        target = urljoin(page.url, location) if location else ""
        if not self._rules.is_article(target) or canonical(target) == canonical(page.url):
            return None
        rule = MOVED if page.status in PERMANENT else REDIRECTED
        return {"url": canonical(page.url), "target": canonical(target), "rule": rule}

    def led_astray(self, requested: str, answered: str) -> str | None:
        """Where a redirect led that left the article behind, in words; None if it did not."""
        if requested == answered:
            return None
        if is_home(answered):
            return "the home page"
        if self._rules.is_list(answered):
            return "a list"
        if led_elsewhere(requested, answered) or self._is_shared_target(requested, answered):
            return "another page"
        return None

    def _is_shared_target(self, requested: str, answered: str) -> bool:
        """Whether another article was led to this URL, too: a login, a notice, a new home page.

        A single one may have moved to where the portal has its articles now.
        """
        if self._rules.is_article(answered):
            return False
        canonical = self._rules.canonical(requested)
        return self._led_to.setdefault(answered, canonical) != canonical
