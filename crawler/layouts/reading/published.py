"""The article's publication date among the dates of a page.

A page is full of dates: of events, of related articles, of the CMS's last change. The article's own
stands beside its headline or under its text, alone in its element or in a line of facts, or behind
a label. A visible date beats every date in the page's metadata; dates of teasers and related items
never count; a page that shows no date of its own stays undated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from crawler.german.labels import LabelField, find_labels
from crawler.layouts.reading.body import Body
from crawler.layouts.reading.date_lines import (
    DATE_SHAPE,
    dated_fact,
    dateline_of,
    is_date,
    opens_with_date,
)
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.flow import Block, TreeNode, short_text_of
from crawler.layouts.reading.headline import is_prose
from crawler.layouts.reading.view import PageView

_OTHERS: Final = (
    Role.NAVIGATION
    | Role.BREADCRUMB
    | Role.RELATED
    | Role.COMMENTS
    | Role.ADVERT
    | Role.CAPTION
    | Role.CREDIT
    | Role.TOOLS
    | Role.CONTACT
    | Role.DOWNLOAD
)
_OTHER_DATES: Final = frozenset({"deadline", "updated"})
_EVENT: Final = re.compile(
    r"(?:wann|termin|zeit(?:raum|punkt)?|beginn|ende|dauer|laufzeit|veranstaltung\w*|einsatz\w*)"
    r"\b[^:\d]{0,20}:",
    re.IGNORECASE,
)
"""When something takes place."""
_UPDATED: Final = re.compile(
    r"[\W_]*\b(?:(?:zuletzt|letzte)\s+)?(?:aktualisier|geändert|änderung|bearbeitet|update)",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
"""No date is without; most blocks are, which spares them the other patterns."""
_BEFORE: Final = 8
_MAX_LENGTH: Final = 200

# Points. What stands beside the headline beats what stands elsewhere, unless that has a label.
_IN_HEADING: Final = 6.5
_BY_HEADLINE: Final = 6.0
_BEHIND_TEXT: Final = 1.0
_BESIDE_ARTICLE: Final = 0.0
_LABELLED: Final = 9.0
_NAMED: Final = 4.0
_ALONE: Final = 3.0
_LINE_OF_FACTS: Final = 2.0
_DATELINE: Final = 1.5
_LABELLED_LINE: Final = 1.0
_ENOUGH: Final = 7.0


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text of the page, the place it stands in, and the points for it being the one sought."""

    text: str
    node: TreeNode
    score: float = 0.0


def find_published(view: PageView, body: Body) -> ScoredText | None:
    """The article's publication date, verbatim; None on an undated page."""
    best: ScoredText | None = None
    before: Block | None = None
    for block, standing in _neighbourhood(view, body):
        label = _label_of(before) if before is not None else None
        before = block
        if label in _OTHER_DATES:
            continue
        found = _read(view, block, standing, labelled=label == "published")
        if found is not None and (best is None or found.score > best.score):
            best = found
    if best is not None and best.score >= _ENOUGH:
        return best
    return _in_pieces(view, body) or _opening_text(body)


def _in_pieces(view: PageView, body: Body) -> ScoredText | None:
    """Day, month and year in elements of their own: ``<span>27</span><span>Jan</span>…``."""
    pieces: list[Block] = []
    for block, standing in _neighbourhood(view, body):
        named = view.roles(block) & Role.DATE and len(block.text) <= 12
        pieces = [*pieces[-2:], block] if standing >= _BEHIND_TEXT + 1 and named else []
        line = " ".join(piece.line for piece in pieces)
        if len(pieces) == 3 and is_date(line):
            return ScoredText(line, block.node)
    return None


def _opening_text(body: Body) -> ScoredText | None:
    """A dateline before the first sentence, where no element of the page says a date."""
    for block in (*body.lead[:1], *body.text[:1]):
        if dateline := dateline_of(block.line):
            return ScoredText(dateline, block.node)
    return None


def _neighbourhood(view: PageView, body: Body) -> Iterator[tuple[Block, float]]:
    """The blocks that may say it, each with the points for where it stands."""
    if view.headline is None:
        return
    heading = view.heading
    first = heading[0].index
    for block in _above(view, first):
        if view.is_near_headline(block):
            yield block, _BY_HEADLINE - 0.1 * (first - block.index)
    for block in heading:
        yield block, _IN_HEADING
    text = set(map(id, body.text))
    article = body.place
    prose_seen = False
    for block in view.blocks[view.text_start :]:
        if id(block) in text:
            prose_seen = prose_seen or view.is_prose(block)
        elif not prose_seen:
            yield block, _BY_HEADLINE
        elif article is not None and block.node.is_within(article):
            yield block, _BEHIND_TEXT
        else:
            yield block, _BESIDE_ARTICLE


