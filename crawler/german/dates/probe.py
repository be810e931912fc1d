"""Where in running text a date may begin: one compiled pattern of named pieces.

It may be generous, since the grammar reads on from there and the evidence is weighed; but it must
be quick, and it must not look back over what it has passed. Words are therefore grouped by their
first letter, which lets the pattern dismiss most words of a text by one comparison. Abbreviations
and lower-case months count only beside figures: ``so``, ``mi`` and ``mai`` are other words too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable


def _words(text: str) -> list[str]:
    return text.split()


_MONTHS = _words(
    "Januar Jänner Februar Feber März Maerz April Mai Juni Juli August September Oktober November "
    "Dezember"
)
_SHORT_MONTHS = _words("Jan Jän Feb Mär Mrz Apr Jun Jul Aug Sept Sep Okt Oct Nov Dez Dec")
_WEEKDAYS = _words("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag")
_SHORT_WEEKDAYS = _words("Mo Di Mi Do Fr Sa So")
_SEASONS = _words("Frühling Frühjahr Sommer Herbst Winter")
_UNITS = _words("Tag Woche Monat Quartal Halbjahr Jahr Wochenende")
_COUNTED = _words(
    "Quartal Halbjahr Vierteljahr Jahreshälfte Kalenderwoche KW Jahrhundert Jh Hälfte Tag Woche"
)
_DAY_WORDS = _words("heute gestern vorgestern übermorgen heuer")
_WHICH = _words(
    "letzt vergangen vorig vorletzt nächst übernächst kommend dies laufend folgend selb gleich"
)
_ORDINALS = _words("erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte")
_TENS = _words("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_HOLIDAYS = _words(
    "Heiligabend Silvester Neujahr Weihnachten Ostern Ostermontag Ostersonntag Karfreitag "
    "Pfingsten Pfingstmontag Pfingstsonntag Rosenmontag Aschermittwoch Fronleichnam"
)
_NUMBER = (
    r"(?:\d{1,3}|einem|einer|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|"
    "zwanzig|dreißig|vierzig|fünfzig|hundert|anderthalb|eineinhalb)"
)
_YEAR = r"(?:1[0-9]|20|21)\d\d\b"


def _any(*words: Iterable[str]) -> str:
    return f"(?:{'|'.join(word for group in words for word in group)})"


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
    \.\s?\d{{1,2}}\.                              # 9.4.2019, 09.04.
  | \.?\s?{_MONTH_BY_FIGURES}\b                   # 9. April
  | [-/]{_MONTH_BY_FIGURES}[-/]                   # 23-Sep-2020
  | \.{_TO}\d{{1,2}}\.                            # 26.-28.10., 3. und 4. Mai
  | \.?\d?\d?\.?\s?[-–—]\s?\d{{1,2}}\.            # 4-6.6., 12.3-15.3.
  | -\d\d-\d\d | /\d\d?/\d{{4}} | -\d\d?-\d{{4}}  # ISO and its relatives
  | \.\s?{_any(_COUNTED)}\b | er(?:n)?\b          # 3. Quartal, 1990er
  | /\d{{4}}\b | /\d\d\b | {_TO}{_YEAR}           # 05/2016, 2014/15, 2014–2020
  | \.\d{{4}}\b                                   # 05.2016
  | (?::\d\d)?(?:\sUhr)?,?\s(?:am\s)?{_any(_WEEKDAYS)}  # 14 Uhr am Samstag
  | \s?{_any(_WHICH)}e[nmrs]?\s                   # 30 vergangenen Tage
"""

# Words a date may begin with, and what has to follow them
_BEGINNINGS: list[tuple[Iterable[str], str]] = [
    (_WEEKDAYS, r"\b"),
    (_SHORT_WEEKDAYS, r"\.?,?\s(?:den\s|dem\s)?(?=\d\d?\.)"),
    (_MONTHS, r"\b"),
    (_SHORT_MONTHS, r"\.?\s(?=\d)"),
    ([*_DAY_WORDS, *(word.capitalize() for word in _DAY_WORDS), "morgen"], r"\b"),
    (
        [*_WHICH, *(word.capitalize() for word in _WHICH)],
        rf"e[nmrs]?\s(?=(?:\w+\s)?{_any(_UNITS, _WEEKDAYS, _MONTHS, _SEASONS, ['Nacht'])})",
    ),
    (("vor", "Vor", "in", "In"), rf"\s(?={_NUMBER}\s(?:Tag|Woche|Monat|Jahr)e?n?\b)"),
    (
        _words("Anfang Beginn Mitte Ende"),
        rf"\s(?=(?:de[rs]\s|im\s)?(?:\w+\s)?(?:\d|{_any(_MONTHS, _SEASONS, _UNITS)}))",
    ),
    (_SEASONS, r"s?\s(?=\d)"),
    (("Wintersemester", "Sommersemester"), r"\b"),
    (_words("WS SS WiSe SoSe KW Kalenderwoche Quartal Q"), r"\s?(?=\d)"),
    (
        [*_ORDINALS, *(word.capitalize() for word in _ORDINALS)],
        rf"[nrs]?\s(?={_any(_COUNTED, _MONTHS, _WEEKDAYS)}\b)",
    ),
    (("zwischen", "Zwischen"), r"\s(?:dem\s|den\s)?(?=\d)"),
    (("Jahr",), rf"(?:e[ns]?)?\s(?={_YEAR})"),
    (
        [w for word in _words("seit ab bis von in um") for w in (word, word.capitalize())],
        rf"\s(?={_YEAR})",
    ),
    (_HOLIDAYS, rf"\s(?={_YEAR})"),
    (_TENS, r"er\s(?=Jahre)"),
    (("Wochenende",), r"\b"),
]


def _by_first_letter() -> str:
    groups: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for words, after in _BEGINNINGS:
        for word in words:
            groups[word[0]][after].append(word[1:])
    return "|".join(
        first + _any(f"{_any(rests)}{after}" for after, rests in endings.items())
        for first, endings in groups.items()
    )


PROBE = re.compile(
    rf"(?<![\w./§+])(?:(?<!\d[,:–-])\d{{1,4}}(?={_AFTER_FIGURES})|{_by_first_letter()})",
    re.VERBOSE,
)
"""Matches at the start of what may be a date; named pieces above."""
