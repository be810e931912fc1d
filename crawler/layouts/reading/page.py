"""A page, parsed once: its tree, its URLs and its flow of blocks."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import ClassVar, Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree
from lxml.etree import _Element as Element
from parsel import Selector

from crawler.decoding import decode
from crawler.german.caching import remembered
from crawler.german.words.spelling import written_out
from crawler.layouts.reading.element_roles import RoleLexicon
from crawler.layouts.reading.flow import Flow, walk
from crawler.layouts.reading.json_ld import JsonObject, read_json_ld
from crawler.urls import bare_host

# -- Texts compared as a reader compares them: without case, hyphenation, punctuation, umlauts -----

_INVISIBLE: Final = "\xad", "\u200b", "\u2060"
_WORD: Final = re.compile(r"[^\W_]+")
_BETWEEN_WORDS: Final = {at: " " for at in range(0x80) if not chr(at).isalnum()}
"""In ASCII, which most texts are whose umlauts are written out."""


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The words of a text in one spelling, a space between: ``Für alle!`` → ``fuer alle``."""
    text = written_out(text.lower())
    if text.isascii():
        return " ".join(text.translate(_BETWEEN_WORDS).split())
    for character in _INVISIBLE:
        text = text.replace(character, "")
    return " ".join(_WORD.findall(text))


