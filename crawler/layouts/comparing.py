"""Texts compared as a reader compares them: without case, hyphenation, punctuation, umlauts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from crawler.german.words.spelling import written_out

_INVISIBLE: Final = str.maketrans("", "", "\xad\u200b\u2060")
_WORD: Final = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The words of a text in one spelling, a space between: ``Für alle!`` → ``fuer alle``."""
    return " ".join(_WORD.findall(written_out(text.lower()).translate(_INVISIBLE)))


def same(one: str, other: str) -> bool:
    """Whether two texts are the same to a reader; also where one was cut (``… in...``)."""
    if folded(one) == folded(other):
        return True
    cut = other.rstrip().removesuffix("…").removesuffix("...")
    return cut != other.rstrip() and len(cut) >= 10 and folded(one).startswith(folded(cut))


def slug_words(url: str) -> list[str]:
    """The words of an address's last part, which is made from the headline more often than not."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return []
    parts = [part for part in path.split("/") if part]
    for part, enough in zip(reversed(parts), (2, 3), strict=False):
        # the last but one is more likely a section's: it needs to be longer
        name = re.sub(r"\.(?:html?|php|aspx?)$", "", part)
        words = [word for word in folded(name.replace("_", " ")).split() if word.isalpha()]
        if len(words) >= enough:
            return [word for word in words if len(word) > 2]
    return []
