"""Periods as they are written.

``Juni 2017``, ``3. Quartal 2019``, ``Q3/2019``, ``KW 12/2017``, ``Frühjahr``, ``Wintersemester
2018/19``, ``erstes Halbjahr``, ``Ende März``, ``die 1990er``, ``20. Jahrhundert``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .counted import counted, counted_after_year, counted_before, ending_year
from .number_words import ROMAN, TENS
from .periods import Period
from .tokens import Token
from .vocabulary import fold, is_abbreviation, spellings
from .words import UNIT_NAMES, YEAR_NAMES

Reading = tuple[Period, int]
Rule = Callable[[Sequence[Token], int], Reading | None]


def period(tokens: Sequence[Token], at: int) -> Reading | None:
    """A period at token ``at`` and the token after it."""
    part = None
    if tokens[at].kind == "part":
        part, at = tokens[at].value, at + 1
        at += tokens[at].kind == "article" or tokens[at].kind == "on"
    for rule in _RULES:
        reading = rule(tokens, at)
        if reading is not None:
            reading[0].part = part
            return reading
    return None


def _month(tokens: Sequence[Token], at: int) -> Reading | None:
    at += tokens[at].word in ("monat", "monats")
    if tokens[at].kind != "month":
        return None
    found = Period("month", tokens[at].value)
    end = at + 1 + (tokens[at + 1].kind == "." and is_abbreviation(tokens[at].word))
    return found, ending_year(found, tokens, end)


def _month_in_figures(tokens: Sequence[Token], at: int) -> Reading | None:
    """``05/2016``, ``05.2016``, ``2016-05``, ``2016 . 05``."""
    first, sign, second, after = tokens[at : at + 4]
    if first.kind != "digits" or second.kind != "digits" or sign.kind not in (".", "/", "-"):
        return None
    if after.kind == sign.kind and tokens[at + 4].kind == "digits" and not after.gap:
        return None  # the beginning of a longer chain of figures
    lengths = (first.length, second.length)
    if lengths in ((1, 4), (2, 4)) and 1 <= first.value <= 12 and 1000 <= second.value <= 2999:
        return Period("month", first.value, second.value), at + 3
    if lengths == (4, 2) and 1 <= second.value <= 12 and 1000 <= first.value <= 2999:
        if sign.kind == "/" and second.value == first.value % 100 + 1:
            return None  # 2010/11 is a season of two years
        return Period("month", second.value, first.value), at + 3
    return None


def _season(tokens: Sequence[Token], at: int) -> Reading | None:
    if tokens[at].kind != "season":
        return None
    found = Period("season", tokens[at].value)
    return found, ending_year(found, tokens, at + 1)


def _term(tokens: Sequence[Token], at: int) -> Reading | None:
    """Semesters of German universities: April to September, October to March."""
    if tokens[at].kind not in ("summer_term", "winter_term"):
        return None
    found = Period("half_year", 3 if tokens[at].kind == "summer_term" else 4)
    return found, ending_year(found, tokens, at + 1)


def _century(tokens: Sequence[Token], at: int) -> Reading | None:
    """``20. Jahrhundert``, ``XIX. Jh.``, ``zwanzigstes Jahrhundert``."""
    token = tokens[at]
    named = at + 1 + (tokens[at + 1].kind == ".")
    number = ROMAN.get(token.word, token.value)
    if token.kind == "digits" and named == at + 1:
        return None
    if token.kind not in ("digits", "ordinal") and token.word not in ROMAN:
        return None
    unit = tokens[named]
    if unit.kind != "unit" or UNIT_NAMES[unit.value] != "century" or not 1 <= number <= 29:
        return None
    end = named + 1 + (tokens[named + 1].kind == "." and is_abbreviation(unit.word))
    return Period("century", number), end


def _decade(tokens: Sequence[Token], at: int) -> Reading | None:
    """``die 1990er``, ``90er Jahre``, ``die Neunziger``, ``20er Jahre des 20. Jahrhunderts``."""
    token, suffix = tokens[at], tokens[at + 1]
    years, end = _DECADES.get(token.word), at + 1
    if token.kind == "digits" and suffix.word in ("er", "ern") and not suffix.gap:
        years, end = token.value, at + 2
        if token.length not in (2, 4) or years % 10:
            return None
    if years is None:
        return None
    named = end + (tokens[end].kind == "-" and tokens[end + 1].word.startswith("jahre"))
    named_so = tokens[named].word in ("jahre", "jahren", "jahr")
    end = named + 1 if named_so else end
    in_figures = token.kind == "digits"
    if not (named_so or in_figures or tokens[at - 1].kind == "article" or "jahre" in token.word):
        return None  # "ein Neunziger" is none
    if years >= 100:
        return Period("decade", years), end
    of = end + (tokens[end].kind == "article")
    century = _century(tokens, of) if of > end else None
    if century is not None:
        return Period("decade", 100 * (century[0].number - 1) + years), century[1]
    return Period("decade", years + (1900 if years >= 20 else 2000)), end


_DECADES = {
    f"{fold(word)}{ending}": ten
    for ten, word in TENS.items()
    for ending in ("er", "ern", "erjahre", "erjahren")
}


_YEAR_NAMES = frozenset(spellings(YEAR_NAMES))


def _year(tokens: Sequence[Token], at: int) -> Reading | None:
    about = tokens[at - 1].kind in ("about", "at") if at else False
    named = at + (tokens[at].word in _YEAR_NAMES)
    token = tokens[named]
    if token.kind != "digits" or token.length != 4 or not 1000 <= token.value <= 2999:
        return None
    return Period("year", 0, token.value, approximate=about), named + 1


def _year_and_month(tokens: Sequence[Token], at: int) -> Reading | None:
    """``2016, Juni``, ``2016/Mai``."""
    year = tokens[at]
    month = at + 1 + (tokens[at + 1].kind in (",", "/", "-"))
    if year.kind != "digits" or year.length != 4 or tokens[month].kind != "month":
        return None
    if tokens[month + 1].kind == "digits" or not 1000 <= year.value <= 2999:
        return None
    return Period("month", tokens[month].value, year.value), month + 1


_RULES: tuple[Rule, ...] = (
    _year_and_month,
    _month,
    _season,
    _term,
    counted,
    counted_before,
    counted_after_year,
    _century,
    _decade,
    _month_in_figures,
    _year,
)
