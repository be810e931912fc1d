"""Which blocks behind the headline are the article's text, and where the text ends."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler.german.labels import read_label
from crawler.layouts import names as role
from crawler.layouts.blocks import Block
from crawler.layouts.date_shape import is_date, opens_with_date
from crawler.layouts.endings import (
    announces_links,
    credits_image,
    heads_something_else,
    invites,
    is_label,
    is_link_line,
    leads_away,
    names_writer,
    opens_other,
    points_elsewhere,
    reaches_somebody,
    signs_article,
    stamps_page,
    tells_age,
)
from crawler.layouts.headline import is_prose
from crawler.layouts.interruptions import find_rest

if TYPE_CHECKING:
    from crawler.layouts.reading import Reading

_NOT_TEXT: Final = (
    role.NAVIGATION
    | role.BREADCRUMB
    | role.TOOLS
    | role.FOOTER
    | role.ASIDE
    | role.RELATED
    | role.CONTACT
    | role.TAGS
    | role.CAPTION
    | role.CREDIT
    | role.DOWNLOAD
    | role.ADVERT
    | role.COMMENTS
    | role.AUTHOR
    | role.DATE
    | role.KICKER
    | role.MODIFIED
)
_BOXES: Final = role.ASIDE | role.RELATED | role.CONTACT | role.DOWNLOAD | role.TOOLS
_SAY_TEXT: Final = role.LEAD | role.TEASER | role.BODY | role.SUBTITLE
_SAYS_WHOSE: Final = re.compile(r"(?:Quelle|Fotos?|Bild|Grafik|Copyright)\s*:|©")
_MAX_FACT: Final = 100
_MAX_SISTERS: Final = 20
"""Rows or items before one that are looked at for a label: lists of facts are short."""
_SENTENCE_ENDS: Final = (".", "!", "?", "“", "”", '"', ":")


class Prose:
    """The blocks that may be text, in page order, and the index behind the last of them.

    ``passed`` are those between them that are none: ``Lesen Sie auch: …``, lists of files.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.end = len(reading.blocks)
        self.passed: list[Block] = []
        self.blocks = self._within_article(self._candidates())

    def _candidates(self) -> list[Block]:
        reading = self._reading
        found: list[Block] = []
        paragraphs = 0
        rest = reading.text_start
        for block in reading.blocks[reading.text_start :]:
            roles = reading.roles(block)
            if block.index >= rest and paragraphs and self._ends_text(block, roles):
                resumed = None if roles & role.FOOTER else find_rest(reading, block, found)
                if resumed is None:
                    self.end = block.index
                    if opens_other(block):
                        drop_teaser(found)
                    break
                rest = resumed
            if block.index < rest:
                if not roles & (role.ASIDE | role.RELATED):
                    self.passed.append(block)
                continue
            if not self._may_be_text(block, roles, paragraphs):
                continue
            if self._is_labelled(block):
                continue
            if points_elsewhere(block):
                self.passed.append(block)
                continue
            if not paragraphs and heads_something_else(block):
                self.passed.append(block)
                continue
            if not paragraphs and is_fact(block, roles):
                continue
            if not paragraphs and shares_facts(block):
                continue
            if paragraphs < 2 and names_writer(block):
                continue
            found.append(block)
            paragraphs += is_prose(block)
        return found

    def _is_labelled(self, block: Block) -> bool:
        """Dates, credits and signatures in the text: not of it."""
        return (
            signs_article(block)
            or is_date(block.text)
            or stamps_page(block)
            or tells_age(block)
            or credits_image(block)
            or is_label(block)
        )

    def _ends_text(self, block: Block, roles: int) -> bool:
        """Footers, a second ``<h1>``, links back, headings of other things, signatures."""
        if roles & role.FOOTER or block.kind == "h1" or leads_away(block):
            return True
        if roles & (role.CAPTION | role.CREDIT):
            return False
        if heads_something_else(block):
            return not self._heads_text(block)
        if block.is_heading and block.all_linked and self._opens_teasers(block):
            return True
        return signs_article(block)

    def _heads_text(self, block: Block) -> bool:
        """A heading like "Links zur Vergangenheit": a long paragraph follows in the same place."""
        later = self._reading.blocks[block.index + 1 : block.index + 2]
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
        page = self._reading.page
        headings = [
            other
            for other in self._reading.blocks[block.index : block.index + 8]
            if other.is_heading and other.all_linked
        ]
        targets = [page.absolute(link.get("href")) for one in headings for link in one.anchors[:1]]
        return len([url for url in targets if url and not page.is_this_page(url)]) >= 2

    def _may_be_text(self, block: Block, roles: int, paragraphs: int) -> bool:
        if roles & _NOT_TEXT or block.kind == "figcaption" or block.text.startswith("___"):
            return False
        if self._reading.in_fact_box(block):
            return False
        if self._reading.follows_picture(block) and _SAYS_WHOSE.search(block.line):
            return False
        if roles & role.TEASER and not roles & (role.LEAD | role.BODY):
            # the teaser over the text is its lead; a later one is another article's
            first = (block.kind == "p" and paragraphs < 2) or (is_prose(block) and not paragraphs)
            return first and not block.all_linked
        if block.kind in ("li", "div", "td") and block.all_linked:
            return False
        if roles & role.FIGURE and len(block.text) < 60 and not block.is_heading:
            return False
        if block.kind in ("div", "td") and len(block.text) < 25:
            return block.text.endswith(_SENTENCE_ENDS) and not block.linked
        return not (roles & role.META and len(block.text) < 80)

    def _within_article(self, blocks: list[Block]) -> list[Block]:
        """Keep to the ``<article>`` or ``<main>`` of the headline if it holds most of the text."""
        reading = self._reading
        if reading.headline is None:
            return blocks
        total = sum(len(block.text) for block in blocks if is_prose(block))
        for node in reading.blocks[reading.headline].node.lineage():
            if node.element.tag not in ("article", "main"):
                continue
            inside = [block for block in blocks if block.node.is_within(node)]
            if 2 * sum(len(block.text) for block in inside if is_prose(block)) >= total > 0:
                if inside[-1] is not blocks[-1]:
                    self.end = min(self.end, inside[-1].index + 1)
                return inside
        return blocks


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
    in_list_of_terms = block.kind in ("dt", "dd") and not is_prose(block)
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


def is_leftover(last: Block, before: Block) -> bool:
    """Whether a last block is no text: links, a contact, a heading over nothing."""
    if last.is_heading or is_link_line(last) or announces_links(last) or reaches_somebody(last):
        return True
    if invites(last) or names_writer(last):
        return True
    if last.node.own & role.HEADLINE:  # <p><span class="linkbox_headline">
        return True
    if last.text.startswith("*") and len(last.text) < 80:  # a footnote
        return True
    if last.all_strong and len(last.text) < 80:
        return not last.text.endswith((".", "!", "?")) or is_link_line(before)
    return False
