"""RSS feeds and sitemaps, the same on both portals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


class FeedItem(NamedTuple):
    """An entry of a feed."""

    title: str
    link: str
    description: str


def rss(title: str, home: str, items: Iterable[FeedItem]) -> bytes:
    """Return an RSS 2.0 feed."""
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>"
        f"<description>{escape(item.description)}</description></item>\n"
        for item in items
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>{escape(title)}</title><link>{home}/</link>'
        f"<description>{escape(title)}</description><language>de</language>\n{entries}</channel></rss>\n"
    ).encode()


def sitemap(pages: Iterable[tuple[str, dt.datetime]]) -> bytes:
    """Return a sitemap of ``pages``: address and time of the last change."""
    entries = "".join(
        f"<url><loc>{escape(address)}</loc><lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>\n"
        for address, changed in pages
    )
    return f'{_XML}<urlset xmlns="{_SITEMAPS}">\n{entries}</urlset>\n'.encode()


def sitemap_index(sitemaps: Iterable[str]) -> bytes:
    """Return a sitemap index."""
    entries = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in sitemaps)
    return f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n{entries}</sitemapindex>\n'.encode()
