"""Is a number of four figures in running text a year, or a count of something?

A preposition calls for a year (``seit 2014``). Without one German prose puts it at the head of a
sentence before the verb (``2018 wurden …``) or between auxiliary and participle (``wurde 1962
stillgelegt``, ``das 2017 zu Ende ging``).
"""

from __future__ import annotations

import re

BARE_YEARS = range(1800, 2101)
"""Four figures outside are no year unless more is said."""

YEAR_CUE = re.compile(
    r"\b(?:[Ii]m Jahre?|[Jj]ahre?[ns]?|[Ss]eit|[Bb]is|[Aa]b|[Vv]on|[Ss]chon|[Ii]n|[Uu]m|"
    r"[Cc]a\.|etwa|Anfang|Mitte|Ende)\s+$"
)

_HEAD_OF_SENTENCE = re.compile(r"(?:^|[a-zäöüß)]{2}[.!?]\s+|\n\s*)$")
_VERB_AFTER = re.compile(
    r"\s(?:wurden?|wird|werden|war(?:en)?|ist|sind|hat(?:ten?)?|haben|gab|kam(?:en)?|folgten?|"
    r"begann(?:en)?|startete[n]?|soll(?:en|te|ten)?|gründeten?|erhielt(?:en)?)\b"
)
_BEFORE_YEAR = re.compile(
    r"\b(?:(?P<one>wurde|war|hat|hatte|kam|das|der|dem|sich|erstmals)|"
    r"wurden|waren|haben|hatten|die|für)\s+$"
)
_AFTER_YEAR = re.compile(
    r"\s(?:(?:ge|be|er|ver|ein|auf|aus|ab|an|still)\w*(?:t|en|te[nrms]?)|niemand|noch|erst|bereits|"
    r"in|im|am|mit|bei|als|nach|zu[mr]?|auf|durch|vo[nm]|der|die|das|de[mn]|eine?[mnr]?|er|sie|es)\b"
)
_PARTICIPLE_BEFORE = re.compile(r"\b(?:gegründet|geboren|erschienen|gebaut|erbaut|eröffnet)\s+$")
_CLOSE_AFTER = re.compile(r"[).,;]|\sin\b|$")


def is_year(year: int, before: str, after: str) -> bool:
    """``seit 2014``; ``2018 wurden …`` at the head of a sentence; ``wurde 1962 stillgelegt``."""
    if year not in BARE_YEARS:
        return False
    if YEAR_CUE.search(before):
        return True
    if _HEAD_OF_SENTENCE.search(before):
        return bool(_VERB_AFTER.match(after))
    if _PARTICIPLE_BEFORE.search(before):
        return bool(_CLOSE_AFTER.match(after))
    called = _BEFORE_YEAR.search(before)
    if called is None or not _AFTER_YEAR.match(after):
        return False
    return called["one"] is not None or year % 50 != 0  # "die 2000 geförderten", round numbers
