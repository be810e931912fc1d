"""The rest of an article's text behind a line that usually ends it.

``Lesen Sie auch: …``, a heading ``Downloads`` over a list, ``Teilen:`` or ``Quelle: …`` stand
behind a text, and as often in its midst. Such a line ends the text only if no prose of the article
follows. Prose of the article stands where its paragraphs stood before, reads like sentences, and
is no other article's teaser, nobody's contact data, and none of the paragraphs that portals print
under everything they publish (who funds it, who they are, how to subscribe).
"""

from __future__ import annotations

import re
from typing import Final

from crawler.layouts.reading.boilerplate import (
    gives_a_reading,
    heads_files,
    heads_other_articles,
    heads_something_else,
    is_link_line,
    leads_away,
    opens_other,
    reaches_somebody,
    signs_article,
)
from crawler.layouts.reading.date_lines import is_date
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.element_text import text_of
from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.view import PageView

_MAX_BETWEEN: Final = 80
"""Blocks looked through for the rest of a text: the longest lists of links have fewer."""
_MAX_LEVELS: Final = 6
_SENTENCE: Final = 50
"""Characters of a short paragraph that counts as a sentence where others stand beside it."""
_SHORT_SENTENCE: Final = 30
_FEW_WORDS: Final = re.compile(r"\W?[A-ZÄÖÜ](?:\S*\s+){2,}\S+[.!?][“”\"'»«]?")
"""Less than that, if it is a sentence of several words."""
_NO_RANK: Final = "z"
"""Behind ``h6``: a line that is complete in itself opens no part."""
_BOLD_RANK: Final = "h7"
_STOPS: Final = frozenset(".!?:")
_ENDS_SENTENCE: Final = re.compile(r"[.!?:][\s\"'»«“”‘’)\]\d*]*$")
_BROKEN_OFF: Final = re.compile(r"(?:…|\.\.\.|\[…\])\W*$")
_MORE: Final = re.compile(
    r"[\s»›>→…\[(]*(?:mehr|weiter\w*|lesen|(?:ganzen?|zum|zur)\s+\w+|details?|read\s+more)\b"
    r"|[\s»›>→…]+$",
    re.IGNORECASE,
)
_STANDING_TEXTS: Final = {
    word: re.compile(rf"\b(?:{pattern})", re.VERBOSE | re.DOTALL)
    for word, pattern in {
        "newsletter": r"""(?:mit\s+)?(?:unsere[mn]?|de[nmr]|ihre[mn]?)\s+(?:\S+\s+)?newsletter\b
            | newsletter\b.*\b(?:abonn|anmeld|kostenlos)""",
        "abonnieren": r"abonnieren\b",
        "cookies": r"cookies\b",
        "datenschutz": r"datenschutz(?:erklärung|hinweis|bestimmung)",
        "anmeldung": r"mit\s+(?:der|ihrer)\s+anmeldung\b",
        "wichtigsten": r"monat\s+die\s+wichtigsten\b",
        "rechte": r"alle\s+rechte\s+(?:vorbehalten|ohne)",
        "angaben": r"alle\s+angaben\s+(?:vorbehalten|ohne)",
        "druck": r"(?:nach|ab)druck\b.*\b(?:frei|gestattet|honorarfrei|beleg)",
        "belegexemplar": r"belegexemplar",
        "steh": r"steh(?:t|en)\s+(?:ihnen|wir)\b",
        "mitteln": r"aus\s+mitteln\b",
        "kofinanzier": r"kofinanzier",
        "projektträger": r"ist\s+(?:der\s+)?projektträger\b",
    }.items()
}
"""In a text in lower case, each by a word that it holds: most texts hold none of these words."""
_STANDING_TEXT_BEGINS: Final = re.compile(
    r"""(?:für|bei)\s+(?:weitere\s+)?(?:rück|an)?fragen\b
    | (?:ihr\w*\s+)?ansprechpartner
    | (?:das|die|der)\s+\S+(?:\s+\S+){0,6}\s+ist\s+(?:ein|eine|der|die|das|einer?|eines)\s+
      (?:\S+\s+){0,6}?(?:behörde|\w*verband|verein|agentur|plattform|unternehmen|portal
        |hersteller|anbieter|dienstleister|forschungs(?:einrichtung|organisation))\b
    """,
    re.VERBOSE,
)
_HEADS_TEASERS: Final = re.compile(
    r"(?:weitere|ähnliche|verwandte|aktuelle|neueste|andere)\s+\w*(?:nachricht|meldung|mitteilung"
    r"|artikel|beitr[aä]g|news|themen)|meist\s*gelesen|(?:das\s+)?könnte\s+sie|auch\s+interessant",
    re.IGNORECASE,
)
_INTRODUCES_SOMEBODY: Final = re.compile(
    r"(?:über\s+(?:das|die|den|der|uns|\w+)\b|zu[rm]\s+(?:person|autor|unternehmen|firma)"
    r"|wer\s+wir\s+sind|about\b|(?:brauchen|benötigen)\s+sie\s+(?:hilfe|unterstützung)|so\s+helfen"
    r"|(?:haben\s+sie\s+)?(?:noch\s+)?fragen\s*\?|hilfe\b|unser\s+(?:service|angebot)\b)",
    re.IGNORECASE,
)
_ELSEWHERE: Final = (
    (BESIDE_ARTICLE & ~Role.BREADCRUMB)
    | Role.TOOLS
    | Role.ASIDE
    | Role.TAGS
    | Role.DOWNLOAD
    | Role.AUTHOR
    | Role.CAPTION
    | Role.CREDIT
)


