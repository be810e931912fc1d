"""A page's statements about itself for machines: JSON-LD, Open Graph and Dublin Core metadata.

Machines are told less carefully than readers, so each field here has a condition under which it
is believed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from functools import cached_property, lru_cache
from itertools import islice
from typing import ClassVar, Final, cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.german.dates.model import local_day
from crawler.items import METADATA, PARAGRAPH_BREAK, Breadcrumb
from crawler.layouts.reading.date_candidates import day_of
from crawler.layouts.reading.element_text import short_text_of
from crawler.layouts.reading.json_ld import (
    JsonObject,
    as_list,
    by_reference,
    is_article,
    text_in,
    type_of,
)
from crawler.layouts.reading.page import Page, folded
from crawler.layouts.reading.published import Claim
from crawler.layouts.values import MAX_TEXT, MAX_TITLE, Value

_LD_DATES: Final = {
    "datePublished": ("ld article published", "ld page published"),
    "dateCreated": ("ld article created", "ld page created"),
    "dateModified": ("modified", "modified"),
}
"""Members and their keys in ``date_weights``: of an article, and of a page that names none."""
_NAMES: Final = {
    "article:published_time": "published_time",
    "og:article:published_time": "published_time",
    "article:published": "published_time",
    "og:published_time": "published_time",
    "article:modified_time": "modified",
    "og:article:modified_time": "modified",
    "og:updated_time": "record changed",
    "last-modified": "record changed",
    "lastmod": "record changed",
    "dc.date.modified": "record changed",
    "dcterms.modified": "record changed",
    "dc.date.issued": "issued",
    "dcterms.issued": "issued",
    "dc.date.created": "created",
    "dcterms.created": "created",
    "dc.created": "created",
    "dc.date": "dc date",
    "dcterms.date": "dc date",
    "date": "date",
}
"""Names of ``<meta>`` and the keys of ``date_weights``."""
_PUBLISHES: Final = re.compile(
    r"publi(?:sh|cation|shed)[\w]{0,6}[_.:-]?(?:date|time|on|at)|pub[_.-]?date|date[_.-]?publish"
    r"|published$|publish[_-]?time|release[_-]?date",
    re.IGNORECASE,
)
_IN_URL: Final = re.compile(
    r"/((?:19|20)\d\d)[/-]?([01]?\d)[/-]?([0-3]?\d)(?![\d])"
    r"|(?<!\d)([0-3]\d)[-.]([01]\d)[-.]((?:19|20)\d\d)(?!\d)"
)
"""``/2019/04/09/``, ``/2019-04-09-talrat``, ``/20190409``, ``/09-04-2019``."""
_MAX_HEADINGS: Final = 200
"""An article's headline stands among the first; in one another, each is read with all within."""
_SAYS_DATE: Final = re.compile(rb"itemprop\s*=\s*[\"']?date(?:Publish|Modifi)ed")
_DATED: Final = etree.XPath("//*[@itemprop='datePublished' or @itemprop='dateModified']")


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str | None:
    """The key in ``date_weights`` of a ``<meta>`` with a date, None for most."""
    return _NAMES.get(name) or ("named" if _PUBLISHES.search(name) else None)


def _day_of_mail(text: str) -> dt.date | None:
    """``Tue, 09 Apr 2019 10:00:00 +0200``."""
    if text[3:4] != ",":
        return None
    try:
        return local_day(parsedate_to_datetime(text))
    except ValueError:
        return None


class PageMetadata:
    """The fields that a page's metadata can give."""

    name: ClassVar[str] = METADATA

    def __init__(self, page: Page) -> None:
        self.page = page

    def title(self) -> Value[str] | None:
        """A title that some heading shows, too: ``og:title`` is often the site's or section's."""
        shown = {
            folded(" ".join(text.split()))
            for heading in islice(self.page.body.iter("h1", "h2", "h3"), _MAX_HEADINGS)
            if (text := short_text_of(heading, MAX_TITLE))
        }
        for place, title in self.titles():
            if folded(title) in shown:
                return Value(title[:MAX_TITLE], place)
        return None

    @cached_property
    def dates(self) -> list[Claim]:
        """The days that the page's metadata and its URL claim for publication and last change."""
        found: list[Claim] = []
        for key, origin, text in self._dates():
            day = day_of(text) or day_of(text[:10]) or _day_of_mail(text)
            if day is not None:
                found.append(Claim(key, origin, text, day))
        return found

    def updated(self) -> Value[str] | None:
        """When the article was last changed, as JSON-LD and Open Graph say."""
        for claim in self.dates:
            if claim.key == "modified":
                return Value(claim.text, claim.origin)
        return None

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

    def titles(self) -> Iterator[tuple[str, str]]:
        """What the metadata says the title is, each with where it says so."""
        if headline := text_in(self._article, "headline") or text_in(self._article, "name"):
            yield "json-ld headline", headline
        for name in ("og:title", "twitter:title", "dc.title"):
            if title := self.page.meta.get(name):
                yield name, title

    def _dates(self) -> Iterator[tuple[str, str, str]]:
        for member, keys in _LD_DATES.items():
            if said := text_in(self._article, member):
                yield keys[0], f"json-ld {member}", said
            elif said := self._of_web_page(member):
                yield keys[1], f"json-ld {member}", said
        for name, value in self.page.meta.items():
            if key := _key_of(name):
                timed = key == "date" and len(value) != len("2019-04-09")
                yield (
                    "date with time" if timed else key,
                    f"meta {name}" if ":" not in name else name,
                    value,
                )
        yield from self._properties()
        if match := _IN_URL.search(self.page.url.partition("?")[0]):
            year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
            yield "url", "url", f"{year}-{month}-{day}"

    def _of_web_page(self, member: str) -> str | None:
        pages = (node for node in self.page.json_ld if type_of(node).endswith("page"))
        return next(filter(None, (text_in(node, member) for node in pages)), None)

    def _properties(self) -> Iterator[tuple[str, str, str]]:
        """``itemprop`` with a value for machines; of several, the others are related articles'."""
        source = self.page.source
        first = source.find(b"itemprop")
        if first < 0 or not _SAYS_DATE.search(source, first):
            return  # most pages: else each element is looked at
        found: dict[str, set[str]] = {"datePublished": set(), "dateModified": set()}
        for element in cast(list[Element], _DATED(self.page.root)):
            value = element.get("content") or element.get("datetime")
            found[element.get("itemprop", "")].update([value.strip()] if value else [])
        for prop, key in (("datePublished", "itemprop"), ("dateModified", "modified")):
            values = found[prop]
            if len(values) == 1:
                yield key, f"[itemprop={prop}]", values.pop()

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
    def _article(self) -> JsonObject:
        """The article in JSON-LD: of several the main entity, the one of this URL, the first."""
        articles = [node for node in self.page.json_ld if is_article(node)]
        if len(articles) < 2:
            return articles[0] if articles else {}
        main = {
            entity["@id"]
            for node in self.page.json_ld
            for entity in as_list(node.get("mainEntity"))
            if isinstance(entity, dict) and isinstance(entity.get("@id"), str)
        }
        told = (node for node in articles if node.get("@id") in main and len(node) > 2)
        named = (node for node in articles if self._is_of_this_page(node))
        return next(told, None) or next(named, None) or articles[0]

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
