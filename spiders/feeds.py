"""Reader of feeds (RSS, Atom, JSON Feed) and sitemaps (XML and text), and of sitemap indexes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.books import EntryKind
from crawler.decoding import decode
from crawler.left_out import LeftOut, Reason
from crawler.urls import broken_url, joined
from crawler.webarchives.warc.unpacking import unpacked
from spiders.feed_markup import Name, find_markup, is_html, name_of, parse_markup, text_of
from spiders.lastmod import Changes, changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_MARKUP_MAX = 1_000_000
"""Maximum number of tags, lines or items: a sitemap may name 50,000 pages, with four tags each."""
_ATOM = frozenset(("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "atom"))
"""Atom's namespaces, and a prefix that nobody declared."""
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
"""Elements with the date of publication, the surest first: of RSS 2.0, Atom 1.0 and 0.3, Dublin
Core (``dc:date``, ``dcterms:issued``)."""
_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
_WEB_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_BLANKS = " \t\r\n\0\x0c\x1a\xa0\u200b\u200c\u200d\u2060\ufeff"
"""White space, also that which is not seen, and the end of files in DOS."""
_LINE_BREAK = re.compile(r"\s*[\t\r\n]\s*")
_AMPERSAND_TWICE = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_JSON_FEED = re.compile(r"jsonfeed\.org\\?/version\\?/")
_JSON_ITEMS = re.compile(r'"items"\s*:\s*\[')
_HALF_PAIR = re.compile("[\ud800-\udfff]")
"""Half a surrogate pair, which escapes in JSON may write: no character, so no URL."""
_BETWEEN_ITEMS = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed or sitemap as read; all URLs are absolute.

    ``entries`` are URLs and the ``lastmod`` beside them, as written; ``parts`` are the sitemaps
    that an index names. ``is_complete``: it names all pages there are (a sitemap), not the newest
    only. ``published`` are URLs of a feed's entries and the date of publication beside them, as
    written: ``lastmod`` says when a page changed, this does not. ``fault``: why there may be more
    than could be read, in words. What is no URL stands as written; what names no page at all is in
    ``left_out``.
    """

    entries: Mapping[str, str | None]
    parts: tuple[str, ...] = ()
    is_complete: bool = False
    fault: str | None = None
    left_out: LeftOut = field(default_factory=LeftOut)
    published: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> EntryKind:
        """What the books of a run call it."""
        return EntryKind.SITEMAP if self.is_complete or self.parts else EntryKind.FEED

    def changes_since(self, before: Feed) -> Changes:
        """Pages that by this sitemap's own account changed since it was what ``before`` is.

        A sitemap's ``lastmod`` is compared with its own earlier one: with anything else it cannot
        be, because many portals write there when they were exported.
        """
        if not (self.is_complete and before.is_complete):
            return Changes([])
        return changes(before.entries, self.entries)

    def vanished_since(self, before: Feed) -> list[str]:
        """Pages that were named before; none if there may be more than could be read."""
        if self.fault or not (self.is_complete and before.is_complete):
            return []
        return [url for url in before.entries if url not in self.entries]


def read_feed(body: bytes, url: str, content_type: str = "", cut: str | None = None) -> Feed:
    """Read a feed, a sitemap or a sitemap index, packed or not.

    What breaks off is read as far as it goes, with a ``fault``.

    Args:
        body: what came.
        url: its URL, to which relative ones refer.
        content_type: the Content-Type header, if there is one.
        cut: why only a part of it came, in words, if that is known.

    Raises ValueError for what is no feed (HTML, nothing), is too big, or cannot be unpacked.
    """
    body, torn = unpacked(body, ())
    cut = cut or torn
    text = decode(body, content_type)
    entries = _Entries(url)
    if text.lstrip().startswith("{") and _JSON_FEED.search(text):
        return entries.feed(entries.read_json(text) or cut)
    if max(text.count("<"), text.count("\n")) > _MARKUP_MAX:
        raise ValueError(f"more than {_MARKUP_MAX:,} elements or lines")
    markup = find_markup(text)
    if markup is not None:
        root, fault = parse_markup(markup, url)
        entries.read_xml(root, has_bases="xml:base" in markup)
        return entries.feed(cut or fault, is_complete=name_of(root).local == "urlset")
    if lines := _sitemap_lines(text, is_cut=cut is not None):
        entries.read_lines(lines)
        return entries.feed(cut, is_complete=True)
    raise ValueError(cut or f"neither a feed nor a sitemap but {_called(text)}")


def _sitemap_lines(text: str, *, is_cut: bool) -> list[str]:
    """The lines of a text sitemap, one URL each, without comments; none if it is no sitemap.

    One that speaks of a URL, as error messages do, is none: most lines have to be nothing else.
    """
    if is_cut:  # half a URL is another URL
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    if is_html(text):
        return []
    lines = [line.strip(_BLANKS) for line in text.splitlines()]
    lines = [line for line in lines if line and line[0] != "#"]
    urls = sum(_WEB_URL.fullmatch(line) is not None for line in lines)
    return lines if urls * 2 > len(lines) else []


def _called(text: str) -> str:
    if not text.strip():
        return "nothing"
    return "a page of HTML" if is_html(text) else "something else"


# -- Entries ---------------------------------------------------------------------------------------


class _Entries:
    """Entries of a feed or sitemap as they are found."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pages: dict[str, str | None] = {}
        self._published: dict[str, str] = {}
        self._parts: dict[str, None] = {}
        self._left = LeftOut()
        self._number = 0

    def feed(self, fault: str | None, *, is_complete: bool = False) -> Feed:
        """All that was found."""
        parts = tuple(self._parts)
        return Feed(self._pages, parts, is_complete, fault, self._left, self._published)

    def add(
        self,
        reference: str,
        lastmod: str | None = None,
        base: str | None = None,
        published: str | None = None,
    ) -> None:
        """Note a page that an entry names."""
        url = self._absolute(reference, base)
        self._pages[url] = self._pages.get(url) or lastmod or None
        if published:
            self._published.setdefault(url, published)

    def _absolute(self, reference: str, base: str | None = None) -> str:
        """A reference as a URL: on one line, and ``&`` for what was escaped once too often."""
        reference = reference.strip(_BLANKS)
        if "\n" in reference or "\t" in reference or "\r" in reference:
            reference = _LINE_BREAK.sub("", reference)
        while "&" in reference and _AMPERSAND_TWICE.search(reference):
            reference = _AMPERSAND_TWICE.sub("&", reference)
        return joined(self._url if base is None or broken_url(base) else base, reference)

    def _leave(self) -> None:
        """Count an entry that names no page."""
        self._left.add(Reason.NO_URL, f"{self._url}: entry {self._number}")

    def read_lines(self, lines: list[str]) -> None:
        """Read the lines of a text sitemap."""
        for line in lines:
            self._number += 1
            if _WEB_URL.match(line) or line.startswith("/"):
                self.add(line)
            else:
                self._leave()

    # -- XML --------------------------------------------------------------------------------------

    def read_xml(self, root: _Element, *, has_bases: bool) -> None:
        """Read all entries of a feed and all pages and parts of a sitemap.

        An element counts if it is of the same namespace as the one it stands in: ``<image:loc>``
        in ``<url>`` is no page.
        """
        for element in root.iter("*"):
            name = name_of(element)
            if name.local in ("item", "entry"):
                self._number += 1
                self._read_entry(element, name, has_bases=has_bases)
            elif name.local in ("url", "sitemap", "urlset"):
                self._read_locations(element, name)

    def _read_locations(self, element: _Element, name: Name) -> None:
        """Read a page or part of a sitemap; ``<loc>`` without ``<url>`` around it is seen, too."""
        children = [(name_of(child), child) for child in element.iterchildren("*")]
        named = {
            local: [text for at, child in children if at == (name.space, local)
                    and (text := text_of(child))]
            for local in ("loc", "lastmod")
        }  # fmt: skip
        lastmod = named["lastmod"][0] if name.local == "url" and named["lastmod"] else None
        for location in named["loc"]:
            if name.local == "sitemap":
                self._parts.setdefault(self._absolute(location))
            else:
                self.add(location, lastmod)
        if name.local != "urlset" and _is_in_sitemap(element):
            self._number += 1
            if not named["loc"]:
                self._leave()

    def _read_entry(self, entry: _Element, name: Name, *, has_bases: bool) -> None:
        """Read an entry of RSS or Atom: the pages that it is, none of those it speaks of."""
        pages = self._pages_of(entry, name)
        published = _published_in(entry) if pages else None
        for element, reference in pages:
            self.add(reference, None, element.base if has_bases else None, published)
        if not pages:
            self._leave()

    def _pages_of(self, entry: _Element, name: Name) -> list[tuple[_Element, str]]:
        """Elements that name the page of an entry, each with its URL as written.

        By RSS 2.0 ``<link>`` or a ``<guid>`` that is a permalink, by RSS 1.0 ``rdf:about`` in the
        place of a link, by RFC 4287 (4.2.7) links that are alternates, in HTML if one is.
        """
        links: list[tuple[_Element, str]] = []
        pages: list[tuple[_Element, str]] = []
        files: list[tuple[_Element, str]] = []
        guids: list[tuple[_Element, str]] = []
        for child in entry.iterchildren("*"):
            space, local = name_of(child)
            href = (child.get("href") or "").strip()
            if local == "link" and href and (space == name.space or space in _ATOM):
                if _is_page(child):
                    pages.append((child, href))
                elif _is_file(child):
                    files.append((child, href))
            elif space == name.space and (text := text_of(child)):
                if local == "link":
                    links.append((child, text))
                elif local == "guid" and _is_permalink(child, text):
                    guids.append((child, text))
        about = [(entry, str(value)) for key, value in entry.attrib.items() if _is_about(str(key))]
        return links[:1] or pages or files or about or guids

    # -- JSON -------------------------------------------------------------------------------------

    def read_json(self, text: str) -> str | None:
        """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/); what is wrong with it."""
        try:
            items, fault = json.loads(text).get("items"), None
        except (ValueError, RecursionError) as error:
            items, fault = _items_before_fault(text), f"broken JSON: {error}"
        if not isinstance(items, list):
            return fault or "a JSON Feed without items"
        if len(items) > _MARKUP_MAX:
            raise ValueError(f"more than {_MARKUP_MAX:,} items")
        for item in items:
            self._number += 1
            values = item if isinstance(item, dict) else {}
            url, name = (value.strip() if isinstance(value := values.get(key), str) else ""
                         for key in ("url", "id"))  # fmt: skip
            page = url or (name if _WEB_URL.fullmatch(name) else "")
            if page and not _HALF_PAIR.search(page):
                date = values.get("date_published")
                self.add(page, published=date if isinstance(date, str) else None)
            else:
                self._leave()
        return fault


