"""The dates that are seen around an article, each with named features of where and how it stands.

A date counts beside the headline, below the lead or behind the text, alone in its element, in a
line of facts or behind a label. Dates of teasers, of related items and of events never do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml.etree import _Element as Element

from crawler.german.dates import parse_date
from crawler.german.dates.model import local_day
from crawler.german.labels import LabelField
from crawler.layouts.reading.body import Body
from crawler.layouts.reading.date_lines import (
    DATE_SHAPE,
    DatedFact,
    dated_fact,
    dated_facts,
    dateline_of,
    is_date,
    is_timed,
    may_hold_date,
    opens_with_date,
)
from crawler.layouts.reading.date_weights import probability
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.element_text import short_text_of
from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.neighbourhood import AT_END, BESIDE, BY_HEADLINE, MAX_LINE
from crawler.layouts.reading.view import PageView

OTHERS: Final = BESIDE_ARTICLE | Role.CAPTION | Role.CREDIT | Role.TOOLS | Role.DOWNLOAD
"""Places whose dates are not the article's."""
_MISLEADING: Final = Role.COMMENTS | Role.TOOLS | Role.CONTACT | Role.CAPTION
"""Names of opinion pieces, of bars with buttons, of authors' boxes, of all that stands with the
first picture: where they hold a date beside the headline, it may be the article's."""
_FACTS: Final = Role.DATE | Role.META | Role.AUTHOR | Role.KICKER
_OTHER_DATES: Final = frozenset({"deadline", "event", "updated"})
_EVENT: Final = re.compile(
    r"(?:(?:datum|tag|termin|zeit)\s(?:der|des)\s(?!(?:erst)?veröff)\w+|wann|termin|zeit(?:raum|punkt)?|beginn|ende|dauer|laufzeit|veranstaltung\w*|einsatz\w*)"
    r"\b[^:\d]{0,20}:",
    re.IGNORECASE,
)
"""When something takes place."""
_EVENT_LABEL: Final = re.compile(
    r"(?:wann|wo und wann|termine?|zeit(?:raum|punkt)?|beginn|ende|dauer|laufzeit"
    r"|(?:veranstaltungs|einsatz)\w*"
    r"|(?:datum|tag|termin) (?:der|des) (?!(?:erst)?veröff)\w+)\s*[?:]?",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(r"(?:von|by)\s[^\W\d][\w. -]{2,40}\s(?:am|vom|on)\s", re.IGNORECASE)
_LEADS_TO_AUTHOR: Final = re.compile(
    r"\b(?:author|autor(?:in|en)?|redaktion|profile?|person(?:en)?|team|users?)\b", re.IGNORECASE
)
_PIECE: Final = 14
"""Characters of a day, a month or a year in an element of its own, at most."""
_MAX_LENGTH: Final = 200

NEVER: Final = frozenset({dt.date(1970, 1, 1), dt.date(1969, 12, 31), dt.date(1900, 1, 1)})
"""What software writes where it knows no date."""
_YEARS: Final = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text of the page, the place it stands in, and the points for it being the one sought."""

    text: str
    node: TreeNode
    score: float = 0.0


@dataclass(slots=True)
class Candidate:
    """A date that may be the article's.

    Attributes:
        text: the line or value it stands in, verbatim.
        day: the day it is.
        node: its place on the page; None for the page's metadata and its URL.
        origin: where it stands there (``article:published_time``).
        features: names of what is known of it; ``date_weights`` has them all.
    """

    text: str
    day: dt.date
    node: TreeNode | None = None
    origin: str = ""
    features: set[str] = field(default_factory=set)

    @property
    def probability(self) -> float:
        """How sure it is, from 0 to 1."""
        return probability(self.features)


def day_of(text: str) -> dt.date | None:
    """The day that a date is precise to, None where it is none, or what stands for none."""
    date = parse_date(text)
    if date is None or date.is_relative or local_day(date.start) != local_day(date.end):
        return None
    day = local_day(date.start)
    return day if day.year in _YEARS and day not in NEVER else None


def seen_dates(view: PageView, body: Body) -> Iterator[Candidate]:
    """The dates around an article that may be its own, in page order."""
    last: Block | None = None
    pieces: list[Block] = []
    for block, standing in body.around:
        before, last = last, block
        is_piece = len(block.text) <= _PIECE and not block.linked and standing & BY_HEADLINE
        if not (is_piece or pieces or _may_be_dated(block)):
            continue
        label = _label_of(before) if before is not None else None
        if label in _OTHER_DATES or (before is not None and is_event_label(before)):
            continue
        yield from _read(view, block, standing, labelled=label == "published")
        pieces = [*pieces[-2:], block] if is_piece else []
        if len(pieces) > 1 and (found := _in_pieces(pieces, standing)):
            yield found


def _may_be_dated(block: Block) -> bool:
    """Whether a block has the figures of a date, or an element for one: most have neither."""
    return may_hold_date(block.text) or block.node.element.tag == "time"


def _in_pieces(pieces: list[Block], standing: frozenset[str]) -> Candidate | None:
    """Day, month and year in elements of their own: ``<span>27</span><span>Jan</span>…``."""
    for count in (3, 2):
        parts = [piece.line.strip(" |/.") for piece in pieces[-count:]]
        line = (". " if all(map(str.isdigit, parts)) else " ").join(parts)
        if is_date(line) and not any(is_date(piece.line) for piece in pieces):
            day = day_in(line)
            return (
                Candidate(line, day, pieces[-1].node, "", {"in pieces", *standing}) if day else None
            )
    return None


def opening_text(body: Body) -> Iterator[Candidate]:
    """A dateline before the first sentence or under the last, where no element says a date.

    ``(Bonn, 3. Mai 2021) Der Verband …``, ``Bonn, den 3. Mai 2021``.
    """
    for block in (*body.lead[:1], *body.text[:1]):
        first = block.text.partition("\n")[0]
        own_line = first if first != block.text and opens_with_date(first) else None
        if (dateline := dateline_of(block.line) or own_line) and (day := day_in(dateline)):
            yield Candidate(dateline, day, block.node, "", {"opens text"})
    for block in body.text[1:][-1:]:
        line = block.text
        closes = len(line) <= MAX_LINE and line[-1:].isdigit() and opens_with_date(line)
        if closes and (day := day_in(line)):
            yield Candidate(line, day, block.node, "", {"closes text"})


def _label_of(block: Block) -> LabelField | None:
    """The label that is a block's whole text: ``<dt>Datum</dt><dd>…``."""
    if len(block.text) >= 40:
        return None
    label = block.label
    return label.field if label is not None and label.end == len(block.text) else None


def _read(
    view: PageView, block: Block, standing: frozenset[str], *, labelled: bool
) -> Iterator[Candidate]:
    """The date of a block, if it may be the article's."""
    roles = view.roles(block)
    by_headline = bool(standing & BY_HEADLINE)
    if roles & (OTHERS & ~_MISLEADING if by_headline and block.node.own & Role.DATE else OTHERS):
        return
    if len(block.text) > _MAX_LENGTH and not roles & Role.META:
        return
    for line in _lines(block) if may_hold_date(block.text) else ():
        facts = dated_facts(line)
        if is_called_modified(block):
            return
        ours = [fact for fact in facts if fact.role in ("published", "unsaid")]
        if not ours or is_of_event(line):
            labelled = not facts and _is_label(line)  # <strong>Datum</strong><br>09.04.2019
            continue
        said = next((fact for fact in ours if fact.role == "published"), None)
        fact = said or ours[0]
        text = line if len(ours) == len(facts) else _without_others(line, facts)
        own = _features_of(block, roles, text, by_headline=by_headline)
        if labelled or said:
            own |= {"labelled"}
        elif not by_headline and not _may_stand_behind(block, roles, standing, own):
            continue
        if not own & _MADE_AS_DATES and not (said and not text.endswith(".")):
            continue
        if len(ours) > 1:
            own |= {"several dates"}
        if roles & (OTHERS & _MISLEADING):
            own |= {"named otherwise"}
        if roles & Role.FOOTER:
            own |= {"in footer"}
        if day := day_of(_bare(fact)) or day_in(fact.date):
            yield Candidate(dated_fact(text), day, block.node, "", own | standing)
        return
    if by_headline and (found := _hidden_in_attribute(block, standing)):
        yield found


def _may_stand_behind(block: Block, roles: int, standing: frozenset[str], own: set[str]) -> bool:
    """Whether a date behind the text may be the article's though no label says so."""
    if roles & Role.ASIDE or (roles & Role.FOOTER and standing is BESIDE):
        return False
    if "byline" in own:
        return True
    if standing is BESIDE or not _is_line_of_facts(block):
        return False
    if own & _NAMED:
        return True
    # Bonn, den 4. Mai 2021
    closing = "alone" in own or "ends in date" in own
    return closing and standing is AT_END and block.kind in ("p", "div") and not roles & Role.FOOTER


def is_called_modified(block: Block) -> bool:
    """Whether an element is called the last change: ``<time itemprop="dateModified">``.

    Not by the class ``updated`` alone: by a microformat also what was never changed is called so.
    """
    if not block.node.roles & Role.MODIFIED:
        return False
    return any(
        "modif" in f"{node.element.get('itemprop')} {node.element.get('class')}".lower()
        for node in islice(block.node.lineage(), 3)
        if node.own & Role.MODIFIED
    )


def is_of_event(line: str) -> bool:
    """Whether a line begins with a label of when something takes place: ``Beginn: 3. Mai``."""
    return _EVENT.match(line) is not None


def is_event_label(block: Block) -> bool:
    """Whether a block is nothing but such a label: ``<dt>Wann</dt>``."""
    return _EVENT_LABEL.fullmatch(block.text) is not None


def _is_label(line: str) -> bool:
    return len(line) < 40 and bool(_PUBLISHED_LABEL.fullmatch(line.strip()))


_PUBLISHED_LABEL: Final = re.compile(
    r"(?:Veröffentlichungs|Erscheinungs|Publikations)?datum:?"
    r"|(?:Erschienen|Veröffentlicht|Online seit)(?: am)?:?",
    re.IGNORECASE,
)


def _bare(fact: DatedFact) -> str:
    match = DATE_SHAPE.search(fact.date)
    return match.group() if match else fact.date


def day_in(text: str) -> dt.date | None:
    """The day of the first date in a text."""
    match = DATE_SHAPE.search(text)
    return day_of(match.group()) if match else day_of(text)


def _lines(block: Block) -> list[str]:
    """The lines of a block; of a table's row the first cell is the label of the second."""
    if len(block.cells) == 2:
        return [f"{block.cells[0].rstrip(': ')}: {block.cells[1]}"]
    return block.text.split("\n")


def _without_others(line: str, facts: Iterable[DatedFact]) -> str:
    """A line of several dates without those that are not of its publication.

    ``09.04.2019 | Aktualisiert: 10.04.2019`` → ``09.04.2019``.
    """
    return " ".join(fact.text for fact in facts if fact.role in ("published", "unsaid"))


_MADE_AS_DATES: Final = frozenset(
    {"named date", "line of facts", "alone", "dateline", "byline", "published property", "timed"}
)
_NAMED: Final = frozenset({"named date", "byline", "published property"})


def _features_of(block: Block, roles: int, line: str, *, by_headline: bool) -> set[str]:
    """The names around a line and how it is made."""
    own = block.node.own
    element = block.node.element
    prop = (element.get("itemprop") or "").lower()
    found: set[str] = set()
    if own & Role.DATE:
        found.add("named date")
        if element.tag == "time":
            found.add("time element")
        if "datepublished" in prop:
            found.add("published property")
    elif roles & _FACTS:
        found.add("line of facts")
    if own & Role.MODIFIED and "publish" not in element.get("class", "").lower():
        found.add("named update")  # by microformats also what was never changed
    if roles & Role.TEASER:
        found.add("in teaser")
    if roles & Role.ASIDE:
        found.add("in aside")
    if roles & Role.HEADER and not by_headline:
        found.add("in header")
    if is_date(line):
        found.add("alone")
    elif opens_with_date(line):
        found.add("dateline")
        if line[-1:].isdigit():  # Bonn, 09.04.2019
            found.add("ends in date")
    if _BYLINE.match(line):
        found.add("byline")
    elif by_headline and is_timed(line):
        found.add("timed")
    if block.all_linked:
        found.add("linked")
    return found


def _hidden_in_attribute(block: Block, standing: frozenset[str]) -> Candidate | None:
    """``<time datetime="2019-04-09">gestern</time>``."""
    element = block.node.element
    when = element.get("datetime") if element.tag == "time" else None
    day = day_of(when) if when and DATE_SHAPE.search(when) else None
    if when is None or day is None or is_called_modified(block):
        return None
    features = {"named date", "time element", "in attribute", *standing}
    if block.node.own & Role.MODIFIED:
        features.add("named update")
    return Candidate(when, day, block.node, "", features)


def _is_line_of_facts(block: Block) -> bool:
    """Whether a date behind the text stands in a short line without a link.

    With a link it is the date of another article, as in lists of related news; but a line may name
    its author by one.
    """
    place = block.node.element
    for _ in range(2):
        above = place.getparent()
        if above is None or short_text_of(above, 160) is None:
            break
        place = above
    return all(
        short_text_of(link, 8) is not None or _LEADS_TO_AUTHOR.search(_target(link))
        for link in place.iter("a")
    )


def _target(link: Element) -> str:
    return f"{link.get('rel') or ''} {link.get('href') or ''}"
