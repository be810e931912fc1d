"""Guesses about a new portal from one of its articles: system, title, lists, feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from crawler.commands.scaffold.article_path import guess_article_path
from crawler.urls import canonical_url, same_site

if TYPE_CHECKING:
    from crawler.layouts import Layout, Page

FAMILIES: Final[dict[str, str]] = {"gsb": "Government Site Builder", "typo3": "TYPO3"}
"""The content management systems there are spiders for, by the name of their layout."""

_TITLE_PARTS = re.compile(r"\s+[-–|·»]\s+|: ")
_TITLE_MAX: Final = 60
_FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml")


class UnknownSystem(ValueError):
    """A page is of no content management system known here; the message says which are."""


@dataclass(frozen=True, slots=True)
class NewPortal:
    """A portal as far as one of its articles shows it; URLs are relative to ``home_url``."""

    name: str
    cms: str
    layout: str
    """Name of the layout that reads the page; a folder of stored pages."""
    title: str
    home_url: str
    article_path: str
    lists: tuple[str, ...]
    feeds: tuple[str, ...]


def look_at(page: Page, name: str) -> NewPortal:
    """Return what an article's page tells of its portal, to be called ``name``.

    The section the article is filed under is taken for a list, and feeds are those the page names.
    Raises UnknownSystem, and NoArticleAddress for the URL of something else.
    """
    from crawler.layouts import layout_of

    layout = layout_of(page)
    cms = next((cms for cms in FAMILIES if layout and _is_a(layout, cms)), None)
    if layout is None or cms is None:
        raise UnknownSystem(
            f"{page.url} shows no trace of {' or '.join(FAMILIES.values())}; there is a spider for "
            "no other system yet"
        )
    reader = layout(page)
    headline = reader.title()
    home_url = urljoin(page.url, "/")
    return NewPortal(
        name=name,
        cms=cms,
        layout=layout.name,
        title=_title(page, headline.value if headline else ""),
        home_url=home_url,
        article_path=guess_article_path(page.url, cms),
        lists=_relative(_section(reader), home_url),
        feeds=_relative(_feeds(page), home_url),
    )


def _is_a(layout: type[Layout], cms: str) -> bool:
    return any(vars(above).get("name") == cms for above in layout.__mro__)


def _title(page: Page, headline: str) -> str:
    """The portal's name: what the page calls its site, else what its title tag says beside it.

    A title tag begins or ends with the site; an end that is of the headline is none.
    """
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    parts = _TITLE_PARTS.split(page.title_tag)
    ends = (parts[-1], parts[0]) if len(parts) > 1 else ()
    names = (page.meta.get("og:site_name", ""), *(end for end in ends if end not in headline))
    return next((" ".join(n.split()) for n in names if 0 < len(n) <= _TITLE_MAX), host)


def _section(layout: Layout) -> list[str]:
    """The innermost section above the article that has a page of its own."""
    from crawler.german.breadcrumbs import HOME_LABELS

    trail = layout.breadcrumbs()
    inner = [
        crumb.url
        for crumb in (trail.value if trail else [])
        if crumb.url and crumb.label not in HOME_LABELS and not layout.page.is_this_page(crumb.url)
    ]
    return inner[-1:]


def _feeds(page: Page) -> list[str]:
    links = [link for link in page.root.iter("link") if link.get("type") in _FEED_TYPES]
    return [url for link in links if (url := page.absolute(link.get("href")))]


def _relative(urls: list[str], home_url: str) -> tuple[str, ...]:
    """URLs of the portal, without session ids, relative to its home; others are left out."""
    ours = [canonical_url(url, home_url=home_url).url for url in urls if same_site(url, home_url)]
    return tuple(dict.fromkeys(url.removeprefix(home_url) for url in ours if url != home_url))