def _items_before_fault(text: str) -> list[Any]:
    """The items of a JSON Feed that breaks off, as far as they are whole."""
    items: list[Any] = []
    begins = _JSON_ITEMS.search(text)
    at, decoder = begins.end() if begins else len(text), json.JSONDecoder()
    try:
        while at < len(text):
            between = _BETWEEN_ITEMS.match(text, at)
            item, at = decoder.raw_decode(text, between.end() if between else at)
            items.append(item)
    except (ValueError, RecursionError):
        pass
    return items


def _is_in_sitemap(element: _Element) -> bool:
    """Whether ``<url>`` or ``<sitemap>`` is an entry, and not the ``<url>`` of a feed's image."""
    parent = element.getparent()
    return parent is not None and name_of(parent).local in ("urlset", "sitemapindex")


def _published_in(entry: _Element) -> str | None:
    """When an entry of RSS or Atom was published, as written; not when it was changed (Atom's
    ``updated``, ``dcterms:modified``)."""
    found: dict[str, str] = {}
    for child in entry.iterchildren("*"):
        local = name_of(child).local.lower()
        if local in _PUBLISHED and (text := text_of(child)):
            found.setdefault(local, text)
    return next((found[name] for name in _PUBLISHED if name in found), None)


def _is_alternate(link: _Element) -> bool:
    """Whether a link leads to the entry itself, not to enclosures, replies or the feed."""
    relations = (link.get("rel") or "alternate").lower().split()
    return any(relation.rpartition("/")[2] == "alternate" for relation in relations)


def _type_of(link: _Element) -> str:
    return (link.get("type") or "text/html").partition(";")[0].strip().lower()


def _is_page(link: _Element) -> bool:
    """Whether a link leads to the entry as a page."""
    return _is_alternate(link) and _type_of(link) in _HTML_TYPES


def _is_file(link: _Element) -> bool:
    """Whether a link leads to the entry as a file, such as PDF; a feed or data is none."""
    return _is_alternate(link) and not _type_of(link).endswith(("xml", "json"))


def _is_about(key: str) -> bool:
    """Whether an attribute is ``rdf:about``, whether its prefix was declared or not."""
    return key.rpartition("}")[2].rpartition(":")[2] == "about"


def _is_permalink(guid: _Element, text: str) -> bool:
    """Whether a guid leads to its item: unless it says so, only what looks like a URL does."""
    said = (guid.get("isPermaLink") or guid.get("ispermalink") or "").strip().lower()
    looks_like_url = text.startswith("/") or _WEB_URL.fullmatch(text) is not None
    return said != "false" and (said == "true" or looks_like_url)
