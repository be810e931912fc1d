"""The text of an element as it stands in the source, all of it or a little."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MAX_PIECES: Final = 1_000
"""Pieces between two elements that a short text has at most, white space among them."""


def text_of(element: Element) -> str:
    """All text in an element, as it stands in the source."""
    if not len(element):  # most: nothing to be walked through
        return element.text or ""
    return "".join(map(str, element.itertext()))


def short_text_of(element: Element, limit: int) -> str | None:
    """The text in an element, stripped; None where it has more than ``limit`` characters.

    Reads no further than that: rules ask this of the places around a block, up to the whole page.
    """
    pieces: list[str] = []
    length = 0
    for piece in map(str, element.itertext()):
        length += len(piece.strip())
        if length > limit or len(pieces) > _MAX_PIECES:
            return None
        pieces.append(piece)
    text = "".join(pieces).strip()
    return text if len(text) <= limit else None
