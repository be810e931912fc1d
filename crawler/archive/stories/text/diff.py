"""A diff of two texts, sentence by sentence, for a person to judge."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crawler.archive.stories.text.conflicts import versions
from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.sentences import sentence_of


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of one text beside what the other has for it, as printed.

    ``kind``: ``shared``; ``boilerplate``, which is shared and does not count; ``changed``; ``only``
    in one of them, the other text is None.
    """

    kind: str
    text: str | None
    other_text: str | None


def diff(one: Document, other: Document, boilerplate: Collection[int] = ()) -> Iterator[Passage]:
    """The sentences of ``one`` in their order, then those that only ``other`` has."""
    here, there = _printed(one), _printed(other)
    pairs = versions(
        [sentence_of(text) for words, text in here.items() if words not in there],
        [sentence_of(text) for words, text in there.items() if words not in here],
    )
    changed = {a.folded: b.folded for a, b in pairs}
    keys = {sentence.folded: sentence.key for sentence in one.sentences}
    if one.title or other.title:
        kind = "shared" if one.heading.folded == other.heading.folded else "changed"
        yield Passage(kind, one.title or None, other.title or None)
    for words, text in here.items():
        if words in there:
            kind = "boilerplate" if keys.get(words) in boilerplate else "shared"
            yield Passage(kind, text, there[words])
        elif words in changed:
            yield Passage("changed", text, there[changed[words]])
        else:
            yield Passage("only", text, None)
    for words, text in there.items():
        if words not in here and words not in changed.values():
            yield Passage("only", None, text)


def _printed(document: Document) -> dict[tuple[str, ...], str]:
    """The sentences of a text by their words."""
    return {words: text for text in document.printed if (words := sentence_of(text).folded)}
