"""Periods counted in their year: ``3. Quartal 2019``, ``Q3/2019``, ``KW 12``, ``2. Halbjahr``."""

from __future__ import annotations

from collections.abc import Sequence

from .model import Precision
from .number_words import ROMAN
from .periods import Period
from .tokens import Token
from .vocabulary import is_abbreviation
from .words import UNIT_NAMES
from .years import told_year, year_at

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
    told = told_year(tokens, at)
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
    is_last = token.kind == "which" and token.value == -1
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
