"""Fingerprints: a few numbers a text, of which two texts that share a passage share some.

Hashes of whole sentences find what was copied and say what is boilerplate; sparse hashes of five
words in a row find what was edited. Kept where ``hash mod 8 = 0`` (Manber 1994), so that an
excerpt keeps those of its passage, which the smallest hashes of a text would not.
"""

from __future__ import annotations

import re
from itertools import accumulate
from zlib import crc32

from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.sentences import Sentence, fingerprint_of

_RUN = 5
_ONE_IN = 8
_LANGUAGE_PART = re.compile(r"(?<=[/_=.-])(?:de|en|fr|es)(?=[/_.&-]|$)", re.IGNORECASE)


def heading_key(document: Document) -> int:
    """A number for the headline."""
    return fingerprint_of("h", " ".join(document.heading.folded).encode())


def url_keys(document: Document) -> set[int]:
    """Numbers for the URLs by which a text can belong to another, one for all languages."""
    own = [document.url] if document.url.startswith("http") else []
    return {fingerprint_of("a", language_free(url).encode()) for url in (*own, *document.cites)}


def language_free(url: str) -> str:
    """The URL with ``*`` where it names a language: ``/de/``, ``/EN/``, ``?lang=en``."""
    return _LANGUAGE_PART.sub("*", url)


def fingerprints(document: Document) -> frozenset[int]:
    """All fingerprints of a text, and of the URLs by which it can belong to another."""
    return text_fingerprints(document) | url_keys(document)


def text_fingerprints(document: Document) -> frozenset[int]:
    """Those of its lead and body."""
    sparse = (key for sentence in document.sentences for key in _sparse(sentence))
    return document.whole_sentences.union(sparse)


def _sparse(sentence: Sentence) -> list[int]:
    """The sparse fingerprints of a sentence."""
    data = sentence.data
    # Runs are cut out of the hashed words by where each begins and ends.
    ends = [*accumulate(len(word) + 1 for word in data.split(b" "))]
    runs = [data[begin : end - 1] for begin, end in zip([0, *ends], ends[_RUN - 1 :], strict=False)]
    return [fingerprint_of("r", run) for run in runs if crc32(run) % _ONE_IN == 0]
