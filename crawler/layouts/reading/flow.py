"""The visible text of a page as a flow of blocks: one walk over the tree, read by every rule.

A block is a heading, a paragraph, a list item, a table row, or a run of inline text between two
of them. It keeps the roles its own and its ancestors' names say (``roles``).
Invisible parts (``hidden``, ``display:none``, screen-reader texts, scripts) are not in the flow,
nor are menus: they are most of many pages' elements and never hold an article.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from lxml.etree import _Element as Element

from crawler.german.labels import Label, read_label
from crawler.layouts.reading.element_roles import Role, RoleLexicon
from crawler.layouts.reading.element_text import HEADINGS, text_of
from crawler.layouts.reading.marks_and_panels import (
    follows_opener,
    leads_back,
    marks_footnote,
    opens_panel,
    refers_to_note,
    toggles,
)

# -- Blocks: the pieces of visible text a page is read by, and the places they stand in ------------


class TreeNode:
    """A place in the tree: an element with the roles its names say, and where it stands."""

    __slots__ = ("ancestors", "depth", "element", "own", "parent", "roles")

    def __init__(self, parent: TreeNode | None, element: Element, own: int) -> None:
        self.parent = parent
        self.element = element
        self.own = own
        self.roles: int = own | (parent.roles if parent is not None else 0)
        self.ancestors: tuple[TreeNode, ...] = () if parent is None else (*parent.ancestors, parent)
        """From the outside in, so that ``depth`` is also a place's index in all within it."""
        self.depth = len(self.ancestors)

    def lineage(self) -> Iterator[TreeNode]:
        """This node and its ancestors, from the inside out."""
        return chain((self,), reversed(self.ancestors))

    def is_within(self, place: TreeNode) -> bool:
        """Whether it is this place, or lies in it."""
        if self.depth > place.depth:
            return self.ancestors[place.depth] is place
        return self is place


PROSE_LENGTH: Final = 80
"""Characters of a block from which on it may be a paragraph of an article."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of visible text. ``text`` has its lines (``<br>``) apart and no other white space.

    What every rule asks of every block is told once, when the block is made.
    """

    index: int
    kind: str
    text: str
    node: TreeNode
    anchors: list[Element] = field(default_factory=list)
    linked: int = 0
    strong: int = 0
    """Characters in links and in bold type."""
    cells: list[str] = field(default_factory=list)
    is_heading: bool = field(init=False)
    """Whether it stands in ``<h1>`` … ``<h6>``."""
    all_linked: bool = field(init=False)
    """Whether (nearly) all of it is link text."""
    is_prose: bool = field(init=False)
    """Whether it reads like a paragraph of an article: long, and not made of links."""
    heads_else: bool | None = field(default=None, init=False, repr=False)
    asks_consent: bool | None = field(default=None, init=False, repr=False)
    """What ``boilerplate`` said of it, for many rules ask; None where none has asked yet."""
    _label: Label | bool | None = field(default=False, init=False, repr=False)

    def __post_init__(self) -> None:
        length = len(self.text)
        self.is_heading = self.kind in HEADINGS
        self.all_linked = self.linked > 0.8 * length
        self.is_prose = length >= PROSE_LENGTH and not self.is_heading and not self.all_linked

    @property
    def label(self) -> Label | None:
        """The label the text starts with; read once, for many rules ask."""
        if self._label is False:
            self._label = read_label(self.text)
        return self._label if isinstance(self._label, Label) else None

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
    node: TreeNode


@dataclass(slots=True)
class Flow:
    """What is to be seen on a page, in page order."""

    blocks: list[Block]
    pictures: list[Picture]


MAX_BLOCKS: Final = 20_000
MAX_PICTURES: Final = 1_000
MAX_ANCHORS: Final = 500
"""Links of one block."""
MAX_DEPTH: Final = 200

_INLINE_TAGS: Final = """a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins
    kbd label link mark meta nobr o:p output q rp rt ruby s samp small span strike strong sub sup
    time tt u var wbr"""
_UNSEEN_TAGS: Final = """applet audio button canvas datalist embed head iframe input map math meter
    noscript object option progress script select style svg template textarea title video"""
