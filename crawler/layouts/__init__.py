"""Page layouts: where the fields of an article stand on a page of one kind.

>>> article = extract(html, "https://www.example.de/aktuelles/detail/eine-meldung")
>>> article.title, article.provenance["title"]
('Eine Meldung', 'typo3: h1')

A layout is chosen by what is found on the page, so that a page of a known content management
system needs no spider of its own, and an archive can re-read pages of every age.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from crawler.decoding import decode
from crawler.items import Article
from crawler.layouts.clusterplattform import Clusterplattform
from crawler.layouts.confidence import Witnesses, confidences
from crawler.layouts.field_resolver import FieldResolver, Generic
from crawler.layouts.gsb import Gsb
from crawler.layouts.kooperation_international import KooperationInternational
from crawler.layouts.layout import Layout
from crawler.layouts.reading.page import Page
from crawler.layouts.text_export import read_text
from crawler.layouts.typo3 import Typo3
from crawler.webarchives.rewriting import replay_at, unwrapped
from pipelines import normalise, prepare
from pipelines.walls import marked

logger = logging.getLogger(__name__)
prepare()

LAYOUTS: Final[tuple[type[Layout], ...]] = (
    KooperationInternational,
    Clusterplattform,
    Gsb,
    Typo3,
)
"""In the order they are tried: portals before families."""

_FEW: Final = 1_000
"""Characters of a text that a wall may have."""

__all__ = ["LAYOUTS", "Layout", "Page", "extract", "layout_of", "read_page"]


def extract(
    html: str | bytes,
    url: str,
    layout: type[Layout] | str | None = None,
    *,
    content_type: str = "",
    encoding: str | None = None,
    captured_at: dt.datetime | None = None,
    portal: str | None = None,
    home_url: str | None = None,
) -> Article:
    """Return the article on a page, its fields normalised. No I/O; never raises for a bad page.

    Args:
        html: the page; bytes are decoded by ``crawler.decoding``.
        url: its URL.
        layout: a layout or its name; None recognises it.
        content_type: the Content-Type header.
        encoding: the encoding, where the caller knows better than the page.
        captured_at: when the page stood on the web like this (UTC); what undated pages are
            bounded by, and what relative dates are relative to.
        portal: name of the portal the page belongs to.
        home_url: the portal's home, whose scheme and host are the canonical ones.
    """
    article = read_page(html, url, layout, content_type=content_type, encoding=encoding)
    article.captured_at = captured_at
    article.portal = portal
    article.home_url = home_url
    try:
        return normalise(article)
    except Exception:  # as for a field: the raw article is worth more than none
        logger.exception("%s could not be normalised", url)
        return article


def read_page(
    html: str | bytes,
    url: str,
    layout: type[Layout] | str | None = None,
    *,
    content_type: str = "",
    encoding: str | None = None,
    fallback: bool = True,
) -> Article:
    """Return the raw article on a page, as the pipelines expect it. Arguments as for ``extract``.

    ``fallback=False`` leaves everything to the layout, to test what it knows by itself. A page at
    the URL of a web archive's replay is read as the page that is replayed there.
    """
    if (replay := replay_at(url)) is not None:
        body = html.encode("utf-8", "replace") if isinstance(html, str) else html
        body = unwrapped(body, replay).body
        html, url = (body.decode("utf-8", "replace") if isinstance(html, str) else body), replay.url
    if content_type.startswith("text/plain"):
        text = html if isinstance(html, str) else decode(html, content_type, encoding)
        article = read_text(text, url, _named(layout) if layout is not None else None)
        article.confidence = confidences(article, Witnesses(url))
        return article
    page = Page(html, url, content_type=content_type, encoding=encoding)
    chosen = layout_of(page) if layout is None else _named(layout)
    article = Article(url=url, fetched_url=url)
    article.page_language = page.language
    article.canonical_link = page.canonical_link
    article.layout = chosen.name if chosen is not None else Generic.name
    reader = chosen(page) if chosen is not None else None
    FieldResolver(page, reader, alone=not fallback).fill(article)
    if len(text := article.body or "") < _FEW:
        article.wall = marked(page.source, has_text=bool(text.strip()))
    return article


def layout_of(page: Page) -> type[Layout] | None:
    """The layout a page is recognised to be of, None for a page of no known family."""
    return next((layout for layout in LAYOUTS if layout.recognises(page)), None)


def _named(layout: type[Layout] | str) -> type[Layout] | None:
    if not isinstance(layout, str):
        return layout
    for known in LAYOUTS:
        if known.name == layout:
            return known
    if layout == Generic.name:
        return None
    names = ", ".join(known.name for known in LAYOUTS)
    raise ValueError(f"There is no layout {layout!r}; there are {names} and generic.")
