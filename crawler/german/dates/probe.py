"""Where in running text a date may begin: one compiled pattern of named pieces.

It may be generous, since the grammar reads on from there and the evidence is weighed; but it must
be quick, and it must not look back over what it has passed.
"""

from __future__ import annotations

import re

_MONTH = (
    "Januar|Jänner|Februar|Feber|März|Maerz|April|Mai|Juni|Juli|August|September|Oktober|"
    "November|Dezember"
)
_MONTH_ANY = (
    f"(?:{_MONTH}|J[äa]n|Feb|M[äa]r|Mrz|Apr|Jun|Jul|Aug|Sept|Sep|Okt|Oct|Nov|Dez|Dec|May|"
    "JAN|FEB|MAR|APR|MAI|JUN|JUL|AUG|SEP|OKT|NOV|DEZ)"
)
_WEEKDAY = "(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
_WEEKDAY_SHORT = "(?:Mo|Di|Mi|Do|Fr|Sa|So)"
_SEASON = "(?:Frühling|Frühjahr|Sommer|Herbst|Winter)s?"
_UNIT = "(?:Tag|Woche|Monat|Quartal|Halbjahr|Jahr|Jahrzehnt|Jahrhundert|Wochenende)"
_COUNTED = (
    "(?:Quartal|Halbjahr|Vierteljahr|Jahreshälfte|Kalenderwoche|KW|Jahrhundert|Jh|"
    "Hälfte|Tag|Woche)"
)
_WHICH = (
    "(?:[Vv]or)?(?:[Ll]etzt|[Vv]ergangen|[Vv]orig)e[nmrs]?|(?:[Üü]ber)?[Nn]ächste[nmrs]?|"
    "[Kk]ommende[nmrs]?|[Dd]iese[nmrs]?|[Ll]aufende[nmrs]?|[Ff]olgende[nmrs]?|[Ss]elben|[Gg]leichen"
)
_NUMBER_WORD = (
    "einem|einer|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|zwanzig|"
    "dreißig|vierzig|fünfzig|hundert|wenigen|einigen|anderthalb|eineinhalb"
)
_ORDINAL_WORD = (
    "[Ee]rste|[Zz]weite|[Dd]ritte|[Vv]ierte|[Ff]ünfte|[Ss]echste|[Ss]iebte|[Aa]chte|[Nn]eunte|"
    "[Zz]ehnte"
)
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_TO = r"\s?(?:[-–—/]|bis(?:\s+zum)?|und|auf(?:\s+den)?|,)\s?"

# What follows the first figures of a date
_FIGURES = rf"""
    \.\s?\d{{1,2}}\.                              # 9.4.2019, 09.04.
  | \.?\s?{_MONTH_ANY}\b                          # 9. April
  | [-/]{_MONTH_ANY}[-/]                          # 23-Sep-2020
  | \.{_TO}\d{{1,2}}\.                            # 26.-28.10., 3. und 4. Mai
  | \.?\d?\d?\.?\s?[-–—]\s?\d{{1,2}}\.            # 4-6.6., 12.3-15.3.
  | -\d\d-\d\d | /\d\d?/\d{{4}} | -\d\d?-\d{{4}}  # ISO and its relatives
  | \.\s?{_COUNTED}\b | er(?:n)?\b                # 3. Quartal, 1990er
  | /\d{{4}}\b | /\d\d\b | \s?[-–—]\s?{_YEAR}\b   # 05/2016, 2014/15, 2014–2020
  | \.\d{{4}}\b                                   # 05.2016
  | (?::\d\d)?(?:\sUhr)?,?\s(?:am\s)?{_WEEKDAY}   # 14 Uhr am Samstag
  | \s?{_WHICH}\s                                 # 30 vergangenen Tage
"""

PROBE = re.compile(
    rf"""
    (?<![\w.,/:§+])(?:
      \d{{1,4}}(?={_FIGURES})
    | (?:{_WEEKDAY}\b | {_WEEKDAY_SHORT}\.?,?\s(?:den\s|dem\s)?(?=\d\d?\.))
    | (?:{_MONTH})\b
    | (?:Jan|Feb|Mär|Mrz|Apr|Jun|Jul|Aug|Sept|Sep|Okt|Oct|Nov|Dez|Dec)\.?\s(?=\d)
    | (?:[Hh]eute|[Gg]estern|[Vv]orgestern|morgen|[Üü]bermorgen|[Hh]euer)\b
    | (?:{_WHICH})\s(?=(?:\w+\s)?(?:{_UNIT}|{_WEEKDAY}|{_MONTH}|{_SEASON}|Nacht))
    | (?:[Vv]or|[Ii]n)\s(?=(?:\d{{1,3}}|{_NUMBER_WORD})\s(?:Tag|Woche|Monat|Jahr)e?n?\b)
    | (?:Anfang|Beginn|Mitte|Ende)\s(?=(?:de[rs]\s|im\s)?(?:\w+\s)?(?:\d|{_MONTH}|{_SEASON}|{_UNIT}))
    | (?:{_SEASON})\s(?=\d)
    | (?:Winter|Sommer)semester\b | (?:WS|SS|WiSe|SoSe|KW|Kalenderwoche|Quartal|Q)\s?(?=\d)
    | (?:{_ORDINAL_WORD})[nrs]?\s(?=(?:{_COUNTED}|{_MONTH}|{_WEEKDAY})\b)
    | [Zz]wischen\s(?:dem\s|den\s)?(?=\d)
    | Jahr(?:e[ns]?)?\s(?={_YEAR}\b) | (?<=\b)(?:[Ss]eit|[Aa]b|[Bb]is|[Vv]on|[Ii]n|[Uu]m)\s(?={_YEAR}\b)
    | (?:Heiligabend|Silvester|Neujahr|Weihnachten|Ostern|Pfingsten|\w+(?:montag|sonntag))\s(?={_YEAR}\b)
    | (?:zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)er\s(?=Jahre)
    | (?:Wochenende)
    )""",
    re.VERBOSE,
)
"""Matches at the start of what may be a date; named pieces above."""
