"""Texts as sentences, with what stories need of one worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from crawler.archive.stories.text.tokenize import words_of_each

# -- Short numbers for long texts ------------------------------------------------------------------

_BYTES = 6  # SQLite keeps a number of 48 bits in six bytes


def fingerprint_of(kind: str, data: bytes) -> int:
    """A number for ``data``, another one for each ``kind`` (one letter)."""
    digest = blake2b(data, digest_size=_BYTES, person=kind.encode()).digest()
    return int.from_bytes(digest, "big") >> 1


SENTENCE_WORDS = 6
"""Words a sentence needs to be told from any other."""
_RUN = 3
# A full stop ends a sentence before white space and what can begin one, but not behind a number
# (12. Mai), one letter (z. B.) or these.
_END = re.compile(r"(?<=[.!?…])[\"“”«»‘’')\]]*\s+(?=[\"„“”«»‚‘(\[]*[A-ZÄÖÜ0-9])|\n+")
_NO_END = re.compile(
    r"(?:\b(?:\d+|[A-Za-zÄÖÜäöü]|Dr|Prof|Nr|St|Mio|Mrd|Tel|Str|ca|bzw|vgl|usw|inkl|Abs|Art|Hrsg|Ing"
    r"|Dipl|Mr|Mrs|Ms|vs|approx|No))\.$"
)


class Word(NamedTuple):
    """A word as compared, and as printed."""

    folded: str
    printed: str


class Sentence:
    """The words of a sentence; equal to one of the same words, however they are printed."""

    def __init__(self, folded: Iterable[str], printed: list[str]) -> None:
        self.folded = tuple(folded)
        """The words as compared."""
        self._printed = printed

    def __len__(self) -> int:
        return len(self.folded)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and self.folded == other.folded

    def __hash__(self) -> int:
        return hash(self.folded)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in both forms."""
        return tuple(map(Word, self.folded, self._printed))

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
    def data(self) -> bytes:
        """The words as compared, with blanks between them, as they are hashed."""
        return " ".join(self.folded).encode()

    @cached_property
    def key(self) -> int | None:
        """The fingerprint; None for a sentence too short to mean anything."""
        return fingerprint_of("s", self.data) if len(self) >= SENTENCE_WORDS else None


def sentence_of(text: str) -> Sentence:
    """A sentence as words."""
    return in_words([text])[0]


def in_words(sentences: list[str]) -> list[Sentence]:
    """Sentences as words."""
    return [Sentence(*words) for words in words_of_each(sentences)]


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
