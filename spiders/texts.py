"""The choice among texts of a portal's pages: all that may be the last trace of something.

A text export was made by somebody who wanted the page. So it is taken, as a ``seite`` if nothing
says more, though no crawl would ask for its URL; unless the page holds only what stands elsewhere.
"""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import urlsplit

from crawler.urls import broken_url

BROKEN = "its URL is none"
ELSEWHERE = "of another site"
HOME = "the home page"
LIST = "a list of articles"
FEED = "a feed or sitemap"
SEARCH = "a search page"

_HOME = re.compile(
    r"/?(?:(?:de|en|index)(?:\.\w{3,5})?)?/?|(?:/.+)?/(?:home|startseite|start)(?:_node)?(?:\.\w{3,5})?/?",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"/(?:\w*suche|suchergebnisse?|search\w*|suchen|SiteGlobals/Forms)(?:[/._-]|$)", re.IGNORECASE
)


class PortalUrls(Protocol):
    """What is asked of a portal's spider: what its URLs are."""

    def is_ours(self, host: str) -> bool:
        """Whether the portal answers at this host."""

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of the portal's articles."""

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of the portal's lists."""

    def request_url(self, url: str) -> str:
        """The URL to request where a link says ``url``."""

    def feed_urls(self) -> list[str]:
        """The portal's feeds and sitemaps."""


def rule_against(spider: PortalUrls, url: str) -> str | None:
    """The rule by which a text at ``url`` is left, in words; None: it is taken."""
    if url.startswith("urn:"):
        return None
    if broken_url(url):
        return BROKEN
    if not spider.is_ours(urlsplit(url).hostname or ""):
        return ELSEWHERE
    if spider.is_article(url):
        return None
    path = urlsplit(spider.request_url(url)).path
    if _HOME.fullmatch(path):
        return HOME
    if spider.is_list(url):
        return LIST
    if path in (urlsplit(feed).path for feed in spider.feed_urls()):
        return FEED
    return SEARCH if _SEARCH.search(path) else None
