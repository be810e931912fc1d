"""A flow without markup: what names and headings say on a page, words and order say in a text.

A text is one paragraph after the other. Which is the headline is told by what repeats it (the last
crumb, the URL, the line itself), by what stands above it (kind and date) and by the paragraphs that
follow; the roles of the other short lines by their place between headline and first sentence.
Both are given to the engine as it has them of any page.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from crawler.german.breadcrumbs import is_section
from crawler.german.kinds import kind_of
from crawler.german.labels import find_labels, read_label
from crawler.items import Breadcrumb
from crawler.layouts.reading.boilerplate import names_writer
from crawler.layouts.reading.date_lines import DATE_SHAPE, first_date, is_date
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.headline import names_section
from crawler.layouts.reading.page import Page, folded, same, slug_words
from crawler.urls import bare_host

RUBRICS: Final = (
    "Berichterstattung weltweit",
    "Internationalisierung Deutschlands, Bi-/Multilaterales",
    "Programmausschreibungen",
    "inside Newsletter",
    "ITB infoservice",
)
"""What the head line of a TYPO3 portal says beside other words."""

_LEGEND: Final = Role.FIGURE | Role.CAPTION
_SITES: Final = ("kooperation international", "clusterplattform", "clusterplattform deutschland")
_HEAD: Final = 40
"""Blocks among which the headline is looked for: menus stand above it on whole pages."""
_MAX_TITLE: Final = 250
_LONG_TITLE: Final = 100
"""Of a title that is a sentence, with its stop."""
_MAX_RUBRIC: Final = 90
_MAX_CAPTION: Final = 160
_MAX_SUBTITLE: Final = 300
_LONG: Final = 250
"""A line without a final stop that is no title any more."""
_STOP: Final = re.compile(r"[.…][\"'»«“”‘’)\]*\s]*$|[a-zäöüß]\.\d{1,2}$")
_CRY: Final = re.compile(r"[!?:;][\"'»«“”‘’)\]\d*]*$")
_CRY_LENGTH: Final = 120
_ABBREVIATED: Final = re.compile(
    r"(?:\be\.\s?V|\bz\.\s?B|\bu\.\s?a|\bCo|\bDr|\bNr|\bbzw|\busw|\betc|\bInc|\bLtd|\bTechn"
    r"|\bSozialwiss|\b[A-ZÄÖÜ]|\b\d{1,2})\.\W*$"
)
_NAME_LENGTH: Final = 60
"""Characters of a line that ends in an abbreviation and is no sentence."""
_NO_HEADLINE: Final = re.compile(r"\d+(?:\.\d+)*\.?\s|[•·*–-]\s|https?://|©|\([cC]\)")
_ALTERNATIVE: Final = re.compile(r"(?:Logos?|Symbolbild|Flagge|Wappen)\b")
_SEAM: Final = re.compile(r"[a-zäöüß]{2}[A-ZÄÖÜ][a-zäöüß]{2}")
_PIECES: Final = re.compile(r"\s[-–|:]\s|:\s")
_NEWS: Final = re.compile(r"nachrichten|bekanntmachung|meldung|ausschreibung", re.IGNORECASE)
_ITEM: Final = re.compile(r"/info/[^/?#]+")
_UNLIKE: Final = 0.35
_FEW: Final = 4
"""Words of a slug that are enough to tell a title by."""


def ends_sentence(text: str) -> bool:
    """Whether a line reads like a sentence or a paragraph: it ends in a stop, or is long."""
    if len(text) > _LONG:
        return True
    if " " not in text.strip():
        return False
    if _STOP.search(text):
        return len(text) > _NAME_LENGTH or not _ABBREVIATED.search(text)
    return len(text) >= _CRY_LENGTH and bool(_CRY.search(text))


def has_final_stop(text: str) -> bool:
    """Whether a text, however long, ends in a stop that is none of an abbreviation."""
    return bool(_STOP.search(text)) and not _ABBREVIATED.search(text)


def reads_like_headline(text: str, longest: int = _MAX_TITLE) -> bool:
    """Whether a line can be a title or a rubric: short, no sentence, no list item, no label."""
    return bool(
        0 < len(text) <= longest
        and not ends_sentence(text)
        and not text.endswith((":", ";", ",", "…"))
        and any(map(str.isalpha, text))
        and not _NO_HEADLINE.match(text)
        and not find_labels(text)
        and not is_date(text)
    )


@dataclass(slots=True)
class Told:
    """What words and order tell: the headline's index, and by index the roles of other blocks."""

    headline: int | None = None
    roles: dict[int, int] = field(default_factory=dict)


