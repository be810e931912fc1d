"""A page's statements about itself for machines: JSON-LD, Open Graph and Dublin Core metadata.

Machines are told less carefully than readers, so each field here has a condition under which it
is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar

from crawler.items import PARAGRAPH_BREAK, Breadcrumb
from crawler.layouts.reading.date_lines import DATE_SHAPE
from crawler.layouts.reading.flow import text_of
from crawler.layouts.reading.json_ld import (
    JsonObject,
    as_list,
    by_reference,
    is_article,
    text_in,
    type_of,
)
from crawler.layouts.reading.page import Page, folded
from crawler.layouts.values import MAX_TEXT, MAX_TITLE, Value

class PageMetadata:
    """The fields that a page's metadata can give."""

    name: ClassVar[str] = "structured"

    def __init__(self, page: Page) -> None:
        self.page = page

    def title(self) -> Value[str] | None:
        """A title that some heading shows, too: ``og:title`` is often the site's or section's."""
        shown = {
            folded(" ".join(text_of(heading).split())[:MAX_TITLE])
            for heading in self.page.body.iter("h1", "h2", "h3")
        }
        for place, title in self._titles():
            if folded(title) in shown:
                return Value(title[:MAX_TITLE], place)
        return None

    def published(self) -> Value[str] | None:
        """The publication date of the article, not of the page the CMS last changed.

        ``<meta name="date">`` counts as a day only: with a clock time it is the time of the
        record's last change (TYPO3 writes both forms; the plain day comes from the news record).
        """
        for place, value in self._published():
            if DATE_SHAPE.search(value) or value[:3] in (
                "Mon",
                "Tue",
                "Wed",
                "Thu",
                "Fri",
                "Sat",
                "Sun",
            ):
                return Value(value, place)
        return None

    def updated(self) -> Value[str] | None:
        """When the article was last changed, as JSON-LD and Open Graph say."""
        value = text_in(self._article, "dateModified") or self.page.meta.get("article:modified_time")
        return Value(value, "dateModified") if isinstance(value, str) and value else None

    def body(self) -> Value[str] | None:
        """``articleBody``, where the page carries its text for machines."""
        text = text_in(self._article, "articleBody")
        if text is None or len(text) < 200 or "<" in text:
            return None
        paragraphs = [" ".join(line.split()) for line in text.splitlines()]
        body = PARAGRAPH_BREAK.join(paragraph for paragraph in paragraphs if paragraph)
        return Value(body[:MAX_TEXT], "json-ld articleBody")

    def breadcrumbs(self) -> Value[list[Breadcrumb]] | None:
        """A JSON-LD ``BreadcrumbList``."""
        nodes = self.page.json_ld
        known = by_reference(nodes) if nodes else {}
        for node in nodes:
            if type_of(node) == "breadcrumblist":
                items = [
                    known.get(str(item.get("@id")), item) if len(item) <= 2 else item
                    for item in as_list(node.get("itemListElement"))
                    if isinstance(item, dict)
                ]
                items.sort(key=_position)
                crumbs = [crumb for item in items if (crumb := self._crumb(item, known))]
                if crumbs:
                    return Value(crumbs, "json-ld BreadcrumbList")
        return None

    def _titles(self) -> Iterator[tuple[str, str]]:
        if headline := text_in(self._article, "headline") or text_in(self._article, "name"):
            yield "json-ld headline", headline
        for name in ("og:title", "twitter:title", "dc.title"):
            if title := self.page.meta.get(name):
                yield name, title

    def _published(self) -> Iterator[tuple[str, str]]:
        if value := text_in(self._article, "datePublished"):
            yield "json-ld datePublished", value
        for name in (
            "article:published_time",
            "og:article:published_time",
            "dc.date.issued",
            "dcterms.issued",
        ):
            if value := self.page.meta.get(name):
                yield name, value
        if len(self._itemprops) == 1:  # of several, the others are related articles'
            yield "meta[itemprop=datePublished]", self._itemprops.copy().pop()
        value = self.page.meta.get("date", "")
        if len(value) == len("2019-04-09"):
            yield "meta date", value

    def _crumb(self, item: JsonObject, known: Mapping[str, JsonObject]) -> Breadcrumb | None:
        target = item.get("item")
        if isinstance(target, dict):
            target = {**known.get(str(target.get("@id")), {}), **target}
        name = text_in(item, "name") or (
            text_in(target, "name") if isinstance(target, dict) else None
        )
        url = target.get("url") or target.get("@id") if isinstance(target, dict) else target
        if name is None:
            return None
        return Breadcrumb(
            " ".join(name.split()), self.page.absolute(url) if isinstance(url, str) else None
        )

    @cached_property
    def _itemprops(self) -> set[str]:
        metas = self.page.root.iter("meta", "time")
        return {
            value
            for meta in metas
            if meta.get("itemprop") == "datePublished"
            and (value := meta.get("content") or meta.get("datetime"))
        }

    @cached_property
    def _article(self) -> JsonObject:
        """The page's article in JSON-LD: of several the one of this URL, else the first."""
        articles = [node for node in self.page.json_ld if is_article(node)]
        named = (node for node in articles[1:] and articles if self._is_of_this_page(node))
        return next(named, articles[0] if articles else {})

    def _is_of_this_page(self, node: JsonObject) -> bool:
        places = (node.get(member) for member in ("url", "@id", "mainEntityOfPage"))
        urls = (place.get("@id") if isinstance(place, dict) else place for place in places)
        return any(
            isinstance(url, str) and self.page.is_this_page(self.page.absolute(url) or "")
            for url in urls
        )


def _position(item: JsonObject) -> float:
    """Where a crumb stands; what says nothing stays where it is."""
    try:
        return float(item.get("position", 0))
    except (TypeError, ValueError):
        return 0.0
