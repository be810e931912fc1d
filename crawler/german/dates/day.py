"""A day with all that is said of it, in any order: weekday, date, clock time, part of the day.

``Dienstag, den 3. Januar 2017, 14 Uhr``, ``um 13 Uhr Samstag 09.12.2017``, ``morgen, 24.10.2017``,
``Sonntag der letzten Woche``: facts are gathered until none follows, and a day is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import clock as clocks
from .facts import DayFacts
from .model import Context
from .numbers import quantity
from .numeric import numeric_date
from .tokens import Token
from .written import day_number, written_date

Rule = Callable[[DayFacts, Sequence[Token], int, Context], int | None]
"""Adds one fact read at a token; the token after it, or None where the fact is not there."""

_BETWEEN = frozenset({",", "(", ")", "article", "on", "about", "at", ".", "'"})
_MOST_BETWEEN = 4


def day(tokens: Sequence[Token], at: int, context: Context) -> tuple[DayFacts, int] | None:
    """The facts about one day from token ``at``, and the token after them."""
    facts = DayFacts()
    end = None
    while True:
        following = _next_fact(facts, tokens, at, context)
        if following is None:
            break
        at = end = following
    if end is None or not (facts.names_a_day or facts.clock or facts.part_of_day is not None):
        return None
    _settle_half_of_day(facts)
    return facts, end


def skip(tokens: Sequence[Token], at: int, kinds: frozenset[str] = _BETWEEN) -> int:
    """The first token from ``at`` that is none of the small words between facts."""
    for _ in range(_MOST_BETWEEN):
        if tokens[at].kind not in kinds and not _is_particle(tokens, at):
            break
        at += 1
    return at


def _is_particle(tokens: Sequence[Token], at: int) -> bool:
    """``so gegen 15 Uhr``: no Sunday."""
    return tokens[at].word == "so" and tokens[at + 1].kind in ("about", "at")


def _next_fact(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    start = skip(tokens, at)
    if facts.names_a_day and facts.clock is None and tokens[start].kind == "-":
        # 16.10.2017 - 07:00 Uhr: a dash before a marked clock time
        after_dash = clocks.clock(tokens, start + 1)
        if after_dash is not None:
            return _clock(facts, tokens, start + 1, context)
    if tokens[start].word == "t" and not tokens[start].gap and facts.day is not None:
        start += 1  # 2019-04-09T10:00
    for rule in _RULES:
        end = rule(facts, tokens, start, context)
        if end is not None:
            return end + (tokens[end].kind == ")" and any(t.kind == "(" for t in tokens[at:end]))
    return None


def _day_word(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    token = tokens[at]
    part_follows = tokens[at + 1].word in ("morgen", "abend", "nacht", "nachmittag")
    if token.kind == "which" and token.value in (-1, 0) and part_follows:
        if facts.day_offset is not None:
            return None
        facts.day_offset = token.value  # diesen Morgen, letzte Nacht
        return at + 1
    if token.kind != "day_word" or facts.day_offset is not None or facts.weekday is not None:
        return None
    facts.day_offset = token.value
    return at + 1


def _day_part(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    token = tokens[at]
    morning = token.word == "morgen" and facts.names_a_day
    if token.kind != "day_part" and not morning:
        return None
    hour = 6 if morning else token.value
    if facts.part_of_day is None or token.word not in ("frueh", "morgens"):
        facts.part_of_day = hour
    return at + 1


def _weekday(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    which = tokens[at].value if tokens[at].kind == "which" else None
    named = at + (which is not None)
    if tokens[named].kind != "weekday" or facts.weekday is not None:
        return None
    facts.weekday, facts.which = tokens[named].value, which
    end = named + 1 + (tokens[named + 1].kind == ".")
    if (
        tokens[end].kind == "after"
        and tokens[end + 1].kind == "article"
        and tokens[end + 2].kind == "which"
    ):  # Mittwoch nach dem nächsten
        facts.which = tokens[end + 2].value + 1
        return end + 3
    return end


def _week(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``nächste Woche Freitag``, ``Mittwoch in 2 Wochen``, ``heute vor drei Wochen``."""
    if facts.week_offset is not None:
        return None
    if tokens[at].kind == "which" and tokens[at + 1].word in ("woche", "wochen"):
        facts.week_offset = tokens[at].value
        return at + 2
    if not facts.names_a_day:
        return None
    back = tokens[at].kind == "ago"
    amount = quantity(tokens, at + back)
    if (
        amount is None
        or amount.unit != "week"
        or not (back or tokens[at - 1].word in ("in", "auf"))
    ):
        return None
    weeks = int(-amount.amount if back else amount.amount)
    if facts.day_offset is not None:
        facts.day_offset += 7 * weeks
    else:
        facts.week_offset = weeks
    return amount.end