def tell(page: Page, blocks: list[Block], trails: Sequence[Sequence[Breadcrumb]]) -> Told:
    """Find headline and roles in a flow without markup."""
    flow = _Flow(page, blocks, trails)
    captions = flow.captions()
    headline = flow.headline(captions)
    told = Told(headline, captions)
    if headline is not None:
        told.roles.pop(headline, None)
        flow.tell_legends(told)
        flow.tell_head(told)
    else:
        flow.tell_names(told)
    return told


class _Flow:
    def __init__(
        self, page: Page, blocks: list[Block], trails: Sequence[Sequence[Breadcrumb]]
    ) -> None:
        self._page = page
        self._blocks = blocks
        self._crumbs = [crumb.label for crumb in trails[0]] if trails else []
        self._slug = slug_words(page.url) if "://" in page.url else []
        self._host = folded(bare_host(page.url).rpartition(".")[0]) if "://" in page.url else ""

    # -- pictures --------------------------------------------------------------------------------

    def captions(self) -> dict[int, int]:
        """Legends of pictures: beside a credit, or called a logo."""
        found: dict[int, int] = {}
        for at, block in enumerate(self._blocks):
            if block.kind == "p" and _credits_picture(block):
                found[at] = Role.FIGURE | Role.CREDIT
            if not self._may_be_caption(at):
                continue
            name = folded(block.text)
            if (
                _ALTERNATIVE.match(block.text)
                or "©" in block.text
                or self._credits(at + 1)
                or (self._credits(at - 1) and name == self._name(at - 2))
            ):
                found[at] = _LEGEND
        return found

    def tell_legends(self, told: Told) -> None:
        """A legend and the alternative text of its picture say the same, one after the other."""
        start = (told.headline or 0) + 1
        for first, second in itertools.pairwise(self._blocks[start:]):
            if all(self._may_be_caption(block.index) for block in (first, second)):
                one, other = folded(first.text), folded(second.text)
                shorter, longer = sorted((one, other), key=len)
                if one == other or (shorter.count(" ") > 1 and shorter in longer):
                    told.roles[first.index] = told.roles[second.index] = _LEGEND

    def tell_names(self, told: Told) -> None:
        """Names of sections and of the site over a text without a headline."""
        for block in self._head():
            if names_section(block.text) or folded(block.text) == self._host:
                told.roles[block.index] = Role.NAVIGATION

    def _may_be_caption(self, at: int) -> bool:
        block = self._blocks[at]
        if block.kind != "p" or len(block.text) > _MAX_CAPTION or ends_sentence(block.text):
            return False
        if block.label is not None or is_date(block.text) or kind_of(block.text):
            return False
        return not self._is_title(block.text)

    def _is_title(self, text: str) -> bool:
        """Whether the trail or the URL calls a line the title."""
        if self._crumbs and (same(text, self._crumbs[-1]) or text.startswith(self._crumbs[-1])):
            return True
        return self._likeness(text) >= 0.6

    def _credits(self, at: int) -> bool:
        if not 0 <= at < len(self._blocks):
            return False
        block = self._blocks[at]
        return block.kind == "p" and _credits_picture(block)

    def _name(self, at: int) -> str | None:
        return folded(self._blocks[at].text) if 0 <= at < len(self._blocks) else None

    # -- the headline ----------------------------------------------------------------------------

    def headline(self, captions: dict[int, int]) -> int | None:
        """The index of the headline: the first of the rules that finds one has it."""
        rules = [self._by_trail, self._below_date, self._by_slug, self._said_twice, self._first]
        last = self._crumbs[-1] if self._crumbs else ""
        if " " not in last or is_section(last):  # the trail may end in its section
            rules = [*rules[1:4], *rules[:1], *rules[4:]]
        for rule in rules:
            found = rule(captions)
            if found is not None:
                return self._last_copy(found)
        return None

    def _by_trail(self, _: dict[int, int]) -> int | None:
        """The line the trail ends in; its page's title may say more than the crumb."""
        if len(self._crumbs) < 2:
            return None
        last = self._crumbs[-1]
        if names_section(last) or last in RUBRICS:
            return None
        for block in self._blocks:
            if block.kind == "p" and block.text not in RUBRICS and same(block.text, last):
                return block.index
        for block in self._blocks[:_HEAD]:
            more = folded(block.text).startswith(f"{folded(last)} ")
            if block.kind == "p" and more and reads_like_headline(block.text):
                return block.index
        return None

    def _below_date(self, captions: dict[int, int]) -> int | None:
        """The line below the kind of text and its date, or the one over a dated label."""
        for at, block in enumerate(self._blocks[:_HEAD]):
            if not is_date(block.text) or read_label(block.text):
                continue
            if at and kind_of(self._blocks[at - 1].text):
                below = self._next_line(at + 1, captions)
                over = self._blocks[at - 2] if at > 1 else None
                is_head = not any(ends_sentence(other.text) for other in self._blocks[:at])
                if is_head and below is None and over and self._may_be(over, captions):
                    return over.index
                return below
            if not any(ends_sentence(other.text) for other in self._blocks[: at + 1]):
                above = [b for b in self._blocks[:at] if self._may_be(b, captions)]
                return above[-1].index if above else self._next_line(at + 1, captions)
            break
        for at, block in enumerate(self._blocks[1:_HEAD], 1):
            if ends_sentence(block.text):
                break
            label = block.label
            is_dated = label is not None and label.field in ("deadline", "event", "published")
            if is_dated and label is not None and DATE_SHAPE.match(block.text, label.end):
                over = self._blocks[at - 1]
                return over.index if self._may_be(over, captions) else None
        return None

    def _next_line(self, at: int, captions: dict[int, int]) -> int | None:
        for block in self._blocks[at : at + 4]:
            if kind_of(block.text) or block.index in captions:
                continue
            is_long = len(block.text) > (_LONG_TITLE if ends_sentence(block.text) else _MAX_TITLE)
            if block.kind != "p" or is_long or block.label:
                return None
            below = self._blocks[block.index + 1 : block.index + 2]
            is_topline = " " not in block.text and below and self._may_be(below[0], captions)
            return block.index + (1 if is_topline and len(below[0].text.split()) > 2 else 0)
        return None

    def _by_slug(self, captions: dict[int, int]) -> int | None:
        """The line that the URL is made of."""
        likeness = [
            (self._likeness(block.text), -block.index)
            for block in self._blocks[:_HEAD]
            if self._may_be(block, captions)
        ]
        best, index = max(likeness, default=(0.0, 0))
        return -index if best >= 0.6 else None

    def _said_twice(self, captions: dict[int, int]) -> int | None:
        head = self._head()
        names = [folded(block.text) for block in head]
        for block, name in zip(head, names, strict=True):
            if names.count(name) > 1 and self._may_be(block, captions):
                return None if self._speaks_of_else(block.text) else block.index
        return None

    def _first(self, captions: dict[int, int]) -> int | None:
        """The first line over the first sentence, unless the URL speaks of something else."""
        head = self._head()
        if not head or len(head) == len(self._blocks):
            return None  # nothing but short lines
        lines = [
            block
            for block in head
            if self._may_be(block, captions)
            and " " in block.text  # a single word heads a part of the text, or is a menu's
            and not is_section(block.text)
        ]
        telling = (block for block in lines if len(block.text.split()) > 2)  # no name of a site
        found = next(telling, lines[0] if lines else None)
        return None if found is None or self._speaks_of_else(found.text) else found.index

    def _head(self) -> list[Block]:
        """The blocks over the first sentence."""
        head: list[Block] = []
        for block in self._blocks[:_HEAD]:
            if ends_sentence(block.text) or block.kind != "p" or block.text.endswith(","):
                break
            head.append(block)
        return head

    def _may_be(self, block: Block, captions: dict[int, int]) -> bool:
        name = folded(block.text)
        if block.kind != "p" or block.index in captions or names_section(block.text):
            return False
        if kind_of(block.text) or block.text in RUBRICS or name in self._sections():
            return False
        if " | " in block.text or len(_SEAM.findall(block.text)) > (" " in block.text):
            return False  # a trail nobody could cut
        if any(piece in (self._host, *_SITES) for piece in map(folded, _PIECES.split(block.text))):
            return False
        return reads_like_headline(block.text) and bool(name)

    def _speaks_of_else(self, text: str) -> bool:
        """Whether the URL is made of a title, and that is another than the text."""
        is_item = len(self._slug) >= _FEW and _ITEM.search(self._page.url)
        return bool(is_item) and self._likeness(text) < _UNLIKE

    def _sections(self) -> set[str]:
        return {folded(label) for label in self._crumbs[:-1]}

    def _likeness(self, text: str) -> float:
        """The share of the slug's words that a line has, a cut last word among them."""
        if len(self._slug) < 2 or len(text) > _MAX_TITLE:
            return 0.0
        words = folded(text).split()
        shared = sum(word in words for word in self._slug)
        cut = self._slug[-1]
        shared += cut not in words and any(word.startswith(cut) for word in words)
        return shared / len(self._slug)

    def _last_copy(self, index: int) -> int:
        """The last line that says the same before the first sentence."""
        name = folded(self._blocks[index].text)
        for block in self._blocks[index + 1 : index + 8]:
            if ends_sentence(block.text) and folded(block.text) != name:
                break
            if folded(block.text) == name:
                index = block.index
        return index

    # -- between headline and first sentence -----------------------------------------------------

    def tell_head(self, told: Told) -> None:
        """Give kicker, date, subtitle and lead their roles."""
        headline = told.headline or 0
        dated = False
        for block in self._blocks[max(0, headline - 6) : headline]:
            if is_date(block.text):
                told.roles[block.index] = Role.DATE
                dated = True
            elif self._labels_kind(block, headline):
                told.roles[block.index] = Role.KICKER
        lines: list[Block] = []
        first: Block | None = None
        for block in self._blocks[headline + 1 :]:
            if block.kind != "p" or ends_sentence(block.text):
                first = block if block.kind == "p" else None
                break
            if is_date(block.text) or self._is_dated_label(block):
                told.roles[block.index] = Role.DATE
            elif kind_of(block.text) and self._labels_kind(block, headline):
                told.roles[block.index] = Role.KICKER
            elif block.index not in told.roles:
                lines.append(block)
        if not lines or first is None:
            return
        line = lines[0]
        between = self._blocks[headline + 1 : line.index]
        at_top = all(other.index in told.roles for other in between)
        if names_writer(line):
            return
        if not at_top or not reads_like_headline(line.text, _MAX_SUBTITLE):
            return
        kind_above = dated and kind_of_any(self._blocks[max(0, headline - 6) : headline])
        if line.text in RUBRICS or (not kind_above and self._is_rubric(line, headline)):
            told.roles[line.index] = Role.KICKER
        elif kind_above:
            told.roles[line.index] = Role.SUBTITLE
            if any(
                b.kind == "p" and ends_sentence(b.text) for b in self._blocks[first.index + 1 :]
            ):
                told.roles[first.index] = Role.LEAD

    def _labels_kind(self, block: Block, headline: int) -> bool:
        """A rubric over the headline: ``Meldung``, ``Pressemitteilung 12/21``; no menu's item."""
        if block.text in RUBRICS:
            return True
        word, _, rest = block.text.partition(" ")
        if kind_of(word.rstrip(":")) and rest and len(rest) < 20 and rest[-1].isdigit():
            return not first_date(rest) and block.index == headline - 1
        if not kind_of(block.text):
            return False
        beside = self._blocks[max(0, block.index - 1) : block.index + 2]
        return any(is_date(other.text) for other in beside) or (
            block.index == headline - 1 and not block.text.endswith(("en", "e", "s"))
        )

    def _is_rubric(self, line: Block, headline: int) -> bool:
        """Known rubrics anywhere; other short lines where the trail leads to news or calls."""
        before = self._blocks[line.index - 1]
        if before.index > headline and before.label is not None:  # its rubric stands behind it
            return bool(is_date(before.text))
        if len(line.text) > _MAX_RUBRIC or not self._crumbs or first_date(line.text):
            return False
        if line.text.endswith(("?", "!")):
            return False
        return any(map(_NEWS.search, self._crumbs[:-1]))

    def _is_dated_label(self, block: Block) -> bool:
        label = block.label
        if label is None or label.field not in ("deadline", "event", "published"):
            return False
        return bool(DATE_SHAPE.search(block.text, label.end))


def _credits_picture(block: Block) -> bool:
    """``© Muster``, ``Foto: Muster``; and ``Quelle: Agentur/Muster``, which is of no trailer."""
    label = block.label
    if label is None or label.end >= len(block.text) or len(block.text) >= _MAX_CAPTION:
        return False
    is_source = label.field == "source" and not ends_sentence(block.text)
    return is_source or label.field == "image_credit"


def kind_of_any(blocks: list[Block]) -> bool:
    """Whether one of the blocks is a word for a kind of text."""
    return any(kind_of(block.text) for block in blocks)
