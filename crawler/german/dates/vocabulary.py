"""Looking up a word: folded, in every spelling, with what it means to the grammar.

A word is folded to lower case with its umlauts written out (``März`` and ``Maerz`` → ``maerz``).
Each entry with an umlaut is also listed without any (``marz``), as typed on foreign keyboards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from . import number_words, words

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
    for ten, tens in number_words.TENS.items():
        yield ten, tens
        for one, ones in enumerate(number_words.ONES, start=1):
            yield ten + one, f"{ones}und{tens}"


def _ordinals() -> dict[int, str]:
    stems = dict(number_words.ORDINAL_STEMS)
    for one, word in enumerate(number_words.ONES, start=1):
        stems[20 + one] = f"{word}undzwanzigst"
    return {
        value: " ".join(stem + ending for stem in listed.split() for ending in words.ENDINGS)
        for value, listed in stems.items()
    }


def _month_compounds() -> Iterator[tuple[str, Meaning]]:
    for number, listed in words.MONTHS.items():
        for month in listed.split()[:2] if number == 1 else listed.split()[:1]:  # Jännerwoche
            for what, second in words.MONTH_COMPOUNDS.items():
                for word in spellings(month + second):
                    yield word, (f"month_{what}", number)


def _weekday_compounds() -> Iterator[tuple[str, Meaning]]:
    """``Freitagabend``: the value is the hour of the week."""
    for number, listed in words.WEEKDAYS.items():
        for weekday in (word for word in listed.split() if word.endswith(("tag", "woch", "abend"))):
            for hour, parts in words.WEEKDAY_COMPOUNDS.items():
                for word in spellings(" ".join(weekday + part for part in parts.split())):
                    yield word, ("weekday_part", 24 * number + hour)


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
        _entries("number", number_words.CARDINALS),
        _entries("number", dict(_compound_numbers())),
        _entries("unit", {i: words.UNITS[name] for i, name in enumerate(words.UNIT_NAMES)}),
        _entries("zone", words.ZONES),
        _entries("season", words.SEASONS),
        _entries("day_part", words.DAY_PARTS),
        _entries("part", words.PARTS),
        _entries("day_word", words.DAY_WORDS),
        _entries("weekday", words.WEEKDAYS),
        _entries("month", words.MONTHS),
        _month_compounds(),
        _weekday_compounds(),
    )
    return {word: meaning for group in groups for word, meaning in group}


VOCABULARY: dict[str, Meaning] = _vocabulary()
"""Every known folded word and its meaning."""


_NO_ABBREVIATIONS = frozenset(spellings(words.NO_ABBREVIATIONS))
_LONG_ABBREVIATIONS = frozenset(spellings(words.LONG_ABBREVIATIONS))


def is_abbreviation(word: str) -> bool:
    """Does a full stop after the word belong to it (``Sept.``, ``Mittw.``), not to the sentence?"""
    return word in _LONG_ABBREVIATIONS or (len(word) <= 4 and word not in _NO_ABBREVIATIONS)
