"""Where on a page the article stands: its headline, its lead, its text, and what follows.

Works on the flow of blocks with the roles their names say. Names mislead where they belong to a
wrapper of everything (``<div class="page-with-sidebar">``, a donation component around the whole
text), so the names of whatever encloses both headline and text, or most of the text, count for
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from crawler.german.labels import LabelField, read_label
from crawler.layouts import names as role
from crawler.layouts.comparing import folded
from crawler.layouts.date_shape import is_date
from crawler.layouts.endings import (
    announces_links,
    heads_something_else,
    is_link_line,
    leads_away,
    reaches_somebody,
    signs_article,
)
from crawler.layouts.flow import HEADINGS, Block, Node
from crawler.layouts.headline import find_headline, is_prose
from crawler.layouts.names import Names
from crawler.layouts.page import Page

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
_ELSEWHERE: Final = (
    role.NAVIGATION
    | role.BREADCRUMB
    | role.TOOLS
    | role.ASIDE
    | role.RELATED
    | role.CONTACT
    | role.ADVERT
    | role.COMMENTS
)


class Reading:
    """One page read with one layout's names."""

    def __init__(self, page: Page, names: Names) -> None:
        self.page = page
        flow = page.flow(names)
        self.names = names
        self.blocks = flow.blocks
        self.pictures = flow.pictures
        self.headline = find_headline(page, self.blocks)
        self._roles: dict[Node, int] = {}
        self._neutral: set[Node] = set()
        if self.headline is not None:
            self._neutral.update(self.blocks[self.headline].node.lineage())
            self._neutral.update(self._wrappers())

    def roles(self, block: Block) -> int:
        """The roles of a block by all names around it, wrappers left out."""
        return self.node_roles(block.node)

    def is_wrapper(self, node: Node) -> bool:
        """Whether a place holds the headline or most of the text."""
        return node in self._neutral

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
        return [other for other in near if element in other.node.lineage()]

    @cached_property
    def text_start(self) -> int:
        """Index of the first block behind the headline."""
        return self.heading[-1].index + 1 if self.heading else 0

    @cached_property
    def parts(self) -> Parts:
        """The article's text, divided."""
        return Parts(self)

    @cached_property
    def title(self) -> str | None:
        """The headline without the date, kicker and subtitle that stand in its element."""
        own = [
            block.line
            for block in self.heading
            if block.index == self.headline
            or not block.node.own
            & (role.KICKER | role.DATE | role.META | role.SUBTITLE | role.AUTHOR)
        ]
        return " ".join(own) or None

    @cached_property
    def article(self) -> Node | None:
        """The innermost place that holds headline and text."""
        if self.headline is None:
            return None
        return self.container(
            [self.blocks[self.headline], *self.parts.text[:1], *self.parts.text[-1:]]
        )

    def section(self, field: LabelField) -> list[Block]:
        """The blocks under a heading that is a label, up to the next heading or label."""
        found: list[Block] = []
        inside = False
        for block in self.blocks[self.text_start :]:
            label = read_label(block.text) if len(block.text) < 200 else None
            if inside and (block.is_heading or label is not None or leads_away(block)):
                break
            if inside:
                found.append(block)
            elif label is not None and label.field == field:
                inside = True
        return found

    def container(self, blocks: Iterable[Block]) -> Node | None:
        """The innermost place that holds all of the blocks."""
        common: list[Node] | None = None
        for block in blocks:
            lineage = list(block.node.lineage())[::-1]
            if common is None:
                common = lineage
            else:
                length = 0
                for one, other in zip(common, lineage, strict=False):
                    if one is not other:
                        break
                    length += 1
                common = common[:length]
        return common[-1] if common else None

    def node_roles(self, node: Node) -> int:
        """The roles of a place by its own and all names around it, wrappers left out."""
        known = self._roles.get(node)
        if known is None:
            above = self.node_roles(node.parent) if node.parent is not None else 0
            own = node.own & role.BODY if node in self._neutral else node.own
            known = self._roles[node] = above | own
        return known

    def _wrappers(self) -> set[Node]:
        """Places that hold most of the first paragraphs behind the headline."""
        first: list[Block] = []
        for block in self.blocks[self.text_start :]:
            if is_prose(block):
                first.append(block)
                if len(first) == 6:
                    break
        if len(first) < 3:
            return set()
        counts: dict[Node, int] = {}
        for block in first:
            for node in block.node.lineage():
                counts[node] = counts.get(node, 0) + 1
        early = {node for block in first[:2] for node in block.node.lineage()}
        return {node for node in early if counts[node] * 2 >= len(first)}


