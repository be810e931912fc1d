"""The probability that a block is of the article's text: named features of it, weighed.

The rules of ``body`` read a page from its headline down and stop where a text ends. On pages of
makes they were not written for they stop too early, begin too late, or take a box along. Here each
block is judged by itself: how long it is, how it ends, what the names around it say, how much of
the page's prose stands in the same place, and what the rules said of it. The weights are fitted on
pages with known texts (``body_weights``); their sum is the logarithm of the odds. What a glance
tells mostly decides: the words of a block are read where they may still change it.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Final

from crawler.layouts.reading.block_words import (
    SAYS,
    WORDS,
    Scale,
    looks_of,
    words_of,
)
from crawler.layouts.reading.body_weights import BIAS, WEIGHTS
from crawler.layouts.reading.boilerplate import (
    asks_consent,
    heads_files,
    heads_something_else,
    leads_away,
    opens_other,
    signs_article,
)
from crawler.layouts.reading.element_roles import ROLES, Role
from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.interruptions import (
    are_alike,
    ends_sentence,
    introduces_somebody,
)
from crawler.layouts.reading.page import folded
from crawler.layouts.reading.view import PageView

MISSED: Final = 0.6
BEYOND: Final = 0.9
"""Where the rules found much of the page's prose, they know better where it ends, and only
paragraphs that are made as the text's are need less."""
_MOST: Final = 0.4
"""Of the prose found: what is made in this way is made as the text is."""
FOREIGN: Final = 0.25
FOREIGN_SENTENCE: Final = 0.1
_DENSITY: Final = Scale("place linked", 0.1, 0.3, 0.6)
_GAP: Final = Scale("gap", 2, 4, 10)
_SAMPLE: Final = 12
_MAX_UP: Final = 40
"""Blocks looked through for the heading above one."""
_SHORT: Final = 0.2
"""Of the page's prose: with less of it a text is short, and the page likely to hold more."""
_FEW: Final = 300
_PLACES: Final = 5
"""The largest places, of which one is the text's: requests for consent are passed over."""
_LINE: Final = 30
"""Characters of a sentence that is a text, where it is all there is."""
_FEW_WORDS: Final = 20
"""Characters of a sentence that the rules took from between others."""
_FOOT: Final = 3
_CLOSE: Final = 2
"""Blocks behind a text that may close it."""
_SAID: Final = 60
"""Characters of a block that the page's description may begin with."""
_ROLES: Final = {
    f"role: {name.lower()}": role
    for name, role in ROLES.items()
    if role
    not in (Role.NAVIGATION, Role.BREADCRUMB, Role.HIDDEN, Role.AURAL, Role.TITLE, Role.MODIFIED)
}


_DESCRIBED: Final = "in description"
_OF_WORDS: Final = [WEIGHTS.get(name, 0.0) for name in (*WORDS, _DESCRIBED)]
_WORDS_FOR: Final = sum(weight for weight in _OF_WORDS if weight > 0)
_WORDS_AGAINST: Final = sum(weight for weight in _OF_WORDS if weight < 0)
"""What the words of a block can add to its odds at the most."""


