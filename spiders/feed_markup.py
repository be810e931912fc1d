"""Markup of feeds and sitemaps: found in what was sent, mended where nothing is lost, and parsed.

feedparser and ultimate-sitemap-parser read feeds, too; docs/architecture.md says why they are not
used.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = r"<(?:[\w.-]+:)?(?:rss|feed|urlset|sitemapindex|rdf)(?=[\s/>])"
_COMMENT_OR_ROOT = re.compile(rf"<!--|{_ROOT}", re.IGNORECASE)
_ROOT_ONLY = re.compile(_ROOT, re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_HTML_ENDS = re.compile(r"</html\s*>", re.IGNORECASE)
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 (2.2) does not take as a character."""
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,8}|#x[0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});)?")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))


class Markup(NamedTuple):
    """The root element of a feed or sitemap; ``fault`` says why it may not be all, in words."""

    root: _Element
    fault: str | None


def find_markup(text: str) -> str | None:
    """The markup of a feed or sitemap in a text, from its root element on; None without one.

    What stands around it (warnings of PHP, comments, a second declaration) is left. A page of HTML
    that has such an element somewhere is none.
    """
    begins = _root_begins(text)
    if begins is None:
        return None
    before = text[:begins]
    page = _HTML.search(before)
    if page is not None and not _HTML_ENDS.search(before, page.start()):
        return None
    return text[begins:]


def is_html(text: str) -> bool:
    """Whether a text looks like a page of HTML; to tell people what came instead of a feed."""
    return _HTML.search(text[:2000]) is not None


def parse_markup(text: str, url: str) -> Markup:
    """Parse what ``find_markup`` found, at ``url``, as far as it goes.

    Entities are not expanded and nothing is loaded. Mended without a word is what loses nothing:
    characters that XML does not have, HTML's named characters, a bare ``&``, and anything behind
    the end of the root. Raises ValueError if there is nothing to read.
    """
    name = re.split(r"[\s/>]", text[1:100], maxsplit=1)[0]
    end = text.rfind(f"</{name}")
    if end >= 0:
        text = f"{text[:end]}</{name}>"
    elif not re.match(r"<[^<>]*/\s*>", text):
        text = text[: text.rfind("<")]  # half a URL is another URL
    text = _AMPERSAND.sub(_mended, _NO_CHARACTERS.sub("", text))
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser, base_url=url)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"broken XML: {error.msg}") from None
    if root is None:
        raise ValueError("broken XML")
    faults = [
        error.message
        for error in parser.error_log
        if error.level >= etree.ErrorLevels.ERROR and error.domain != etree.ErrorDomains.NAMESPACE
    ]
    return Markup(root, f"broken XML: {faults[0]}" if faults else None)


def _root_begins(text: str) -> int | None:
    """Where the root element begins that stands in no comment."""
    at, pattern = 0, _COMMENT_OR_ROOT
    while found := pattern.search(text, at):
        if found[0] != "<!--":
            return found.start()
        at = text.find("-->", found.end())
        if at < 0:
            at, pattern = found.end(), _ROOT_ONLY
    return None


def _mended(found: re.Match[str]) -> str:
    """A reference that XML knows, whatever was written."""
    name = found[1]
    if name is None:
        return f"&amp;{found[0][1:]}"
    if name in _OF_XML:
        return found[0]
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        is_character = code < 0x110000 and not 0xD800 <= code < 0xE000
        return "" if not is_character or _NO_CHARACTERS.match(chr(code)) else found[0]
    character = html5.get(f"{name};")
    if character is None:
        return found[0]
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, character)


# -- Names and texts of elements -------------------------------------------------------------------


class Name(NamedTuple):
    """Name of an element: namespace, or a prefix that nobody declared, and local name."""

    space: str
    local: str
    """In lower case."""


def name_of(element: _Element) -> Name:
    """The name of an element."""
    return _name(element.tag)


@lru_cache(maxsize=1024)  # a sitemap has 200,000 elements of four names
def _name(tag: str) -> Name:
    space, _, local = tag.rpartition("}")
    if not space and ":" in local:
        space, _, local = local.rpartition(":")
    return Name(space.removeprefix("{"), local.lower())


def text_of(element: _Element) -> str:
    """All text inside an element, without white space around it."""
    return "".join(element.itertext()).strip()  # type: ignore[arg-type]
