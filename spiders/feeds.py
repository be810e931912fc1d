"""What feeds and sitemaps say: which articles there are, and when the portal changed them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree
from parsel import Selector
from scrapy.utils.sitemap import Sitemap

from crawler.decoding import decode
from crawler.warc.payload import open_payload

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENTRIES = (
    "//*[local-name()='item']/*[local-name()='link']/text()"
    " | //*[local-name()='entry']/*[local-name()='link']/@href"
)


_DECLARATION = re.compile(rb"\s*<\?xml\s[^<>]*\?>")
"""The XML declaration: what it says of the encoding does not hold once the feed is decoded."""
_GZIP = b"\x1f\x8b\x08"
_BEGINS = re.compile(
    rb"<\?xml\b(?=.{0,2000}?<(?:\w+:)?(?:rss|feed|urlset|sitemapindex|rdf)\b)"
    rb"|<(?:\w+:)?(?:rss|feed|urlset|sitemapindex|rdf)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_HEAD = 2000
"""Bytes in which a page says what it is; a stylesheet and comments may come before a feed."""
_MARKUP_MAX = 1_000_000
"""Begin of elements, and ends: a sitemap may name 50,000 pages, with four elements each."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed taken apart; all addresses are absolute.

    ``entries`` are addresses and the ``lastmod`` beside them, as written. ``is_complete``: it names
    all pages there are (a sitemap), not the newest only. ``fault``: why what is read may not be all
    that was meant, in words; what cannot be joined to a URL stands as written.
    """

    entries: Mapping[str, str | None]
    parts: tuple[str, ...] = ()
    is_complete: bool = False
    fault: str | None = None

    def changed_since(self, before: Feed) -> list[str]:
        """What changed by this sitemap's own account: other ``lastmod``, or no longer named.

        A sitemap's ``lastmod`` is compared with its own earlier one: with anything else it cannot
        be, because many portals write there when they were exported.
        """
        if not (self.is_complete and before.is_complete):
            return []
        changed = [url for url, at in self.entries.items() if before.entries.get(url, at) != at]
        return changed + [url for url in before.entries if url not in self.entries]


def read_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Take an RSS or Atom feed, a sitemap or a sitemap index apart; packed ones are unpacked.

    Entities are left as they are and nothing is loaded. What stands before the markup (warnings of
    PHP, blank lines) is passed over; of markup that breaks off what can be read is read, with a
    ``fault``. Raises ValueError for what is no feed (HTML, nothing), and for what is too big,
    and for a packed one that is torn.
    """
    if body.startswith(_GZIP):
        payload = open_payload(body, [("Content-Encoding", "gzip")], None)
        if payload.incomplete:
            raise ValueError(payload.incomplete)
        body = payload.body
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


def joined(base: str, reference: str) -> str:
    """A reference made absolute by RFC 3986; one that is no URL stays as written.

    Absolute ones, of which a sitemap may have 50,000, are left alone.
    """
    reference = reference.strip()
    if reference.startswith(("https://", "http://")) and "/." not in reference:
        return reference
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


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
