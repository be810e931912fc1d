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
    return words_of_each([text])[0]


def words_of_each(texts: list[str]) -> list[tuple[list[str], list[str]]]:
    """The words of each text, as ``words_of`` has them.

    Most of the work of placing an article is done here, so all its sentences are folded at once.
    """
    each = [_WORD.findall(text) for text in texts]
    together = "\n\n".join(["\n".join(printed) for printed in each])
    lines = written_out(together.casefold()).split("\n\n") if texts else []
    return [_as_compared(*pair) for pair in zip(texts, lines, each, strict=True)]


def _as_compared(text: str, line: str, printed: list[str]) -> tuple[list[str], list[str]]:
    """The words of a text, of which ``line`` has them small and with umlauts written out."""
    folded = [_SAME.get(word, word) for word in line.split("\n")] if printed else []
    if not _POINTED.search(text):
        return folded, printed
    pairs: list[tuple[str, str]] = []
    for pair in zip(folded, printed, strict=True):
        if pair[1][0].isdigit():
            pairs += _numbers(*pair)
        else:
            pairs.append(pair)
    return [word for word, _ in pairs], [word for _, word in pairs]


def _numbers(folded: str, printed: str) -> list[tuple[str, str]]:
    """A number as written in one way; a date is three words."""
    date = _DATE.fullmatch(printed)
    if date and 1 <= int(date[2]) <= len(MONTHS):
        words = str(int(date[1])), MONTHS[int(date[2]) - 1], date[3]
        return [(word, printed) for word in words]
    if _THOUSANDS.fullmatch(printed):
        return [(printed.replace(".", ""), printed)]
    return [(printed.removesuffix("."), printed)]  # 5. is fifth