def find_rest(view: PageView, mark: Block, found: list[Block]) -> int | None:
    """The index of the block with which the text goes on behind ``mark``, None where it ended.

    Args:
        reading: the page.
        mark: a block that usually ends a text.
        found: the blocks of the text before it.
    """
    return _Search(view, mark, found).run()


class _Search:
    """Walks the blocks behind a mark, through the parts that it and later marks open.

    A line complete in itself (``Teilen: …``) opens no part: what follows may be the text again. A
    heading opens a part, up to a heading as high; of the part are the links, files and contacts
    under it, and texts right under it, before any of these.
    """

    def __init__(self, view: PageView, mark: Block, found: list[Block]) -> None:
        self._view = view
        self._mark = mark
        self._blocks = view.blocks[mark.index + 1 : mark.index + 1 + _MAX_BETWEEN]
        prose = [block for block in found[-_MAX_BETWEEN:] if block.is_prose]
        self._homes = {place for block in prose for place in _places(block)}
        if len(prose) < 2 and mark.node.parent is not None:  # a lead in a place of its own
            self._homes.update(_places(mark))
        self._rank = _NO_RANK
        self._others = self._files = False
        self._over = True
        """Whether the part's own lines have come, so that text need not be of it."""
        self._signatures = 0
        self._follows_tip = bool(mark.linked) and gives_a_reading(mark)
        self._is_unmarked = not view.page.has_markup
        self._teasers = False
        """Whether a heading has come that opens a list of other articles."""
        self._first: int | None = None
        """The first block that is of the text if the text goes on."""

    def run(self) -> int | None:
        """The index of the block with which the text goes on."""
        self._enter(self._mark)
        if not self._is_home(self._mark):  # a box: behind it is where the text was
            self._over = True
        for at, block in enumerate(self._blocks):
            roles = self._view.roles(block)
            if roles & Role.FOOTER or block.kind == "h1" or self._view.closes_article(block):
                return None
            if roles & _ELSEWHERE:
                self._over = True
            elif not self._is_home(block):
                if self._is_set_apart(block):
                    return block.index if self._first is None else self._first
                self._pass_other_place(block)
            elif self._is_mark(block):
                self._enter(block)
            elif _is_subhead(block):
                if self._heads_rest(at):
                    return block.index if self._first is None else self._first
            elif self._is_article(at) and self._run(at) >= self._paragraphs_needed():
                return block.index if self._first is None else self._first
            else:
                self._pass(block)
        return None

    def _enter(self, mark: Block) -> None:
        self._first = None
        self._signatures += signs_article(mark)
        self._teasers = self._teasers or bool(_HEADS_TEASERS.match(mark.text))
        rank = _NO_RANK if gives_a_reading(mark) else _rank(mark)
        if rank == _NO_RANK:
            self._over = True
        elif rank <= self._rank or not self._over:
            self._rank, self._others, self._over = rank, heads_other_articles(mark), False
            self._files = heads_files(mark)

    def _is_set_apart(self, block: Block) -> bool:
        """Whether a sentence stands in a list or a quotation right in the place of the text."""
        if self._rank != _NO_RANK or block.linked or not ends_sentence(block):
            return False
        if not (block.is_prose or self._is_short_rest(block)):
            return False
        above = reversed(block.node.ancestors[-3:])
        tags = [node.element.tag for node in (block.node, *above)]
        if not {"ul", "ol", "blockquote"}.intersection(tags):
            return False
        return not self._homes.isdisjoint(block.node.ancestors[-3:]) and not stands_everywhere(
            block
        )

    def _pass_other_place(self, block: Block) -> None:
        """A list in the place of the text is the article's, if its items are no links."""
        if block.kind == "li" and not block.linked and self._rank == _NO_RANK:
            self._note(block)
        else:
            self._over, self._first = True, None

    def _pass(self, block: Block) -> None:
        if is_link_line(block) or block.kind == "li" or reaches_somebody(block):
            self._over, self._first = True, None
        elif self._over:
            self._note(block)

    def _note(self, block: Block) -> None:
        if self._first is None:
            self._first = block.index

    def _heads_rest(self, at: int) -> bool:
        """Whether a heading that is no mark is one of the article's subheads."""
        block = self._blocks[at]
        if block.linked or introduces_somebody(block):
            self._rank, self._others, self._over = min(self._rank, _rank(block)), True, False
            self._first = None
            return False
        if not (self._over or self._files) and _rank(block) > self._rank:
            return False  # a teaser's, under the heading of all
        follows = self._run(at + 1)
        if follows == 1 and self._others:
            return not self._blocks[at + 1].anchors
        if not follows:
            self._pass(block)
        return follows > 0

    def _paragraphs_needed(self) -> float:
        if self._is_unmarked and not self._mark.is_heading:
            # a subhead may say such words, and nothing but words tells: better a teaser too many
            return float("inf") if self._teasers else 1
        if self._rank == _NO_RANK:
            return 1 + (self._signatures > 1)
        if not self._is_home(self._mark) and self._over:
            return 1
        if not self._over:
            return float("inf") if self._others else 2
        return 1 if self._files else 2

    def _is_mark(self, block: Block) -> bool:
        return (
            heads_something_else(block)
            or signs_article(block)
            or leads_away(block)
            or opens_other(block)
        )

    def _is_home(self, block: Block) -> bool:
        """Whether a block stands where paragraphs of the text stood, or in a place made alike."""
        return any(
            place is home or are_alike(place, home)
            for place in _places(block)
            for home in self._homes
        )

    def _is_short_rest(self, block: Block) -> bool:
        """Whether a block is a few words behind a reading tip, and complete in itself."""
        if not (self._follows_tip and _FEW_WORDS.fullmatch(block.line)):
            return False
        return block.label is None and not is_date(block.text) and not block.linked

    def _is_beside_text(self, block: Block) -> bool:
        """Whether a paragraph without links stands right where the text's did."""
        return block.kind == "p" and not block.linked and block.node.parent in self._homes

    def _run(self, at: int) -> int:
        """How many paragraphs of the article follow one another."""
        count = 0
        for later in range(at, len(self._blocks)):
            block = self._blocks[later]
            if self._is_mark(block) or block.is_heading:
                break
            if self._is_article(later):
                count += 1
            elif block.is_prose or is_link_line(block):
                break
        return count

    def _is_article(self, at: int) -> bool:
        block = self._blocks[at]
        if self._view.roles(block) & _ELSEWHERE or not self._is_home(block):
            return False
        shortest = _SHORT_SENTENCE if self._is_beside_text(block) else _SENTENCE
        if self._is_beside_text(block) and self._is_short_rest(block):
            shortest = 0
        if block.is_heading or block.all_linked or len(block.text) < shortest:
            return False
        if not ends_sentence(block) or is_date(block.text):
            return False
        if reaches_somebody(block) or stands_everywhere(block) or is_teaser_text(block):
            return False
        behind = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
        return behind is None or not opens_other(behind)


