"""Words around a date that say nothing of it: what leads in, what joins, what is said besides."""

from __future__ import annotations

from collections.abc import Sequence

from .day import skip
from .holidays import day_named
from .numbers import quantity
from .tokens import Token

LEAD = frozenset(
    {"article", "on", "about", "at", "inclusive", "label", ":", ",", "(", "between", "to"}
)
LEAD_OF_LAST = frozenset({"article", "on", "about", "at", "inclusive", "and"})


def after_lead(tokens: Sequence[Token], at: int) -> int:
    """Past ``Stichtag:``, ``bis zum``, ``am``, ``Nacht vom`` and other words before a date."""
    for _ in range(8):
        kind, following = tokens[at].kind, tokens[at + 1].kind
        if kind == "digits" and tokens[at + 2].kind != "unknown":
            break  # nearly always: the date itself
        if following in _LEADING_BEFORE.get(kind, ()):
            at += 1
        elif (after := _after_weekdays(tokens, at) or _after_name(tokens, at)) is not None:
            at = after
        elif kind not in LEAD or (kind == "on" and quantity(tokens, at + 1) is not None):
            break  # "in 2h" is one expression
        else:
            at += 1
    return at


# Nacht vom, Letzte Änderung:, vor dem 3. Mai, Wochenende 4./5. Mai
_LEADING_BEFORE = {
    "day_part": ("on",),
    "which": ("label",),
    "ago": ("article",),
    "after": ("article",),
    "weekend": ("on", "digits"),
}


_OF_NAMES = ("unknown", "unit", "ordinal", "digits")  # Ostermontag, Tag der Arbeit, 1. Advent


def _after_name(tokens: Sequence[Token], at: int) -> int | None:
    """Past the name of the day that is given after it: ``Ostermontag, 22. April``."""
    named = day_named(tokens, at) if tokens[at].kind in _OF_NAMES else None
    if named is None:
        return None
    date = skip(tokens, named[1])
    return date if _is_figure_date(tokens, date) else None


def _is_figure_date(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].kind == "digits" and tokens[at + 1].kind == "."


def _after_weekdays(tokens: Sequence[Token], at: int) -> int | None:
    """Past ``Fr.-Sa.,`` before the dates of those weekdays."""
    if tokens[at].kind != "weekday":
        return None
    at += 1 + (tokens[at + 1].kind == ".")
    if tokens[at].kind not in ("-", "to", "/", "and") or tokens[at + 1].kind != "weekday":
        return None
    at += 2
    at = skip(tokens, at)
    return at if _is_figure_date(tokens, at) else None


def after_stay(tokens: Sequence[Token], at: int) -> int:
    """Past ``3 Nächte``, ``für eine Nacht``, ``3 days``: the length of a stay, said besides."""
    start = at
    at += tokens[at].word == "fuer"
    if tokens[at].kind not in ("digits", "number"):
        return start
    if tokens[at + 1].kind == "nights" or tokens[at + 1].word == "nacht":
        return at + 2
    amount = quantity(tokens, at)
    if amount is not None and amount.unit == "day" and tokens[amount.end].kind in ("digits", "end"):
        return amount.end
    return start


def after_remark(tokens: Sequence[Token], at: int) -> int:
    """Past a remark in brackets: ``(Anreise ca. 19.00 Uhr)``."""
    if tokens[at].kind != "(":
        return at
    for end in range(at + 1, min(at + 12, len(tokens))):
        if tokens[end].kind == ")":
            return end + 1
    return at


def after_note(tokens: Sequence[Token], at: int) -> int:
    """Past a note in brackets without figures: ``(Ausschlussfrist)``."""
    end = after_remark(tokens, at)
    return end if all(token.kind != "digits" for token in tokens[at:end]) else at


def after_connector(tokens: Sequence[Token], at: int) -> int | None:
    """The token after ``bis``, ``-``, ``auf den``, ``bis zum``, ``, bis``; None without one."""
    at += tokens[at].kind in (",", ")", ".") and tokens[at + 1].kind in ("to", "-")
    word = tokens[at]
    if word.kind in ("to", "-"):
        at += tokens[at + 1].kind == "-" and not tokens[at + 1].gap  # --, as in file names
        return skip(tokens, at + 1, LEAD_OF_LAST)
    # "vom 5.8. zum 16.8."; but "im Jahr 1435 zum ersten Mal"
    leads = word.word in ("zu", "zum", "ab") and tokens[at + 1].kind == "digits"
    return at + 1 if leads else None


def after_week(tokens: Sequence[Token], at: int) -> tuple[int, ...]:
    """``KW 45 Donnerstag, den 09.11.2017``: the week is said besides."""
    if tokens[at].kind == "calendar_week" and tokens[at + 1].kind == "digits":
        return (skip(tokens, at + 2),)
    return ()
