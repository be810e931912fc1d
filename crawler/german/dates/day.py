"""A day with all that is said of it, in any order: weekday, date, clock time, part of the day.

``Dienstag, den 3. Januar 2017, 14 Uhr``, ``um 13 Uhr Samstag 09.12.2017``, ``morgen, 24.10.2017``,
``Sonntag der letzten Woche``: facts are gathered until none follows, and a day is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import clock as clocks
from . import day_words
from .facts import DayFacts
from .model import Context
from .numeric import numeric_date
from .tokens import Token
from .written import day_number, written_date
from .years import told_by_letters

Rule = Callable[[DayFacts, Sequence[Token], int, Context], int | None]
"""Adds one fact read at a token; the token after it, or None where the fact is not there."""

_BETWEEN = frozenset({",", ";", "(", ")", "article", "on", "about", "at", "inclusive", ".", "'"})
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
    """``so gegen 15 Uhr`` (no Sunday), ``kurz nach 8 Uhr``, ``Do., d. 9. November``."""
    word, after = tokens[at].word, tokens[at + 1]
    if word == "so":
        return after.kind in ("about", "at")
    if word == "d":
        return after.kind == "." and tokens[at + 2].kind == "digits"
    if word in ("spaeten", "fruehen"):  # am frühen Morgen
        return after.kind == "day_part" or after.word == "morgen"
    if word == "kurz":
        return after.kind in ("ago", "after")
    return tokens[at].kind in ("ago", "after") and tokens[at - 1].word == "kurz"


def _next_fact(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    start = skip(tokens, at)
    if facts.names_a_day and facts.clock is None:
        led = _after_clock_label(tokens, start)
        if led > start and clocks.clock(tokens, led) is not None:
            return _clock(facts, tokens, led, context)
    if tokens[start].word == "t" and not tokens[start].gap and facts.day is not None:
        start += 1  # 2019-04-09T10:00
    for rule in _RULES:
        end = rule(facts, tokens, start, context)
        if end is not None:
            return end + (tokens[end].kind == ")" and any(t.kind == "(" for t in tokens[at:end]))
    return None


def _after_clock_label(tokens: Sequence[Token], at: int) -> int:
    """Past what stands before a marked clock time only: ``- 07:00 Uhr``, ``Beginn: 18 Uhr``."""
    if tokens[at].kind in ("-", "/"):
        return at + 1
    at += tokens[at].kind == "clock_label" or tokens[at].word == "beginn"
    return at + (tokens[at].kind == ":")


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
    dotted = sign.kind == "." and minute.kind == "digits" and minute.length == 2
    return dotted and tokens[at + 3].kind != "."  # 12.05., 19.05. are two dates


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
    letters = told_by_letters(tokens, end, "m")
    if letters is not None:  # am 13. d. M.
        facts.month_offset, end = letters
        return end
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
    day_words.day_word,
    day_words.day_part,
    day_words.week,
    day_words.weekday,
    _date,
    _clock,
    _day_of_month,
)


def _settle_half_of_day(facts: DayFacts) -> None:
    """``nachmittags ca. 5 Uhr`` is 17:00; a clock time makes the part of the day superfluous."""
    if facts.clock is None:
        return
    if facts.clock.hour in _SECOND_HALF.get(facts.part_of_day or 0, ()):
        facts.clock.hour += 12
    facts.part_of_day = None


# Hours of twelve that a part of the day, known by its customary hour, puts in the second half
_SECOND_HALF = {12: range(1, 5), 15: range(1, 12), 18: range(1, 12), 22: range(6, 12)}