class Weighing:
    """The blocks of a page, weighed beside what the rules found.

    Args:
        view: the page.
        found: the blocks that the rules took for the article's text.

    Attributes:
        paragraphs: the blocks that read like paragraphs of an article, wherever they stand.
    """

    def __init__(self, view: PageView, found: Sequence[Block]) -> None:
        self._view = view
        self.paragraphs = [block for block in view.blocks if block.is_prose]
        self._found = frozenset(block.index for block in found)
        self._first = min(self._found, default=view.text_start)
        self._last = max(self._found, default=view.text_start)
        self._masses: dict[TreeNode, int] = {}
        firsts: dict[TreeNode, Block] = {}
        for block in self.paragraphs:
            if block.linked * 4 < len(block.text):
                place = _place(block)
                self._masses[place] = self._masses.get(place, 0) + len(block.text)
                firsts.setdefault(place, block)
        total = sum(self._masses.values())
        self._home: TreeNode | None = None
        for place in sorted(self._masses, key=self._masses.__getitem__, reverse=True)[:_PLACES]:
            if not asks_consent(firsts[place]):
                self._home = place
                break
            total -= self._masses.pop(place)
        self._most = self._masses[self._home] if self._home is not None else 1
        length = sum(len(block.text) for block in found)
        self._is_short, self._has_few = length < _SHORT * total, length < _FEW
        self._has_text = any(
            block.is_prose or (len(block.text) >= _LINE and ends_sentence(block)) for block in found
        )
        self._ends = [*found[:1], *found[-1:]]
        self._makes = _makes_of(found)
        self._article, self._outermost = _own_places(view)
        self._odds: dict[int, float] = {}
        self._likelihoods: dict[int, float] = {}
        self._heads: dict[int, str] = {}

    @cached_property
    def _own(self) -> TreeNode | None:
        """The innermost place that holds the headline and what the rules found."""
        return self._view.container([self._view.blocks[self._view.headline or 0], *self._ends])

    @cached_property
    def _homes(self) -> list[int]:
        """The indexes of the paragraphs in the place with most of them."""
        return [block.index for block in self.paragraphs if _place(block) is self._home]

    @cached_property
    def _linked(self) -> dict[TreeNode, tuple[int, int]]:
        """How many characters stand in a place or right under it, and how many of them in links."""
        inside: dict[TreeNode, tuple[int, int]] = {}
        for block in self._view.blocks:
            place = _place(block)
            text, linked = inside.get(place, (0, 0))
            inside[place] = text + len(block.text), linked + block.linked
        sums = dict(inside)
        for place, (text, linked) in inside.items():
            if (around := place.parent) is not None:
                more, more_linked = sums.get(around, (0, 0))
                sums[around] = more + text, more_linked + linked
        return sums

    def likelihood(self, block: Block) -> float:
        """How likely a block is of the article's text, from 0 to 1; weighed once."""
        known = self._likelihoods.get(block.index)
        if known is None:
            odds = self._odds_at_sight(block)
            for name in self._read(block):
                odds += WEIGHTS.get(name, 0.0)
            known = self._likelihoods[block.index] = 1 / (1 + math.exp(-odds))
        return known

    def is_likely(self, block: Block, least: float) -> bool:
        """Whether its likelihood is at least that; it is read only where its words may decide."""
        odds, needed = self._odds_at_sight(block), math.log(least / (1 - least))
        if odds + _WORDS_AGAINST >= needed:
            return True
        return odds + _WORDS_FOR >= needed and self.likelihood(block) >= least

    def _odds_at_sight(self, block: Block) -> float:
        """The logarithm of a block's odds before it is read."""
        known = self._odds.get(block.index)
        if known is None:
            known = BIAS + _of_roles(self._view.roles(block))
            for name in self._seen(block):
                known += WEIGHTS.get(name, 0.0)
            self._odds[block.index] = known
        return known

    def is_missed(self, block: Block) -> bool:
        """Whether a block that the rules left out is text all the same.

        Not where it stands outside of the article's own place, and this holds a text.
        """
        if block.index in self._found or (self._has_text and self._is_elsewhere(block)):
            return False
        if not self._is_short and 10 * self._masses.get(_place(block), 0) < self._most:
            return False
        if asks_consent(block) or signs_article(block):
            return False
        return self.is_likely(block, MISSED if self._goes_on(block) else BEYOND)

    def _goes_on(self, block: Block) -> bool:
        """Whether more of the text is to be expected where a block stands.

        Where it is short; where the block is made as its paragraphs are, and nothing has closed it.
        """
        if self._is_short or not self._view.page.has_markup:
            return self._is_short
        is_behind = block.index > self._last
        if is_behind and any(map(_closes, self._view.blocks[self._last + 1 :][:_CLOSE])):
            return False
        return self._makes.get(_make(block), 0.0) > _MOST

    def _is_elsewhere(self, block: Block) -> bool:
        if not self._is_short and block.index < (self._view.headline or 0):
            return True
        if self._outermost is not None:
            return not block.node.is_within(self._outermost)
        if self._own is None or block.node.is_within(self._own):
            return False
        if self._above(block) == "portrait's heading":
            return True
        lower = block.text.lower()
        return any(words in lower for words in SAYS["says you"])

    def is_foreign(self, block: Block) -> bool:
        """Whether a block that the rules took is none of the text."""
        is_sentence = (
            len(block.text) >= _FEW_WORDS
            and not block.linked
            and not block.is_heading
            and ends_sentence(block)
        )
        if is_sentence and block.is_prose and 4 * self._masses.get(_place(block), 0) > self._most:
            return False  # most are such, and need no weighing
        heads_text = block.is_heading and block.index + 1 in self._found
        is_likely = is_sentence or heads_text
        return not self.is_likely(block, FOREIGN_SENTENCE if is_likely else FOREIGN)

    def confidence(self, text: Sequence[Block]) -> float:
        """How sure it is that a text is the article's, from 0 to 1.

        What its characters are likely on average, by some of the blocks from its first to its last.
        """
        some = text[:: 1 + len(text) // _SAMPLE]
        length = sum(len(block.text) for block in some)
        likely = sum(len(block.text) * self.likelihood(block) for block in some)
        return likely / length if length else 0.0

    def features(self, block: Block) -> list[str]:
        """The names of what a block has, each with a weight of its own."""
        roles = _names_of_roles(self._view.roles(block))
        return [*self._seen(block), *self._read(block), *roles]

    def _seen(self, block: Block) -> Iterator[str]:
        """What a glance at the page tells of a block: its look and make, and where it stands."""
        yield from looks_of(block)
        yield from self._of_place(block)
        yield from self._of_make(block)
        yield from self._of_neighbours(block)
        yield from self._of_rules(block)

    def _read(self, block: Block) -> Iterator[str]:
        """What only the words of a block tell."""
        yield from words_of(block)
        if len(block.text) > _SAID and self._is_described(block):
            yield _DESCRIBED

    def _of_place(self, block: Block) -> Iterator[str]:
        place, home = _place(block), self._home
        share = self._masses.get(place, 0) / self._most
        if place is home:
            yield "place: home"
        else:
            yield "place: " + (
                "big" if share > 0.5 else "some" if share > 0.1 else "small" if share else "none"
            )
            if home is not None:
                if block.node.is_within(home):
                    yield "within home"
                elif home.parent is not None and block.node.is_within(home.parent):
                    yield "beside home"
                elif are_alike(place, home):
                    yield "like home"
                else:
                    yield "away from home"
        if self._homes and place is not home:
            at = bisect(self._homes, block.index)
            if at == 0:
                yield "before home's text"
                gap = self._homes[0] - block.index
            elif at == len(self._homes):
                yield "behind home's text"
                gap = block.index - self._homes[-1]
            else:
                yield "between home's text"
                gap = min(block.index - self._homes[at - 1], self._homes[at] - block.index)
            yield _GAP.part(gap)
        above = place.parent or place
        text, linked = self._linked.get(above, (1, 0))
        yield _DENSITY.part(linked / max(text, 1))
        headline = self._view.headline
        if headline is None:
            yield "no headline"
        elif block.index < headline:
            yield "before headline"
        if self._article is not None:
            inside = block.node.is_within(self._article)
            yield "inside article" if inside else "outside article"
        if self._view.in_fact_box(block):
            yield "in box of facts"
        if self._view.follows_picture(block):
            yield "follows picture"

    def _of_make(self, block: Block) -> Iterator[str]:
        """Whether a block is made as the paragraphs are that the rules found, and how far off."""
        share = self._makes.get(_make(block), 0.0)
        yield "made " + (
            "as most of the text"
            if share > _MOST
            else "as some of the text"
            if share
            else "otherwise"
        )
        pictures = self._view.picture_indexes
        if block.index in pictures and not block.is_prose:
            yield "picture before"
        if block.index + 1 in pictures:
            yield "picture behind"

    def _is_described(self, block: Block) -> bool:
        said = self._description
        return bool(said) and folded(block.text[: 2 * _SAID])[:_SAID] in said

    @cached_property
    def _description(self) -> str:
        meta = self._view.page.meta
        return " ".join(folded(meta.get(name, "")) for name in ("description", "og:description"))

    def _of_neighbours(self, block: Block) -> Iterator[str]:
        yield "under " + self._above(block)
        near = [self._near(block.index, -1), self._near(block.index, 1)]
        yield f"rules: {sum(near)} of 2 beside"
        blocks = self._view.blocks
        if block.index > 0:
            before = blocks[block.index - 1]
            if before.all_linked:
                yield "link before"
            elif before.is_prose:
                yield "prose before"
        if block.index + 1 < len(blocks):
            behind = blocks[block.index + 1]
            if behind.all_linked:
                yield "link behind"
                if opens_other(behind):
                    yield "opened by link behind"
            elif behind.is_prose:
                yield "prose behind"
        if len(blocks) - block.index <= _FOOT:
            yield "at the foot"

    def _near(self, index: int, step: int) -> bool:
        return index + step in self._found

    def _above(self, block: Block) -> str:
        """What kind of heading or mark stands above a block."""
        start = max(0, block.index - _MAX_UP)
        for other in reversed(self._view.blocks[start : block.index]):
            head = self._heads.get(other.index)
            if head is None:
                head = self._heads[other.index] = _head(other)
            if head:
                return head
        return "nothing"

    def _of_rules(self, block: Block) -> Iterator[str]:
        """What the rules said of a block, and of how much text they found."""
        if block.index in self._found:
            yield "rules: text"
            if self._has_few:
                yield "rules: short text"
            if block.index + 3 > self._last:
                yield "rules: last" if block.index == self._last else "rules: near the end"
            return
        if self._is_short:
            yield "not in short text"
        where = (
            "before" if block.index < self._first else "behind" if block.index > self._last else ""
        )
        yield f"rules: {where}" if where else "rules: left out"
        if block.is_prose:
            yield f"prose {where}" if where else "prose left out"


def _own_places(view: PageView) -> tuple[TreeNode | None, TreeNode | None]:
    """The innermost and the outermost ``<article>`` or ``<main>`` around the headline."""
    if view.headline is None:
        return None, None
    lineage = view.blocks[view.headline].node.lineage()
    named = [node for node in lineage if node.element.tag in ("article", "main")]
    return (named[0], named[-1]) if named else (None, None)


def _head(block: Block) -> str:
    """What a block is to those below it: a kind of heading or mark; empty for most."""
    if heads_something_else(block):
        return "heading of files" if heads_files(block) else "heading of others"
    if block.is_heading or (block.all_strong and len(block.text) < 120):
        if introduces_somebody(block):
            return "portrait's heading"
        return "linked heading" if block.linked else "heading"
    if signs_article(block):
        return "signature"
    return "link away" if leads_away(block) else ""


def _closes(block: Block) -> bool:
    """Whether a block behind a text says it is over: a signature, a heading of other things."""
    if signs_article(block):
        return True
    return block.is_heading and (heads_something_else(block) or introduces_somebody(block))


Make = tuple[str, str | None, str, str | None]


def _make(block: Block) -> Make:
    """How a block is marked up: its element and class, and those of the one around it."""
    element, around = block.node.element, _place(block).element
    return (block.kind, element.get("class"), str(around.tag), around.get("class"))


def _makes_of(found: Sequence[Block]) -> dict[Make, float]:
    """What share of the prose found is marked up in which way."""
    lengths: dict[Make, float] = {}
    for block in found:
        if block.is_prose:
            make = _make(block)
            lengths[make] = lengths.get(make, 0.0) + len(block.text)
    total = sum(lengths.values())
    return {make: length / total for make, length in lengths.items()}


def _place(block: Block) -> TreeNode:
    return block.node.parent or block.node


def _names_of_roles(roles: int) -> list[str]:
    return [name for name, role in _ROLES.items() if roles & role]


@lru_cache(4096)
def _of_roles(roles: int) -> float:
    return sum(WEIGHTS.get(name, 0.0) for name in _names_of_roles(roles))
