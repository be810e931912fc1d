"""Spellings of one word that readers do not tell apart: ``Straße``/``Strasse``, ``Café``/``Cafe``.

Umlauts are written out and never dropped: *fördern* (fund) and *fordern* (demand) are two words.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

_LETTERS = {"ae": "ä", "oe": "ö", "ue": "ü", "ss": "ß"}
_PAIRS = re.compile("ae|oe|ue|ss")
_PAIRS_MAX = 4


def written_out(text: str) -> str:
    """Lower-case ``text`` with ä, ö, ü, ß as ae, oe, ue, ss, as German is typed without umlauts."""
    # Faster than one translation: most texts hold few of them, and each search is one in C.
    return text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


def fold(word: str) -> str:
    """The spelling all spellings of a word share, in small letters."""
    lower = unicodedata.normalize("NFC", word).lower().replace("æ", "ae").replace("ø", "oe")
    plain = written_out(lower)
    if plain.isascii():  # as most words are
        return plain
    letters = unicodedata.normalize("NFD", plain)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def fold_name(name: str) -> str:
    """The same for a name of several words: blanks around and between them do not count."""
    return fold(" ".join(name.split()))


def respellings(word: str) -> Iterator[str]:
    """The other spellings a folded word may stand for: ``foerderung`` → ``förderung``."""
    pairs = list(_PAIRS.finditer(word))[:_PAIRS_MAX]
    if not pairs:
        return
    for chosen in itertools.product((True, False), repeat=len(pairs)):
        spelling = word
        for pair, is_letter in reversed(list(zip(pairs, chosen, strict=True))):
            if is_letter:
                spelling = spelling[: pair.start()] + _LETTERS[pair[0]] + spelling[pair.end() :]
        if spelling != word:
            yield spelling