def same(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader; also where one was cut (``… in...``)."""
    if folded(one) == folded(other):
        return True
    cut = other.rstrip().removesuffix("…").removesuffix("...")
    return cut != other.rstrip() and len(cut) >= 10 and folded(one).startswith(folded(cut))


def slug_words(url: str) -> list[str]:
    """The words of a URL's last segment, which is made from the headline more often than not."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return []
    parts = [part for part in path.split("/") if part]
    for part, enough in zip(reversed(parts), (2, 3), strict=False):
        # the last but one is more likely a section's: it needs to be longer
        name = re.sub(r"\.(?:html?|php|aspx?)$", "", part)
        words = [word for word in folded(name.replace("_", " ")).split() if word.isalpha()]
        if len(words) >= enough:
            return [word for word in words if len(word) > 2]
    return []


MAX_BYTES: Final = 20_000_000
"""No article is longer; what stands behind is cut, so that a hostile page costs bounded memory."""

MAX_URL: Final = 8_000
"""Characters of a link's target; servers need not take longer ones (RFC 9110, 4.1)."""
MAX_ATTRIBUTES: Final = 200
"""Of one tag: libxml2 compares each with all before it, a minute for a tag of 2 MB."""

_ATTRIBUTE: Final = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_FEW: Final = rb"(?:%b){0,%d}+" % (_ATTRIBUTE, MAX_ATTRIBUTES)
_MANY: Final = re.compile(rb"<[a-zA-Z][^\s/>]*+(?:%b){%d}" % (_ATTRIBUTE, MAX_ATTRIBUTES + 1))
# As HTML is split into tags: what stands in comments, scripts and styles is none.
_TAG: Final = re.compile(
    rb"(<!--[^-]*+(?:-(?!->)[^-]*+)*+)"
    rb"|(<(?:script|style)(?=[\s/>])%b)(?:%b)*+(>[^<]*+(?:<(?!/(?:script|style))[^<]*+)*+)?"
    rb"|(<[a-zA-Z][^\s/>]*+%b)(?:%b)*+" % (_FEW, _ATTRIBUTE, _FEW, _ATTRIBUTE),
    re.IGNORECASE,
)
_SOFT: Final = "\xad", "\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff"
"""Soft hyphen, space without width, joiners, mark of direction, byte order mark: rare on pages."""
_SOFT_REFERENCE: Final = re.compile(
    rb"&(?:shy|ZeroWidthSpace|NoBreak|zwn?j|[lr]rm|#0*(?:173|820[346-7]|8288|65279)"
    rb"|#[xX]0*(?:[aA][dD]|200[bcefBCEF]|2060|[fF][eE][fF][fF]));"
)
_WHOLE: Final = re.compile(
    r"https?://[a-zA-Z0-9.-]+(?::\d+)?(?:/[^\s#?;]*+(?:\?[^\s#]++)?(?:#\S++)?)?"
)
"""A web address that joining leaves as it is: no part of it is empty."""
_EMPTY: Final = "<html><head></head><body></body></html>"
_CONTROL: Final = bytes(set(range(0x20)) - set(b"\t\n\r")) + b"\x7f"
_WHITE: Final = str.maketrans("", "", "\t\r\n")


class Page:
    """One HTML page.

    Args:
        html: the page, as text or as the bytes of the response.
        url: its absolute URL; relative links are resolved against it and ``<base href>``.
        content_type: the Content-Type header, where there is one.
        encoding: what the caller knows the encoding to be: ``crawler.decoding``.
    """

    has_markup: ClassVar[bool] = True
    """Whether elements and their names say what stands where; a text has none: ``unmarked``."""

    def __init__(
        self, html: str | bytes, url: str, *, content_type: str = "", encoding: str | None = None
    ) -> None:
        self.url = url
        html = html[:MAX_BYTES]
        text = decode(html, content_type, encoding) if isinstance(html, bytes) else html
        self.source: bytes = _without_soft(text).translate(None, _CONTROL)
        """The markup in UTF-8, without control characters (NUL ends a text in C) and without soft
        hyphens and their like: ``Quel\u00adle:`` is a label, ``Ok\u00adto\u00adber`` a month."""
        if _MANY.search(self.source):  # a script may look like it: ``i<n;i++``
            self.source = _TAG.sub(_with_few, self.source)
        self.root: Element = _parse(self.source)
        self._flows: dict[int, Flow] = {}

    @cached_property
    def body(self) -> Element:
        """The ``<body>``, or the root of a page that has none."""
        body = self.root.find("body")
        return self.root if body is None else body

    @cached_property
    def selector(self) -> Selector:
        """The same tree, to be queried by CSS and XPath; nothing is parsed again."""
        return Selector(root=self.root, type="html")

    @cached_property
    def _for_machines(self) -> dict[str, list[Element]]:
        """The elements that readers do not see, by their tags: one pass over the tree for all."""
        found: dict[str, list[Element]] = {"base": [], "link": [], "script": []}
        for element in self.root.iter(*found):
            found[str(element.tag)].append(element)
        return found

    @cached_property
    def base(self) -> str:
        """The base of relative links: ``<base href>``, itself relative to the URL of the page."""
        for base in self._for_machines["base"]:
            href = (base.get("href") or "").strip()
            if 0 < len(href) <= MAX_URL:
                return _join(self.url, href)
        return self.url

    @cached_property
    def _without_fragment(self) -> str:
        return urldefrag(self.url).url

    @cached_property
    def _origin(self) -> str:
        """Scheme and host of the base."""
        return _join(self.base, "/").rstrip("/")

    def flow(self, lexicon: RoleLexicon) -> Flow:
        """The visible text in page order, read with a layout's names. Walked once per layout."""
        key = id(lexicon)
        if key not in self._flows:
            self._flows[key] = walk(self.body, lexicon)
        return self._flows[key]

    def absolute(self, href: str | None) -> str | None:
        """Return an absolute http(s) URL, None for an anchor, ``mailto:``, ``javascript:``, …"""
        href = (href or "").strip()
        if not href or href.startswith("#") or len(href) > MAX_URL:
            return None
        # most links of most pages are whole or begin at the root, and urljoin is slow
        if _WHOLE.fullmatch(href):
            return href
        if href.startswith("/") and not href.startswith("//") and "/." not in href:
            url = self._origin + href
        else:
            url = _join(self.base, href)
        return url if url.lower().startswith(("http://", "https://")) else None

    def is_this_page(self, url: str) -> bool:
        """Whether a URL leads to this very page (an anchor)."""
        return (urldefrag(url).url if "#" in url else url) == self._without_fragment

    def is_elsewhere(self, url: str) -> bool:
        """Whether a URL is on another site (not on another host of the same domain)."""
        return _domain(url) not in self._domains

    @cached_property
    def _domains(self) -> frozenset[str]:
        return frozenset({_domain(self.url), _domain(self.base)})

    @cached_property
    def meta(self) -> dict[str, str]:
        """``<meta>`` by lower-case name or property. The first of several: the page's own.

        (TYPO3 adds a second ``og:title`` for the page the plug-in stands on.)
        """
        found: dict[str, str] = {}
        head = self.root.find("head")
        for meta in self.root.iter("meta") if head is None else head.iter("meta"):
            name = meta.get("property") or meta.get("name")
            content = meta.get("content")
            if name and content and content.strip():
                found.setdefault(name.strip().lower(), content.strip())
        return found

    @cached_property
    def title_tag(self) -> str:
        """The text of ``<title>`` (of the head: pictures in SVG have titles too)."""
        head = self.root.find("head")
        title = next((self.root if head is None else head).iter("title"), None)
        return " ".join((title.text or "").split()) if title is not None else ""

    @cached_property
    def json_ld(self) -> list[JsonObject]:
        """The objects of its JSON-LD."""
        return read_json_ld(self._for_machines["script"])

    @cached_property
    def canonical_link(self) -> str | None:
        """``<link rel="canonical">``, absolute."""
        for link in self._for_machines["link"]:
            if "canonical" in (link.get("rel") or "").lower().split():
                return self.absolute(link.get("href"))
        return None

    @cached_property
    def language(self) -> str | None:
        """What the page says of itself: ``<html lang>``, lower case; often wrong."""
        meta = self.meta
        language = self.root.get("lang") or meta.get("language") or meta.get("dc.language")
        return language.strip().lower() or None if language else None


def _with_few(tag: re.Match[bytes]) -> bytes:
    """A tag without its surplus of attributes; comments and scripts as they are."""
    return b"".join(filter(None, tag.groups()))


@remembered
def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.translate(_WHITE))
    except ValueError:  # "http://[broken"
        return ""


def _domain(url: str) -> str:
    """The last two labels of a URL's host: near enough to tell sites apart."""
    return ".".join(bare_host(url).split(".")[-2:])


def _without_soft(text: str) -> bytes:
    """The markup in UTF-8, without the characters that nobody sees, as such or as references."""
    for soft in _SOFT:
        if soft in text:
            text = text.replace(soft, "")
    return _SOFT_REFERENCE.sub(b"", text.encode("utf-8", "replace"))


def _parse(source: bytes) -> Element:
    # huge_tree lifts libxml2's limits on nesting (256, then 2,048) and on the length of a text
    # Plain elements: lxml.html has each one made by Python, which is a third of a walk's time.
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, collect_ids=False
    )
    try:
        root: Element | None = etree.fromstring(source, parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    return etree.fromstring(_EMPTY, etree.HTMLParser()) if root is None else root
