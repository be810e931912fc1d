"""Looking up a word: folded, in every spelling, with what it means to the grammar.

A word is folded to lower case with its umlauts written out (``März`` and ``Maerz`` → ``maerz``).
Each entry with an umlaut is also listed without any (``marz``), as typed on foreign keyboards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from . import words

Meaning = tuple[str, int]
"""What a word is (its kind in the grammar) and its value, e.g. ``("month", 3)``."""


def fold(word: str) -> str:
    """Lower case, with ä, ö, ü, ß written as ae, oe, ue, ss."""
    return word.lower().translate(_WRITTEN_OUT)


_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WITHOUT_UMLAUT = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def spellings(listed: str) -> Iterator[str]:
    """Every folded spelling of the words in a space-separated list."""
    for word in listed.split():
        yield fold(word)
        yield word.translate(_WITHOUT_UMLAUT)


def _entries(kind: str, table: Mapping[int, str]) -> Iterator[tuple[str, Meaning]]:
    for value, listed in table.items():
        for word in spellings(listed):
            yield word, (kind, value)


def _inflected(table: Mapping[int, str]) -> dict[int, str]:
    return {
        value: " ".join(stem + ending for stem in stems.split() for ending in ("", *words.ENDINGS))
        for value, stems in table.items()
    }


def _compound_numbers() -> Iterator[tuple[int, str]]:
    for ten, tens in words.TENS.items():
        yield ten, tens
        for one, ones in enumerate(words.ONES, start=1):
            yield ten + one, f"{ones}und{tens}"


def _ordinals() -> dict[int, str]:
    stems = dict(words.ORDINAL_STEMS)
    for one, word in enumerate(words.ONES, start=1):
        stems[20 + one] = f"{word}undzwanzigst"
    return {
        value: " ".join(stem + ending for stem in listed.split() for ending in words.ENDINGS)
        for value, listed in stems.items()
    }


def _vocabulary() -> dict[str, Meaning]:
    """Later entries win, so the order below settles words with two meanings.

    ``morgen`` stays the day after (the day-part rule asks for the word itself), ``so`` stays Sunday
    (the rule for "so gegen 15 Uhr" asks for the word itself).
    """
    groups: Iterable[Iterator[tuple[str, Meaning]]] = (
        (
            (word, (kind, 0))
            for kind, listed in words.FUNCTION_WORDS.items()
            for word in spellings(listed)
        ),
        _entries("which", _inflected(words.WHICH)),
        _entries("ordinal", _ordinals()),
        _entries("number", words.CARDINALS),
        _entries("number", dict(_compound_numbers())),
        _entries("unit", {i: words.UNITS[name] for i, name in enumerate(words.UNIT_NAMES)}),
        _entries("zone", words.ZONES),
        _entries("season", words.SEASONS),
        _entries("day_part", words.DAY_PARTS),
        _entries("part", words.PARTS),
        _entries("day_word", words.DAY_WORDS),
        _entries("weekday", words.WEEKDAYS),
        _entries("month", words.MONTHS),
    )
    return {word: meaning for group in groups for word, meaning in group}


VOCABULARY: dict[str, Meaning] = _vocabulary()
"""Every known folded word and its meaning."""
