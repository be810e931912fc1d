"""An article as stories see it: what it says, cut into sentences, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from crawler.archive.stories.text.entities import bare_words, entities_of
from crawler.archive.stories.text.sentences import Sentence, in_words, sentence_of, sentences_of


@dataclass(frozen=True)
class Document:
    """What one article says.

    ``url`` is canonical; ``cites`` are the canonical URLs it links to, empty unless it
    names a source; ``credited_to`` are the portals that source names. ``day`` is the latest day on
    which it can have been published (``YYYY-MM-DD``).
    """

    url: str
    portal: str | None = None
    language: str | None = None
    title: str = ""
    lead: str = ""
    body: str = ""
    day: str | None = None
    deadline: str | None = None
    cites: tuple[str, ...] = ()
    credited_to: frozenset[str] = frozenset()

    @cached_property
    def printed(self) -> list[str]:
        """The sentences of lead and body as printed."""
        return sentences_of(f"{self.lead}\n{self.body}")

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The same as words; every sentence counts once."""
        return list(dict.fromkeys(filter(None, in_words(self.printed))))

    @cached_property
    def heading(self) -> Sentence:
        """The words of the title."""
        return sentence_of(self.title)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of title and text."""
        return self.heading.vocabulary.union(*(s.vocabulary for s in self.sentences))

    @cached_property
    def bare_words(self) -> frozenset[str]:
        """Words that are names by the way the text uses them."""
        return bare_words([self.heading, *self.sentences])

    @cached_property
    def entities(self) -> frozenset[str]:
        """Numbers, dates and names of the text, without the title."""
        return entities_of(self.sentences)

    @cached_property
    def all_runs(self) -> frozenset[tuple[str, ...]]:
        """The runs of three words of the text."""
        return frozenset(run for sentence in self.sentences for run in sentence.runs)

    @cached_property
    def whole_sentences(self) -> frozenset[int]:
        """The fingerprints of sentences."""
        return frozenset(s.key for s in self.sentences if s.key is not None)
