"""Where in running text a date may begin: one compiled pattern of named pieces.

It may be generous, since the grammar reads on from there and the evidence is weighed; but it must
be quick, and it must not look back over what it has passed. Words are therefore grouped by their
first letter, which lets the pattern dismiss most words of a text by a few comparisons.
Abbreviations and lower-case months count only beside figures: ``so``, ``mi`` and ``mai`` are other
words too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from crawler.german.dates import words
from crawler.german.dates import words as number_words
from crawler.german.dates.holidays import NAMES as HOLIDAYS
from crawler.german.dates.relative import COMPOUND_PARTS


def _words(text: str) -> list[str]:
    return text.split()


def _listed(table: Mapping[int, str]) -> list[str]:
    return [word for listed in table.values() for word in listed.split()]


def _capital(names: Iterable[str]) -> list[str]:
    return [name.capitalize() for name in names]


def _is_short(word: str) -> bool:
    return len(word) <= 4 and word not in ("mai", "juni", "juli", "märz")


_MONTHS = _capital(word for word in _listed(words.MONTHS) if not _is_short(word))
_SHORT_MONTHS = _capital(word for word in _listed(words.MONTHS) if _is_short(word))
_WEEKDAYS = _capital(word for word in _listed(words.WEEKDAYS) if not _is_short(word))
_SHORT_WEEKDAYS = _capital(word for word in _listed(words.WEEKDAYS) if _is_short(word))
_SEASONS = _capital(_listed(words.SEASONS))
_PARTS = _words("Nacht Morgen Vormittag Nachmittag Abend")
_UNITS = _words("Tag Woche Monat Quartal Halbjahr Jahr Wochenende Jahrzehnt Jahrhundert")
_COUNTED = _words(
    "Quartal Halbjahr Vierteljahr Jahreshälfte Kalenderwoche KW Jahrhundert Jh Hälfte Tag Woche "
    "Wochenende Advent Weihnachtstag Weihnachtsfeiertag"
)
_IN_A_MONTH = rf"\w{{3,9}}(?:{'|'.join(words.MONTH_COMPOUNDS.values())})"
_DAY_PARTS = "(?:morgen|vormittag|mittag|nachmittag|abend|nacht)"
_ROUGHLY = r"(?:(?:rund|etwa|fast|knapp|gut|genau|über|ca\.|circa|ungefähr|mehr\sals)\s)?"
# "in der heutigen Zeit" is no day
_DAY_WORDS = [word for word in _listed(words.DAY_WORDS) if not word.endswith(("igen", "iger"))]
_DAY_WORDS += [word.capitalize() for word in _DAY_WORDS if word != "morgen"]
_DAY_WORDS += ["heuer", "Heuer"]
_OFFSETS = _listed(words.OFFSETS)
_ORDINALS = [word + "e" for word in _listed(number_words.ORDINAL_STEMS)]
_TENS = list(number_words.TENS.values())
_NUMBER = (
    r"(?:\d{1,3}|einem|einer|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|"
    "zwanzig|dreißig|vierzig|fünfzig|hundert|anderthalb|eineinhalb)"
)
_YEAR = r"(?:1[0-9]|20|21)\d\d\b"
_LONG = 200
"""Characters of a lookahead that is too long to be repeated for each letter words begin with."""


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _tree(words: Iterable[str]) -> str:
    """The words by their letters, so that what they share is compared once: ``Ju(?:li|ni)``."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(set(words)):
        rests[word[:1]].append(word[1:])
    may_end = bool(rests.pop("", None))
    branches = [letter + _tree(rest) for letter, rest in rests.items()]
    if len(branches) == 1 and not may_end:
        return branches[0]
    return f"{_either(branches)}{'?' * may_end}" if branches else ""


def _any(*groups: Iterable[str]) -> str:
    """One of the words, where it does not matter which: in a lookahead."""
    return f"(?:{_tree(word for group in groups for word in group)})"


_MONTH_BY_FIGURES = _any(
    _MONTHS,
    _SHORT_MONTHS,
    (m.upper() for m in (*_MONTHS, *_SHORT_MONTHS)),
    ("May",),
    (m.lower() for m in _MONTHS),
)
_TO = r"\s?(?:[-–—/]|bis(?:\s+zum)?|und|auf(?:\s+den)?|,)\s?"

