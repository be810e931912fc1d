"""Reasons why a value was not read, for programs in English and for people in their language."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.publishing.language import Language, language, marked
from crawler.publishing.search.names import shortened
from crawler.publishing.sentence import Sentence
from crawler.publishing.vocabulary import column_label

PARAMETERS = {
    "since": marked("From"),
    "until": marked("To"),
    "days": marked("Days"),
    "text": marked("Words"),
    "country": marked("Country"),
    "topic": marked("Topic"),
    "portal": marked("Portal"),
    "today": marked("Today"),
    "year": marked("Year"),
    "_search": marked("Search"),
    "_year": marked("Year"),
    "_places": marked("Places"),
    "_topics": marked("Topics"),
    "_sources": marked("Sources"),
}
"""What parameters of questions, facets and charts are called in forms."""


_ASKED = marked("%(label)s: “%(value)s”")


def parameter_label(words: Language, name: str) -> str:
    """What a parameter is called: as in its form, or as the column it filters."""
    if name in PARAMETERS:
        return words.gettext(PARAMETERS[name])
    return column_label(words, name.partition("__")[0])


class UnreadableValueError(ValueError):
    """A value cannot be read; ``why`` goes on where the value ends, or is a sentence of its own."""

    def __init__(self, text: str, *, is_sentence: bool = False, **fields: object) -> None:
        super().__init__(text)
        self.why = Sentence(text, fields)
        self.is_sentence = is_sentence


@dataclass(frozen=True)
class Refusal:
    """One value that was not read."""

    name: str
    """The parameter; "" where it is about several."""
    value: str
    why: Sentence
    """What follows the value, ``is no date; …``, or a whole sentence where ``name`` is empty."""
    is_sentence: bool = False
    """Whether it is a sentence of its own."""
    for_programs: str = ""
    """What programs are told instead, if not ""."""

    def __str__(self) -> str:
        """For programs: the parameter by its name, in English."""
        if self.for_programs:
            return self.for_programs
        why = self.why.told(language("en"))
        if not self.name:
            return why
        return f"{self.name}={shortened(self.value)!r}{':' if self.is_sentence else ''} {why}"

    def told(self, words: Language) -> str:
        """For people: the parameter as its field is called."""
        why = self.why.told(words)
        if not self.name:
            return why
        asked = words.gettext(_ASKED) % {
            "label": parameter_label(words, self.name),
            "value": shortened(self.value),
        }
        return f"{asked} – {why}" if self.is_sentence else f"{asked} {why}"


class RefusedError(ValueError):
    """Values that cannot be read, a refusal each."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(map(str, refusals)))
        self.refusals = refusals