def _date(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    if facts.day is not None:
        return None
    near = context.today.year
    reading = numeric_date(tokens, at, near) or written_date(tokens, at)
    if reading is None:
        return None
    _take_date(facts, reading[0])
    return reading[1]


def _take_date(facts: DayFacts, date: DayFacts) -> None:
    facts.day, facts.month, facts.year = date.day, date.month, date.year
    facts.year_offset = date.year_offset


def _clock(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    if facts.clock is not None:
        return None
    called_for = tokens[at - 1].kind in ("at", "about") or tokens[at - 1].word == "ab"
    after_date = facts.day is not None and facts.month is not None
    called_for = called_for and at > 0 and not (tokens[at].length == 4 and facts.day is None)
    reading = clocks.clock(tokens, at, bare=called_for or (after_date and _is_full(tokens, at)))
    if reading is None:
        return None
    facts.clock, end = reading
    alternative = clocks.clock(tokens, end + 1) if tokens[end].kind == "/" else None
    return alternative[1] if alternative else end  # ab 14:30/15:00


def _is_full(tokens: Sequence[Token], at: int) -> bool:
    """``8.10``, ``1430``: figures that can only be a clock time after a date."""
    hour, sign, minute = tokens[at : at + 3]
    if hour.length == 4:
        return hour.kind == "digits" and sign.kind != "."
    return sign.kind == "." and minute.kind == "digits" and minute.length == 2


def _day_of_month(
    facts: DayFacts, tokens: Sequence[Token], at: int, context: Context
) -> int | None:
    """``Freitag, dem 27.``, ``am 15ten``: a day whose month is understood."""
    if facts.day is not None or facts.clock is not None or facts.day_offset is not None:
        return None
    number = day_number(tokens, at)
    if number is None or not number[2] or tokens[number[1]].kind == "unit":
        return None
    facts.day, end, _ = number
    of = end + (tokens[end].kind == "article")
    if tokens[of].kind == "which" and tokens[of + 1].word in ("monats", "monat"):
        facts.month_offset, end = tokens[of].value, of + 2  # am 15. dieses Monats
    elif tokens[of].word == "monats" and of > end:
        facts.month_offset, end = 0, of + 1
    return end


def _late_year(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``Tue Apr 9 10:00:00 CEST 2019``, as the Unix command date prints it."""
    if facts.clock is None or facts.month is None or facts.year is not None:
        return None
    if tokens[at].kind != "digits" or tokens[at].length != 4 or tokens[at + 1].kind == "clock":
        return None
    facts.year = tokens[at].value
    return at + 1


_RULES: tuple[Rule, ...] = (
    _late_year,
    _day_word,
    _day_part,
    _week,
    _weekday,
    _date,
    _clock,
    _day_of_month,
)


def _settle_half_of_day(facts: DayFacts) -> None:
    """``nachmittags ca. 5 Uhr`` is 17:00; a clock time makes the part of the day superfluous."""
    if facts.clock is None:
        return
    second_half_from = {15: 1, 18: 1, 22: 6}.get(facts.part_of_day or 0, 12)
    if second_half_from <= facts.clock.hour < 12:
        facts.clock.hour += 12
    facts.part_of_day = None
