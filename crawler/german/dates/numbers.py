"""Amounts of time: ``drei Tage``, ``anderthalb Stunden``, ``2 Monate, 2 Wochen``, ``29h``."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from .tokens import Token
from .vocabulary import is_abbreviation
from .words import UNIT_NAMES

FEW = 3
"""``einige Monate``, ``ein paar Tage``: at least so many."""

_HALVES = {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5}
_SECONDS = {"second": 1, "minute": 60, "quarter_hour": 900, "hour": 3600}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_LARGEST = 100_000


class Quantity(NamedTuple):
    """``amount`` times ``unit``, and the token after it."""

    amount: float
    unit: str
    end: int


def count(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """A number in figures or words: ``3``, ``drei``, ``ein paar``, ``zwei ein halb``."""
    token = tokens[at]
    if token.word in _HALVES:
        return _HALVES[token.word], at + 1
    if token.kind == "few":
        return FEW if token.word != "paar" else 2, at + 1
    if token.kind == "number" and tokens[at + 1].kind == "few":
        return 2, at + 2
    if token.kind not in ("digits", "number") or token.value > _LARGEST:
        return None
    if tokens[at + 1].word in ("halben", "halbe", "halbes"):  # einer halben Stunde
        return token.value - 0.5, at + 2
    if tokens[at + 1].word == "ein" and tokens[at + 2].word == "halb":
        return token.value + 0.5, at + 3
    fraction = tokens[at + 2]
    if tokens[at + 1].kind in (",", ".") and fraction.kind == "digits" and not fraction.gap:
        return token.value + fraction.value / 10**fraction.length, at + 3
    return float(token.value), at + 1


def quantity(tokens: Sequence[Token], at: int) -> Quantity | None:
    """A number and its unit at token ``at``."""
    number = count(tokens, at)
    if number is None:
        return None
    amount, at = number
    if tokens[at].kind != "unit":
        return None
    end = at + 1 + (tokens[at + 1].kind == "." and is_abbreviation(tokens[at].word))
    return Quantity(amount, UNIT_NAMES[tokens[at].value], end)


def shifted(moment: dt.datetime, unit: str, amount: float) -> dt.datetime:
    """``moment`` moved by an amount; raises OverflowError beyond the calendar's years."""
    if unit in _SECONDS:
        return moment + dt.timedelta(seconds=_SECONDS[unit] * amount)
    if unit in _DAYS:
        return moment + dt.timedelta(days=_DAYS[unit] * amount)
    months = moment.year * 12 + moment.month - 1 + round(_MONTHS[unit] * amount)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9998:
        raise OverflowError(f"year {year} is beyond the calendar")
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
