"""Overlap of two texts: the words of each in a run of three that is found in the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.sentences import Sentence


class Overlap:
    """How much of a text stands in another one, sentence by sentence."""

    def __init__(self, document: Document, other: Document, boilerplate: Collection[int]) -> None:
        self.document = document
        self.own: list[Sentence] = []
        """Sentences that the other text does not have as they are; no boilerplate."""
        self.copied: list[Sentence] = []
        """Those that it has, of six words or more; no boilerplate."""
        vocabulary = set(document.heading.vocabulary)
        whole = other.whole_sentences
        shared = weighed = all_shared = everything = 0
        for sentence in document.sentences:
            key = sentence.key
            found = len(sentence) if key in whole else _covered(sentence.runs, other.all_runs)
            everything += len(sentence)
            all_shared += found
            if key not in boilerplate:
                vocabulary |= sentence.vocabulary
                weighed += len(sentence)
                shared += found
                if found < len(sentence):
                    self.own.append(sentence)
                elif key in whole:
                    self.copied.append(sentence)
        self.vocabulary = frozenset(vocabulary)
        """Words of heading and text, without boilerplate."""
        self.words = shared
        """Words found in the other text, without boilerplate."""
        self.part = shared / weighed if weighed else 0.0
        """Part of the text these are."""
        self.raw_words = all_shared
        """The same with boilerplate."""
        self.raw = all_shared / everything if everything else 0.0


def _covered(runs: Sequence[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> int:
    """How many words of a sentence stand in a run that is among ``others``."""
    if others.isdisjoint(runs):
        return 0
    words = end = 0
    for start, run in enumerate(runs):
        if run in others:
            words += start + len(run) - max(start, end)
            end = start + len(run)
    return words