_TEXT_TAGS: Final = "address blockquote caption dd dt figcaption li p pre td th"
_INLINE: Final = frozenset(_INLINE_TAGS.split())
_SKIPPED: Final = frozenset(_UNSEEN_TAGS.split())
_KEPT: Final = HEADINGS | frozenset(_TEXT_TAGS.split())
_STANDS_ALONE: Final = (
    Role.DATE
    | Role.KICKER
    | Role.CAPTION
    | Role.CREDIT
    | Role.AUTHOR
    | Role.SUBTITLE
    | Role.HEADLINE
    | Role.TAGS
    | Role.META
)
"""An inline element with such a name is a field of its own: ``<h1><span class="date">``."""
_BREAK: Final = "\x00"
_OPENER: Final = "h6"
"""What opens a panel is a heading of the lowest rank: ``<summary>``, a button over an answer."""
_MENU_PROSE: Final = 300
"""Characters of paragraphs outside of links from which on a "menu" is none."""
_UNPRINTED: Final = re.compile("[\xad\u200b\u2060\ufeff]|(?<=[a-zäöüß])[\u200c\u200d](?=[a-zäöüß])")
"""Hyphens and spaces that say where a word may be broken."""
_LIGATURE: Final = re.compile("[\ufb00-\ufb06]")
_ODD: Final = re.compile("[\xad\u200b-\u200d\u2060\ufeff\ufb00-\ufb06]")
_INVISIBLE: Final = Role.HIDDEN | Role.AURAL


def walk(body: Element, lexicon: RoleLexicon) -> Flow:
    """Return the visible text under ``body`` as blocks in page order (at most MAX_BLOCKS)."""
    walker = _Walker(lexicon)
    root = TreeNode(None, body, 0)
    walker.visit_children(body, root, "div")
    walker.flush(root, "div")
    return Flow(walker.blocks, walker.pictures)


