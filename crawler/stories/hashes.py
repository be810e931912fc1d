"""Short numbers for long texts."""

from __future__ import annotations

from hashlib import blake2b

from crawler.stories.words import Sentence

SENTENCE_WORDS = 6
"""Words a sentence needs to be told from any other."""
_BYTES = 6  # SQLite keeps a number of 48 bits in six bytes


def sentence_key(sentence: Sentence) -> int | None:
    """The fingerprint of a sentence; None for one too short to mean anything."""
    if len(sentence) < SENTENCE_WORDS:
        return None
    return number("s", " ".join([word.folded for word in sentence]).encode())


def number(kind: str, data: bytes) -> int:
    """A number for ``data``, another one for each ``kind`` (one letter)."""
    digest = blake2b(data, digest_size=_BYTES, person=kind.encode()).digest()
    return int.from_bytes(digest, "big") >> 1