class Parts:
    """The blocks behind the headline: subtitle, lead, text, and where the text ends."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.subtitle: list[Block] = []
        self.lead: list[Block] = []
        self.end = len(reading.blocks)
        """Index of the first block behind the text."""
        candidates = self._candidates()
        candidates = self._within_article(candidates)
        self.text: list[Block] = self._divide(candidates)
        self._drop_repeated_lead()
        self._trim()

    # -- which blocks may be text ------------------------------------------------------------

    def _candidates(self) -> list[Block]:
        reading = self._reading
        found: list[Block] = []
        begun = False
        for block in reading.blocks[reading.text_start :]:
            roles = reading.roles(block)
            if begun and self._ends_text(block, roles):
                self.end = block.index
                break
            if not self._may_be_text(block, roles) or signs_article(block) or is_date(block.text):
                continue
            if not begun and heads_something_else(block):
                continue
            found.append(block)
            begun = begun or is_prose(block)
        return found

    def _ends_text(self, block: Block, roles: int) -> bool:
        if roles & role.FOOTER or block.kind == "h1":
            return True
        if leads_away(block):
            return True
        if roles & (role.CAPTION | role.CREDIT):
            return False
        if heads_something_else(block):
            return True
        return signs_article(block) and not self._text_goes_on(block)

    def _text_goes_on(self, block: Block) -> bool:
        """Two more paragraphs beside it: a ``Quelle:`` in mid-text is a picture's."""
        parent = block.node.parent
        beside = 0
        for later in self._reading.blocks[block.index + 1 : block.index + 9]:
            if later.node.parent is parent and is_prose(later):
                beside += 1
        return beside >= 2

    def _may_be_text(self, block: Block, roles: int) -> bool:
        if roles & _NOT_TEXT:
            return False
        if block.kind == "figcaption":
            return False
        if roles & role.TEASER and not roles & (role.LEAD | role.BODY):
            # the teaser over the text is its lead; a later one is another article's
            return block.kind == "p" and not block.all_linked and not self._behind_text(block)
        if block.kind in ("li", "div", "td") and block.all_linked:
            return False
        if roles & role.FIGURE and len(block.text) < 60 and not block.is_heading:
            return False
        if block.kind in ("div", "td") and len(block.text) < 25:
            return block.text.endswith((".", "!", "?", "“", '"')) and not block.linked
        if roles & role.META and len(block.text) < 80:
            return False
        return not block.text.startswith("___")

    def _behind_text(self, block: Block) -> bool:
        start = self._reading.text_start
        earlier = self._reading.blocks[start : block.index]
        return sum(is_prose(other) for other in earlier) >= 2

    def _within_article(self, candidates: list[Block]) -> list[Block]:
        """Keep to the ``<article>`` or ``<main>`` of the headline if it holds most of the text."""
        reading = self._reading
        if reading.headline is None:
            return candidates
        total = sum(len(block.text) for block in candidates if is_prose(block))
        for node in reading.blocks[reading.headline].node.lineage():
            if node.element.tag not in ("article", "main"):
                continue
            inside = [block for block in candidates if node in block.node.lineage()]
            if 2 * sum(len(block.text) for block in inside if is_prose(block)) >= total > 0:
                outside = [block for block in candidates if block.index > inside[-1].index]
                if outside:
                    self.end = min(self.end, inside[-1].index + 1)
                return inside
        return candidates

    # -- which of them are subtitle and lead -------------------------------------------------

    def _divide(self, candidates: list[Block]) -> list[Block]:
        text = self._take_subtitle(candidates)
        for take in (self._named_lead, self._bold_lead, self._lead_apart):
            rest = take(text)
            if rest is not None:
                return rest
        return text

    def _take_subtitle(self, candidates: list[Block]) -> list[Block]:
        """Headings right behind the headline; lines of digits are release numbers."""
        rest = list(candidates)
        while rest:
            block = rest[0]
            named = self._reading.roles(block) & role.SUBTITLE
            if not (named or block.is_heading) or len(block.text) > 300:
                break
            following = rest[1] if len(rest) > 1 else None
            if not named and (following is None or following.is_heading):
                break
            rest.pop(0)
            if any(char.isalpha() for char in block.text):
                self.subtitle.append(block)
        return rest

    def _named_lead(self, text: list[Block]) -> list[Block] | None:
        """Blocks whose innermost telling name says lead, teaser or abstract."""
        first = next(
            (i for i, block in enumerate(text[:6]) if self._nearest(block) & role.LEAD), None
        )
        if first is None or any(is_prose(block) for block in text[:first]):
            return None
        last = first
        while last < len(text) and self._nearest(text[last]) & role.LEAD:
            last += 1
        if last == len(text) and last - first > 1:
            return None  # the whole text is called so
        self.lead = [block for block in text[first:last] if not block.is_heading]
        return text[last:]

    def _nearest(self, block: Block) -> int:
        for node in block.node.lineage():
            if self._reading.is_wrapper(node):
                return 0
            own = node.own
            if own & role.BODY and not own & (role.LEAD | role.TEASER):
                return 0
            if own & (role.LEAD | role.TEASER):
                return role.LEAD
        return 0

    def _bold_lead(self, text: list[Block]) -> list[Block] | None:
        """A first paragraph in bold, unless it is a question of an interview or a subhead."""
        if len(text) < 2:
            return None
        first, second = text[0], text[1]
        long_enough = len(first.text) >= (25 if first.kind == "li" else 60)
        if (
            first.all_strong
            and long_enough
            and first.kind in ("p", "li", "div", "blockquote")
            and not first.text.endswith("?")
            and not second.all_strong
        ):
            self.lead = [first]
            return text[1:]
        return None

    def _lead_apart(self, text: list[Block]) -> list[Block] | None:
        """One or two paragraphs in a place of their own before the place of the text."""
        prose = [block for block in text if is_prose(block)]
        if len(prose) < 2:
            return None
        total = sum(len(block.text) for block in prose)
        place: Node | None = max(prose, key=lambda block: len(block.text)).node.parent
        while place is not None:
            inside = [block for block in text if place in block.node.lineage()]
            if sum(len(block.text) for block in inside) >= 0.7 * total:
                break
            place = place.parent
        if place is None:
            return None
        before = text[: text.index(inside[0])]
        apart = [block for block in before if not block.is_heading]
        if not 0 < len(apart) <= 2 or sum(len(block.text) for block in apart) > 700:
            return None
        if len(before) != len(apart) or sum(len(block.text) for block in apart) < 30:
            return None
        self.lead = apart
        return text[len(before) :]

    # -- what is left over at either end -----------------------------------------------------

    def _drop_repeated_lead(self) -> None:
        if not self.lead or not self.text:
            return
        lead = folded(self.lead[0].line)
        if len(lead) >= 40 and folded(self.text[0].line).startswith(lead):
            self.text = self.text[1:]

    def _trim(self) -> None:
        """Link lists, their announcements, contact lines and headings over nothing at the end."""
        text = self.text
        while len(text) > 1:
            last = text[-1]
            bare = last.all_strong and len(last.text) < 80
            if (
                last.is_heading
                or is_link_line(last)
                or announces_links(last)
                or reaches_somebody(last)
                or (last.text.startswith("*") and len(last.text) < 80)  # a footnote
                or (bare and (not last.text.endswith((".", "!", "?")) or is_link_line(text[-2])))
            ):
                self.end = min(self.end, last.index)
                text.pop()
            else:
                break


def _heading_node(node: Node) -> Node | None:
    return next((above for above in node.lineage() if above.element.tag in HEADINGS), None)
