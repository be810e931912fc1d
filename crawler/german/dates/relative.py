"""Relative expressions as they are written: ``vor drei Tagen``, ``nächste Woche``, ``heuer``."""

from __future__ import annotations

from collections.abc import Callable

from crawler.german.dates.nodes import Neighbour, Now, Quantity, Shift, Weekend
from crawler.german.dates.tokens import Cursor, Rules
from crawler.german.dates.words import PARTS, UNIT_NAMES, is_abbreviation

# -- Amounts of time: ``drei Tage``, ``anderthalb Stunden``, ``2 Monate, 2 Wochen``, ``29h`` -------

FEW = 3
"""``einige Monate``: at least so many."""

_HALVES = {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5}
_LARGEST = 100_000
_MOST_AMOUNTS = 8


def _count(cursor: Cursor) -> float | None:
    """A number in figures or words: ``3``, ``drei``, ``ein paar``, ``zwei ein halb``."""
    token, after, third = cursor.ahead(3)
    cursor.move()
    if token.word in _HALVES:
        return _HALVES[token.word]
    if token.kind == "few":
        return FEW if token.word != "paar" else 2
    if token.kind == "number" and cursor.accept("few"):
        return 2
    if token.kind not in ("digits", "number") or token.value > _LARGEST:
        return None
    if cursor.accept_word("halben", "halbe", "halbes"):  # einer halben Stunde
        return token.value - 0.5
    if after.word == "ein" and third.word == "halb":
        cursor.move(2)
        return token.value + 0.5
    if after.kind in (",", ".") and third.kind == "digits" and not third.gap:
        cursor.move(2)
        return token.value + third.value / float(10**third.length)
    return float(token.value)


def quantity(cursor: Cursor) -> Quantity | None:
    """A number and its unit."""
    amount = _count(cursor)
    unit = cursor.peek()
    if amount is None or not cursor.accept("unit"):
        return None
    if is_abbreviation(unit.word):
        cursor.accept(".")
    return Quantity(amount, UNIT_NAMES[unit.value])


# -- What is counted from the reference ------------------------------------------------------------


Relative = Shift | Neighbour | Weekend | Now


def relative(cursor: Cursor) -> Relative | None:
    """A relative expression."""
    return cursor.first(RULES)


_BEFORE = ("vorher", "zuvor", "frueher", "her", "ago")
_LATER = ("spaeter", "danach", "nachher")


def _shift(cursor: Cursor) -> Shift | None:
    """``vor drei Tagen``, ``in 5 Minuten``, ``vor 2 Monaten, 2 Wochen``, ``einen Tag vorher``."""
    first = cursor.peek()
    sign = {"ago": -1, "after": 1}.get(first.kind, 0)
    if first.word in ("in", "fuer", "binnen", "innerhalb"):
        sign = 1
    if sign:
        cursor.move()
    cursor.accept_word("von", "der")
    _pass_about(cursor)
    amounts = _amounts(cursor)
    if not amounts:
        return None
    if not sign:
        sign = 1 if cursor.peek().word in _LATER else -1
        if not cursor.accept_word(*_BEFORE, *_LATER):
            return None
    return Shift(amounts, sign)


def _pass_about(cursor: Cursor) -> None:
    """Pass ``rund``, ``ca.``, ``über``, ``mehr als``: none of them moves the day."""
    first, second = cursor.ahead(2)
    if first.word in ("mehr", "weniger") and second.word == "als":
        cursor.move(2)
        return
    if first.kind == "about" or first.word == "ueber":
        cursor.move()
    if cursor.peek(-1).word == "ca":
        cursor.accept(".")


def _amounts(cursor: Cursor) -> list[Quantity]:
    amounts: list[Quantity] = []
    end = cursor.at
    while len(amounts) < _MOST_AMOUNTS and (amount := quantity(cursor)) is not None:
        amounts.append(amount)
        end = cursor.at
        cursor.accept(",", "and")
    cursor.at = end
    return amounts


