"""The text divided: subtitle, lead, body.

The rules for the lead come in the order of their certainty: a name that says lead, teaser or
abstract; bold type; a place of its own before the place of the text; a picture's caption as long as
a paragraph over a text that has no other lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crawler.layouts import names as role
from crawler.layouts.blocks import Block, Node
from crawler.layouts.comparing import folded
from crawler.layouts.headline import is_prose
from crawler.layouts.prose import Prose, is_leftover

if TYPE_CHECKING:
    from crawler.layouts.reading import Reading

_APART: Final = 700
"""Characters a lead in a place of its own has at most."""
_LONG_CAPTION: Final = 150


class Parts:
    """The blocks behind the headline: ``subtitle``, ``lead``, ``text``; ``end`` is behind them.

    ``passed`` are those that interrupt the text: pointers to other articles, boxes, signatures.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        prose = Prose(reading)
        self.end = prose.end
        self.subtitle, rest = self._take_subtitle(prose.blocks)
        self.lead, self.text = self._take_lead(rest)
        self._drop_repeated_lead()
        while len(self.text) > 1 and is_leftover(self.text[-1], self.text[-2]):
            self.end = min(self.end, self.text.pop().index)
        last = self.text[-1].index if self.text else 0
        self.passed = [block for block in prose.passed if block.index < last]
        # The reading keeps its parts: without a way back, a page's tree is freed when it is read.
        del self._reading

    def _take_subtitle(self, blocks: list[Block]) -> tuple[list[Block], list[Block]]:
        """Headings right behind the headline; a line of digits is a release number."""
        heading, headline = self._reading.heading, self._reading.headline or 0
        found = [
            block for block in heading if block.index > headline and block.node.own & role.SUBTITLE
        ]
        for position, block in enumerate(blocks):
            named = self._reading.roles(block) & role.SUBTITLE
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            heads_text = following is not None and not following.is_heading
            heads_text = heads_text and not self._has_sisters(block, blocks)
            if not (named or (block.is_heading and heads_text)) or len(block.text) > 300:
                return found, blocks[position:]
            if any(char.isalpha() for char in block.text):
                found.append(block)
        return found, []

    def _has_sisters(self, heading: Block, blocks: list[Block]) -> bool:
        """Headings of the same rank follow in the same place: it is the first subhead of many."""
        return any(
            other.kind == heading.kind and other.node.parent is heading.node.parent
            for other in blocks
            if other is not heading
        )

    def _take_lead(self, text: list[Block]) -> tuple[list[Block], list[Block]]:
        for lead_of in (self._named, self._bold, self._apart):
            if length := lead_of(text):
                lead = [block for block in text[:length] if not block.is_heading]
                return [block for block in lead if len(lead) == 1 or len(block.text) > 20], text[
                    length:
                ]
        return self._caption(text), text

    def _named(self, text: list[Block]) -> int:
        """Blocks whose innermost telling name says lead, teaser or abstract."""
        first = 0
        while first < min(6, len(text)) and not self._is_called_lead(text[first]):
            if is_prose(text[first]):
                return 0
            first += 1
        last = first
        while last < len(text) and self._is_called_lead(text[last]):
            last += 1
        if last == first or (last == len(text) and last - first > 1):
            return 0  # none, or the whole text is called so
        del text[:first]
        return last - first

    def _is_called_lead(self, block: Block) -> bool:
        for node in block.node.lineage():
            if self._reading.is_wrapper(node):
                return False
            if node.own & (role.LEAD | role.TEASER):
                return True
            if node.own & role.BODY:
                return False
        return False

    def _bold(self, text: list[Block]) -> int:
        """A first paragraph in bold, unless it is a question of an interview or a subhead."""
        if len(text) < 2 or not text[0].all_strong or text[1].all_strong:
            return 0
        first = text[0]
        long_enough = len(first.text) >= (25 if first.kind == "li" else 60)
        return int(long_enough and not first.is_heading and not first.text.endswith("?"))

    def _apart(self, text: list[Block]) -> int:
        """One or two paragraphs in a place of their own before the place of the text."""
        prose = [block for block in text if is_prose(block)]
        if len(prose) < 2:
            return 0
        total = sum(len(block.text) for block in prose)
        place: Node | None = max(prose, key=lambda block: len(block.text)).node.parent
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

    def _caption(self, text: list[Block]) -> list[Block]:
        reading = self._reading
        if not text or self.subtitle:
            return []
        for block in reading.blocks[reading.text_start : text[0].index]:
            is_caption = reading.roles(block) & role.CAPTION and not block.node.own & role.CREDIT
            if is_caption and len(block.text) >= _LONG_CAPTION:
                return [block]
        return []

    def _drop_repeated_lead(self) -> None:
        if not self.lead or not self.text:
            return
        lead = folded(self.lead[0].line)
        if len(lead) >= 40 and folded(self.text[0].line).startswith(lead):
            self.text = self.text[1:]
