"""The kicker: the rubric or topline over the headline or in its element.

Categories listed under the headline are no kicker; a portal that prints its rubric there says so in
its own layout.
"""

from __future__ import annotations

import re
from typing import Final

from crawler.german.labels import read_label
from crawler.layouts.reading.date_candidates import ScoredText
from crawler.layouts.reading.date_lines import first_date, is_date, without_date
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.page import folded
from crawler.layouts.reading.view import PageView

_OTHERS: Final = (
    (BESIDE_ARTICLE & ~Role.COMMENTS)  # of opinion pieces the kicker may be named a comment
    | Role.TOOLS
    | Role.FIGURE
    | Role.CAPTION
    | Role.CREDIT
    | Role.AUTHOR
    | Role.ASIDE
    | Role.LEAD
)
_MAX_LENGTH: Final = 90
_IN_HEADLINE: Final = 4.0
_TOOL: Final = re.compile(
    r"(?:Menü|Suche|Inhalt|Navigation|Vorlesen|Drucken|Teilen|Sie sind hier|Zurück|Anzeige|Login"
    r"|Schrift|Kontrast|Lesezeit|Lesedauer)\b|Alter:",
    re.IGNORECASE,
)
"""Words of buttons, where no name says that they are."""
_KIND: Final = re.compile(r"(?:Typ|Art|Dokumenttyp|Rubrik|Kategorie|Ressort)\s*:?")
_BEFORE_DATE: Final = re.compile(r"\s+(?:vom|am|den)$")


def find_kicker(view: PageView) -> ScoredText | None:
    """The kicker in the headline's element or above it; None where there is none."""
    if view.headline is None:
        return None
    best: ScoredText | None = None
    if apart := view.kicker_in_headline:
        best = ScoredText(apart, view.blocks[view.headline].node, _IN_HEADLINE)
    for block, points in _near(view):
        found = _read(view, block, points)
        if found is not None and (best is None or found.score > best.score):
            best = found
    return best


def _near(view: PageView) -> list[tuple[Block, float]]:
    heading = view.heading
    first = heading[0].index
    near = [(block, 2.0) for block in heading if block.index != view.headline]
    near += [
        (block, 3.0 - 0.2 * (first - block.index))
        for block in view.blocks[max(0, first - 6) : first]
        if view.is_near_headline(block)
    ]
    # Internationalisierung under the headline, with the date that tells it from a category
    near += [
        (block, 0.0)
        for block in view.blocks[view.text_start : view.text_start + 1]
        if block.node.own & Role.KICKER and first_date(block.text)
    ]
    return near


def _read(view: PageView, block: Block, points: float) -> ScoredText | None:
    roles = view.roles(block)
    own = block.node.own
    if roles & (_OTHERS & ~(Role.LEAD if own & Role.KICKER else 0)) or len(block.text) > 150:
        return None
    if block.kind == "dt":
        return None
    before = block.index < (view.headline or 0)
    text = _first_fact(_value_of(block))
    if roles & Role.META and _is_dateline(block.line):
        return None
    if not text or not any(char.isalpha() for char in text) or is_date(block.text):
        return None
    if roles & Role.TAGS and not roles & Role.KICKER:
        return None
    if own & Role.KICKER:
        points += 3
    elif roles & Role.KICKER:
        points += 2
    elif (before and own & Role.SUBTITLE) or (before and roles & Role.SUBTITLE):
        points += 3
    elif before and roles & Role.META and not block.is_heading:
        points += 1
    elif before and _follows_its_label(view, block):
        points += 2
    elif not (before and _stands_alone_above(view, block)):
        return None
    if _TOOL.match(text):
        return None
    if (label := read_label(text)) and label.field not in ("topics",):
        return None
    if len(text) > _MAX_LENGTH or folded(text) == folded(view.title or ""):
        return None
    return ScoredText(text, block.node, points)


def _value_of(block: Block) -> str:
    """The text of a block; of a row ``Rubrik | Ausschreibungen`` the second cell."""
    named = len(block.cells) == 2 and _KIND.fullmatch(block.cells[0])
    return block.cells[1] if named else block.line


def _first_fact(line: str) -> str:
    """The first of the facts in a line that is not its date: ``Presse | 27.01.2022 | …``."""
    facts = (_BEFORE_DATE.sub("", without_date(fact)) for fact in re.split(r"[|·•\n]", line))
    return next((fact for fact in facts if any(map(str.isalpha, fact))), "")


def _is_dateline(line: str) -> bool:
    """``Bonn, 11.10.2021``: what stands before the date is a place, not a rubric."""
    match = first_date(line)
    return match is not None and line[: match.start()].rstrip().endswith(",")


def _follows_its_label(view: PageView, block: Block) -> bool:
    """The value in ``<dt>Typ</dt><dd>Meldung</dd>``."""
    label = view.blocks[block.index - 1] if block.index else None
    return label is not None and block.kind == "dd" and bool(_KIND.fullmatch(label.text))


def _stands_alone_above(view: PageView, block: Block) -> bool:
    """A short line right above the headline (or above the date above it) in the same place."""
    headline = view.blocks[view.headline or 0]
    between = view.blocks[block.index + 1 : view.heading[0].index]
    if block.is_heading or len(block.text) > 60 or block.kind == "li" or block.linked:
        return False
    if any(not is_date(other.text) for other in between):
        return False
    place = view.container([block, headline])
    if place is None or headline.node.depth - place.depth > 3:
        return False
    return place.depth > 1 or place.element.tag in ("main", "article")
