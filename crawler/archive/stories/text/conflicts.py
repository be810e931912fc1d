"""Conflicts between two texts: marks by which one event of a series differs from the next.

Two sentences are versions of one when they share half their words. A number in the place of
another one, or a name in that of another one, counts when neither occurs in the other text. It
counts twice in a headline, but for a quantity (*15 Betriebe*): that is put right here and there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.entities import (
    is_quantity_at,
    is_year,
    lands_in,
    names_in,
    numbers_in,
    unknown_in,
)
from crawler.archive.stories.text.overlap import Overlap
from crawler.archive.stories.text.sentences import Sentence

CONFLICTS = 2
"""Replaced numbers and names that make two events; one alone may be a correction."""
_PARTNER = 0.5
_MISSPELT = 0.75  # alike to that degree, two names are one


@dataclass(frozen=True, slots=True)
class Replacement:
    """Words of one text in the place of others.

    ``kind``: ``name``, ``number``, ``quantity`` (a number of something) or ``word``.
    """

    kind: str
    ours: frozenset[str]
    theirs: frozenset[str]


def conflicts_of(one: Overlap, other: Overlap) -> int:
    """How much speaks for two events, ``CONFLICTS`` if enough does."""
    if all(_other_lands(one, other)):
        return CONFLICTS
    deadlines = {one.document.deadline, other.document.deadline} - {None}
    weight = 1 if len(deadlines) > 1 else 0
    found: set[Replacement] = set()
    for a, b in versions([one.document.heading], [other.document.heading]):
        found.update(r for r in _replaced(a, b, one, other) if r.kind != "word")
    weight += sum(1 if r.kind == "quantity" else CONFLICTS for r in found)
    if weight >= CONFLICTS:
        return CONFLICTS
    words = False
    pairs = list(versions(one.own, other.own))
    for a, b in pairs:
        for replacement in _replaced(a, b, one, other):
            if replacement.kind == "word":
                words = True
            elif replacement not in found:
                found.add(replacement)
                weight += CONFLICTS if _is_year(replacement) else 1
        if weight >= CONFLICTS:
            return CONFLICTS
    nothing_else = not words and len(pairs) == len(one.own) == len(other.own)
    if nothing_else and any(r.kind == "name" for r in found):
        weight += 1  # a form letter: only its recipient differs
    return weight


def _other_lands(one: Overlap, other: Overlap) -> tuple[frozenset[str], frozenset[str]]:
    """The countries in each headline of which the other text says nothing."""
    return (
        unknown_in(other.vocabulary, lands_in(one.document.heading)),
        unknown_in(one.vocabulary, lands_in(other.document.heading)),
    )


def versions(own: list[Sentence], others: list[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Sentences of both that are versions of one, the most alike first."""
    words = [sentence.vocabulary for sentence in others]
    found = []
    for i, sentence in enumerate(own):
        mine = sentence.vocabulary
        for j, theirs in enumerate(words):
            alike = len(mine & theirs) / max(len(mine), len(theirs), 1)
            if alike >= _PARTNER:
                found.append((-alike, " ".join(sorted(mine ^ theirs)), i, j))
    taken: tuple[set[int], set[int]] = (set(), set())
    for *_, i, j in sorted(found):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield own[i], others[j]


def _replaced(a: Sentence, b: Sentence, one: Overlap, other: Overlap) -> Iterator[Replacement]:
    """How the second of two versions differs from the first."""
    swapped = a.folded > b.folded  # difflib is not symmetrical
    first, second = (b, a) if swapped else (a, b)
    matcher = SequenceMatcher(None, first.folded, second.folded, autojunk=False)
    for kind, *spans in matcher.get_opcodes():
        if kind == "equal":
            continue
        i, i_end, j, j_end = [*spans[2:], *spans[:2]] if swapped else spans
        number = (
            unknown_in(other.vocabulary, numbers_in(a, i, i_end)),
            unknown_in(one.vocabulary, numbers_in(b, j, j_end)),
        )
        name = (
            unknown_in(other.vocabulary, _names(one.document, a, i, i_end)),
            unknown_in(one.vocabulary, _names(other.document, b, j, j_end)),
        )
        if all(number):
            counts = _only_quantities(a, i, i_end) and _only_quantities(b, j, j_end)
            yield Replacement("quantity" if counts else "number", *number)
        if all(name) and not _misspelt(*name):
            yield Replacement("name", *name)
        elif not all(number):
            yield Replacement("word", frozenset(a.folded[i:i_end]), frozenset(b.folded[j:j_end]))


def _only_quantities(sentence: Sentence, start: int, end: int) -> bool:
    return all(
        is_quantity_at(sentence, index)
        for index in range(start, end)
        if numbers_in(sentence, index, index + 1)
    )


def _names(document: Document, sentence: Sentence, start: int, end: int) -> set[str]:
    capitalised = {w.folded for w in sentence.words[start:end] if w.printed[0].isupper()}
    return names_in(sentence, start, end) | (capitalised & document.bare_words)


def _misspelt(one: frozenset[str], other: frozenset[str]) -> bool:
    first, second = sorted((" ".join(sorted(one)), " ".join(sorted(other))))
    return SequenceMatcher(None, first, second).ratio() >= _MISSPELT


def _is_year(replacement: Replacement) -> bool:
    return any(map(is_year, replacement.ours)) and any(map(is_year, replacement.theirs))
