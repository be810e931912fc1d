"""The base of all layouts: a page object with one method a field, each giving a ``Value``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Final, TypeVar

from lxml.etree import _Element as Element

from crawler.german.credits import source_named
from crawler.german.kinds import kind_of, kind_of_url
from crawler.german.labels import LabelField, read_label
from crawler.items import METADATA, PARAGRAPH_BREAK, Breadcrumb, FurtherReading, Image, Kind, Link
from crawler.layouts.metadata import PageMetadata
from crawler.layouts.reading.body import Body, find_body
from crawler.layouts.reading.date_candidates import Candidate, ScoredText
from crawler.layouts.reading.element_roles import RoleLexicon
from crawler.layouts.reading.element_text import text_of
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.images import clean_credit, find_images
from crawler.layouts.reading.kicker import find_kicker
from crawler.layouts.reading.labelled import Labelled, find_labelled
from crawler.layouts.reading.links import find_links
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.published import find_published
from crawler.layouts.reading.trails import best_trail
from crawler.layouts.reading.updated import find_updated
from crawler.layouts.reading.view import PageView
from crawler.layouts.selectors import DECLARABLE, FieldSelector, css, xpath
from crawler.layouts.values import MAX_TEXT, MAX_TITLE, Value, describe
from crawler.urls import bare_host

_FILED: Final[tuple[LabelField, ...]] = ("places", "topics", "editor")

_SUBTITLE: Final = re.compile(r"sub-?title|unter-?titel", re.IGNORECASE)
"""Not ``subline``, which families print where others have a lead."""
_CLAIMED: Final = frozenset({"claimed", "claimed nearly"})
_BEGINS: Final = re.compile(r"(?:Beginn|Ende|Dauer|Laufzeit)\b")

T = TypeVar("T")


class Layout:
    """How to read the pages of one kind. A subclass says what differs.

    A field that the rules get wrong is declared by a selector (``lead = css("p.c-intro__lead")``),
    or read by a method of its own, which calls ``super()`` for what it leaves to the rules.
    ``None`` takes back what a parent declares: ``lead = None`` reads the lead by the rules again.

    Attributes:
        name: what the layout is called in provenance, and the folder of its stored pages.
        hosts: domains of a portal; subdomains are included. Empty: pages of any host.
        marks: strings of which a page holds at least one.
        own_names: class names and ids that mean something special in this layout, with their roles.
    """

    name: ClassVar[str] = "rules"
    hosts: ClassVar[tuple[str, ...]] = ()
    marks: ClassVar[tuple[bytes, ...]] = ()
    own_names: ClassVar[Mapping[str, int]] = MappingProxyType({})
    lexicon: ClassVar[RoleLexicon] = RoleLexicon()
    dates_by_url: ClassVar[bool] = False
    """Whether a day in a page's URL may be the publication: not where a family shows it."""
    family: ClassVar[str] = "rules"
    """Name of the layout right under ``Layout``, for which the common rules run."""
    selectors: ClassVar[Mapping[str, tuple[FieldSelector, ...]]] = MappingProxyType({})
    """By field the selectors that are tried, the layout's own before its parent's."""

    def __init_subclass__(cls) -> None:
        own: dict[str, int] = {}
        for above in reversed(cls.__mro__):
            own.update(vars(above).get("own_names", {}))
        cls.lexicon = RoleLexicon(own)
        if Layout in cls.__bases__:
            cls.family = cls.name
        selectors = dict(cls.selectors)
        for name, value in list(vars(cls).items()):
            if isinstance(value, FieldSelector):
                if name not in DECLARABLE or value.field != name:
                    known = ", ".join(sorted(DECLARABLE))
                    raise TypeError(
                        f"{cls.__name__}.{name}: a selector of its own can be declared for each of "
                        f"{known}."
                    )
                selectors[name] = (value, *selectors.get(name, ()))
            elif name in DECLARABLE:
                selectors.pop(name, None)
                if value is None:
                    setattr(cls, name, vars(Layout)[name])
        cls.selectors = MappingProxyType(selectors)

    def __init__(self, page: Page) -> None:
        self.page = page
        self.metadata: PageMetadata | None = None
        """What the page says for machines; None where the layout is read alone."""

    @classmethod
    def recognises(cls, page: Page) -> bool:
        """Whether a page is of this layout: by its host, and the traces its CMS leaves in it."""
        return (not cls.hosts or _is_of(page.url, cls.hosts)) and any(
            mark in page.source for mark in cls.marks
        )

    @cached_property
    def declared(self) -> dict[Element, str]:
        """The elements selected on this page, with their fields."""
        return {
            match: field
            for field, selectors in self.selectors.items()
            for match in next(
                filter(None, (s.matches(self.page, self.lexicon) for s in selectors)), []
            )
            if not isinstance(match, str)
        }

    @cached_property
    def view(self) -> PageView:
        """The page as this layout sees it."""
        return PageView(self.page, self.lexicon, self.declared)

    @cached_property
    def found_body(self) -> Body:
        """The article's text on the page, divided into subtitle, lead and text."""
        return find_body(self.view)

    @cached_property
    def labelled(self) -> dict[LabelField, Labelled]:
        """The labelled values around the article."""
        return find_labelled(self.view, self.found_body)

    @cached_property
    def _kicker(self) -> ScoredText | None:  # some layouts tell the kind of article by it
        return find_kicker(self.view)

    # -- the fields --------------------------------------------------------------------------

    def kind(self) -> Value[Kind] | None:
        """What kind of article it is, where the page says so."""
        return None

    def title(self) -> Value[str] | None:
        """The headline."""
        title = self.view.title
        return self._value(title[:MAX_TITLE], self._place(self.view.heading)) if title else None

    def subtitle(self) -> Value[str] | None:
        """A second headline; where one stands apart and a page has no lead, it is the lead."""
        found = self.found_body
        return self._text(found.subtitle) if found.lead or self._in_headline else None

    def kicker(self) -> Value[str] | None:
        """The rubric or topline."""
        found = self._kicker
        return self._value(found.text, describe(found.node.element)) if found else None

    def lead(self) -> Value[str] | None:
        """The introduction that stands apart from the text."""
        found = self.found_body
        return self._text(found.lead or ([] if self._in_headline else found.subtitle))

    def body(self) -> Value[str] | None:
        """The text, its paragraphs apart by a blank line."""
        found = self.found_body
        # blocks are weighed by names and places
        return self._text(found.text, found.confidence if self.page.has_markup else None)

    def published(self) -> Value[str] | None:
        """The line with the publication date, verbatim, or what the metadata claims of it."""
        found = self._shown_date
        if found is None or self._is_of_event(found):
            return None
        if found.node is None:
            return Value(found.text, found.origin, METADATA, confidence=found.probability)
        origin = describe(found.node.element)
        return Value(found.text, origin, self.family, confidence=found.probability)

    @cached_property
    def _shown_date(self) -> Candidate | None:
        claims = self.metadata.dates if self.metadata else []
        if not self.dates_by_url:
            claims = [claim for claim in claims if claim.key != "url"]
        return find_published(self.view, self.found_body, claims, anywhere=self.dates_by_url)

    def _is_of_event(self, shown: Candidate) -> bool:
        """Whether a date that is seen is the day of what the page announces, by kicker or label."""
        if shown.node is None or shown.features & _CLAIMED:
            return False
        label = read_label(shown.text)
        if (label is not None and label.field == "event") or _BEGINS.match(shown.text):
            return True
        if label is not None:
            return label.text == "Datum" and kind_of_url(self.page.url) == "termin"
        kicker = self.kicker()
        return kicker is not None and kind_of(kicker.value) == "termin"

    def updated(self) -> Value[str] | None:
        """What stands behind ``Stand:`` or ``Zuletzt geändert:``."""
        if (labelled := self._behind("updated")) is not None:
            return labelled
        found = find_updated(self.view, self.found_body)
        return self._value(found.text, describe(found.node.element)) if found else None

    def deadline(self) -> Value[str] | None:
        """What stands behind ``Stichtag:`` or ``Frist:``."""
        return self._behind("deadline")

    def event(self) -> Value[str] | None:
        """When it takes place: what stands behind ``Termin:``, the day under ``Veranstaltung``."""
        if (labelled := self._behind("event")) is not None:
            return labelled
        shown = self._shown_date
        if shown is None or shown.node is None or not self._is_of_event(shown):
            return None
        return self._value(shown.text, describe(shown.node.element))

    def source(self) -> Value[str] | None:
        """What stands behind ``Quelle:`` (of the article; an image's is in its credit)."""
        found = self._behind("source")
        named = source_named(found.value) if found else None
        return replace(found, value=named) if found and named else None

    def editor(self) -> Value[str] | None:
        """What stands behind ``Redaktion:``."""
        return self._behind("editor")

    def places(self) -> Value[list[str]] | None:
        """The entries behind ``Länder / Organisationen:``."""
        return self._listed("places")

    def topics(self) -> Value[list[str]] | None:
        """The entries behind ``Themen:``."""
        return self._listed("topics")

    def further_reading(self) -> Value[list[FurtherReading]] | None:
        """The entries of a ``Zum Nachlesen`` list, as printed, each with where its link leads."""
        section = self.view.section("further_reading")
        found = [block for block in section if not block.is_heading]
        entries = [entry for block in found for entry in self._entries(block)]
        return self._value(entries, self._place(found)) if entries else None

    def breadcrumbs(self) -> Value[list[Breadcrumb]] | None:
        """The breadcrumb trail, with the last crumb as printed."""
        trail = best_trail(self.view.trails, self.view.title)
        return self._value(trail.crumbs, describe(trail.element)) if trail else None

    def links(self) -> Value[list[Link]] | None:
        """The links in and behind the text."""
        filed = [
            block
            for field in _FILED
            if (found := self.labelled.get(field))
            for block in found.blocks
        ]
        if self.declared:
            view = self.view
            filed += [block for block in view.blocks if view.declared_field(block) in _FILED]
        links = find_links(self.view, self.found_body, filed)
        return self._value(links, "a[href]") if links else None

    def images(self) -> Value[list[Image]] | None:
        """The images; a credit in a box of facts beside the article is that of the first."""
        images = find_images(self.view, self.found_body)
        credit = self._behind("image_credit")
        if credit is not None and images and not any(image.credit for image in images):
            images[0].credit = clean_credit(credit.value)
        return self._value(images, "img") if images else None

    def _entries(self, block: Block) -> Iterator[FurtherReading]:
        """The entries in a block: one, or one a line where it has several links or none."""
        links = [
            (" ".join(text_of(anchor).split()), url)
            for anchor in block.anchors
            if (url := self.page.absolute(anchor.get("href"))) and not self.page.is_this_page(url)
        ]
        for line in [block.line] if len(links) == 1 else block.text.split("\n"):
            url = next((url for text, url in links if text in line), None)
            yield FurtherReading(line, url=links[0][1] if len(links) == 1 else url)

    @property
    def _in_headline(self) -> bool:
        """Whether the subtitle is called so in the headline's element, and so is never the lead."""
        heading = set(map(id, self.view.heading))
        return any(
            id(block) in heading and _SUBTITLE.search(block.node.element.get("class") or "")
            for block in self.found_body.subtitle
        )

    # -- help for subclasses -----------------------------------------------------------------

    def _value(self, value: T, origin: str) -> Value[T]:
        """A value found by the common rules."""
        return Value(value, origin, layout=self.family)

    def _behind(self, field: LabelField) -> Value[str] | None:
        labelled = self.labelled.get(field)
        if labelled is None or labelled.text is None:
            return None
        return self._value(labelled.text, f"{describe(labelled.node.element)} “{labelled.label}”")

    def _listed(self, field: LabelField) -> Value[list[str]] | None:
        labelled = self.labelled.get(field)
        if labelled is None or not labelled.values:
            return None
        return self._value(labelled.values, f"{describe(labelled.node.element)} “{labelled.label}”")

    def _text(self, blocks: list[Block], confidence: float | None = None) -> Value[str] | None:
        text = PARAGRAPH_BREAK.join(block.line for block in blocks)
        if not text:
            return None
        return Value(text[:MAX_TEXT], self._place(blocks), self.family, confidence=confidence)

    def _place(self, blocks: Iterable[Block]) -> str:
        blocks = list(blocks)
        if len(blocks) == 1:
            return describe(blocks[0].node.element)
        container = self.view.container(blocks)
        return describe(container.element) if container else ""


def _is_of(url: str, domains: tuple[str, ...]) -> bool:
    host = bare_host(url)
    return any(f".{host}".endswith(f".{bare_host(f'//{domain}')}") for domain in domains)


__all__ = ["Layout", "Value", "css", "describe", "xpath"]
