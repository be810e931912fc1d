"""A portal as its spider describes it: name, lists, feeds, and which URLs are whose.

Nothing here depends on a run, or requests anything: that is ``spiders/portal.py``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from crawler.urls import ascii_url, bare_host, broken_url, canonical_url

_site = lru_cache(maxsize=256)(bare_host)
"""Of the hosts that a portal's pages link, which are few."""


class PortalSite(ABC):
    """A portal in the words of its maintainer and its family, and what they mean for URLs."""

    # -- what a portal says -----------------------------------------------------------------------

    title: ClassVar[str]
    """The portal's name as people write it."""
    home_url: ClassVar[str]
    """The portal's home page; its scheme and host are those of canonical URLs.

    Umlauts in its host may be written as such; they become ``xn--…``.
    """
    cms: ClassVar[str]
    """Name of the content management system; a family sets it."""
    alive: ClassVar[bool] = True
    """False once the portal is switched off: it is then recovered from a web archive."""
    lists: ClassVar[tuple[str, ...]] = ()
    """First pages of lists of articles, relative to ``home_url``."""
    feeds: ClassVar[tuple[str, ...]] = ()
    """RSS or Atom feeds and sitemaps, relative to ``home_url``: additional ways in."""
    article_path: ClassVar[str]
    """Regular expression that is searched for in the paths of URLs, without query: an article's."""
    article_folders: ClassVar[tuple[str, ...]] = ("",)
    """Folders that hold all articles, relative to ``home_url``: what web archives are asked for."""
    layout: ClassVar[str | None] = None
    """Name of the layout that reads the portal's articles; None: recognised from the page."""
    cookies: ClassVar[bool] = False
    """Keep cookies for the length of a run (``COOKIES_ENABLED``): for a portal that shows its pages
    only to who sends back the cookie it sets."""
    partial_lists: ClassVar[bool] = False
    """Read lists and feeds of which only a part came, too (``DOWNLOAD_FAIL_ON_DATALOSS``): for a
    server that closes connections early or names wrong lengths. It is told all the same."""
    default_source: ClassVar[str] = "live"
    """Where pages come from unless ``source=`` says otherwise."""
    verified_on: ClassVar[str] = "only the family's markup"
    """Pages that lists and layout were tried on; a column of ``docs/portals.md``."""

    _article_path: ClassVar[re.Pattern[str]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if isinstance(home := vars(cls).get("home_url"), str):
            cls.home_url = ascii_url(home)  # and so are all URLs that are made of it
        path = vars(cls).get("article_path")
        if isinstance(path, str | re.Pattern):
            try:
                cls._article_path = re.compile(path)
            except re.error as error:
                raise ValueError(
                    f"article_path of {cls.__name__} is no regular expression: {error} in {path!r}"
                ) from None

    # -- what a family knows ----------------------------------------------------------------------

    @abstractmethod
    def list_page_number(self, url: str) -> int | None:
        """The number of a list page by its URL; None: it is no later page.

        It says which page comes after which: it grows from page to page, whether the portal counts
        pages from 1 or 0, or articles. Links to the list's own path are followed in its order.
        """

    def request_url(self, url: str) -> str:
        """The URL to request where a link says ``url``, without a session id for instance."""
        return url

    def article_url(self, link: str, canonical: str) -> str:
        """The URL to request for an article that a list links as ``link``.

        The canonical one, unless a family's pages do not answer there: under another section's
        URL the same article shows that section's breadcrumb.
        """
        return canonical

    # -- which URLs are the portal's --------------------------------------------------------------

    def is_ours(self, host: str) -> bool:
        """Whether the portal answers at this host: that of its home, with or without ``www.``."""
        return _site(f"//{host}") == _site(self.home_url)

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""
        if broken_url(url):
            return False
        parts = urlsplit(self.request_url(url))
        return self.is_ours(parts.hostname or "") and bool(self._article_path.search(parts.path))

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of the portal's lists, the first one or a later one."""
        if broken_url(url):
            return False
        parts = urlsplit(self.request_url(url))
        if not self.is_ours(parts.hostname or "") or self.is_article(url):
            return False
        path = parts.path.rstrip("/")
        firsts = {urlsplit(first).path.rstrip("/") for first in self.list_urls()}
        return path in firsts or (
            self.list_page_number(url) is not None
            and any(path.startswith(f"{first}/") for first in firsts)
        )

    def list_urls(self) -> list[str]:
        """URLs of the first pages of the portal's lists."""
        return [urljoin(self.home_url, path) for path in self.lists]

    def feed_urls(self) -> list[str]:
        """URLs of the portal's feeds and sitemaps."""
        return [urljoin(self.home_url, path) for path in self.feeds]

    def canonical(self, url: str) -> str:
        """The canonical URL of an article, as the archive has it."""
        return canonical_url(url, home_url=self.home_url).url
