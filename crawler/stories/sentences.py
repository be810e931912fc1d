"""Texts as sentences, with what stories need of one worked out once.

Portals repeat sentences, and copies do: what was made of the last ones is kept.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from crawler.stories.hashes import number
from crawler.stories.words import Word, words_of

SENTENCE_WORDS = 6
"""Words a sentence needs to be told from any other."""
_RUN = 3
_KEPT = 8192
# A full stop ends a sentence before white space and what can begin one, but not behind a number
# (12. Mai), one letter (z. B.) or these.
_END = re.compile(r"(?<=[.!?…])[\"“”«»‘’')\]]*\s+(?=[\"„“”«»‚‘(\[]*[A-ZÄÖÜ0-9])|\n+")
_NO_END = re.compile(
    r"(?:\b(?:\d+|[A-Za-zÄÖÜäöü]|Dr|Prof|Nr|St|Mio|Mrd|Tel|Str|ca|bzw|vgl|usw|inkl|Abs|Art|Hrsg|Ing"
    r"|Dipl|Mr|Mrs|Ms|vs|approx|No))\.$"
)


class Sentence(tuple[Word, ...]):
    """The words of a sentence."""

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words as compared."""
        return tuple([word.folded for word in self])

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that occurs."""
        return frozenset(self.folded)

    @cached_property
    def runs(self) -> tuple[tuple[str, ...], ...]:
        """The runs of three words; of a shorter sentence itself."""
        folded = self.folded
        if len(folded) < _RUN:
            return (folded,)
        return tuple(zip(folded, folded[1:], folded[2:], strict=False))

    @cached_property
    def key(self) -> int | None:
        """The fingerprint; None for a sentence too short to mean anything."""
        if len(self) < SENTENCE_WORDS:
            return None
        return number("s", " ".join(self.folded).encode())


@lru_cache(_KEPT)
def sentence_of(printed: str) -> Sentence:
    """A sentence as words."""
    return Sentence(words_of(printed))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text as printed; a line break ends one as well."""
    found = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.start()]
        if "\n" not in end.group() and _NO_END.search(piece[-8:]):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [piece for piece in found if piece]
