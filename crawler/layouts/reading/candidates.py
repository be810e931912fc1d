"""The blocks that may be an article's text: a walk from the headline to where the text ends."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection
from itertools import islice
from typing import Final

from crawler.german.labels import read_label
from crawler.layouts.reading.boilerplate import (
    asks_consent,
    credits_image,
    heads_something_else,
    is_label,
    leads_away,
    names_writer,
    opens_other,
    points_elsewhere,
    signs_article,
    stamps_page,
    tells_age,
)
from crawler.layouts.reading.date_lines import is_date, opens_with_date
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.interruptions import find_rest, introduces_somebody
from crawler.layouts.reading.view import PageView

_NOT_TEXT: Final = (
    BESIDE_ARTICLE
    | Role.TOOLS
    | Role.FOOTER
    | Role.ASIDE
    | Role.TAGS
    | Role.CAPTION
    | Role.CREDIT
    | Role.DOWNLOAD
    | Role.AUTHOR
    | Role.DATE
    | Role.KICKER
    | Role.MODIFIED
)
_SAY_TEXT: Final = Role.LEAD | Role.TEASER | Role.BODY | Role.SUBTITLE
_SAYS_WHOSE: Final = re.compile(r"(?:Quelle|Fotos?|Bild|Grafik|Copyright)\s*:|©")
_MAX_MARKS: Final = 100
"""Interruptions behind each of which the rest of the text is looked for."""
_MAX_FACT: Final = 100
_MAX_SISTERS: Final = 20
"""Rows or items before one that are looked at for a label: lists of facts are short."""
_SENTENCE_ENDS: Final = (".", "!", "?", "“", "”", '"', ":")


class Candidates:
    """Walks the blocks behind the headline up to the end of the text.

    Args:
        view: the page.
        certain: indexes of blocks that are text, whatever the rules say of them.

    Attributes:
        found: the blocks that may be text, in page order.
        passed: the blocks between them that are none.
        end: the index behind the last of all.
    """

    def __init__(self, view: PageView, certain: Collection[int] = ()) -> None:
        self._view = view
        self._certain = sorted(certain)
        self._is_certain = frozenset(certain)
        self.end = len(view.blocks)
        self.passed: list[Block] = []
        self.found = self._within_article(self._behind_headline())

    def leave_out(self, blocks: Collection[Block]) -> None:
        """Take blocks out of the text: they interrupt it, or stand behind it."""
        indexes = frozenset(block.index for block in blocks)
        self.passed = sorted([*self.passed, *blocks], key=lambda block: block.index)
        self.found = [block for block in self.found if block.index not in indexes]
        if self.found[-1].index + 1 < self.end:
            behind = (index for index in sorted(indexes) if index > self.found[-1].index)
            self.end = min(self.end, next(behind, self.end))

    def _behind_headline(self) -> list[Block]:
        view = self._view
        found: list[Block] = []
        paragraphs = marks = 0
        start = rest = min([view.text_start, *self._certain])
        for block in view.blocks[start:]:
            if view.declared_field(block) is not None:
                continue
            if block.index in self._is_certain:
                found.append(block)
                paragraphs += 1
                rest = block.index
                continue
            if asks_consent(block):
                self.passed.append(block)
                continue
            roles = view.roles(block)
            if block.index >= rest and paragraphs and self._ends_text(block, roles, found):
                resumed = None
                is_over = roles & Role.FOOTER or view.closes_article(block)
                if not is_over and marks < _MAX_MARKS:
                    marks += 1
                    resumed = find_rest(view, block, found)
                if resumed is None:
                    resumed = self._next_certain(block)
                if resumed is None:
                    self.end = block.index
                    if opens_other(block):
                        drop_teaser(found)
                    break
                rest = resumed
            if block.index < rest:
                if not roles & (Role.ASIDE | Role.RELATED):
                    self.passed.append(block)
                continue
            if not self._may_be_text(block, roles, paragraphs) and not is_in_cell(block, found):
                continue
            if self.is_labelled(block):
                continue
            if points_elsewhere(block):
                self.passed.append(block)
                continue
            if not paragraphs and heads_something_else(block):
                self.passed.append(block)
                continue
            if not paragraphs and self._is_fact(block, roles):
                continue
            if not paragraphs and shares_facts(block):
                continue
            if paragraphs < 2 and names_writer(block):
                continue
            found.append(block)
            paragraphs += view.is_prose(block)
        return found

    def _is_fact(self, block: Block, roles: int) -> bool:
        """Whether a block says a fact; where nothing but words tell, a short line may be text."""
        return is_fact(block, roles) if self._view.page.has_markup else is_line_of_facts(block)

    def _next_certain(self, mark: Block) -> int | None:
        """With which block the text goes on for certain, or the subhead right before it."""
        at = bisect(self._certain, mark.index)
        if at == len(self._certain):
            return None
        index = self._certain[at]
        if index - 1 > mark.index:
            before = self._view.blocks[index - 1]
            if before.is_heading and not heads_something_else(before):
                return index - 1
        return index

    def is_labelled(self, block: Block) -> bool:
        """Dates, credits and signatures in the text: not of it."""
        signs = self._view.may_sign(block) and (signs_article(block) or is_label(block))
        return (
            signs
            or is_date(block.text)
            or stamps_page(block)
            or tells_age(block)
            or credits_image(block)
        )

    def _ends_text(self, block: Block, roles: int, found: list[Block]) -> bool:
        """Footers, a second ``<h1>``, links back, headings of other things, signatures."""
        if block.is_heading and introduces_somebody(block) and self._is_outside(block, found):
            return True
        if roles & Role.FOOTER or block.kind == "h1" or leads_away(block):
            return True
        if roles & (Role.CAPTION | Role.CREDIT):
            return False
        if heads_something_else(block):
            return not self._heads_text(block)
        if block.is_heading and block.all_linked and self._opens_teasers(block):
            return True
        return signs_article(block) and self._view.may_sign(block)

    def _is_outside(self, block: Block, found: list[Block]) -> bool:
        """Whether a block stands outside of what holds the headline and the text so far."""
        view = self._view
        own = view.container([view.blocks[view.headline or 0], *found[-3:]])
        return own is not None and not block.node.is_within(own)

    def _heads_text(self, block: Block) -> bool:
        """A heading like "Links zur Vergangenheit": a long paragraph follows in the same place."""
        later = self._view.blocks[block.index + 1 : block.index + 2]
        return bool(
            later
            and block.is_heading
            and block.label is None
            and later[0].kind == "p"
            and len(later[0].text) >= 200
            and not later[0].anchors
            and later[0].node.parent is block.node.parent
        )

    def _opens_teasers(self, block: Block) -> bool:
        """Headings that are links to other pages, one after the other, head teasers."""
        page = self._view.page
        headings = [
            other
            for other in self._view.blocks[block.index : block.index + 8]
            if other.is_heading and other.all_linked
        ]
        targets = [page.absolute(link.get("href")) for one in headings for link in one.anchors[:1]]
        return len([url for url in targets if url and not page.is_this_page(url)]) >= 2

    def _may_be_text(self, block: Block, roles: int, paragraphs: int) -> bool:
        if roles & _NOT_TEXT or block.kind == "figcaption" or block.text.startswith("___"):
            return False
        if self._view.in_fact_box(block):
            return False
        if self._view.follows_picture(block) and _SAYS_WHOSE.search(block.line):
            return False
        if roles & Role.TEASER and not roles & (Role.LEAD | Role.BODY):
            # the teaser over the text is its lead; a later one is another article's
            first = (block.kind == "p" and paragraphs < 2) or (block.is_prose and not paragraphs)
            return first and not block.all_linked
        if block.kind in ("li", "div", "td", "th") and block.all_linked:
            return False
        if roles & Role.FIGURE and len(block.text) < 60 and not block.is_heading:
            return False
        if block.kind in ("div", "td") and len(block.text) < 25:
            return block.text.endswith(_SENTENCE_ENDS) and not block.linked
        return not (roles & Role.META and len(block.text) < 80)

    def _within_article(self, blocks: list[Block]) -> list[Block]:
        """Keep to the ``<article>`` or ``<main>`` of the headline if it holds most of the text."""
        view = self._view
        if view.headline is None:
            return blocks
        total = sum(len(block.text) for block in blocks if block.is_prose)
        for node in view.blocks[view.headline].node.lineage():
            if node.element.tag not in ("article", "main"):
                continue
            inside = [
                block
                for block in blocks
                if block.node.is_within(node) or block.index in self._is_certain
            ]
            length = sum(len(block.text) for block in inside if block.is_prose)
            if 2 * length >= total > 0 or (length and node.element.tag == "main"):
                if inside[-1] is not blocks[-1]:
                    self.end = min(self.end, inside[-1].index + 1)
                return inside
        return blocks


def is_in_cell(block: Block, found: list[Block]) -> bool:
    """Whether a block is the cell of a table within the cell that the text before stands in."""
    if block.kind not in ("td", "th") or block.all_linked or not found:
        return False
    return found[-1].kind in ("td", "th") and found[-1].node in block.node.ancestors


def drop_teaser(found: list[Block]) -> None:
    """Take away the heading and the few blocks behind it that a "Mehr erfahren" belongs to."""
    for back in range(1, min(4, len(found) - 1)):
        if found[-back].is_heading:
            del found[-back:]
            return


def is_fact(block: Block, roles: int) -> bool:
    """Whether a block before the first paragraph says something of the article, not in it.

    A line of date and rubric, a byline, a list of terms (``Wirkstoff: …``, ``Aktenzeichen: …``).
    """
    in_list_of_terms = block.kind in ("dt", "dd") and not block.is_prose
    return in_list_of_terms or is_line_of_facts(block) or is_fragment(block, roles)


def shares_facts(block: Block) -> bool:
    """Whether a short row or item stands beside a labelled one: ``Stichtag: …``, then a rubric."""
    if block.kind not in ("li", "tr") or len(block.text) > 100:
        return False
    item = next(node.element for node in block.node.lineage() if node.element.tag in ("li", "tr"))
    sisters = islice(item.itersiblings(preceding=True), _MAX_SISTERS)
    texts = (" ".join(map(str, other.itertext())).strip()[:_MAX_FACT] for other in (*sisters, item))
    return any(text and read_label(text) is not None for text in texts)


def is_fragment(block: Block, roles: int) -> bool:
    """Whether a short line before the first paragraph is no text: a byline, a reading time."""
    if block.is_heading or len(block.text) > 40 or roles & _SAY_TEXT:
        return False
    return block.kind in ("p", "div") and not block.text.endswith((*_SENTENCE_ENDS, ","))


def is_line_of_facts(block: Block) -> bool:
    """Whether a short block says date and rubric: ``01.02.2022 Kategorie: Verband``."""
    return len(block.text) < 150 and any(map(opens_with_date, block.text.split("\n")))