def _above(view: PageView, first: int) -> list[Block]:
    """The blocks over the headline, down from the last teaser of another article."""
    above: list[Block] = []
    for block in reversed(view.blocks[max(0, first - _BEFORE) : first]):
        if is_prose(block) or (block.is_heading and block.all_linked):
            break
        above.append(block)
    return above[::-1]


def _label_of(block: Block) -> LabelField | None:
    """The label that is a block's whole text: ``<dt>Datum</dt><dd>…``."""
    if len(block.text) >= 40:
        return None
    label = block.label
    return label.field if label is not None and label.end == len(block.text) else None


def _read(view: PageView, block: Block, standing: float, *, labelled: bool) -> ScoredText | None:
    roles = view.roles(block)
    by_headline = standing > _BEHIND_TEXT
    if roles & _OTHERS or (roles & Role.FOOTER and not by_headline):
        return None
    if len(block.text) > _MAX_LENGTH and not roles & Role.META:
        return None
    for line in _lines(block) if _DIGIT.search(block.text) else ():
        fields = {label.field for label in find_labels(line)}
        if fields & _OTHER_DATES:
            line = _without_others(line)
        if dates := DATE_SHAPE.findall(line):
            line = _before_update(line)
            dates = DATE_SHAPE.findall(line)
        if not dates or _EVENT.match(line):
            labelled = "published" in fields  # <strong>Datum</strong><br>09.04.2019
            continue
        score = standing
        if labelled or "published" in fields:
            score += _LABELLED
        elif standing == _BESIDE_ARTICLE or not (by_headline or _is_line_of_facts(block)):
            continue
        own = _points_of(block, roles, line)
        if not own and by_headline and "published" in fields and not line.endswith("."):
            own = _LABELLED_LINE  # Eingestellt am 09.04.2019 von Hilde Moos
        if not own:
            continue
        score += own - 3 * (len(dates) > 1) - 3 * block.all_linked
        return ScoredText(dated_fact(line), block.node, score)
    return _hidden_in_attribute(block, standing) if by_headline else None


def _lines(block: Block) -> list[str]:
    """The lines of a block; of a table's row the first cell is the label of the second."""
    if len(block.cells) == 2:
        return [f"{block.cells[0].rstrip(': ')}: {block.cells[1]}"]
    return block.text.split("\n")


def _without_others(line: str) -> str:
    """A line of several dates without the labelled ones that are not of its publication.

    ``09.04.2019 | Aktualisiert: 10.04.2019`` → ``09.04.2019 |``.
    """
    labels = find_labels(line)
    kept = line[: labels[0].start]
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        if label.field not in _OTHER_DATES:
            kept += line[label.start : following.start if following else len(line)]
    return kept


def _before_update(line: str) -> str:
    """``Meldung | 03. Mai 2021 | aktualisiert am 6. Mai 2021`` up to the second date."""
    update = _UPDATED.search(line)
    return line[: update.start()] if update and DATE_SHAPE.search(line, 0, update.start()) else line


def _points_of(block: Block, roles: int, line: str) -> float:
    """Points for the names around a line and for how it is made; 0: a sentence with a date."""
    own = block.node.own
    points = 0.0
    if own & Role.DATE and not own & Role.MODIFIED:
        points += _NAMED + (block.node.element.tag == "time")
    elif roles & (Role.DATE | Role.META | Role.AUTHOR | Role.KICKER):
        points += _LINE_OF_FACTS
    if is_date(line):
        points += _ALONE
    elif opens_with_date(line):
        points += _DATELINE + 0.5 * line[-1:].isdigit()  # Bonn, 09.04.2019
    return points


def _hidden_in_attribute(block: Block, standing: float) -> ScoredText | None:
    """``<time datetime="2019-04-09">gestern</time>``."""
    element = block.node.element
    when = element.get("datetime") if element.tag == "time" else None
    if when and DATE_SHAPE.search(when):
        return ScoredText(when, block.node, standing + _NAMED)
    return None


def _is_line_of_facts(block: Block) -> bool:
    """Whether a date behind the text stands in a short line without a link.

    With a link it is the date of another article, as in lists of related news.
    """
    place = block.node.element
    for _ in range(2):
        above = place.getparent()
        if above is None or short_text_of(above, 160) is None:
            break
        place = above
    return all(short_text_of(link, 8) is not None for link in place.iter("a"))
