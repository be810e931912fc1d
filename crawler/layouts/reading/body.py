"""The article's text: where it begins and ends behind the headline, divided into its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from crawler.layouts.reading.boilerplate import (
    announces_links,
    invites,
    is_link_line,
    names_writer,
    reaches_somebody,
)
from crawler.layouts.reading.candidates import Candidates
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.neighbourhood import neighbours
from crawler.layouts.reading.page import folded
from crawler.layouts.reading.view import PageView
from crawler.layouts.reading.weighing import Weighing


@dataclass(frozen=True)
class Body:
    """The article's text on a page, as blocks in page order.

    Attributes:
        view: the page.
        subtitle: headings right behind the headline.
        lead: the introduction that stands apart.
        text: the paragraphs, subheads, items and rows.
        passed: blocks that interrupt the text and are not of it: ``Lesen Sie auch: …``, boxes.
        end: index of the first block behind the text.
        place: the innermost place on the page that holds headline and text.
        weighing: what its blocks were weighed by; None where a layout declares the text.
    """

    view: PageView
    subtitle: list[Block]
    lead: list[Block]
    text: list[Block]
    passed: list[Block]
    end: int
    place: TreeNode | None
    weighing: Weighing | None = None

    @cached_property
    def around(self) -> list[tuple[Block, frozenset[str]]]:
        """The blocks around the text that may tell of it, each with where it stands."""
        return list(neighbours(self.view, self.text, self.place))

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
    return Body(view, subtitle, lead, text, passed, end, _place(view, text), weighing)


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
        for block in weighing.paragraphs
        if not view.roles(block) & Role.FOOTER
        and view.declared_field(block) is None
        and weighing.is_missed(block)
        and not by_rules.is_labelled(block)
    ]
    candidates = Candidates(view, missed) if missed else by_rules
    foreign = [block for block in candidates.found if weighing.is_foreign(block)]
    if foreign and len(foreign) < len(candidates.found):
        candidates.leave_out(foreign)
    return candidates, weighing


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
        if text[first].is_prose:
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
    prose = [block for block in text if block.is_prose]
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