def _places(block: Block) -> tuple[TreeNode, ...]:
    """Where a block stands: what holds the paragraph, or the running text it is a part of."""
    node = block.node
    parent = (node.parent,) if node.parent is not None else ()
    return (node, *parent) if block.kind in ("div", "td") else parent


def are_alike(one: TreeNode, other: TreeNode) -> bool:
    """Whether two places are of the same make: the frames of content elements, side by side."""
    first: TreeNode | None = one
    second: TreeNode | None = other
    for _ in range(_MAX_LEVELS):
        if first is None or second is None or first.depth != second.depth:
            return False
        if first is second:
            return True
        if first.element.tag != second.element.tag:
            return False
        if first.element.get("class") != second.element.get("class"):
            return False
        first, second = first.parent, second.parent
    return False


def _rank(block: Block) -> str:
    return block.kind if block.is_heading else _BOLD_RANK


def _is_subhead(block: Block) -> bool:
    return block.is_heading or (block.all_strong and len(block.text) < 120)


# -- What a paragraph is besides an article's ------------------------------------------------------


def ends_sentence(block: Block) -> bool:
    """Whether a block ends as sentences do, and lists before their items."""
    last = block.text[-1:]
    if last.isalpha() or last in _STOPS:  # of most the last character tells
        return last in _STOPS
    return bool(_ENDS_SENTENCE.search(block.text))


def breaks_off(block: Block) -> bool:
    """Whether a text is cut, as teasers are: ``Der Verbund hat in …``."""
    return bool(_BROKEN_OFF.search(block.text))


def stands_everywhere(block: Block) -> bool:
    """Whether a paragraph is one that portals print under all they publish."""
    lower = block.text.lower()
    if _STANDING_TEXT_BEGINS.match(lower):
        return True
    return any(word in lower and said.search(lower) for word, said in _STANDING_TEXTS.items())


def introduces_somebody(block: Block) -> bool:
    """Whether a heading opens a portrait of the publisher or the author: ``Über uns``."""
    return bool(_INTRODUCES_SOMEBODY.match(block.text))


def is_teaser_text(block: Block) -> bool:
    """Whether a paragraph is another article's teaser: a link opens or closes it."""
    if not block.anchors or not block.linked:
        return breaks_off(block)
    first = " ".join(text_of(block.anchors[0]).split())
    last = " ".join(text_of(block.anchors[-1]).split())
    if first and block.text.startswith(first) and block.text[len(first) :][:1] in ("", "\n"):
        return True
    rest = block.text.rstrip(" .»›>→]")
    return bool(last) and rest.endswith(last.rstrip(" .»›>→]")) and bool(_MORE.match(last))
