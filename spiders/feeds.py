"""Reader of RSS and Atom feeds, sitemaps and sitemap indexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree
from parsel import Selector
from scrapy.utils.sitemap import Sitemap

from crawler.decoding import decode
from crawler.urls import joined
from crawler.webarchives.warc.unpacking import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENTRIES = (
    "//*[local-name()='item']/*[local-name()='link']/text()"
    " | //*[local-name()='entry']/*[local-name()='link']/@href"
)


_DECLARATION = re.compile(rb"\s*<\?xml\s[^<>]*\?>")
"""The XML declaration, whose encoding no longer holds once the feed is decoded."""
_BEGINS = re.compile(
    rb"<\?xml\b(?=.{0,2000}?<(?:\w+:)?(?:rss|feed|urlset|sitemapindex|rdf)\b)"
    rb"|<(?:\w+:)?(?:rss|feed|urlset|sitemapindex|rdf)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_HEAD = 2000
"""Number of bytes in which the root element is expected; comments may come before it."""
_MARKUP_MAX = 1_000_000
"""Maximum number of tags: a sitemap may name 50,000 pages, with four elements each."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed or sitemap as read; all URLs are absolute.

    ``entries`` are URLs and the ``lastmod`` beside them, as written; ``parts`` are the sitemaps
    that an index names. ``is_complete``: it names all pages there are (a sitemap), not the newest
    only. ``fault``: why there may be more than could be read, in words. What is no URL stands as
    written.
    """

    entries: Mapping[str, str | None]
    parts: tuple[str, ...] = ()
    is_complete: bool = False
    fault: str | None = None

    def changed_since(self, before: Feed) -> list[str]:
        """URLs that changed by this sitemap's own account: another ``lastmod``, or no longer named.

        A sitemap's ``lastmod`` is compared with its own earlier one: with anything else it cannot
        be, because many portals write there when they were exported.
        """
        if not (self.is_complete and before.is_complete):
            return []
        changed = [url for url, at in self.entries.items() if before.entries.get(url, at) != at]
        return changed + [url for url in before.entries if url not in self.entries]


def read_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Read an RSS or Atom feed, a sitemap or a sitemap index, packed or not.

    Entities are not expanded and nothing is loaded. What stands before the markup (warnings of PHP,
    blank lines) is skipped; markup that breaks off is read as far as it goes, with a ``fault``.
    Raises ValueError for what is no feed (HTML, nothing), is too big, or is truncated gzip.
    """
    body, torn = unpacked(body, ())
    if torn:
        raise ValueError(torn)
    body = _DECLARATION.sub(b"", decode(body, content_type).encode("utf-8", "replace"), 1)
    if body.count(b"<") > _MARKUP_MAX:
        raise ValueError(f"more than {_MARKUP_MAX:,} elements")
    begins = _BEGINS.search(body)
    if begins is None:
        raise ValueError(f"neither a feed nor a sitemap but {_called(body)}")
    feed = _read(body[begins.start() :], url)
    return replace(feed, fault=_fault(body[begins.start() :]))


def _read(body: bytes, url: str) -> Feed:
    try:
        sitemap = Sitemap(body)
        if sitemap.type == "sitemapindex":
            return Feed({}, tuple(joined(url, part["loc"]) for part in sitemap))
        if sitemap.type == "urlset":
            entries = {joined(url, page["loc"]): page.get("lastmod") for page in sitemap}
            return Feed(entries, is_complete=True)
    except (etree.LxmlError, StopIteration) as error:
        raise ValueError("neither a feed nor a sitemap") from error
    links = Selector(body=body, type="xml").xpath(_ENTRIES).getall()
    return Feed({joined(url, link): None for link in links})


def _fault(body: bytes) -> str | None:
    """What is wrong with the XML; None for well-formed XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        return f"broken XML: {error.msg}"
    return None


def _called(body: bytes) -> str:
    if not body.strip():
        return "nothing"
    return "a page of HTML" if _HTML.search(body[:_HEAD]) else "something else"
