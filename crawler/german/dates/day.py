"""A day with all that is said of it, in any order: weekday, date, clock time, part of the day.

``Dienstag, den 3. Januar 2017, 14 Uhr``, ``um 13 Uhr Samstag 09.12.2017``, ``morgen, 24.10.2017``,
``Sonntag der letzten Woche``: facts are gathered until none follows, and a day is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crawler.german.dates import clock as clocks
from crawler.german.dates.calendar_dates import (
    abbreviated_offset,
    day_number,
    numeric_date,
    written_date,
)
from crawler.german.dates.model import Context
from crawler.german.dates.nodes import PartialDate
from crawler.german.dates.relative import quantity
from crawler.german.dates.tokens import Token
from crawler.german.dates.words import is_abbreviation

# -- What words say of a day: ``heute``, ``Freitagabend``, ``letzte Woche``, ``vor zwei Jahren`` ---

_BEFORE_MORNING = ("am", "fruehen")
_OF_THE_DAY = ("tag", "tage", "tages", "tags")


def _day_word(facts: PartialDate, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``heute``, ``am gestrigen Tag``, ``diesen Morgen``, ``letzte Nacht``."""
    token = tokens[at]
    part_follows = tokens[at + 1].word in ("morgen", "abend", "nacht", "nachmittag")
    if token.kind == "offset" and token.value in (-1, 0) and part_follows:
        if facts.day_offset is not None:
            return None
        facts.day_offset = token.value
        return at + 1
    if token.kind != "day_word" or facts.day_offset is not None or facts.weekday is not None:
        return None
    if token.word == "morgen" and tokens[at - 1].word in _BEFORE_MORNING:
        return None
    facts.day_offset = token.value
    return at + 1 + (tokens[at + 1].word in _OF_THE_DAY)


def _day_part(facts: PartialDate, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``nachmittags``, ``früh``; ``morgen`` only after a day, for it is also the next one."""
    token = tokens[at]
    morning = facts.names_a_day or tokens[at - 1].word in _BEFORE_MORNING
    morning = morning and token.word == "morgen"
    if token.kind != "day_part" and not morning:
        return None
    hour = 6 if morning else token.value
    if facts.part_of_day is None or token.word not in ("frueh", "morgens"):
        facts.part_of_day = hour
    return at + 1


def _weekday(facts: PartialDate, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``Fr.``, ``letzten Freitag``, ``Freitagabend``, ``Freitag nach dem nächsten``."""
    offset = tokens[at].value if tokens[at].kind == "offset" else None
    named = at + (offset is not None)
    name = tokens[named]
    if name.kind not in ("weekday", "weekday_part") or facts.weekday is not None:
        return None
    facts.offset = offset
    if name.kind == "weekday_part":
        facts.weekday, facts.part_of_day = divmod(name.value, 24)
        return named + 1
    facts.weekday = name.value
    end = named + 1 + (tokens[named + 1].kind == "." and is_abbreviation(name.word))
    if (
        tokens[end].kind == "after"
        and tokens[end + 1].kind == "article"
        and tokens[end + 2].kind == "offset"
    ):
        facts.offset = tokens[end + 2].value + 1
        return end + 3
    return end


def _week(facts: PartialDate, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``Freitag nächster Woche``, ``Mittwoch in 2 Wochen``, ``Freitag in 14 Tagen``."""
    if facts.week_offset is not None:
        return None
    if tokens[at].kind == "offset" and tokens[at + 1].word in ("woche", "wochen"):
        facts.week_offset = tokens[at].value
        return at + 2
    if not facts.names_a_day:
        return None
    back = tokens[at].kind == "ago"
    amount = quantity(tokens, at + back)
    if amount is None or not (back or tokens[at - 1].word in ("in", "auf")):
        return None
    count = -amount.amount if back else amount.amount
    days = int(count * {"week": 7, "day": 1}.get(amount.unit, 0))
    if facts.day_offset is not None:
        facts.day_offset += days
        facts.months_on += int(count * {"year": 12, "month": 1}.get(amount.unit, 0))
        return amount.end if days or facts.months_on else None
    if days == 0 or days % 7:
        return None
    facts.week_offset = days // 7
    return amount.end


Rule = Callable[[PartialDate, Sequence[Token], int, Context], int | None]
"""Adds one fact read at a token; the token after it, or None where the fact is not there."""

_BETWEEN = frozenset({",", ";", "(", ")", "article", "on", "about", "at", "inclusive", ".", "'"})
_MOST_BETWEEN = 4


def day(tokens: Sequence[Token], at: int, context: Context) -> tuple[PartialDate, int] | None:
    """The facts about one day from token ``at``, and the token after them."""
    facts = PartialDate()
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


def _next_fact(
    facts: PartialDate, tokens: Sequence[Token], at: int, context: Context
) -> int | None:
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


def _date(facts: PartialDate, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    if facts.day is not None:
        return None
    near = context.today.year
    reading = numeric_date(tokens, at, near) or written_date(tokens, at)
    if reading is None:
        return None
    _take_date(facts, reading[0])
    return reading[1]


def _take_date(facts: PartialDate, date: PartialDate) -> None:
    facts.day, facts.month, facts.year = date.day, date.month, date.year
    facts.year_offset = date.year_offset


def _clock(facts: PartialDate, tokens: Sequence[Token], at: int, context: Context) -> int | None:
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
    facts: PartialDate, tokens: Sequence[Token], at: int, context: Context
) -> int | None:
    """``Freitag, dem 27.``, ``am 15ten``: a day whose month is understood."""
    if facts.day is not None or facts.clock is not None or facts.day_offset is not None:
        return None
    number = day_number(tokens, at)
    if number is None or not number[2] or tokens[number[1]].kind == "unit":
        return None
    facts.day, end, _ = number
    letters = abbreviated_offset(tokens, end, "m")
    if letters is not None:  # am 13. d. M.
        facts.month_offset, end = letters
        return end
    of = end + (tokens[end].kind == "article")
    if tokens[of].kind == "offset" and tokens[of + 1].word in ("monats", "monat"):
        facts.month_offset, end = tokens[of].value, of + 2  # am 15. dieses Monats
    elif tokens[of].word == "monats" and of > end:
        facts.month_offset, end = 0, of + 1
    return end


def _late_year(
    facts: PartialDate, tokens: Sequence[Token], at: int, context: Context
) -> int | None:
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


def _settle_half_of_day(facts: PartialDate) -> None:
    """``nachmittags ca. 5 Uhr`` is 17:00; a clock time makes the part of the day superfluous."""
    if facts.clock is None:
        return
    if facts.clock.hour in _SECOND_HALF.get(facts.part_of_day or 0, ()):
        facts.clock.hour += 12
    facts.part_of_day = None


# Hours of twelve that a part of the day, known by its customary hour, puts in the second half
_SECOND_HALF = {12: range(1, 5), 15: range(1, 12), 18: range(1, 12), 22: range(6, 12)}