# What follows the first figures of a date
_AFTER_FIGURES = rf"""
    # 9.4.2019, 09.04.; but 1.1.1.1. numbers a paragraph
    \.\s?\d{{1,2}}\.(?!\s?\d{{1,2}}\.\s?\d)
  | \.\s?[IVX]{{1,4}}\.\s?\d{{4}}\b              # 3. IV. 2019
  | \.?\s?{_MONTH_BY_FIGURES}\b                   # 9. April
  | [-/]{_MONTH_BY_FIGURES}[-/]                   # 23-Sep-2020
  | \.{_TO}\d{{1,2}}\.                            # 26.-28.10., 3. und 4. Mai
  | \.?\d?\d?\.?\s?[-–—]\s?\d{{1,2}}\.            # 4-6.6., 12.3-15.3.
  | -\d\d-\d\d | /\d\d?/\d{{4}} | -\d\d?-\d{{4}}  # ISO and its relatives
  | \.\s?{_either([_any(_COUNTED), _IN_A_MONTH])}(?:e?s)?\b | er(?:n)?\b  # 3. Quartals, 1990er
  | s?te[nrs]?\s{_any(_COUNTED, _MONTHS)}\b        # 4te Quartal, 1sten Mai
  | \.\s?[A-Z][a-zä]{{3,9}}\s\d{{4}}\b              # 9. Aprli 2019
  | /\d{{4}}\b | /\d\d\b | {_TO}{_YEAR}           # 05/2016, 2014/15, 2014–2020
  | \.\d{{4}}\b                                   # 05.2016
  | [,/]?\s?(?:Q\d|KW\b|Kalenderw|W\d|H\d) | ,\s?{_any(_MONTHS)}\b | \s\.\s\d  # 2019 Q3, 2016, Juni
  | (?::\d\d)?(?:\sUhr)?,?\s(?:am\s)?{_any(_WEEKDAYS)}  # 14 Uhr am Samstag
  | \s?{_any(_OFFSETS)}e[nmrs]?\s                   # 30 vergangenen Tage
"""

# Words a date may begin with, and what has to follow them
_BEGINNINGS: list[tuple[Iterable[str], str]] = [
    (_WEEKDAYS, rf"{_DAY_PARTS}?\b"),
    (_SHORT_WEEKDAYS, r"\.?,?\s(?:den\s|dem\s)?(?=\d\d?\.)"),
    (_MONTHS, r"\b"),
    (_SHORT_MONTHS, r"\.?\s(?=\d)"),
    (_DAY_WORDS, r"\b"),
    (
        [*_OFFSETS, *_capital(_OFFSETS)],
        rf"e[nmrs]?\s(?=(?:\w+\s)?{_any(_UNITS, _WEEKDAYS, _MONTHS, _SEASONS, _PARTS)})",
    ),
    (
        ("vor", "Vor", "in", "In"),
        rf"\s(?={_ROUGHLY}{_NUMBER}\s(?:Tag|Woche|Monat|Jahr|Jahrzehnt)e?n?\b)",
    ),
    (("vor", "Vor"), rf"\s(?={_ROUGHLY}{_NUMBER}\s(?:Stunden?|Minuten?)\b)"),
    (("heutig", "gestrig", "morgig"), rf"e[nmrs]?\s(?={_any(['Tag'], _WEEKDAYS)})"),
    (
        _words("Anfang Beginn Mitte Ende"),
        rf"\s(?=(?:de[rs]\s|im\s)?(?:\w+\s)?"
        rf"(?:\d|{_any(_MONTHS, _SEASONS, _UNITS, _TENS, _capital(_TENS))}))",
    ),
    (_SEASONS, r"\b"),
    (_words("Vorjahr Vorjahres Vormonat Vormonats Vorwoche Folgejahr"), r"\b"),
    (("Wintersemester", "Sommersemester"), r"\b"),
    (_words("WS SS WiSe SoSe KW Kalenderwoche Quartal Q"), r"\s?(?=\d)"),
    (
        [*_ORDINALS, *_capital(_ORDINALS)],
        rf"[nrs]?\s(?=(?:und\s\w+\s)?"
        rf"{_either([_any(_COUNTED, _MONTHS, _WEEKDAYS), _IN_A_MONTH])}(?:e?s)?\b)",
    ),
    (
        ("zwischen", "Zwischen"),
        rf"\s(?:dem\s|den\s)?(?=\d|(?:Anfang|Mitte|Ende|{_any(_MONTHS)})\b)",
    ),
    (("Jahr",), rf"(?:e[ns]?)?\s(?={_YEAR})"),
    (
        [w for word in _words("seit ab bis von in um") for w in (word, word.capitalize())],
        rf"\s(?={_YEAR})",
    ),
    (_capital(HOLIDAYS), r"\b"),
    ([*_TENS, *_capital(_TENS)], r"er[- ]?(?=Jahre|jahre|(?:und|oder|bis|,)\s\w+er[- ]?[Jj]ahre)"),
    (_words("die Die den der Der"), rf"\s(?={_any(_capital(_TENS))}ern?\b(?!\s[A-ZÄÖÜ]))"),
    (_words("frühen späten"), rf"\s(?=\d\d|{_any(_TENS)})"),
    (_capital(COMPOUND_PARTS), r"\b"),
    (("Wochenende",), r"\b"),
]


