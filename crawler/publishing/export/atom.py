"""An Atom feed (RFC 4287) of articles, those that are new or changed first.

An entry's id is made of portal and number of the article (RFC 4151): both stay when the portal
moves the page, and when an edit changes it only ``updated`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from lxml import etree

from crawler import __version__
from crawler.publishing.export.selection import Record
from crawler.publishing.xml_text import cleaned
from crawler.urls import is_web_url

ATOM = "http://www.w3.org/2005/Atom"
TAG = "tag:clusterarchiv.invalid,2025"
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
) -> int:
    """Write a feed; how many entries.

    Args:
        records: the articles in ``ORDER``.
        file: where to.
        title: what is in the feed.
        moment: ISO 8601, when the feed is made; a feed without entries was updated then.
        links: URLs by their relation, as ``self``.
        identity: what the feed's id is made of; the title unless given.
    """
    count = 0
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{ATOM}}}feed", nsmap={None: ATOM}):
            for number, record in enumerate(records):
                if number == 0:
                    _head(xml, title, _updated(record), links or {}, identity or title)
                xml.write(_entry(record))
                count += 1
            if not count:
                _head(xml, title, moment, links or {}, identity or title)
    return count


def _head(
    xml: etree._IncrementalFileWriter,
    title: str,
    updated: str,
    links: Mapping[str, str],
    identity: str,
) -> None:
    generator = etree.Element(f"{{{ATOM}}}generator", version=__version__)
    generator.text = "Clusterarchiv"
    author = etree.Element(f"{{{ATOM}}}author")
    author.append(text_element("name", "Clusterarchiv"))
    name = re.sub(r"\W+", "-", identity.lower()).strip("-")
    for element in (
        text_element("id", f"{TAG}:{name}"),
        text_element("title", title),
        text_element("updated", updated),
        author,
        generator,
        *(link_element(rel, url) for rel, url in links.items()),
    ):
        xml.write(element)


def _entry(record: Record) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
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