class _Walker:
    def __init__(self, lexicon: RoleLexicon) -> None:
        self._lexicon = lexicon
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self._pieces: list[str] = []
        self._length = 0
        self._anchors: list[Element] = []
        self._linked = 0
        self._strong = 0
        self._links: list[Element] = []
        self._strongs = 0
        self._depth = 0
        self._after_break = False

    def visit_children(self, element: Element, node: TreeNode, kind: str) -> None:
        pieces, blocks = self._pieces, self.blocks
        if (text := element.text) and (pieces or not text.isspace()):
            self._text(text)
        if self._depth > MAX_DEPTH:  # nobody writes so deep: the rest is one text
            self._text(text_of(element))
            return
        self._depth += 1
        for child in element:
            if len(blocks) >= MAX_BLOCKS:
                break
            tag = child.tag
            if type(tag) is str and tag not in _SKIPPED:
                if tag not in _INLINE:
                    self._block(child, tag, node, kind)
                elif tag == "sup" and pieces and marks_footnote(child, pieces, kind):
                    pass
                else:
                    if tag == "span" and kind in ("div", "li") and pieces:
                        self._part_from_sister(child)
                    self._inline(child, tag, node, kind)
            elif tag == "button" and opens_panel(child, kind):
                self._opener(child, node, kind)
            elif tag == "noscript":  # the picture that a script is to load
                self._pictures(child.iter("img"), node)
            if (tail := child.tail) and (pieces or not tail.isspace()):
                self._text(tail)
        self._depth -= 1

    def _opener(self, button: Element, node: TreeNode, kind: str) -> None:
        """A button that opens a panel is the panel's heading."""
        if kind in HEADINGS or kind == "dt":
            self.visit_children(button, node, kind)
            return
        self.flush(node, kind)
        inner = TreeNode(node, button, self._roles(button, "button"))
        self.visit_children(button, inner, _OPENER)
        self.flush(inner, _OPENER)

    def _part_from_sister(self, span: Element) -> None:
        """Two spans of one class side by side are two facts, set apart by CSS alone."""
        name = span.get("class")
        sister = span.getprevious() if name else None
        if sister is None or sister.tail or sister.tag != "span":
            return
        if sister.get("class") == name:
            self._pieces.append(" ")

    def _inline(self, element: Element, tag: str, node: TreeNode, kind: str) -> None:
        if tag == "br":
            if self._pieces and self._after_break:  # two <br> part two paragraphs
                self.flush(node, kind)
            else:
                self._pieces.append(_BREAK)
                self._after_break = True
            return
        if tag == "img":
            self._pictures((element,), node)
            return
        own = self._roles(element, tag)
        if own & _INVISIBLE:
            return
        if tag == "small" and kind in HEADINGS:
            own |= Role.KICKER  # <h1><small>Tunesien</small><br>Große Aufgaben …</h1>
        if own & _STANDS_ALONE and (
            self._length < 60 or kind in HEADINGS or own & (Role.TAGS | Role.CREDIT)
        ):
            self.flush(node, kind)
            inner = TreeNode(node, element, own)
            self.visit_children(element, inner, kind)
            self.flush(inner, kind)
            return
        if tag == "a":
            href = element.get("href") or ""
            if href.startswith("#"):
                if leads_back(element) or (self._pieces and refers_to_note(element)):
                    return
                if toggles(element):
                    self.visit_children(element, node, kind)
                    return
            if len(self._anchors) < MAX_ANCHORS:
                self._anchors.append(element)
            self._links.append(element)
            self.visit_children(element, node, kind)
            self._links.pop()
        elif tag in ("strong", "b"):
            self._strongs += 1
            self.visit_children(element, node, kind)
            self._strongs -= 1
        else:
            self.visit_children(element, node, kind)

    def _block(self, element: Element, tag: str, node: TreeNode, kind: str) -> None:
        own = self._roles(element, tag)
        if own & Role.HIDDEN and follows_opener(element):
            own = self._lexicon.of_names(tag, element.items()) & ~(Role.HIDDEN | Role.RELATED)
        if own & _INVISIBLE:
            return
        if tag == "footer" and kind == "blockquote":  # who is quoted
            own &= ~Role.FOOTER
        if own & Role.NAVIGATION and not self._holds_article(element, tag):
            if tag not in HEADINGS and (tag == "nav" or not _holds_prose(element)):
                return
            own &= ~Role.NAVIGATION
        self.flush(node, kind)
        inner = TreeNode(node, element, own)
        if tag == "tr" and _has_cells(element):
            self._row(element, inner)
            return
        if tag in _KEPT:
            inner_kind = tag
        elif tag == "summary":
            inner_kind = _OPENER
        else:  # a <div> in a heading or list item is still that heading or item
            inner_kind = kind if kind in HEADINGS or kind in ("li", "blockquote") else "div"
        self.visit_children(element, inner, inner_kind)
        self.flush(inner, inner_kind)

    def _holds_article(self, element: Element, tag: str) -> bool:
        """Whether a "menu" holds an article: then its name means something else.

        (``page--offcanvas`` around everything, ``content-with-navigation``.)
        """
        if tag == "nav":
            return False
        return any(
            inner.tag != "h1" or not self._roles(inner, "h1") & _INVISIBLE
            for inner in element.iter("h1", "main", "article")
        )

    def _pictures(self, images: Iterable[Element], node: TreeNode) -> None:
        for image in islice(images, MAX_PICTURES - len(self.pictures)):
            self.pictures.append(Picture(len(self.blocks), image, node))

    def _row(self, row: Element, node: TreeNode) -> None:
        """A table's row is one block with its cells, unless the table only lays out the page."""
        first = len(self.blocks)
        cells: list[list[Block]] = []
        for cell in row:
            if cell.tag in ("td", "th"):
                start = len(self.blocks)
                inner = TreeNode(node, cell, self._roles(cell, cell.tag))
                if inner.own & _INVISIBLE:
                    continue
                self.visit_children(cell, inner, cell.tag)
                self.flush(inner, cell.tag)
                cells.append(self.blocks[start:])
        flat = [block for cell_blocks in cells for block in cell_blocks]
        lays_out = len(flat) > 3 * len(cells) or any(
            block.is_heading or block.kind == "tr" for block in flat
        )
        if not flat or lays_out or len(cells) < 2:
            return
        del self.blocks[first:]
        texts = [" ".join(block.line for block in cell_blocks) for cell_blocks in cells]
        self.blocks.append(
            Block(
                index=first,
                kind="tr",
                text=" | ".join(text for text in texts if text),
                node=node,
                anchors=[anchor for block in flat for anchor in block.anchors],
                linked=sum(block.linked for block in flat),
                strong=sum(block.strong for block in flat),
                cells=texts,
            )
        )

    def _roles(self, element: Element, tag: str) -> int:
        return self._lexicon.of(tag, element.items())

    def _text(self, text: str) -> None:
        length = len(text.strip())
        if length or self._pieces:  # most is white space between elements
            self._pieces.append(text)
        if not length:
            return
        self._after_break = False
        self._length += length
        if self._links:
            self._linked += length
        if self._strongs:
            self._strong += length

    def flush(self, node: TreeNode, kind: str) -> None:
        """End the block under way: a paragraph ends, or an element begins that is its own."""
        if self._pieces:
            if self._length and (text := _in_lines("".join(self._pieces))):
                at, anchors = len(self.blocks), [*self._anchors]
                block = Block(at, kind, text, node, anchors, self._linked, self._strong)
                self.blocks.append(block)
            self._pieces.clear()
            self._length = self._linked = self._strong = 0
            self._after_break = False
        self._anchors[:] = self._links  # a link around blocks is in each of them


def _holds_prose(element: Element) -> bool:
    """Whether something called a menu holds paragraphs outside of links."""
    length = 0
    for paragraph in element.iter("p"):
        length += len((paragraph.text or "").strip())
        if length >= _MENU_PROSE:
            return True
    return False


def _has_cells(row: Element) -> bool:
    return any(cell.tag in ("td", "th") for cell in row)


def _in_lines(text: str) -> str:
    """A text with its lines apart and no other white space, its words in plain letters."""
    if not text.isascii() and _ODD.search(text):
        text = _UNPRINTED.sub("", text)
        text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if _BREAK not in text:
        return " ".join(text.split())
    lines = text.split(_BREAK)
    return "\n".join(" ".join(line.split()) for line in lines if not line.isspace()).strip()
