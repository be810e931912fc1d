"""Comparison of two texts: do they tell one event, by what they share and what differs in them.

Shared is a word that stands in a run of three words found in the other text. Sentences known as
boilerplate do not count, on either side. What is shared makes a candidate; what was put in the
place of something else decides: other numbers, dates and names in the same sentences are another
event of a series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from crawler.archive.stories.text.conflicts import CONFLICTS, conflicts_of
from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.entities import entities_of, unknown_in
from crawler.archive.stories.text.fingerprints import language_free
from crawler.archive.stories.text.overlap import Overlap

ENOUGH = 0.5
"""Part of a text that must stand in the other one."""
WHOLE = 0.9
"""Part of both texts that makes boilerplate evidence too: all of it is the same."""
LONG_WORDS = 40
"""Shared words from which on ``ENOUGH`` suffices."""
SHORT_WORDS = 12
"""Shared words without which nothing is certain."""
MIDDLE_WORDS = 25
SHORT_ENOUGH = 0.65
"""Part of a text that must be shared with fewer than ``LONG_WORDS``."""
SHORTEST_ENOUGH = 0.8
"""The same with fewer than ``MIDDLE_WORDS``."""
COPIED_SENTENCES = 2
"""Sentences of which ``COPIED_WORDS`` stand in both as they are: nobody writes them twice."""
COPIED_WORDS = 20
CREDITED_ENOUGH = 0.4
"""Part of a text that must be shared if it names the other's portal as its source."""
EQUAL_SPECIFICS = 5
"""Numbers and names, all of them the same in both, that make boilerplate evidence too."""
SAME_NEWS_DAYS = 31
"""Days after which a short text is no copy any more."""
SERIES_DAYS = 28
"""Days after which a text with another number in it is the next of a series: a month, at least."""
EQUAL_DAYS = 3
"""Days between two short texts without a number or a name: every issue of a newsletter says so."""
_FOREIGN = 3


class Verdict(StrEnum):
    """What a comparison came to."""

    SAME = "same"
    DIFFERENT = "different"
    """Much the same words about another event: never one story, whatever links them."""
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether one tells what the other tells, and the part of each that the other has too."""

    verdict: Verdict
    shared: float
    other_shared: float
    reason: str

    def reversed(self) -> Comparison:
        """The same, seen from the other text."""
        return Comparison(self.verdict, self.other_shared, self.shared, self.reason)


def compare(one: Document, other: Document, boilerplate: Collection[int] = ()) -> Comparison:
    """Compare two texts; ``boilerplate`` are keys of sentences that stand in many stories.

    Symmetrical: ``compare(b, a)`` is ``compare(a, b).reversed()``.
    """
    if one.language and other.language and one.language != other.language:
        if reason := _linked(one, other):
            return Comparison(Verdict.SAME, 0.0, 0.0, reason)
        return Comparison(Verdict.UNRELATED, 0.0, 0.0, "other languages")
    own, others = Overlap(one, other, boilerplate), Overlap(other, one, boilerplate)
    verdict, reason = _judge(own, others)
    if verdict is Verdict.UNRELATED and (link := _linked(one, other)):
        verdict, reason = Verdict.SAME, link
    return Comparison(verdict, round(own.raw, 3), round(others.raw, 3), reason)


def _linked(one: Document, other: Document) -> str | None:
    """Why two are one story without a look at their words; None if nothing says so."""
    for a, b in ((one, other), (other, one)):
        if b.portal in a.credited_to and b.url in a.cites:
            return "credit that links the other"
    if one.url != other.url and language_free(one.url) == language_free(other.url):
        return "one address in two languages"
    return None


def _judge(own: Overlap, others: Overlap) -> tuple[Verdict, str]:
    part = max(own.part, others.part)
    words = min(own.words, others.words)
    raw = min(own.raw, others.raw)
    equal = raw >= ENOUGH and _equal_entities(own.document, others.document)
    whole = equal or raw >= WHOLE
    least = CREDITED_ENOUGH if _credited(own.document, others.document) else ENOUGH
    if part < least and not whole:
        return Verdict.UNRELATED, "little in common"
    apart = _days_apart(own.document, others.document)
    conflicts = conflicts_of(own, others)
    if conflicts and (conflicts >= CONFLICTS or apart >= SERIES_DAYS):
        return Verdict.DIFFERENT, "other numbers, dates or names in the same sentences"
    if whole:
        part, words = raw, min(own.raw_words, others.raw_words)
    common = own.document.entities & others.document.entities
    if words >= LONG_WORDS:
        if _tell_their_own(own, others, len(common)):
            return Verdict.UNRELATED, "each has numbers and names of its own beside a shared part"
        return Verdict.SAME, "shared passages"
    enough = SHORT_ENOUGH if words >= MIDDLE_WORDS else SHORTEST_ENOUGH
    if equal or _copied(own):
        enough = least
    if conflicts or words < SHORT_WORDS or part < enough or apart > SAME_NEWS_DAYS:
        return Verdict.UNRELATED, "too short to be certain"
    if common:
        return Verdict.SAME, "short, with the same numbers or names"
    verbatim = own.document.sentences, own.document.heading
    if verbatim == (others.document.sentences, others.document.heading) and apart <= EQUAL_DAYS:
        return Verdict.SAME, "short, word for word the same at the same time"
    return Verdict.UNRELATED, "too short to be certain"


def _equal_entities(one: Document, other: Document) -> bool:
    return one.entities == other.entities and len(one.entities) >= EQUAL_SPECIFICS


def _credited(one: Document, other: Document) -> bool:
    return other.portal in one.credited_to or one.portal in other.credited_to


def _copied(side: Overlap) -> bool:
    """Whether whole sentences were taken over."""
    return len(side.copied) >= COPIED_SENTENCES and sum(map(len, side.copied)) >= COPIED_WORDS


def _tell_their_own(own: Overlap, others: Overlap, common: int) -> bool:
    """Whether what each says for itself is specific and foreign to the other, more than shared."""
    foreign = []
    for side, opposite in ((own, others), (others, own)):
        if side.part >= WHOLE:
            return False
        said = entities_of([side.document.heading, *side.own])
        foreign.append(unknown_in(opposite.document.vocabulary, said))
    return min(map(len, foreign)) >= max(_FOREIGN, common)


def _days_apart(one: Document, other: Document) -> int:
    if not one.day or not other.day:
        return 0
    return abs((dt.date.fromisoformat(one.day) - dt.date.fromisoformat(other.day)).days)