# Besides them what is an expression of time to TimeML only, without a day of its own
_HOUR = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?"
_HOURS = rf"(?:\s?(?:bis|[-–/])\s?{_HOUR})?\s?Uhr\b"
_IN_WORDS = _words("ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf halb")
_PART = "(?:Morgen|Vormittag|Mittag|Nachmittag|Abend)"
_TIMES: list[tuple[Iterable[str], str]] = [
    (_words("um Um ab Ab gegen Gegen"), rf"\s(?={_HOUR}\b(?:\sUhr|(?<=[.:]\d\d)))"),
    (_words("um Um gegen Gegen"), rf"\s(?={_any(_IN_WORDS)}\s|Mitternacht)"),
    (("am", "Am", "gegen", "Gegen"), rf"\s(?=(?:frühen\s|späten\s)?{_PART}\b)"),
    (("in", "In"), r"\sder\s(?=Nacht\b(?!\s(?:zu[mr]?|auf|vo[mn])\b))"),
    (("des", "Des"), r"\s(?=(?:Morgen|Vormittag|Mittag|Nachmittag|Abend)s\b)"),
    (_words("Vortag Vortages Vorabend Folgetag"), r"\b"),
    (_words("diesem selben gleichen"), r"\s(?=Tage?\b)"),
    (_words("Tag Jahr Monat Woche"), r"\s(?=(?:zuvor|danach|darauf|davor|vorher)\b)"),
]


def _by_first_letter(listed: list[tuple[Iterable[str], str]]) -> str:
    """The beginnings: capitals and small letters apart, each by its first letter.

    What long lookaheads follow is compared as one instead: they would stand there for each of its
    letters, and most of the time that the pattern takes to compile is theirs.
    """
    capitals, others = (
        "|".join(_alternatives(listed, is_capital=is_capital)) for is_capital in (True, False)
    )
    letters = sorted({word[0] for words, _ in listed for word in words if word[0].isupper()})
    return f"(?=[{''.join(letters)}])(?:{capitals})|{others}"


def _alternatives(listed: list[tuple[Iterable[str], str]], *, is_capital: bool) -> Iterator[str]:
    by_letter: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    as_one: defaultdict[str, list[str]] = defaultdict(list)
    for beginnings, after in listed:
        for word in beginnings:
            if word[0].isupper() != is_capital:
                continue
            if len(after) < _LONG:
                by_letter[word[0]][after].append(word[1:])
            else:
                as_one[after].append(word)
    for first, endings in by_letter.items():
        yield first + _either(_tree(rests) + after for after, rests in endings.items())
    for after, words_before in as_one.items():
        yield _tree(words_before) + after


def _probe(listed: list[tuple[Iterable[str], str]], after_figures: str) -> re.Pattern[str]:
    first_letters = "".join({word[0] for beginnings, _ in listed for word in beginnings})
    return re.compile(
        rf"\b(?=[\d{first_letters}])(?<![./§+])"
        rf"(?:(?<!\d[,:–-])(?:\d{{1,4}}+(?={after_figures})|(?P<year>{_YEAR}))"
        rf"|{_by_first_letter(listed)})",
        re.VERBOSE,
    )


@cache
def candidate() -> re.Pattern[str]:
    """Matches at the start of what may be a date; as ``year`` at a year that stands alone.

    Compiled when it is first asked for, as the next one: it takes a while, and many commands read
    no text.
    """
    return _probe(_BEGINNINGS, _AFTER_FIGURES)


@cache
def tagged_candidate() -> re.Pattern[str]:
    """As ``candidate``, and at times that are told from a day named elsewhere: ``um 12.15``."""
    return _probe([*_BEGINNINGS, *_TIMES], rf"{_AFTER_FIGURES} | (?:[.:][0-5]\d)?{_HOURS}")
