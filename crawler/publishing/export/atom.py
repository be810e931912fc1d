"""An Atom feed (RFC 4287) of articles, those that are new or changed first.

An entry's id is made of portal and number of the article (RFC 4151): both stay when the portal
moves the page, and when an edit changes it only ``updated`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from lxml import etree

from crawler import __version__
from crawler.publishing.export.selection import Record
from crawler.publishing.language import GERMAN
from crawler.publishing.xml_text import cleaned
from crawler.urls import is_web_url

ATOM = "http://www.w3.org/2005/Atom"
TAG = "tag:clusterarchiv.invalid,2025"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_PREFIX: Any = {None: ATOM}
"""What lxml takes for no prefix."""
ORDER = "coalesce(a.changed_at, a.first_seen_at) DESC, a.id DESC"
"""The order feed readers expect: latest first."""
ENTRIES = 100
"""Entries of a feed; readers have seen what is older."""


def write_atom(
    records: Iterable[Record],
    file: BinaryIO,
    title: str,
    moment: str,
    links: Mapping[str, str] | None = None,
    identity: str = "",
    language: str = GERMAN,
) -> int:
    """Write a feed; how many entries.

    Args:
        records: the articles in ``ORDER``, at most ``ENTRIES``.
        file: where to.
        title: what is in the feed.
        moment: ISO 8601, when the feed is made; a feed without entries was updated then.
        links: URLs by their relation, as ``self``.
        identity: what the feed's id is made of; the title unless given.
        language: of the feed's own words; an entry says its own where it is another.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=_NO_PREFIX)
    feed.set(_LANGUAGE, language)
    found = list(records)
    feed.extend(
        _head(title, _updated(found[0]) if found else moment, links or {}, identity or title)
    )
    feed.extend(_entry(record, language) for record in found)
    etree.ElementTree(feed).write(file, encoding="utf-8", xml_declaration=True)
    return len(found)


def _head(
    title: str,
    updated: str,
    links: Mapping[str, str],
    identity: str,
) -> list[etree._Element]:
    generator = etree.Element(f"{{{ATOM}}}generator", version=__version__)
    generator.text = "Clusterarchiv"
    author = etree.Element(f"{{{ATOM}}}author")
    author.append(text_element("name", "Clusterarchiv"))
    name = re.sub(r"\W+", "-", identity.lower()).strip("-")
    return [
        text_element("id", f"{TAG}:{name}"),
        text_element("title", title),
        text_element("updated", updated),
        author,
        generator,
        *(link_element(rel, url) for rel, url in links.items()),
    ]


def _entry(record: Record, language: str) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    if (own := cleaned(record["language"] or GERMAN)) != language:
        entry.set(_LANGUAGE, own)
    entry.append(text_element("id", f"{TAG}:{record['portal']}:{record['id']}"))
    entry.append(text_element("title", record["title"] or record["url"]))
    entry.append(text_element("updated", _updated(record)))
    if day := record["published_on"] or record["published_estimate"]:
        entry.append(text_element("published", f"{day}T00:00:00Z"))
    if is_web_url(record["url"]):
        link = link_element("alternate", record["url"], "text/html")
        if record["language"]:
            link.set("hreflang", cleaned(record["language"]))
        entry.append(link)
    for name in record["editors"] or record["sources"]:
        etree.SubElement(entry, f"{{{ATOM}}}author").append(text_element("name", name))
    for name in (*record["topics"], *record["places"]):
        etree.SubElement(entry, f"{{{ATOM}}}category", term=cleaned(name))
    if summary := record["lead"] or record["subtitle"]:
        entry.append(text_element("summary", summary))
    if record["body"]:
        entry.append(text_element("content", record["body"]))
    return entry


def text_element(name: str, text: str) -> etree._Element:
    """An element of Atom with a text."""
    element = etree.Element(f"{{{ATOM}}}{name}")
    element.text = cleaned(text)
    return element


def link_element(relation: str, url: str, media_type: str | None = None) -> etree._Element:
    """A link of Atom."""
    link = etree.Element(f"{{{ATOM}}}link", rel=relation)
    if media_type:
        link.set("type", media_type)
    link.set("href", cleaned(url))
    return link


def _updated(record: Record) -> str:
    return str(record["changed_at"] or record["first_seen_at"])
