"""The year of a date: in figures, or told from the present one (``dieses Jahres``, ``v. J.``)."""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import Token

OLDEST_YEAR, NEWEST_YEAR = 1000, 2999
"""Four figures outside are no year (a postcode, a phone number)."""

# d. J. dieses, l. J. laufenden, v. J. vorigen, k. J. kommenden, n. J. nächsten
_ABBREVIATED = {"d": 0, "l": 0, "v": -1, "k": 1, "n": 1}
_NAMED = {"vorjahres": -1, "vorjahrs": -1, "folgejahres": 1}


def full_year(figures: int) -> int:
    """The year of two figures: 69–99 are 1969–1999, as POSIX reads them."""
    return figures + (1900 if figures >= 69 else 2000)


def year_at(tokens: Sequence[Token], at: int, *, dotted: bool = True) -> tuple[int, int] | None:
    """A year of four or two figures that is no clock time, and the token after it."""
    token, after = tokens[at], tokens[at + 1]
    if token.kind == "'" and after.length == 2 and after.kind == "digits":
        return full_year(after.value), at + 2
    if token.kind != "digits" or token.length not in (2, 4) or _is_clock(tokens, at):
        return None
    if token.length == 4:
        if not OLDEST_YEAR <= token.value <= NEWEST_YEAR:
            return None
        return token.value, at + 1
    if (
        not dotted
        and after.kind == "."
        and not tokens[at + 2].gap
        and tokens[at + 2].kind == "digits"
    ):
        return None
    return full_year(token.value), at + 1


def told_year(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """``dieses Jahres``, ``des Vorjahres``, ``v. J.``: years from the present, the token after."""
    of = at + (tokens[at].kind in ("article", "on"))
    if tokens[of].kind == "which" and tokens[of + 1].word in ("jahres", "jahrs", "jahr"):
        return tokens[of].value, of + 2
    if tokens[of].word in _NAMED:
        return _NAMED[tokens[of].word], of + 1
    return told_by_letters(tokens, at, "j")


def told_by_letters(tokens: Sequence[Token], at: int, unit: str) -> tuple[int, int] | None:
    """``d. J.`` for the unit ``j``, ``v. M.`` for ``m``."""
    which, point, name, last = tokens[at : at + 4]
    if which.word not in _ABBREVIATED or point.kind != "." or name.word != unit:
        return None
    return _ABBREVIATED[which.word], at + 3 + (last.kind == ".")


def is_hour_mark(token: Token) -> bool:
    """``Uhr``, ``h``: does it make the figures before it an hour?"""
    return token.kind == "clock" or token.word in ("h", "hrs")


def _is_clock(tokens: Sequence[Token], at: int) -> bool:
    """Does a clock time begin here: ``18:14``, ``18 Uhr``, ``18.14``, ``18h``?"""
    token, sign, after = tokens[at : at + 3]
    if is_hour_mark(sign):
        return True
    if sign.kind == ":" and after.kind == "digits" and not after.gap and token.length <= 2:
        return True
    if token.length == 2 and token.gap and sign.length == 2 and after.kind == "clock":
        return True  # 09 00 Uhr
    to_hour = token.gap and sign.kind in ("-", "to") and after.kind == "digits"
    if to_hour and token.length == 2 and is_hour_mark(tokens[at + 3]):
        return True  # 17.4. 14-16 h
    return (
        token.length == 2
        and token.gap
        and sign.kind == "."
        and not sign.gap
        and after.kind == "digits"
        and after.length == 2
        and not after.gap
        and token.value <= 24
        and after.value < 60
    )
