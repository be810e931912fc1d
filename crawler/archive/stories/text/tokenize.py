"""Texts as words, so that what a portal's typography changes is no difference.

Quotation marks, dashes, punctuation, case, umlauts written out, ``%`` for *Prozent* and
``12.05.2019`` for *12. Mai 2019* are the same here; a changed word is not.
"""

from __future__ import annotations

import re

from crawler.german.words.spelling import written_out

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

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\d+\.(?= )|[^\W_]+|%|€|\$")
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
_POINTED = re.compile(r"\d\.")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")


def words_of(text: str) -> tuple[list[str], list[str]]:
    """The words of a text in their order, as compared and as printed."""
    printed = _WORD.findall(text)
    # All at once: most of the work of placing an article is done here.
    joined = written_out("\n".join(printed).casefold())
    folded = joined.split("\n") if printed else []
    folded = [_SAME.get(word, word) for word in folded]
    if _POINTED.search(text):
        pairs = [pair for each in zip(folded, printed, strict=True) for pair in _numbers(*each)]
        folded, printed = [word for word, _ in pairs], [word for _, word in pairs]
    return folded, printed


def _numbers(folded: str, printed: str) -> list[tuple[str, str]]:
    """A word, of which a number is written in one way, and a date is three."""
    if not printed[0].isdigit():
        return [(folded, printed)]
    date = _DATE.fullmatch(printed)
    if date and 1 <= int(date[2]) <= len(MONTHS):
        words = str(int(date[1])), MONTHS[int(date[2]) - 1], date[3]
        return [(word, printed) for word in words]
    if _THOUSANDS.fullmatch(printed):
        return [(printed.replace(".", ""), printed)]
    return [(printed.removesuffix("."), printed)]  # 5. is fifth
