"""The blocks around an article's text, each with where it stands: beside the headline, behind all.

What they say of the article, its dates above all, is told by ``date_candidates`` and ``updated``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.view import PageView

IN_HEADING: Final = frozenset({"in heading"})
ABOVE: Final = frozenset({"above headline"})
CLOSE_ABOVE: Final = frozenset({"above headline", "close above"})
BELOW: Final = frozenset({"below headline"})
BELOW_LEAD: Final = frozenset({"below lead"})
BEHIND_TEXT: Final = frozenset({"behind text"})
AT_END: Final = frozenset({"behind text", "at end of text"})
BESIDE: Final = frozenset({"beside article"})
BY_HEADLINE: Final = IN_HEADING | ABOVE | BELOW | BELOW_LEAD

MAX_LINE: Final = 100
"""Characters of a line that was taken for text because no name says what it is."""
_CLOSE: Final = 3
_BEFORE: Final = 8


def neighbours(
    view: PageView, text: list[Block], place: TreeNode | None
) -> Iterator[tuple[Block, frozenset[str]]]:
    """The blocks around a text that may tell of it, in page order.

    Args:
        view: the page.
        text: the paragraphs of the article.
        place: the innermost place that holds them and the headline.
    """
    if view.headline is None:
        return
    heading = view.heading
    first = heading[0].index
    for block in _above(view, first):
        if view.is_near_headline(block):
            yield block, CLOSE_ABOVE if first - block.index <= _CLOSE else ABOVE
    for block in heading:
        yield block, IN_HEADING
    own = frozenset(block.index for block in text)
    paragraphs = sum(map(view.is_prose, text))
    article = place if view.page.has_markup else None  # without names all is one place
    passed = 0
    heading_behind = False
    for block in view.blocks[view.text_start :]:
        if block.index in own:
            passed += view.is_prose(block)
            heading_behind = False
            if not passed and len(block.text) <= MAX_LINE:
                yield block, BELOW
            continue
        heading_behind = heading_behind or block.is_heading
        if not passed:
            yield block, BELOW
        elif passed == 1 < paragraphs:
            yield block, BELOW_LEAD
        elif article is not None and block.node.is_within(article):
            yield block, BEHIND_TEXT if heading_behind or passed < paragraphs else AT_END
        else:
            yield block, BESIDE


def _above(view: PageView, first: int) -> list[Block]:
    """The blocks over the headline, down from the last teaser of another article."""
    above: list[Block] = []
    for block in reversed(view.blocks[max(0, first - _BEFORE) : first]):
        if view.is_prose(block) or (block.is_heading and block.all_linked):
            break
        above.append(block)
    return above[::-1]
