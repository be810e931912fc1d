"""The Atom feed (RFC 4287) of a watch: an entry an event, the latest first, a page at a time.

The ids of feed and entries are made of the watch's own id and the event's number (RFC 4151): they
stay whatever the site is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree

from crawler import __version__
from crawler.archive.watches import Event, Watch
from crawler.publishing.export.atom import ATOM, ENTRIES, TAG, link_element, text_element
from crawler.publishing.language import Language
from crawler.publishing.watches.sentences import heading, sentence
from crawler.urls import is_web_url

PAGE = ENTRIES
"""Entries of one page of a feed."""


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """URLs of a feed."""

    self_url: str
    """Where it is fetched."""
    page: str | None
    """The page of the watch, for people."""
    article: Callable[[Event], str]
    """The page of an event's article."""
    older: Callable[[int], str] | None = None
    """The page of the feed before an event's number (RFC 5005); None where there is no other."""


def write_feed(
    watch: Watch, looks_for: str, events: Sequence[Event], total: int, links: FeedLinks,
    words: Language,
) -> bytes:  # fmt: skip
    """A feed, or one page of it.

    Args:
        watch: whose.
        looks_for: its search in words.
        events: at most ``PAGE``, the latest first.
        total: how many events there are in all; the feed says so where it has not all of them.
        links: URLs.
        words: language of the sentences.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # what lxml takes for no prefix
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", words.code)
    updated = events[0].found_at if events else watch.created_at
    feed.append(text_element("id", f"{TAG}:watch:{watch.uuid}"))
    feed.append(text_element("title", f"Clusterarchiv: {watch.name}"))
    feed.append(text_element("subtitle", _subtitle(looks_for, len(events), total, words)))
    feed.append(text_element("updated", updated))
    feed.append(link_element("self", links.self_url, "application/atom+xml"))
    if links.page:
        feed.append(link_element("alternate", links.page, "text/html"))
    if links.older and events:
        feed.append(link_element("next", links.older(events[-1].id), "application/atom+xml"))
    author = etree.SubElement(feed, f"{{{ATOM}}}author")
    author.append(text_element("name", "Clusterarchiv"))
    generator = text_element("generator", "Clusterarchiv")
    generator.set("version", __version__)
    feed.append(generator)
    feed.extend(_entry(watch, event, links, words) for event in events)
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _subtitle(looks_for: str, shown: int, total: int, words: Language) -> str:
    if shown == total:
        return looks_for
    text = words.gettext("%(shown)s of %(total)s events")
    said = text % {"shown": words.number(shown), "total": words.number(total)}
    return f"{looks_for} ({said})"


def _entry(watch: Watch, event: Event, links: FeedLinks, words: Language) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    said = sentence(event, words)
    entry.append(text_element("id", f"{TAG}:watch:{watch.uuid}:{event.id}"))
    entry.append(text_element("title", said))
    entry.append(text_element("updated", event.found_at))
    entry.append(link_element("alternate", links.article(event), "text/html"))
    if is_web_url(event.url):
        entry.append(link_element("related", event.url, "text/html"))
    etree.SubElement(
        entry, f"{{{ATOM}}}category", term=event.kind, label=heading(event.kind, words)
    )
    entry.append(text_element("summary", said))
    return entry
