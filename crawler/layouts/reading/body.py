"""The article's text: where it begins and ends behind the headline, divided into its parts."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Final

from crawler.german.labels import read_label
from crawler.layouts.reading.boilerplate import (
    announces_links,
    asks_consent,
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
from crawler.layouts.reading.date_lines import is_date, opens_with_date
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.headline import is_prose
from crawler.layouts.reading.interruptions import find_rest, introduces_somebody
from crawler.layouts.reading.page import folded
from crawler.layouts.reading.view import PageView
from crawler.layouts.reading.weighing import Weighing

_NOT_TEXT: Final = (
    Role.NAVIGATION
    | Role.BREADCRUMB
    | Role.TOOLS
    | Role.FOOTER
    | Role.ASIDE
    | Role.RELATED
    | Role.CONTACT
    | Role.TAGS
    | Role.CAPTION
    | Role.CREDIT
    | Role.DOWNLOAD
    | Role.ADVERT
    | Role.COMMENTS
    | Role.AUTHOR
    | Role.DATE
    | Role.KICKER
    | Role.MODIFIED
)
_BOXES: Final = Role.ASIDE | Role.RELATED | Role.CONTACT | Role.DOWNLOAD | Role.TOOLS
_SAY_TEXT: Final = Role.LEAD | Role.TEASER | Role.BODY | Role.SUBTITLE
_SAYS_WHOSE: Final = re.compile(r"(?:Quelle|Fotos?|Bild|Grafik|Copyright)\s*:|©")
_MAX_MARKS: Final = 100
"""Interruptions behind each of which the rest of the text is looked for."""
_MAX_FACT: Final = 100
_MAX_SISTERS: Final = 20
"""Rows or items before one that are looked at for a label: lists of facts are short."""
_SENTENCE_ENDS: Final = (".", "!", "?", "“", "”", '"', ":")


@dataclass(frozen=True, slots=True)
class Body:
    """The article's text on a page, as blocks in page order.

    Attributes:
        subtitle: headings right behind the headline.
        lead: the introduction that stands apart.
        text: the paragraphs, subheads, items and rows.
        passed: blocks that interrupt the text and are not of it: ``Lesen Sie auch: …``, boxes.
        end: index of the first block behind the text.
        place: the innermost place on the page that holds headline and text.
        weighing: what its blocks were weighed by; None where a layout declares the text.
    """

    subtitle: list[Block]
    lead: list[Block]
    text: list[Block]
    passed: list[Block]
    end: int
    place: TreeNode | None
    weighing: Weighing | None = None

    @property
    def confidence(self) -> float:
        """From 0 to 1: how likely the text is the article's; 1 where a layout declares it.

        Weighed when it is asked for, and not before: a few hundred microseconds.
        """
        text = [*self.lead, *self.text]
        if self.weighing is None:
            return float(bool(text))
        return self.weighing.confidence(text)


def find_body(view: PageView) -> Body:
    """The article's text on a page: what a layout declares of it, the rest by rules."""
    lead = view.declared_blocks("lead")
    subtitle: list[Block] = []
    weighing: Weighing | None = None
    if text := view.declared_blocks("body"):
        end = text[-1].index + 1
        passed = [b for b in view.blocks[text[0].index : end] if view.declared_field(b) is None]
    else:
        candidates, weighing = _find_candidates(view)
        text, passed = candidates.found, candidates.passed
        if not view.declares("subtitle"):
            subtitle, text = _take_subtitle(view, text)
        if not lead:
            lead, text = _take_lead(view, text, has_subtitle=bool(subtitle))
        if _repeats(lead, text):
            text = text[1:]
        end = candidates.end
        while len(text) > 1 and is_leftover(text[-1], text[-2]):
            end = min(end, text.pop().index)
    last = text[-1].index if text else 0
    passed = [block for block in passed if block.index < last]
    return Body(subtitle, lead, text, passed, end, _place(view, text), weighing)


def _place(view: PageView, text: list[Block]) -> TreeNode | None:
    if view.headline is None:
        return None
    return view.container([view.blocks[view.headline], *text[:1], *text[-1:]])


# -- The blocks that may be text -------------------------------------------------------------------


def _find_candidates(view: PageView) -> tuple[Candidates, Weighing]:
    """The blocks that may be text: by the rules, and then each weighed beside what these found."""
    by_rules = Candidates(view)
    weighing = Weighing(view, by_rules.found)
    missed = [
        block.index
        for block in view.blocks
        if is_prose(block)
        and not view.roles(block) & Role.FOOTER
        and view.declared_field(block) is None
        and weighing.is_missed(block)
    ]
    candidates = Candidates(view, missed) if missed else by_rules
    foreign = [block for block in candidates.found if weighing.is_foreign(block)]
    if foreign and len(foreign) < len(candidates.found):
        candidates.leave_out(foreign)
    return candidates, weighing


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

    def _is_labelled(self, block: Block) -> bool:
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
            first = (block.kind == "p" and paragraphs < 2) or (is_prose(block) and not paragraphs)
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
        total = sum(len(block.text) for block in blocks if is_prose(block))
        for node in view.blocks[view.headline].node.lineage():
            if node.element.tag not in ("article", "main"):
                continue
            inside = [
                block
                for block in blocks
                if block.node.is_within(node) or block.index in self._is_certain
            ]
            length = sum(len(block.text) for block in inside if is_prose(block))
            if 2 * length >= total > 0 or (length and node.element.tag == "main"):
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
    if last.node.own & Role.HEADLINE:  # <p><span class="linkbox_headline">
        return True
    if last.text.startswith("*") and len(last.text) < 80:  # a footnote
        return True
    if last.all_strong and len(last.text) < 80:
        return not last.text.endswith((".", "!", "?")) or is_link_line(before)
    return False


