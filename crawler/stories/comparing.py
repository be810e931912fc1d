"""Whether two texts tell one event: how much they share, then what differs between them.

Shared is a word that stands in a run of three words found in the other text. Sentences known as
boilerplate do not count, on either side. What is shared makes a candidate; what was put in the
place of something else decides: other numbers, dates and names in the same sentences are another
event of a series.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from crawler.stories.fingerprints import language_free, sentence_key
from crawler.stories.specifics import is_year, names_in, numbers_in
from crawler.stories.telling import Telling, grams_of
from crawler.stories.words import Sentence

ENOUGH = 0.5
"""Part of a text that must stand in the other one."""
WHOLE = 0.9
"""Part of both texts that makes boilerplate evidence too: all of it is the same."""
LONG_WORDS = 40
"""Shared words from which on ``ENOUGH`` suffices."""
SHORT_WORDS = 12
"""Shared words without which nothing is certain."""
SHORT_ENOUGH = 0.8
SHORT_DAYS = 31
_PARTNER = 0.5  # shared words that make two sentences versions of one
_CONFLICTS = 2.0


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


def compare(one: Telling, other: Telling, boilerplate: Collection[int] = ()) -> Comparison:
    """Compare two texts; ``boilerplate`` are keys of sentences that stand in many stories.

    Symmetrical: ``compare(b, a)`` is ``compare(a, b).reversed()``.
    """
    if one.language and other.language and one.language != other.language:
        if reason := _linked(one, other):
            return Comparison(Verdict.SAME, 0.0, 0.0, reason)
        return Comparison(Verdict.UNRELATED, 0.0, 0.0, "other languages")
    own, others = _Coverage(one, other, boilerplate), _Coverage(other, one, boilerplate)
    conflicts = _conflicts(own, others)
    verdict, reason = _judge(own, others, conflicts)
    if verdict is Verdict.UNRELATED and (link := _linked(one, other)):
        verdict, reason = Verdict.SAME, link
    return Comparison(verdict, round(own.raw, 3), round(others.raw, 3), reason)


def _linked(one: Telling, other: Telling) -> str | None:
    """Why two are one story without a look at their words; None if nothing says so."""
    for a, b in ((one, other), (other, one)):
        if b.portal in a.credited_to and b.address in a.cites:
            return "credit that links the other"
    if one.address != other.address and language_free(one.address) == language_free(other.address):
        return "one address in two languages"
    return None


class _Coverage:
    """How much of a text stands in another one, sentence by sentence."""

    def __init__(self, told: Telling, other: Telling, boilerplate: Collection[int]) -> None:
        self.told = told
        self.own: list[Sentence] = []
        """Sentences that the other text does not have as they are; no boilerplate."""
        shared = weighed = all_shared = everything = 0
        for sentence in told.sentences:
            found = _covered(sentence, other.grams)
            everything += len(sentence)
            all_shared += found
            if sentence_key(sentence) not in boilerplate:
                weighed += len(sentence)
                shared += found
                if found < len(sentence):
                    self.own.append(sentence)
        self.words = shared
        self.part = shared / weighed if weighed else 0.0
        self.raw = all_shared / everything if everything else 0.0
        self.raw_words = all_shared


def _covered(sentence: Sentence, grams: Collection[tuple[str, ...]]) -> int:
    covered: set[int] = set()
    for start, gram in enumerate(grams_of(sentence)):
        if gram in grams:
            covered.update(range(start, start + len(gram)))
    return len(covered)


def _judge(own: _Coverage, others: _Coverage, conflicts: float) -> tuple[Verdict, str]:
    part = max(own.part, others.part)
    words = min(own.words, others.words)
    whole = min(own.raw, others.raw) >= WHOLE
    if part < ENOUGH and not whole:
        return Verdict.UNRELATED, "little in common"
    if conflicts >= _CONFLICTS:
        return Verdict.DIFFERENT, "other numbers, dates or names in the same sentences"
    if whole:
        part, words = min(own.raw, others.raw), min(own.raw_words, others.raw_words)
    if words >= LONG_WORDS:
        if _tell_their_own(own, others):
            return Verdict.DIFFERENT, "each has numbers and names of its own beside a shared part"
        return Verdict.SAME, "shared passages"
    if words >= SHORT_WORDS and part >= SHORT_ENOUGH and not conflicts:
        if _days_apart(own.told, others.told) > SHORT_DAYS:
            return Verdict.UNRELATED, "short, and far apart in time"
        if _specifics(own.told.sentences) & _specifics(others.told.sentences) or whole:
            return Verdict.SAME, "short, the same throughout"
    return Verdict.UNRELATED, "too short to be certain"


def _specifics(sentences: Collection[Sentence]) -> set[str]:
    return {
        specific for sentence in sentences for specific in numbers_in(sentence) | names_in(sentence)
    }


def _tell_their_own(own: _Coverage, others: _Coverage) -> bool:
    """Whether what each says for itself is specific, and foreign to the other."""
    foreign = []
    for side, opposite in ((own, others), (others, own)):
        if side.part >= WHOLE:
            return False
        parts = [side.told.heading, *side.own]
        foreign.append(
            {
                s
                for s in _specifics(parts)
                if s not in opposite.told.vocabulary and f"{s}s" not in opposite.told.vocabulary
            }
        )
    heads = {w.folded for w in own.told.heading} & {w.folded for w in others.told.heading}
    needed = 3 if not any(len(word) > 4 for word in heads) else 5
    return min(map(len, foreign)) >= needed


def _days_apart(one: Telling, other: Telling) -> int:
    if not one.day or not other.day:
        return 0
    return abs((dt.date.fromisoformat(one.day) - dt.date.fromisoformat(other.day)).days)


def _conflicts(own: _Coverage, others: _Coverage) -> float:
    """What stands in the place of something else, weighed."""
    weight = 0.0
    seen: set[tuple[frozenset[str], frozenset[str]]] = set()
    pairs = [(own.told.heading, others.told.heading, True)]
    pairs += [(a, b, False) for a, b in _versions(own.own, others.own)]
    for a, b, in_title in pairs:
        for first, second in _replaced(a, b, own.told.vocabulary, others.told.vocabulary):
            if (first, second) in seen:
                continue
            seen.add((first, second))
            years = any(map(is_year, first)) and any(map(is_year, second))
            weight += 2.0 if in_title or years else 1.0
    if own.told.deadline and others.told.deadline and own.told.deadline != others.told.deadline:
        weight += 1.0
    return weight


def _versions(own: list[Sentence], others: list[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Sentences of both that are versions of one, the most alike first."""
    words = [{word.folded for word in sentence} for sentence in others]
    found = []
    for i, sentence in enumerate(own):
        mine = {word.folded for word in sentence}
        for j, theirs in enumerate(words):
            alike = len(mine & theirs) / max(len(mine), len(theirs))
            if alike >= _PARTNER:
                found.append((-alike, " ".join(sorted(mine ^ theirs)), i, j))
    taken: tuple[set[int], set[int]] = (set(), set())
    for *_, i, j in sorted(found):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield own[i], others[j]


def _replaced(
    a: Sentence, b: Sentence, vocabulary_a: Collection[str], vocabulary_b: Collection[str]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Numbers put in the place of numbers, names in that of names, unknown to the other text."""
    swapped = [w.folded for w in a] > [w.folded for w in b]  # difflib is not symmetrical
    first, second = (b, a) if swapped else (a, b)
    matcher = SequenceMatcher(
        None, [w.folded for w in first], [w.folded for w in second], autojunk=False
    )
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind != "replace":
            continue
        if swapped:
            i, i_end, j, j_end = j, j_end, i, i_end
        for specifics in (numbers_in, names_in):
            ours = _unknown(specifics(a, i, i_end), vocabulary_b)
            theirs = _unknown(specifics(b, j, j_end), vocabulary_a)
            if ours and theirs:
                yield ours, theirs


def _unknown(specifics: set[str], vocabulary: Collection[str]) -> frozenset[str]:
    return frozenset(s for s in specifics if s not in vocabulary and f"{s}s" not in vocabulary)
