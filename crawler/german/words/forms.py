"""Keys by which a word is found: its base form, and the words it is made of.

Two words belong together when they share a key: *Räte* and *Rat* have the base form ``rat``, and
*Wissenschaftsrat* has it as a part. Keys are folded (``crawler.german.words.spelling``).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crawler.german.words.compounds import LONGEST, parts
from crawler.german.words.dictionary import english, german, noun
from crawler.german.words.spelling import fold, respellings

_ENDINGS = ("ens", "en", "es", "er", "em", "n", "e", "s")
_PERSONS = ("er", "ent", "ist", "or", "ant", "eur", "oge")
_STEM_MIN = 4
_CACHED = 50_000


class Keys(NamedTuple):
    """The keys of a word: ``forms`` of itself, ``parts`` of what it is made of."""

    forms: frozenset[str]
    parts: frozenset[str]


def keys(word: str) -> Keys:
    """The keys of a word in small letters, as it stands in a text or in a question.

    One that is too long to be a word (``LONGEST``) is found by nothing but itself.
    """
    return _keys(word) if len(word) <= LONGEST else Keys(frozenset({fold(word)}), frozenset())


@lru_cache(_CACHED)
def _keys(word: str) -> Keys:
    forms = _forms(word)
    pieces = parts(word)
    found: set[str] = set()
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            if end - start < len(pieces):
                found |= _forms("".join(pieces[start:end]))
    if any(form.endswith("in") for form in forms):
        found = found.union(*map(_masculine, _bases(word)))
    return Keys(forms, frozenset(found) - forms)


def _masculine(base: str) -> frozenset[str]:
    """*Gründerin* is found by *Gründer*; *Termin* is none."""
    man = base.removesuffix("in")
    is_person = man != base and man.endswith(_PERSONS) and noun(man)
    return frozenset({fold(man)}) if is_person else frozenset()


@lru_cache(_CACHED)
def _forms(word: str) -> frozenset[str]:
    bases = _bases(word)
    if word not in bases:  # not a base form itself: it may be one spelt without umlauts
        for spelling in respellings(word):
            bases |= _bases(spelling)
    if not bases:
        bases = _guessed(word)
    return frozenset(fold(base) for base in bases)


def _bases(word: str) -> set[str]:
    """The base forms the dictionaries know."""
    as_noun, otherwise = noun(word), german(word)
    if as_noun == word:
        # A noun in its base form is no verb besides (*Rat*, *raten*), but may be an adjective.
        found = {word} | ({otherwise} if otherwise and not otherwise.endswith("n") else set())
        return found | _owner(word)
    found = {base for base in (as_noun, otherwise) if base}
    if otherwise == word and word.endswith("t"):  # a participle nobody told the dictionary
        verbs = (word.removesuffix(ending) + "en" for ending in ("t", "et"))
        found |= {verb for verb in verbs if len(verb) > _STEM_MIN and german(verb) == verb}
    return found or {base for base in (english(word),) if base}


def _owner(name: str) -> set[str]:
    """Whose: the dictionary has *Müllers* for a name of its own."""
    owner = name.removesuffix("s")
    return {owner} if name.endswith("s") and len(owner) > _STEM_MIN and noun(owner) else set()


def _guessed(word: str) -> set[str]:
    """Base forms of a word no dictionary has: that of its last part, or endings taken off."""
    *before, last = parts(word)
    if before:
        return {"".join(before) + base for base in _bases(last) or _stems(last)}
    stems = _stems(word)
    return stems.union(*map(_bases, stems))  # geförderte, gefördert, fördern


def _stems(word: str) -> set[str]:
    """The word, and what is left without an ending; forms of one word share one of them."""
    return {word} | {
        word.removesuffix(ending)
        for ending in _ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_MIN - (ending == "s")
    }
