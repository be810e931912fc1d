"""A field's value with its origin, as the rules and selectors of layouts return it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from lxml.etree import _Element as Element

MAX_TITLE: Final = 1_000
MAX_TEXT: Final = 1_000_000
"""Characters of a title and of a body; nothing published is longer."""

FIELDS: Final = {
    "title": "title",
    "body": "body",
    "kind": "kind",
    "subtitle": "subtitle",
    "kicker": "kicker",
    "lead": "lead",
    "published": "published_text",
    "updated": "updated_text",
    "deadline": "deadline_text",
    "event": "event_text",
    "source": "source_text",
    "editor": "editor_text",
    "places": "places_text",
    "topics": "topics_text",
    "further_reading": "further_reading",
    "breadcrumbs": "breadcrumbs",
    "links": "links",
    "images": "images",
}
"""Method of a layout → field of the article."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A field's value and its origin.

    Attributes:
        value: the value, verbatim.
        origin: the element it stood in (``h1.isFirstInSlot``), or the selector that found it.
        layout: name of the layout that has the rule, where it is not the layout that was asked:
            the family of a portal's layout, ``generic`` for what the common rules found.
        declared: whether a selector found it that the layout declares; it is taken as it is.
        confidence: how sure it is, from 0 to 1; None where nothing has weighed it.
    """

    value: T
    origin: str
    layout: str = ""
    declared: bool = False
    confidence: float | None = None


def describe(element: Element) -> str:
    """An element as a CSS selector would name it: tag, id or first class, itemprop."""
    names = element.get("id", "").split()[:1], element.get("class", "").split()[:1]
    said = f"#{names[0][0]}" if names[0] else f".{names[1][0]}" if names[1] else ""
    prop = element.get("itemprop")
    return f"{element.tag}{said}" + (f"[itemprop={prop}]" if prop else "")
