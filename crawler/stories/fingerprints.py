"""Fingerprints: a few numbers a text, of which two texts that share a passage share some.

Hashes of whole sentences find what was copied and say what is boilerplate; sparse hashes of five
words in a row find what was edited. Kept where ``hash mod 8 = 0`` (Manber 1994), so that an
excerpt keeps those of its passage, which the smallest hashes of a text would not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from crawler.stories.hashes import fingerprint_of
from crawler.stories.sentences import Sentence
from crawler.stories.telling import Telling

_RUN = 5
_ONE_IN = 8
_KEPT = 8192
_LANGUAGE_PART = re.compile(r"(?<=[/_=.-])(?:de|en|fr|es)(?=[/_.&-]|$)", re.IGNORECASE)


def heading_key(telling: Telling) -> int:
    """A number for the headline."""
    return fingerprint_of("h", " ".join(telling.heading.folded).encode())


def address_keys(telling: Telling) -> set[int]:
    """Numbers for the addresses by which a text can belong to another, one for all languages."""
    own = [telling.address] if telling.address.startswith("http") else []
    return {
        fingerprint_of("a", language_free(address).encode()) for address in (*own, *telling.cites)
    }


def language_free(address: str) -> str:
    """The address with ``*`` where it names a language: ``/de/``, ``/EN/``, ``?lang=en``."""
    return _LANGUAGE_PART.sub("*", address)


def fingerprints(telling: Telling) -> frozenset[int]:
    """All fingerprints of a text, and of the addresses by which it can belong to another."""
    found = set(telling.whole_sentences)
    for sentence in telling.sentences:
        found.update(_sparse(sentence))
    return frozenset(found | address_keys(telling))


@lru_cache(_KEPT)
def _sparse(sentence: Sentence) -> tuple[int, ...]:
    """The sparse fingerprints of a sentence."""
    folded = sentence.folded
    runs = [" ".join(folded[i : i + _RUN]).encode() for i in range(len(folded) - _RUN + 1)]
    return tuple([fingerprint_of("r", run) for run in runs if crc32(run) % _ONE_IN == 0])
