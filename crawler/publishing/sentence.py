"""A sentence of the catalogue whose reader, and so its language, is known only later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.publishing.language import Language


@dataclass(frozen=True)
class Sentence:
    """A marked text with ``%(fields)s``: days and numbers are told as the reader writes them."""

    text: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def told(self, words: Language) -> str:
        """The sentence in a language."""
        text = words.gettext(self.text)
        fields = {name: _told(value, words) for name, value in self.fields.items()}
        return text % fields if fields else text


def _told(value: object, words: Language) -> object:
    if isinstance(value, Sentence):
        return value.told(words)
    if isinstance(value, dt.date):
        return words.day(value.isoformat())
    return words.number(value) if isinstance(value, int) else value