def _neighbour(cursor: Cursor) -> Neighbour | None:
    """``nächste Woche``, ``letztes Quartal``, ``Ende nächsten Jahres``, ``Rest dieser Woche``."""
    first = cursor.peek()
    part = first.value if cursor.accept("part") else None
    rest = part is None and cursor.accept("rest")
    if not cursor.accept("article") and part is not None:
        cursor.accept_word("im")
    head, unit = cursor.ahead(2)
    cursor.move()
    if head.kind == "offset" and cursor.accept("unit"):
        vague = unit.word.endswith(_PLURALS)  # in den kommenden Jahren
        if vague or len(unit.word) <= 2:
            return None
        return Neighbour(UNIT_NAMES[unit.value], head.value, part=part, rest=rest)
    if head.kind == "unit" and (part is not None or rest) and len(head.word) > 3:
        # Ende des Jahres: its last day; Anfang des Jahres: its first third
        name = UNIT_NAMES[head.value]
        last_day = part == 3 and name in _WITH_LAST_DAY
        return Neighbour(name, 0, part=part, last_day=last_day, rest=rest)
    if head.word in COMPOUND_PARTS:
        name, piece = COMPOUND_PARTS[head.word]
        return Neighbour(name, 0, part=piece, last_day=piece == 3)
    if head.kind == "this_year":
        return Neighbour("year", 0, part=part)
    if head.word in _NEIGHBOURS:
        name, offset = _NEIGHBOURS[head.word]
        return Neighbour(name, offset, part=part)
    return None


def _neighbour_told(cursor: Cursor) -> Neighbour | None:
    """``Tag zuvor``, ``Jahr darauf``: next to the one that the text has named."""
    unit, which = cursor.ahead(2)
    offset = _TOLD.get(which.word)
    if unit.word not in ("tag", "woche", "monat", "jahr") or offset is None:
        return None
    if cursor.at and cursor.peek(-1).kind == "number":
        return None  # ein Jahr zuvor
    cursor.move(2)
    return Neighbour(UNIT_NAMES[unit.value], offset)


_TOLD = {"zuvor": -1, "davor": -1, "vorher": -1, "danach": 1, "darauf": 1}

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


def _neighbours(cursor: Cursor) -> Neighbour | None:
    """``nächsten 3 Tage``, ``letzten paar Wochen``, ``30 vorangegangenen Tagen``."""
    first, second, third = cursor.ahead(3)
    amount: Quantity | None = None
    offset = 0
    if cursor.accept("offset"):
        amount, offset = quantity(cursor), first.value
    elif first.kind in ("digits", "number") and second.kind == "offset" and third.kind == "unit":
        cursor.move(3)
        amount, offset = Quantity(first.value, UNIT_NAMES[third.value]), second.value
    if amount is None or offset == 0 or not 1 <= amount.amount < 10_000:
        return None
    return Neighbour(amount.unit, offset, int(amount.amount))


def _weekend(cursor: Cursor) -> Weekend | None:
    """``am Wochenende``, ``letztes Wochenende``, ``Wochenende der letzten Woche``."""
    first, _, third = cursor.ahead(3)
    if first.word == "unter" and third.word == "woche":  # unter der Woche
        cursor.move(3)
        return Weekend(0, workdays=True)
    offset = first.value if cursor.accept("offset") else None
    if first.word.startswith("kommend"):
        offset = 0  # the coming one; "nächstes" is the one of next week
    if not cursor.accept("weekend"):
        return None
    article, which = cursor.ahead(2)
    if article.kind == "article" and which.kind == "offset":
        cursor.move(3)
        offset = which.value
    return Weekend(offset)


def _now(cursor: Cursor) -> Now | None:
    """``jetzt``."""
    return Now() if cursor.accept("now") else None


RULES: Rules[Callable[[Cursor], Relative | None]] = Rules(
    (_weekend, "weekend offset unknown"),
    (_neighbours, "offset digits number"),
    (_shift, "ago after on article about digits number few unknown"),
    (_neighbour, "offset part rest article this_year unknown"),
    (_neighbour_told, "unit"),
    (_now, "now"),
)
"""In this order: ``nächsten 3 Tage`` is no single neighbour, ``in 2 Wochen`` no week."""
