"""The signature of a text: what stories compare it by, worked out once.

It is most of what a new article costs the archive, and needs no archive: whoever reads pages in
other processes than the writer's works it out there, and the writer is told (``remember``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.fingerprints import heading_key, text_fingerprints
from crawler.items import Signature

_KEPT = 512
_REMEMBERED = 500

_remembered: dict[tuple[str, str, str], Signature] = {}


def remember(signatures: Iterable[Signature]) -> None:
    """Keep signatures of texts that are about to be stored, in the place of the oldest ones."""
    _remembered.update((signature.told, signature) for signature in signatures)
    for told in [*_remembered][:-_REMEMBERED]:
        del _remembered[told]


def signature_of(document: Document) -> Signature:
    """The signature of what a document says, whatever its URL is and whom it cites."""
    told = (document.title, document.lead, document.body)
    known = _remembered.get(told)
    return known or Signature(told, heading_key(document), text_fingerprints(document))


@lru_cache(_KEPT)
def sign(title: str | None, lead: str | None, body: str | None) -> Signature:
    """The signature of an article's text; captures of one page follow each other, mostly."""
    return signature_of(Document("", title=title or "", lead=lead or "", body=body or ""))
