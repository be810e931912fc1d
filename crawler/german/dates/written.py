"""Dates with a month in words: ``9. April 2019``, ``erster März``, ``April 14, 2015``."""

from __future__ import annotations

from collections.abc import Sequence

from .facts import DayFacts
from .number_words import ROMAN
from .tokens import Token
from .vocabulary import is_abbreviation
from .years import told_year, year_at

Reading = tuple[DayFacts, int]


def written_date(tokens: Sequence[Token], at: int) -> Reading | None:
    """A date with a month name, or with an ordinal in words, at token ``at``."""
    if tokens[at].kind == "month":
        return _month_first(tokens, at)
    if tokens[at].kind == "digits" and tokens[at].length == 4:
        return _year_first(tokens, at)
    return _day_first(tokens, at)


def day_number(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """``9``, ``9.``, ``9te``, ``neunter``: the day, the token after it, and if it is an ordinal."""
    token, after = tokens[at], tokens[at + 1]
    if not 1 <= token.value <= 31:
        return None
    if token.kind == "ordinal":
        return token.value, at + 1, True
    if token.kind != "digits" or token.length > 2:
        return None
    if after.kind in ("-", ".") and tokens[at + 2].kind == "suffix" and not tokens[at + 2].gap:
        return token.value, at + 3, True  # 9-ten
    if (after.kind == "suffix" and not after.gap) or after.kind == ".":
        return token.value, at + 2, True
    return token.value, at + 1, False


def ending_year(facts: DayFacts, tokens: Sequence[Token], at: int, *, dotted: bool = True) -> int:
    """Read the year after a month: ``2019``, ``, 2019``, ``'19``, ``dieses Jahres``, ``d. J.``.

    Returns the token after it, ``at`` where there is none.
    """
    comma = at + (tokens[at].kind == ",")
    year = year_at(tokens, comma, dotted=dotted)
    if year is not None and (comma == at or tokens[comma].length == 4):
        facts.year, at = year
        return at
    of = at + (tokens[at].kind in ("article", "on"))
    if tokens[of].kind == "unit" and tokens[of].word in ("jahres", "jahr"):
        year = year_at(tokens, of + 1)  # des Jahres 2019
        if year is not None:
            facts.year, at = year
        return at
    told = told_year(tokens, at)
    if told is not None:
        facts.year_offset, at = told
    return at


def _day_first(tokens: Sequence[Token], at: int) -> Reading | None:
    day = day_number(tokens, at)
    if day is None:
        return None
    number, at, ordinal = day
    after_sign = tokens[at + 1]
    signed = tokens[at].kind in ("-", "/") and not after_sign.gap
    if tokens[at].kind in ("-", "/") and (
        after_sign.kind in ("month", "ordinal")
        or (tokens[at - 1].kind == "ordinal" and after_sign.kind == "digits")
    ):
        at += 1  # 23-Sep-2020, dritter/11.
    elif tokens[at].kind == "on" and tokens[at + 1].kind == "month" and tokens[at].word != "zu":
        at += 1  # der dritte im Oktober
    month = _month(tokens, at, after_ordinal=ordinal)
    if month is None:
        return None
    facts = DayFacts(day=number, month=month[0])
    at = month[1]
    figures = (2, 4) if signed else (4,)  # 03-Apr-19, but 3. April-19. Mai
    dash = at + (tokens[at].kind in ("-", "/") and tokens[at + 1].length in figures)
    clockish = not ordinal and tokens[dash].length == 4 and _is_hhmm(tokens[dash])
    return facts, at if clockish else ending_year(facts, tokens, dash, dotted=False)


def _month(tokens: Sequence[Token], at: int, *, after_ordinal: bool) -> tuple[int, int] | None:
    token = tokens[at]
    if token.kind == "month":
        return token.value, at + 1 + (tokens[at + 1].kind == "." and _is_abbreviated(tokens, at))
    if not after_ordinal:
        return None
    if token.word in ROMAN and ROMAN[token.word] <= 12 and tokens[at + 1].kind == ".":
        return ROMAN[token.word], at + 2  # 3. IV. 2019
    if token.kind == "ordinal" and token.value <= 12:  # siebter vierter
        return token.value, at + 1
    before = tokens[at - 1]
    is_number = token.kind == "digits" and 1 <= token.value <= 12 and tokens[at + 1].kind == "."
    if is_number and before.kind in ("ordinal", "/"):  # siebter 4.
        return token.value, at + 2
    return None


def _is_abbreviated(tokens: Sequence[Token], at: int) -> bool:
    """Is the point after a month part of it: ``Sept.`` always, ``September.`` before a year?"""
    after = tokens[at + 2]
    return is_abbreviation(tokens[at].word) or after.kind == "digits" or not after.gap


def _is_hhmm(token: Token) -> bool:
    """``2 Nov 1815`` is a quarter past six unless the figures can be a year of the news."""
    return not 1900 <= token.value <= 2100 and token.value // 100 < 24 and token.value % 100 < 60


def _month_first(tokens: Sequence[Token], at: int) -> Reading | None:
    """``Dezember 19.``, ``April 14, 2015``, ``Sep-23-2020``, ``September-2020-23``."""
    month = tokens[at].value
    at += 1 + (tokens[at + 1].kind == "." and len(tokens[at].word) <= 4)
    dashed = tokens[at].kind == "-" and not tokens[at].gap
    at += dashed
    if dashed and tokens[at].length == 4 and tokens[at + 1].kind == "-":
        year = year_at(tokens, at)
        day = day_number(tokens, at + 2)
        if year is not None and day is not None:
            return DayFacts(year=year[0], month=month, day=day[0]), day[1]
        return None
    day = day_number(tokens, at)
    if day is None or tokens[at].kind == "ordinal" or tokens[at + 1].kind in (":", "clock"):
        return None
    number, at, _ = day
    facts = DayFacts(day=number, month=month)
    if tokens[at].kind == "-" and dashed:
        at += 1
    comma = at + (tokens[at].kind == ",")
    year = year_at(tokens, comma)
    if year is not None and tokens[comma].length == 4:
        facts.year, at = year
    return facts, at


def _year_first(tokens: Sequence[Token], at: int) -> Reading | None:
    """``2020/23/Sep``, ``2020-Sep-23``, ``2020 September 23``."""
    year = year_at(tokens, at)
    if year is None:
        return None
    pieces = [token for token in tokens[at + 1 : at + 5] if token.kind in ("month", "digits")]
    end = at + 1 + (2 if tokens[at + 1].kind == "month" else 4)
    if len(pieces) < 2 or {piece.kind for piece in pieces[:2]} != {"month", "digits"}:
        return None
    if tokens[at + 1].kind in ("-", "/"):
        if tokens[at + 3].kind != tokens[at + 1].kind:
            return None
    elif tokens[at + 1].kind != "month" or tokens[at + 2].kind != "digits":
        return None
    month = next(piece.value for piece in pieces if piece.kind == "month")
    day = next(piece for piece in pieces if piece.kind == "digits")
    if day.length > 2 or not 1 <= day.value <= 31:
        return None
    return DayFacts(year=year[0], month=month, day=day.value), end