# -- The text divided: subtitle, lead, body --------------------------------------------------------

_APART: Final = 700
"""Characters a lead in a place of its own has at most."""
_LONG_CAPTION: Final = 150


def _take_subtitle(view: PageView, blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Headings right behind the headline; a line of digits is a release number."""
    heading, headline = view.heading, view.headline or 0
    found = [
        block for block in heading if block.index > headline and block.node.own & Role.SUBTITLE
    ]
    for position, block in enumerate(blocks):
        named = view.roles(block) & Role.SUBTITLE
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        heads_text = following is not None and not following.is_heading
        heads_text = heads_text and not _has_sisters(block, blocks)
        if not (named or (block.is_heading and heads_text)) or len(block.text) > 300:
            return found, blocks[position:]
        if any(char.isalpha() for char in block.text):
            found.append(block)
    return found, []


def _has_sisters(heading: Block, blocks: list[Block]) -> bool:
    """Headings of the same rank follow in the same place: it is the first subhead of many."""
    return any(
        other.kind == heading.kind and other.node.parent is heading.node.parent
        for other in blocks
        if other is not heading
    )


def _take_lead(
    view: PageView, text: list[Block], *, has_subtitle: bool
) -> tuple[list[Block], list[Block]]:
    """Part the lead from the text; a caption that tells the story stands in for one."""
    for measure in (_named, _bold, _apart):
        if length := measure(view, text):
            lead = [block for block in text[:length] if not block.is_heading]
            return [block for block in lead if len(lead) == 1 or len(block.text) > 20], text[
                length:
            ]
    return ([] if has_subtitle else _caption(view, text)), text


def _named(view: PageView, text: list[Block]) -> int:
    """Blocks whose innermost telling name says lead, teaser or abstract."""
    first = 0
    while first < min(6, len(text)) and not _is_called_lead(view, text[first]):
        if is_prose(text[first]):
            return 0
        first += 1
    last = first
    while last < len(text) and _is_called_lead(view, text[last]):
        last += 1
    if last == first or (last == len(text) and last - first > 1):
        return 0  # none, or the whole text is called so
    del text[:first]
    return last - first


def _is_called_lead(view: PageView, block: Block) -> bool:
    if not view.page.has_markup:
        return bool(view.roles(block) & Role.LEAD)
    for node in block.node.lineage():
        if view.is_wrapper(node):
            return False
        if node.own & (Role.LEAD | Role.TEASER):
            return True
        if node.own & Role.BODY:
            return False
    return False


def _bold(_: PageView, text: list[Block]) -> int:
    """A first paragraph in bold, unless it is a question of an interview or a subhead."""
    if len(text) < 2 or not text[0].all_strong or text[1].all_strong:
        return 0
    first = text[0]
    long_enough = len(first.text) >= (25 if first.kind == "li" else 60)
    return int(long_enough and not first.is_heading and not first.text.endswith("?"))


def _apart(_: PageView, text: list[Block]) -> int:
    """One or two paragraphs in a place of their own before the place of the text."""
    prose = [block for block in text if is_prose(block)]
    if len(prose) < 2:
        return 0
    total = sum(len(block.text) for block in prose)
    place: TreeNode | None = max(prose, key=lambda block: len(block.text)).node.parent
    inside: list[Block] = []
    while place is not None:
        inside = [block for block in text if block.node.is_within(place)]
        if sum(len(block.text) for block in inside) >= 0.7 * total:
            break
        place = place.parent
    if not inside:
        return 0
    before = text[: text.index(inside[0])]
    length = sum(len(block.text) for block in before)
    if any(block.is_heading for block in before) or not 30 <= length <= _APART:
        return 0
    return len(before) if len(before) <= 2 else 0


def _caption(view: PageView, text: list[Block]) -> list[Block]:
    """A long caption over the text."""
    if not text:
        return []
    for block in view.blocks[view.text_start : text[0].index]:
        is_caption = view.roles(block) & Role.CAPTION and not block.node.own & Role.CREDIT
        if is_caption and len(block.text) >= _LONG_CAPTION:
            return [block]
    return []


def _repeats(lead: list[Block], text: list[Block]) -> bool:
    """Whether the text begins with the lead once more."""
    if not lead or not text:
        return False
    words = folded(lead[0].line)
    return len(words) >= 40 and folded(text[0].line).startswith(words)
