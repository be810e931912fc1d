"""The page object every layout is: one method a field, each giving a value and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final, Generic, TypeVar

from lxml.etree import _Element as Element

from crawler.german.labels import LabelField
from crawler.items import PARAGRAPH_BREAK, Breadcrumb, Image, Kind, Link
from crawler.layouts.reading import roles as role
from crawler.layouts.reading.breadcrumbs import best_trail
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.images import clean_credit, find_images
from crawler.layouts.reading.kicker import find_kicker
from crawler.layouts.reading.labelled import Labelled, find_labelled
from crawler.layouts.reading.links import find_links
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.published import Found, find_published
from crawler.layouts.reading.roles import Names
from crawler.layouts.reading.view import Reading

MAX_TITLE: Final = 1_000
MAX_TEXT: Final = 1_000_000
"""Characters of a title and of a body; nothing published is longer."""

_FILED: Final[tuple[LabelField, ...]] = ("places", "topics", "editor")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A field's value and the element it stood in, e.g. ``h1.isFirstInSlot``."""

    value: T
    place: str


class Layout:
    """How to read the pages of one kind. A subclass says what differs.

    ``own_names`` are the class names and ids that mean something special in this layout;
    ``marks`` are strings of which a page of it holds at least one.
    """

    name: ClassVar[str] = "rules"
    own_names: ClassVar[Mapping[str, int]] = {}
    marks: ClassVar[tuple[bytes, ...]] = ()
    names: ClassVar[Names] = Names()

    def __init_subclass__(cls) -> None:
        own: dict[str, int] = {}
        for above in reversed(cls.__mro__):
            own.update(vars(above).get("own_names", {}))
        cls.names = Names(own)

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def recognises(cls, page: Page) -> bool:
        """Whether a page is of this layout, by the traces its CMS leaves in every page."""
        return any(mark in page.source for mark in cls.marks)

    @cached_property
    def reading(self) -> Reading:
        """The page read with this layout's names."""
        return Reading(self.page, self.names)

    @cached_property
    def labelled(self) -> dict[LabelField, Labelled]:
        """The labelled values around the article."""
        return find_labelled(self.reading)

    @cached_property
    def _kicker(self) -> Found | None:  # some layouts tell the kind of article by it
        return find_kicker(self.reading)

    # -- the fields --------------------------------------------------------------------------

    def kind(self) -> Value[Kind] | None:
        """What kind of article it is, where the page says so."""
        return None

    def title(self) -> Value[str] | None:
        """The headline."""
        title = self.reading.title
        return Value(title[:MAX_TITLE], self._place(self.reading.heading)) if title else None

    def subtitle(self) -> Value[str] | None:
        """A second headline; where a page has one and no lead, it is the lead."""
        parts = self.reading.parts
        return self._text(parts.subtitle) if parts.lead else None

    def kicker(self) -> Value[str] | None:
        """The rubric or topline."""
        found = self._kicker
        return Value(found.text, describe(found.node.element)) if found else None

    def lead(self) -> Value[str] | None:
        """The introduction that stands apart from the text."""
        parts = self.reading.parts
        return self._text(parts.lead or parts.subtitle)

    def body(self) -> Value[str] | None:
        """The text, its paragraphs apart by a blank line."""
        return self._text(self.reading.parts.text)

    def published(self) -> Value[str] | None:
        """The line with the publication date, verbatim."""
        found = find_published(self.reading)
        return Value(found.text, describe(found.node.element)) if found else None

    def updated(self) -> Value[str] | None:
        """What stands behind ``Stand:`` or ``Zuletzt geändert:``."""
        return self._behind("updated")

    def deadline(self) -> Value[str] | None:
        """What stands behind ``Stichtag:`` or ``Frist:``."""
        return self._behind("deadline")

    def source(self) -> Value[str] | None:
        """What stands behind ``Quelle:`` (of the article; an image's is in its credit)."""
        return self._behind("source")

    def editor(self) -> Value[str] | None:
        """What stands behind ``Redaktion:``."""
        return self._behind("editor")

    def places(self) -> Value[list[str]] | None:
        """The entries behind ``Länder / Organisationen:``."""
        return self._listed("places")

    def topics(self) -> Value[list[str]] | None:
        """The entries behind ``Themen:``."""
        return self._listed("topics")

    def further_reading(self) -> Value[list[str]] | None:
        """The entries of a ``Zum Nachlesen`` list."""
        section = self.reading.section("further_reading")
        found = [block for block in section if not block.is_heading]
        return Value([block.line for block in found], self._place(found)) if found else None

    def breadcrumbs(self) -> Value[list[Breadcrumb]] | None:
        """The breadcrumb trail, with the last crumb as printed."""
        trail = best_trail(self.reading.trails, self.reading.title)
        return Value(trail.crumbs, describe(trail.element)) if trail else None

    def links(self) -> Value[list[Link]] | None:
        """The links in and behind the text."""
        filed = [found.blocks for field in _FILED if (found := self.labelled.get(field))]
        links = find_links(self.reading, [block for blocks in filed for block in blocks])
        return Value(links, "a[href]") if links else None

    def images(self) -> Value[list[Image]] | None:
        """The images; a credit in a box of facts beside the article is that of the first."""
        images = find_images(self.reading)
        credit = self._behind("image_credit")
        if credit is not None and images and not any(image.credit for image in images):
            images[0].credit = clean_credit(credit.value)
        return Value(images, "img") if images else None

    # -- help for subclasses -----------------------------------------------------------------

    def _behind(self, field: LabelField) -> Value[str] | None:
        labelled = self.labelled.get(field)
        if labelled is None or labelled.text is None:
            return None
        return Value(labelled.text, f"{describe(labelled.node.element)} “{labelled.label}”")

    def _listed(self, field: LabelField) -> Value[list[str]] | None:
        labelled = self.labelled.get(field)
        if labelled is None or not labelled.values:
            return None
        return Value(labelled.values, f"{describe(labelled.node.element)} “{labelled.label}”")

    def _text(self, blocks: list[Block]) -> Value[str] | None:
        text = PARAGRAPH_BREAK.join(block.line for block in blocks)
        return Value(text[:MAX_TEXT], self._place(blocks)) if text else None

    def _place(self, blocks: Iterable[Block]) -> str:
        blocks = list(blocks)
        if len(blocks) == 1:
            return describe(blocks[0].node.element)
        container = self.reading.container(blocks)
        return describe(container.element) if container else ""


def describe(element: Element) -> str:
    """An element as a CSS selector would name it: tag, id or first class, itemprop."""
    names = element.get("id", "").split()[:1], element.get("class", "").split()[:1]
    said = f"#{names[0][0]}" if names[0] else f".{names[1][0]}" if names[1] else ""
    prop = element.get("itemprop")
    return f"{element.tag}{said}" + (f"[itemprop={prop}]" if prop else "")


__all__ = ["Layout", "Value", "describe", "role"]
