"""Texts as words, so that what a portal's typography changes is no difference.

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


class Word(NamedTuple):
    """A word as compared, and as printed."""

    folded: str
    printed: str


def words_of(text: str) -> list[Word]:
    """The words of a text in their order."""
    words: list[Word] = []
    every = _WORD.findall(text)
    for printed, folded in zip(every, _folded(every), strict=True):
        if not printed[0].isdigit():
            words.append(Word(_SAME.get(folded, folded), printed))
        elif date := _DATE.fullmatch(printed):
            words.extend(_date_words(printed, date))
        elif _THOUSANDS.fullmatch(printed):
            words.append(Word(printed.replace(".", ""), printed))
        else:
            words.append(Word(printed, printed))
    return words


def _folded(words: list[str]) -> list[str]:
    """All words at once: a third of the time."""
    return "\n".join(words).casefold().translate(_FOLDED).split("\n") if words else []


def _date_words(printed: str, date: re.Match[str]) -> list[Word]:
    day, month, year = int(date[1]), int(date[2]), date[3]
    if not 1 <= month <= len(MONTHS):
        return [Word(printed, printed)]
    return [Word(str(day), printed), Word(MONTHS[month - 1], printed), Word(year, printed)]
