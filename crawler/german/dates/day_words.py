"""What words say of a day: ``heute``, ``Freitagabend``, ``letzte Woche``, ``vor zwei Jahren``.

Each rule adds one fact read at a token and gives the token after it, or None where the fact is not
there.
"""

from __future__ import annotations

from collections.abc import Sequence

from .facts import DayFacts
from .model import Context
from .numbers import quantity
from .tokens import Token
from .vocabulary import is_abbreviation

_BEFORE_MORNING = ("am", "fruehen")
_OF_THE_DAY = ("tag", "tage", "tages", "tags")


def day_word(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``heute``, ``am gestrigen Tag``, ``diesen Morgen``, ``letzte Nacht``."""
    token = tokens[at]
    part_follows = tokens[at + 1].word in ("morgen", "abend", "nacht", "nachmittag")
    if token.kind == "which" and token.value in (-1, 0) and part_follows:
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


def day_part(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
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


def weekday(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``Fr.``, ``letzten Freitag``, ``Freitagabend``, ``Freitag nach dem nächsten``."""
    which = tokens[at].value if tokens[at].kind == "which" else None
    named = at + (which is not None)
    name = tokens[named]
    if name.kind not in ("weekday", "weekday_part") or facts.weekday is not None:
        return None
    facts.which = which
    if name.kind == "weekday_part":
        facts.weekday, facts.part_of_day = divmod(name.value, 24)
        return named + 1
    facts.weekday = name.value
    end = named + 1 + (tokens[named + 1].kind == "." and is_abbreviation(name.word))
    if (
        tokens[end].kind == "after"
        and tokens[end + 1].kind == "article"
        and tokens[end + 2].kind == "which"
    ):
        facts.which = tokens[end + 2].value + 1
        return end + 3
    return end


def week(facts: DayFacts, tokens: Sequence[Token], at: int, context: Context) -> int | None:
    """``Freitag nächster Woche``, ``Mittwoch in 2 Wochen``, ``Freitag in 14 Tagen``."""
    if facts.week_offset is not None:
        return None
    if tokens[at].kind == "which" and tokens[at + 1].word in ("woche", "wochen"):
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
