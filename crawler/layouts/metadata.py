"""A page's statements about itself for machines: JSON-LD, Open Graph and Dublin Core metadata.

Machines are told less carefully than readers, so each field here has a condition under which it
is believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, Final

from crawler.items import PARAGRAPH_BREAK, Breadcrumb
from crawler.layouts.reading.date_lines import DATE_SHAPE
from crawler.layouts.reading.flow import short_text_of
from crawler.layouts.reading.page import Page, folded
from crawler.layouts.values import MAX_TEXT, MAX_TITLE, Value

_ARTICLES: Final = frozenset(
    {
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "blogposting",
        "report",
        "pressrelease",
        "analysisnewsarticle",
        "backgroundnewsarticle",
        "opinionnewsarticle",
        "scholarlyarticle",
    }
)
_MAX_JSON: Final = 500_000
_MAX_NODES: Final = 2_000
_MAX_HEADINGS: Final = 200
"""An article's headline stands among the first; in one another, each is read with all within."""


class PageMetadata:
    """The fields that a page's metadata can give."""

    name: ClassVar[str] = "structured"

    def __init__(self, page: Page) -> None:
        self.page = page

    def title(self) -> Value[str] | None:
        """A title that some heading shows, too: ``og:title`` is often the site's or section's."""
        shown = {
            folded(" ".join(text.split()))
            for heading in islice(self.page.body.iter("h1", "h2", "h3"), _MAX_HEADINGS)
            if (text := short_text_of(heading, MAX_TITLE))
        }
        for place, title in self.told_titles():
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
        value = self._article.get("dateModified") or self.page.meta.get("article:modified_time")
        return Value(value, "dateModified") if isinstance(value, str) and value else None

    def body(self) -> Value[str] | None:
        """``articleBody``, where the page carries its text for machines."""
        text = self._article.get("articleBody")
        if not isinstance(text, str) or len(text) < 200 or "<" in text:
            return None
        paragraphs = [" ".join(line.split()) for line in text.splitlines()]
        body = PARAGRAPH_BREAK.join(paragraph for paragraph in paragraphs if paragraph)
        return Value(body[:MAX_TEXT], "json-ld articleBody")

    def breadcrumbs(self) -> Value[list[Breadcrumb]] | None:
        """A JSON-LD ``BreadcrumbList``."""
        for node in self._nodes:
            if _type(node) == "breadcrumblist":
                crumbs = [
                    crumb
                    for item in _list(node.get("itemListElement"))
                    if (crumb := self._crumb(item))
                ]
                if crumbs:
                    return Value(crumbs, "json-ld BreadcrumbList")
        return None

    def told_titles(self) -> Iterator[tuple[str, str]]:
        """The titles that are told machines, whatever a heading shows."""
        headline = self._article.get("headline")
        if isinstance(headline, str):
            yield "json-ld headline", headline
        for name in ("og:title", "twitter:title", "dc.title"):
            if title := self.page.meta.get(name):
                yield name, title

    def _published(self) -> Iterator[tuple[str, str]]:
        value = self._article.get("datePublished")
        if isinstance(value, str):
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

    def _crumb(self, item: Any) -> Breadcrumb | None:
        if not isinstance(item, dict):
            return None
        target = item.get("item")
        name = item.get("name") or (target.get("name") if isinstance(target, dict) else None)
        url = target.get("@id") or target.get("url") if isinstance(target, dict) else target
        if not isinstance(name, str) or not name.strip():
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
    def _article(self) -> dict[str, Any]:
        return next((node for node in self._nodes if _type(node) in _ARTICLES), {})

    @cached_property
    def _nodes(self) -> list[dict[str, Any]]:
        """All JSON-LD objects of the page, those in lists and graphs included."""
        found: list[dict[str, Any]] = []
        for script in self.page.root.iter("script"):
            if (script.get("type") or "").lower().strip() != "application/ld+json":
                continue
            text = script.text or ""
            if len(text) > _MAX_JSON:
                continue
            try:
                queue: list[Any] = [json.loads(text, strict=False)]
            except (ValueError, RecursionError):  # broken JSON is common
                continue
            while queue and len(found) < _MAX_NODES:
                node = queue.pop(0)
                if isinstance(node, list):
                    queue.extend(node[:_MAX_NODES])
                elif isinstance(node, dict):
                    found.append(node)
                    queue.extend(_list(node.get("@graph")))
                    queue.extend(_list(node.get("mainEntity")))
        return found


def _type(node: dict[str, Any]) -> str:
    for kind in _list(node.get("@type")):
        if isinstance(kind, str):
            return kind.lower()
    return ""


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
