"""Texts as sentences of words, so that what a portal's typography changes is no difference.

Quotation marks, dashes, punctuation, case, umlauts written out, ``%`` for *Prozent* and
``12.05.2019`` for *12. Mai 2019* are the same here; a changed word is not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MONTHS = (
    "januar",
    "februar",
    "maerz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+|%|€|\$")
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SAME = {
    "%": "prozent",
    "€": "euro",
    "$": "dollar",
    "mio": "millionen",
    "mrd": "milliarden",
    "jaenner": "januar",
}
_SMALL_NUMBERS = "zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf"
_SAME |= {word: str(number) for number, word in enumerate(_SMALL_NUMBERS.split(), start=2)}
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
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


Sentence = tuple[Word, ...]


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


def words_of(sentence: str) -> Sentence:
    """The words of a sentence in their order."""
    words: list[Word] = []
    for printed in _WORD.findall(sentence):
        if printed[0].isdigit():
            if date := _DATE.fullmatch(printed):
                words.extend(_date_words(printed, date))
                continue
            folded = printed
            if _THOUSANDS.fullmatch(printed):
                folded = printed.replace(".", "")
        else:
            folded = printed.casefold().translate(_FOLDED)
            folded = _SAME.get(folded, folded)
        words.append(Word(folded, printed))
    return tuple(words)


def _date_words(printed: str, date: re.Match[str]) -> list[Word]:
    day, month, year = int(date[1]), int(date[2]), date[3]
    if not 1 <= month <= len(MONTHS):
        return [Word(printed, printed)]
    return [Word(str(day), printed), Word(MONTHS[month - 1], printed), Word(year, printed)]
