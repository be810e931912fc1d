"""Relative expressions as they are written: ``vor drei Tagen``, ``nächste Woche``, ``heuer``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crawler.german.dates.nodes import Neighbour, Node, Now, Quantity, Shift, Weekend
from crawler.german.dates.tokens import Token
from crawler.german.dates.words import PARTS, UNIT_NAMES, is_abbreviation

# -- Amounts of time: ``drei Tage``, ``anderthalb Stunden``, ``2 Monate, 2 Wochen``, ``29h`` -------

FEW = 3
"""``einige Monate``, ``ein paar Tage``: at least so many."""

_HALVES = {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5}
_LARGEST = 100_000


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


_BEFORE = ("vorher", "zuvor", "frueher", "her")
_LATER = ("spaeter", "danach", "nachher")

Reading = tuple[Node, int]
Rule = Callable[[Sequence[Token], int], Reading | None]


def relative(tokens: Sequence[Token], at: int) -> Reading | None:
    """A relative expression at token ``at`` and the token after it."""
    for rule in _RULES:
        reading = rule(tokens, at)
        if reading is not None:
            return reading
    return None


def _shift(tokens: Sequence[Token], at: int) -> Reading | None:
    """``vor drei Tagen``, ``in 5 Minuten``, ``vor 2 Monaten, 2 Wochen``, ``einen Tag vorher``."""
    sign = {"ago": -1, "after": 1}.get(tokens[at].kind, 0)
    if tokens[at].word in ("in", "fuer", "binnen", "innerhalb"):
        sign = 1
    first = at + (sign != 0)
    first += tokens[first].word in ("von", "der")
    first = _after_about(tokens, first)
    amounts = _amounts(tokens, first)
    if not amounts:
        return None
    end = amounts[-1].end
    if sign == 0:
        word = tokens[end].word
        if word not in (*_BEFORE, *_LATER, "ago"):
            return None
        sign, end = (1 if word in _LATER else -1), end + 1
    return Shift(amounts, sign), end


def _after_about(tokens: Sequence[Token], at: int) -> int:
    """Past ``rund``, ``ca.``, ``über``, ``mehr als``: none of them moves the day."""
    if tokens[at].word in ("mehr", "weniger") and tokens[at + 1].word == "als":
        return at + 2
    at += tokens[at].kind == "about" or tokens[at].word == "ueber"
    return at + (tokens[at].kind == "." and tokens[at - 1].word == "ca")


def _amounts(tokens: Sequence[Token], at: int) -> list[Quantity]:
    amounts: list[Quantity] = []
    while (amount := quantity(tokens, at)) is not None and len(amounts) < 8:
        amounts.append(amount)
        at = amount.end + (tokens[amount.end].kind in (",", "and"))
    return amounts


def _neighbour(tokens: Sequence[Token], at: int) -> Reading | None:
    """``nächste Woche``, ``letztes Quartal``, ``Ende nächsten Jahres``, ``Rest dieser Woche``."""
    part, rest = None, False
    if tokens[at].kind == "part":
        part, at = tokens[at].value, at + 1
    elif tokens[at].kind == "rest":
        rest, at = True, at + 1
    article = tokens[at].kind == "article" or (part is not None and tokens[at].word == "im")
    at += article
    head, unit = tokens[at], tokens[at + 1]
    if head.kind == "offset" and unit.kind == "unit":
        node = Neighbour(UNIT_NAMES[unit.value], head.value, part=part, rest=rest)
        vague = unit.word.endswith(_PLURALS)  # in den kommenden Jahren
        return None if vague or len(unit.word) <= 2 else (node, at + 2)
    if head.kind == "unit" and (part is not None or rest) and len(head.word) > 3:
        # Ende des Jahres: its last day; Anfang des Jahres: its first third
        name = UNIT_NAMES[head.value]
        return Neighbour(
            name, 0, part=part, last_day=part == 3 and name in _WITH_LAST_DAY, rest=rest
        ), at + 1
    if head.word in COMPOUND_PARTS:
        name, piece = COMPOUND_PARTS[head.word]
        return Neighbour(name, 0, part=piece, last_day=piece == 3), at + 1
    if head.kind == "this_year":
        return Neighbour("year", 0, part=part), at + 1
    if head.word in _NEIGHBOURS:
        unit_name, offset = _NEIGHBOURS[head.word]
        return Neighbour(unit_name, offset, part=part), at + 1
    return None


_PLURALS = ("tage", "tagen", "wochen", "monate", "monaten", "jahre", "jahren", "stunden", "minuten")

_WITH_LAST_DAY = ("week", "month", "quarter", "year")

COMPOUND_PARTS = {
    prefix + word: (unit, part)
    for prefix, unit in {"jahres": "year", "monats": "month", "quartals": "quarter"}.items()
    for part, words in PARTS.items()
    for word in words.split()
}
"""``Jahresende``, ``Monatsmitte``, ``Quartalsbeginn``: of which unit, and which part of it."""

# Vorjahr, Folgewoche
_NEIGHBOURS = {
    prefix + word: (unit, offset)
    for prefix, offset in (("vor", -1), ("folge", 1))
    for unit, words in {
        "year": "jahr jahres jahre",
        "month": "monat monats",
        "week": "woche",
        "quarter": "quartal quartals",
        "day": "tag tages tags",
    }.items()
    for word in words.split()
}


def _neighbours(tokens: Sequence[Token], at: int) -> Reading | None:
    """``nächsten 3 Tage``, ``letzten paar Wochen``, ``30 vorangegangenen Tagen``."""
    if tokens[at].kind == "offset":
        amount = quantity(tokens, at + 1)
        offset = tokens[at]
    elif tokens[at].kind in ("digits", "number") and tokens[at + 1].kind == "offset":
        offset = tokens[at + 1]
        unit = tokens[at + 2]
        named = unit.kind == "unit"
        amount = Quantity(tokens[at].value, UNIT_NAMES[unit.value], at + 3) if named else None
    else:
        return None
    if amount is None or offset.value == 0 or not 1 <= amount.amount < 10_000:
        return None
    return Neighbour(amount.unit, offset.value, int(amount.amount)), amount.end


def _weekend(tokens: Sequence[Token], at: int) -> Reading | None:
    if tokens[at].word == "unter" and tokens[at + 2].word == "woche":  # unter der Woche
        return Weekend(0, workdays=True), at + 3
    offset = tokens[at].value if tokens[at].kind == "offset" else None
    named = at + (offset is not None)
    if tokens[at].word.startswith("kommend"):
        offset = 0  # the coming one; "nächstes" is the one of next week
    if tokens[named].kind != "weekend":
        return None
    end = named + 1
    if tokens[end].kind == "article" and tokens[end + 1].kind == "offset":
        offset, end = tokens[end + 1].value, end + 3  # Wochenende der letzten Woche
    return Weekend(offset), end


def _now(tokens: Sequence[Token], at: int) -> Reading | None:
    return (Now(), at + 1) if tokens[at].kind == "now" else None


_RULES: tuple[Rule, ...] = (_weekend, _neighbours, _shift, _neighbour, _now)
