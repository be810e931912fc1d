"""Atoms: a single day, period or relative expression, and the fillers around it."""

from __future__ import annotations

from collections.abc import Callable

from crawler.german.dates import day as days
from crawler.german.dates import periods
from crawler.german.dates import relative as relatives
from crawler.german.dates.clock import clock
from crawler.german.dates.day import day, skip
from crawler.german.dates.holidays import Holiday, day_named, holiday
from crawler.german.dates.nodes import Node, PartialDate, Shift
from crawler.german.dates.period_parts import part_of_period, relative_period
from crawler.german.dates.periods import period
from crawler.german.dates.relative import quantity, relative
from crawler.german.dates.tokens import Cursor, Rules

Rule = Callable[[Cursor], Node | None]


def atom(cursor: Cursor) -> Node | None:
    """The longest that any rule reads here; of two as long, that of the first rule."""
    start = end = cursor.at
    longest: Node | None = None
    for rule in _rules_at(cursor):
        found = rule(cursor)
        if found is not None and cursor.at > end:
            longest, end = found, cursor.at
        cursor.at = start
        if isinstance(found, PartialDate) and found.month is not None and _begins_day(cursor):
            break  # no period begins like a day, and most dates are days
    if longest is None:
        return None
    cursor.at = end
    return _with_clock(longest, cursor) if isinstance(longest, Shift | Holiday) else longest


RULES: Rules[Rule] = Rules(
    (relative, relatives.RULES.kinds),
    (holiday, "offset ordinal digits unit unknown"),
    (day, days.BEGINNINGS),
    (period, periods.BEGINNINGS),
    (part_of_period, "part offset ordinal digits unknown"),
    (relative_period, "part offset"),
)
"""In this order: ``in 2h`` is relative and no clock time, ``1. Advent`` no day of a month."""

_YEAR_RULES: tuple[Rule, ...] = (day, period)
_CALENDAR_RULES: tuple[Rule, ...] = (day, period, part_of_period, relative_period)


def _rules_at(cursor: Cursor) -> tuple[Rule, ...]:
    """Those of RULES that can begin with the next tokens."""
    first, _, third = cursor.ahead(3)
    if first.kind == "digits" and first.length == 4:
        return _YEAR_RULES
    if _begins_day(cursor) and third.kind != "unknown":
        return _CALENDAR_RULES
    return RULES.at(first)


def _begins_day(cursor: Cursor) -> bool:
    first, sign = cursor.ahead(2)
    return first.kind == "digits" and sign.kind in (".", "/", "-", "month")


def _with_clock(found: Shift | Holiday, cursor: Cursor) -> Node:
    """``vor 3 Tagen um 10 Uhr``, ``Heiligabend, 15 Uhr``."""
    end = cursor.at
    skip(cursor)
    if cursor.at > end:
        found.clock = cursor.attempt(clock, bare=cursor.peek(-1).kind == "at")
    if found.clock is None:
        cursor.at = end
    return found


# -- Fillers: words around a date that say nothing of it -------------------------------------------

LEAD = frozenset(
    {
        *("article", "on", "about", "at", "inclusive", "aside", "each", "in_force", "label"),
        *(":", ",", "(", "between", "to"),
    }
)
LEAD_OF_LAST = frozenset({"article", "on", "about", "at", "inclusive", "and"})
_MOST_LEADING = 8

# Nacht vom, Letzte Änderung:, vor dem 3. Mai, Wochenende 4./5. Mai
_LEADING_BEFORE = {
    "day_part": ("on",),
    "offset": ("label",),
    "ago": ("article",),
    "after": ("article",),
    "weekend": ("on", "digits"),
}


def pass_lead(cursor: Cursor) -> None:
    """Pass ``Stichtag:``, ``bis zum``, ``am``, ``Nacht vom`` and other words before a date."""
    for _ in range(_MOST_LEADING):
        first, second, third = cursor.ahead(3)
        if first.kind == "digits" and third.kind != "unknown":
            break  # nearly always: the date itself
        if second.kind in _LEADING_BEFORE.get(first.kind, ()):
            cursor.move()
        elif cursor.attempt(_weekdays_of_dates) or cursor.attempt(_name_of_date):
            continue
        elif first.kind not in LEAD or (first.kind == "on" and cursor.sees(_quantity_behind)):
            break  # "in 2h" is one expression
        else:
            cursor.move()


def _quantity_behind(cursor: Cursor) -> bool:
    cursor.move()
    return quantity(cursor) is not None


_OF_NAMES = ("unknown", "unit", "ordinal", "digits")  # Ostermontag, Tag der Arbeit, 1. Advent


def _name_of_date(cursor: Cursor) -> bool:
    """The name of the day that is given after it: ``Ostermontag, 22. April``."""
    if cursor.peek().kind not in _OF_NAMES or day_named(cursor) is None:
        return False
    skip(cursor)
    return _begins_figures(cursor)


def _weekdays_of_dates(cursor: Cursor) -> bool:
    """``Fr.-Sa.,`` before the dates of those weekdays."""
    if not cursor.accept("weekday"):
        return False
    cursor.accept(".")
    if not cursor.accept("-", "to", "/", "and") or not cursor.accept("weekday"):
        return False
    skip(cursor)
    return _begins_figures(cursor)


def _begins_figures(cursor: Cursor) -> bool:
    return cursor.peek().kind == "digits" and cursor.peek(1).kind == "."


def pass_stay(cursor: Cursor) -> None:
    """Pass ``3 Nächte``, ``für eine Nacht``, ``3 days``: the length of a stay, said besides."""
    if cursor.peek().kind in ("digits", "number", "on"):
        cursor.attempt(_stay)


def _stay(cursor: Cursor) -> bool:
    cursor.accept_word("fuer")
    number, unit = cursor.ahead(2)
    if number.kind not in ("digits", "number"):
        return False
    if unit.kind == "nights" or unit.word == "nacht":
        cursor.move(2)
        return True
    amount = quantity(cursor)
    is_days = amount is not None and amount.unit == "day"
    return is_days and cursor.peek().kind in ("digits", "end")


_LONGEST_REMARK = 12


def pass_remark(cursor: Cursor, *, without_figures: bool = False) -> None:
    """Pass a remark in brackets: ``(Anreise ca. 19.00 Uhr)``, ``(Ausschlussfrist)``."""
    if cursor.peek().kind != "(":
        return
    for ahead, token in enumerate(cursor.ahead(_LONGEST_REMARK)):
        if without_figures and token.kind == "digits":
            return
        if token.kind == ")":
            cursor.move(ahead + 1)
            return


def connector(cursor: Cursor) -> bool:
    """``bis``, ``-``, ``auf den``, ``bis zum``, ``, bis``: what joins the ends of a range."""
    if cursor.peek(1).kind in ("to", "-"):
        cursor.accept(",", ")", ".")
    if cursor.accept("to", "-"):
        if not cursor.peek().gap:
            cursor.accept("-")  # --, as in file names
        skip(cursor, LEAD_OF_LAST)
        return True
    # "vom 5.8. zum 16.8."; but "im Jahr 1435 zum ersten Mal"
    return cursor.accept_word("zu", "zum", "ab") and cursor.peek().kind == "digits"
