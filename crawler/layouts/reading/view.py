"""A page as a layout sees it: its blocks with their roles, its headline, its boxes and sections.

Roles come from the names of elements. Names mislead where they belong to a wrapper of everything
(``<div class="page-with-sidebar">``, a donation component around the whole text), so those of
whatever encloses both headline and text, or most of the text, count for nothing. Which of the
blocks are the article is found by ``body``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from lxml.etree import _Element as Element

from crawler.german.labels import LabelField
from crawler.layouts.reading.boilerplate import find_fact_boxes, leads_away
from crawler.layouts.reading.element_roles import Role, RoleLexicon
from crawler.layouts.reading.element_text import HEADINGS, short_text_of
from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.headline import find_headline, title_without
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.trails import find_trails
from crawler.layouts.reading.unmarked import Told, ends_sentence, tell

_NEAR: Final = 5
_APART: Final = frozenset({"aside", "footer"})
"""What such an element holds is no article, however much of the page it is."""


class PageView:
    """One page seen with one layout's lexicon.

    Args:
        page: the page.
        lexicon: what the names of elements mean.
        declared: elements of which the layout declares what field they are.
    """

    def __init__(
        self, page: Page, lexicon: RoleLexicon, declared: Mapping[Element, str] | None = None
    ) -> None:
        self.page = page
        self._declared = declared or {}
        flow = page.flow(lexicon)
        self.lexicon = lexicon
        self.blocks = flow.blocks
        self.pictures = flow.pictures
        self.trails = find_trails(page, lexicon)
        crumbs = [trail.crumbs for trail in self.trails]
        title = self.declared_blocks("title")
        told = Told() if page.has_markup else tell(page, self.blocks, crumbs)
        self._told = told.roles
        if title:
            self.headline: int | None = title[0].index
        elif page.has_markup:
            self.headline = find_headline(page, self.blocks, crumbs)
        else:
            self.headline = told.headline
        self._roles: dict[TreeNode, int] = {}
        self._neutral: set[TreeNode] = set()
        if self.headline is not None:
            self._neutral.update(self.blocks[self.headline].node.lineage())
            self._neutral.update(self._wrappers())

    def roles(self, block: Block) -> int:
        """The roles of a block by all names around it, wrappers left out; a text's by its words."""
        roles = self.node_roles(block.node)
        return roles | self._told.get(block.index, 0) if self._told else roles

    def is_prose(self, block: Block) -> bool:
        """Whether a block reads like a paragraph of an article; in a text every sentence does."""
        return block.is_prose or (
            not self.page.has_markup and block.kind == "p" and ends_sentence(block.text)
        )

    def closes_article(self, block: Block) -> bool:
        """Whether a block ends the article for good: a text's trailer of several labels."""
        place = block.node.parent
        if self.page.has_markup or place is None or block.kind not in ("dt", "dd"):
            return False
        return len(place.element) > 1

    def may_sign(self, block: Block) -> bool:
        """Whether a label makes a block a signature: in a text, where the trailer was cut."""
        return self.page.has_markup or block.kind in ("dt", "dd")

    def is_wrapper(self, node: TreeNode) -> bool:
        """Whether a place holds the headline or most of the text."""
        return node in self._neutral

    def declares(self, field: str) -> bool:
        """Whether a selector of the layout says where a field stands on this page."""
        return field in self._declared.values()

    def declared_field(self, block: Block) -> str | None:
        """The field a block is of by a selector of the layout, None for most."""
        if not self._declared:
            return None
        fields = (self._declared.get(node.element) for node in block.node.lineage())
        return next((field for field in fields if field is not None), None)

    def declared_blocks(self, field: str) -> list[Block]:
        """The blocks of a field by a selector of the layout, without legends of images."""
        if not self.declares(field):
            return []
        return [
            block
            for block in self.blocks
            if self.declared_field(block) == field
            and not (block.kind == "figcaption" or block.node.own & (Role.CAPTION | Role.CREDIT))
        ]

    @cached_property
    def wrapper_elements(self) -> frozenset[Element]:
        """The elements of the wrappers."""
        return frozenset(node.element for node in self._neutral)

    @cached_property
    def heading(self) -> list[Block]:
        """The headline's block with the others in the same ``<h1>`` (date, kicker)."""
        if self.headline is None:
            return []
        block = self.blocks[self.headline]
        element = _heading_node(block.node)
        if element is None:
            return [block]
        near = self.blocks[max(0, self.headline - 5) : self.headline + 6]
        return [other for other in near if other.node.is_within(element)]

    @cached_property
    def text_start(self) -> int:
        """Index of the first block behind the headline."""
        return self.heading[-1].index + 1 if self.heading else 0

    @cached_property
    def fact_boxes(self) -> frozenset[TreeNode]:
        """The places that hold labelled facts only, wherever they stand."""
        return find_fact_boxes(self.blocks)

    def in_fact_box(self, block: Block) -> bool:
        """Whether a block stands in a box of facts."""
        return bool(self.fact_boxes) and not self.fact_boxes.isdisjoint(block.node.lineage())

    @cached_property
    def _picture_places(self) -> frozenset[tuple[int, TreeNode]]:
        return frozenset((picture.index, picture.node) for picture in self.pictures)

    @cached_property
    def picture_indexes(self) -> frozenset[int]:
        """The indexes of the blocks right behind a picture."""
        return frozenset(picture.index for picture in self.pictures)

    def follows_picture(self, block: Block) -> bool:
        """Whether a picture comes right before a block in a small place of their own."""
        place = block.node.parent
        if place is None or (block.index, place) not in self._picture_places:
            return False
        return short_text_of(place.element, len(block.text) + 100) is not None

    @cached_property
    def title(self) -> str | None:
        """The headline without the date, kicker and subtitle that stand in its element."""
        own = [
            self._headline_apart[0] if block.index == self.headline else block.line
            for block in self.heading
            if block.index == self.headline
            or not block.node.own
            & (Role.KICKER | Role.DATE | Role.META | Role.SUBTITLE | Role.AUTHOR)
        ]
        return " ".join(part for part in own if any(map(str.isalnum, part))) or None

    @property
    def kicker_in_headline(self) -> str | None:
        """What stands before the headline in its element, though no name says that it is apart."""
        return self._headline_apart[1] if self.headline is not None else None

    @cached_property
    def _headline_apart(self) -> tuple[str, str | None]:
        return title_without(self.page, self.blocks[self.headline or 0])

    def is_near_headline(self, block: Block) -> bool:
        """Whether a block stands in the same part of the page as the headline."""
        headline = self.blocks[self.headline or 0]
        place = self.container([block, headline])
        if place is None or (place.depth == 0 and headline.node.depth > 2):
            return False
        return headline.node.depth - place.depth <= _NEAR

    def section(self, field: LabelField) -> list[Block]:
        """The blocks under a heading that is a label, up to the next heading or label."""
        found: list[Block] = []
        inside = False
        for block in self.blocks[self.text_start :]:
            label = block.label if len(block.text) < 200 else None
            if inside and (block.is_heading or label is not None or leads_away(block)):
                break
            if inside:
                found.append(block)
            elif label is not None and label.field == field:
                inside = True
        return found

    def container(self, blocks: Iterable[Block]) -> TreeNode | None:
        """The innermost place that holds all of the blocks."""
        places = [block.node for block in blocks]
        if not places:
            return None
        return next(
            place
            for place in places[0].lineage()
            if all(other.is_within(place) for other in places)
        )

    def node_roles(self, node: TreeNode) -> int:
        """The roles of a place by its own and all names around it, wrappers left out."""
        known = self._roles.get(node)
        if known is None:
            above = self.node_roles(node.parent) if node.parent is not None else 0
            own = node.own & Role.BODY if node in self._neutral else node.own
            known = self._roles[node] = above | own
        return known

    def _wrappers(self) -> set[TreeNode]:
        """Places that hold most of the first paragraphs behind the headline."""
        first: list[Block] = []
        for block in self.blocks[self.text_start :]:
            if block.is_prose:
                first.append(block)
                if len(first) == 6:
                    break
        if len(first) < 3:
            return set()
        counts: dict[TreeNode, int] = {}
        for block in first:
            for node in block.node.lineage():
                counts[node] = counts.get(node, 0) + 1
        early = {node for block in first[:2] for node in block.node.lineage()}
        return {
            node
            for node in early
            if counts[node] * 2 >= len(first) and node.element.tag not in _APART
        }


def _heading_node(node: TreeNode) -> TreeNode | None:
    return next((above for above in node.lineage() if above.element.tag in HEADINGS), None)
