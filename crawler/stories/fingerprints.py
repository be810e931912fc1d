"""Fingerprints: a few numbers a text, of which two texts that share a passage share some.

Hashes of whole sentences find what was copied and say what is boilerplate; sparse hashes of five
words in a row find what was edited. Kept where ``hash mod 16 = 0`` (Manber 1994), so that an
excerpt keeps those of its passage, which the smallest hashes of a text would not.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from zlib import crc32

from crawler.stories.telling import Telling
from crawler.stories.words import Sentence

SENTENCE_WORDS = 6
"""Words a sentence needs to be told from any other."""
_RUN = 5
_ONE_IN = 16
_BYTES = 6  # SQLite keeps a number of 48 bits in six bytes
_LANGUAGE_PART = re.compile(r"(?<=[/_=.-])(?:de|en|fr|es)(?=[/_.&-]|$)", re.IGNORECASE)


def sentence_key(sentence: Sentence) -> int | None:
    """The fingerprint of a sentence; None for one too short to mean anything."""
    if len(sentence) < SENTENCE_WORDS:
        return None
    return _number("s", " ".join(word.folded for word in sentence))


def heading_key(telling: Telling) -> int:
    """A number for the headline."""
    return _number("h", " ".join(word.folded for word in telling.heading))


def address_key(address: str) -> int:
    """A number for an address, the same for its forms in other languages."""
    return _number("a", language_free(address))


def language_free(address: str) -> str:
    """The address with ``*`` where it names a language: ``/de/``, ``/EN/``, ``?lang=en``."""
    return _LANGUAGE_PART.sub("*", address)


def fingerprints(telling: Telling) -> frozenset[int]:
    """All fingerprints of a text, and of the addresses by which it can belong to another."""
    found = set()
    for sentence in telling.sentences:
        if (key := sentence_key(sentence)) is not None:
            found.add(key)
        folded = [word.folded for word in sentence]
        for start in range(len(folded) - _RUN + 1):
            run = " ".join(folded[start : start + _RUN]).encode()
            if crc32(run) % _ONE_IN == 0:
                found.add(_number("r", run))
    if telling.address.startswith("http"):
        found.add(address_key(telling.address))
    found.update(map(address_key, telling.cites))
    return frozenset(found)


def _number(kind: str, text: str | bytes) -> int:
    data = text.encode() if isinstance(text, str) else text
    digest = blake2b(data, digest_size=_BYTES, person=kind.encode()).digest()
    return int.from_bytes(digest, "big") >> 1
