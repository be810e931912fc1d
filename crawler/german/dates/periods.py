"""Periods as they are written.

``Juni 2017``, ``3. Quartal 2019``, ``Q3/2019``, ``KW 12/2017``, ``Frühjahr``, ``Wintersemester
2018/19``, ``erstes Halbjahr``, ``Ende März``, ``die 1990er``, ``20. Jahrhundert``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crawler.german.dates.calendar_dates import relative_year, year_at
from crawler.german.dates.model import Precision
from crawler.german.dates.nodes import Period
from crawler.german.dates.tokens import Token
from crawler.german.dates.words import (
    ROMAN,
    TENS,
    UNIT_NAMES,
    YEAR_NAMES,
    fold,
    is_abbreviation,
    spellings,
)

# -- Periods counted in their year: ``3. Quartal 2019``, ``Q3/2019``, ``KW 12``, ``2. Halbjahr`` ---

Reading = tuple[Period, int]

IN_A_YEAR: dict[Precision, int] = {"quarter": 4, "half_year": 2, "week": 53}
"""How many of a unit a year has."""

_TWO_FIGURES_AFTER = ("month", "season", "winter_term", "summer_term", "'", ".")


def ending_year(found: Period, tokens: Sequence[Token], at: int) -> int:
    """Read the year after a period: ``2019``, ``/2019``, ``2018/19``, ``des Jahres 2019``.

    Returns the token after it, ``at`` where there is none.
    """
    start = at
    sign = tokens[at].kind in ("/", ",", "-") and _is_year_after_sign(found, tokens, at)
    told = relative_year(tokens, at)
    if told is not None:
        found.year_offset, at = told
        return at
    at += sign or tokens[at].kind in ("article", "on")
    at += tokens[at].word in ("jahr", "jahres", "jahre")
    year = year_at(tokens, at)
    two_figures = tokens[at].kind == "digits" and tokens[at].length == 2
    if year is None or (two_figures and not sign and tokens[at - 1].kind not in _TWO_FIGURES_AFTER):
        return start
    found.year, end = year
    is_winter = found.number in (4, 24) and found.unit in ("half_year", "season")
    second = tokens[end + 1]
    if is_winter and tokens[end].kind in ("/", "-") and second.kind == "digits":  # 2018/19
        end += 2 if second.length in (2, 4) else 0
    return end


def _is_year_after_sign(found: Period, tokens: Sequence[Token], at: int) -> bool:
    """``KW 12/2019`` and ``KW 12/19``; but ``KW 12/13`` are two weeks."""
    year = tokens[at + 1]
    if year.length == 4:
        return True
    return (
        tokens[at].kind == "/"
        and found.unit in IN_A_YEAR
        and year.length == 2
        and year.value > found.number + 1
    )


def counted(tokens: Sequence[Token], at: int) -> Reading | None:
    """``3. Quartal 2019``, ``drittes Quartal``, ``2. Jahreshälfte``, ``12. KW``, ``4Q2018``."""
    token = tokens[at]
    is_last = token.kind == "offset" and token.value == -1
    number = ROMAN.get(token.word, token.value)
    if token.kind not in ("digits", "ordinal") and token.word not in ROMAN and not is_last:
        return None
    named = at + 1 + (tokens[at + 1].kind == ".")
    if token.kind == "digits" and named == at + 1 and tokens[named].kind != "quarter_sign":
        return None
    name = tokens[named]
    unit = _unit(name)
    if unit is None:
        return None
    if is_last:
        number = IN_A_YEAR[unit]
    if not 1 <= number <= IN_A_YEAR[unit]:
        return None
    found = Period(unit, number)
    end = named + 1 + (tokens[named + 1].kind == "." and is_abbreviation(name.word))
    end = ending_year(found, tokens, end)
    # "Hälfte des 16. Jahrhunderts", "12. Woche", "letztes Quartal" say nothing of a year
    needs_year = is_last or name.word in ("haelfte", "woche")
    return None if needs_year and found.year is None else (found, end)


def _unit(name: Token) -> Precision | None:
    if name.kind == "calendar_week" or name.word == "woche":
        return "week"
    if name.kind == "quarter_sign":
        return "quarter"
    if name.word in ("jahreshaelfte", "haelfte"):
        return "half_year"
    unit = UNIT_NAMES[name.value] if name.kind == "unit" else None
    return "quarter" if unit == "quarter" else "half_year" if unit == "half" else None


def counted_before(tokens: Sequence[Token], at: int) -> Reading | None:
    """``Q3/2019``, ``Quartal IV/2019``, ``KW 12/2017``, ``Kalenderwoche 12``, ``H1 2019``."""
    token = tokens[at]
    number_at = at + 1 + (tokens[at + 1].kind == ".")
    figure = tokens[number_at]
    number = ROMAN.get(figure.word, figure.value)
    if figure.word not in ROMAN and (figure.kind != "digits" or figure.length > 2):
        return None
    unit: Precision | None = None
    if token.kind in ("calendar_week", "quarter_sign") or token.word in ("quartal", "woche"):
        unit = _unit(token)
    elif (token.word == "h" and not figure.gap) or token.word in ("halbjahr", "hj"):
        unit = "half_year"
    if unit is None or not 1 <= number <= IN_A_YEAR[unit]:
        return None
    found = Period(unit, number)
    end = ending_year(found, tokens, number_at + 1)
    needs_year = token.word in ("woche", "w")
    return None if needs_year and found.year is None else (found, end)


def counted_after_year(tokens: Sequence[Token], at: int) -> Reading | None:
    """``2019 Q3``, ``2019/Q3``, ``2019-W12``, ``2019 KW 12``."""
    year = tokens[at]
    named = at + 1 + (tokens[at + 1].kind in ("/", "-"))
    number = tokens[named + 1]
    if year.kind != "digits" or year.length != 4 or number.kind != "digits" or number.length > 2:
        return None
    if tokens[named].kind not in ("quarter_sign", "calendar_week"):
        return None
    unit = _unit(tokens[named])
    if unit is None or not 1 <= number.value <= IN_A_YEAR[unit]:
        return None
    return Period(unit, number.value, year.value), named + 2


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
