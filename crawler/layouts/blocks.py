"""Blocks: the pieces of visible text a page is read by, and the places they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from lxml.etree import _Element as Element

from crawler.german.labels import Label, read_label

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_MAX_PIECES: Final = 1_000
"""Pieces between two elements that a short text has at most, white space among them."""


def text_of(element: Element) -> str:
    """All text in an element, as it stands in the source."""
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


class Node:
    """A place in the tree: an element with the roles its names say, and where it stands."""

    __slots__ = ("ancestors", "depth", "element", "own", "parent", "roles")

    def __init__(self, parent: Node | None, element: Element, own: int) -> None:
        self.parent = parent
        self.element = element
        self.own = own
        self.roles: int = own | (parent.roles if parent is not None else 0)
        self.ancestors: tuple[Node, ...] = () if parent is None else (*parent.ancestors, parent)
        """From the outside in, so that ``depth`` is also a place's index in all within it."""
        self.depth = len(self.ancestors)

    def lineage(self) -> Iterator[Node]:
        """This node and its ancestors, from the inside out."""
        return chain((self,), reversed(self.ancestors))

    def is_within(self, place: Node) -> bool:
        """Whether it is this place, or lies in it."""
        if self.depth > place.depth:
            return self.ancestors[place.depth] is place
        return self is place


@dataclass(slots=True, eq=False)
class Block:
    """A run of visible text. ``text`` has its lines (``<br>``) apart and no other white space."""

    index: int
    kind: str
    text: str
    node: Node
    anchors: list[Element] = field(default_factory=list)
    linked: int = 0
    strong: int = 0
    """Characters in links and in bold type."""
    cells: list[str] = field(default_factory=list)
    _label: Label | bool | None = field(default=False, init=False, repr=False)

    @property
    def label(self) -> Label | None:
        """The label the text starts with; read once, for many rules ask."""
        if self._label is False:
            self._label = read_label(self.text)
        return self._label if isinstance(self._label, Label) else None

    @property
    def is_heading(self) -> bool:
        """Whether it stands in ``<h1>`` … ``<h6>``."""
        return self.kind in HEADINGS

    @property
    def all_linked(self) -> bool:
        """Whether (nearly) all of it is link text."""
        return self.linked > 0.8 * len(self.text)

    @property
    def all_strong(self) -> bool:
        """Whether (nearly) all of it is bold."""
        return self.strong > 0.9 * len(self.text)

    @property
    def line(self) -> str:
        """The text on one line."""
        return self.text.replace("\n", " ")


@dataclass(slots=True, eq=False)
class Picture:
    """An ``<img>``; ``index`` is that of the next block."""

    index: int
    element: Element
    node: Node


@dataclass(slots=True)
class Flow:
    """What is to be seen on a page, in page order."""

    blocks: list[Block]
    pictures: list[Picture]
