"""A day with all that is said of it, in any order: weekday, date, clock time, part of the day.

``Dienstag, den 3. Januar 2017, 14 Uhr``, ``um 13 Uhr Samstag 09.12.2017``, ``morgen, 24.10.2017``,
``Sonntag der letzten Woche``: each rule adds what it reads to a partial date, until none reads on.
"""

from __future__ import annotations

from collections.abc import Callable

from crawler.german.dates.calendar_dates import abbreviated_offset, calendar_date, day_number
from crawler.german.dates.clock import clock
from crawler.german.dates.nodes import PartialDate
from crawler.german.dates.relative import quantity
from crawler.german.dates.tokens import Cursor, Rules
from crawler.german.dates.words import is_abbreviation


def day(cursor: Cursor) -> PartialDate | None:
    """All that is said of one day."""
    date = PartialDate()
    while cursor.attempt(_read_on, date):
        pass
    if not (date.names_a_day or date.clock or date.part_of_day is not None):
        return None
    _settle_half_of_day(date)
    return date


def _read_on(cursor: Cursor, date: PartialDate) -> bool:
    """Read one thing more of the day, past small words; whether there was one."""
    start = cursor.at
    skip(cursor)
    if date.names_a_day and date.clock is None:
        here = cursor.at
        _pass_clock_label(cursor)
        if cursor.at > here and cursor.sees(clock):
            return _clock(cursor, date)
        cursor.at = here
    if cursor.peek().word == "t" and not cursor.peek().gap and date.day is not None:
        cursor.move()  # 2019-04-09T10:00
    here = cursor.at
    for rule in RULES.at(cursor.peek()):
        cursor.at = here
        if rule(cursor, date):
            if cursor.peek().kind == ")":
                opened = any(token.kind == "(" for token in cursor.tokens[start : cursor.at])
                cursor.move(1 if opened else 0)
            return True
    return False


# -- Small words between what is said --------------------------------------------------------------

_BETWEEN = frozenset({",", ";", "(", ")", "article", "on", "about", "at", "inclusive", ".", "'"})
_MOST_BETWEEN = 4


def skip(cursor: Cursor, kinds: frozenset[str] = _BETWEEN) -> None:
    """Pass the small words that may stand between the parts of an expression."""
    for _ in range(_MOST_BETWEEN):
        token = cursor.peek()
        if token.kind not in kinds and not (token.word in _PARTICLES and _is_particle(cursor)):
            break
        cursor.move()


_PARTICLES = frozenset({"so", "d", "spaeten", "fruehen", "kurz", "vor", "nach"})


def _is_particle(cursor: Cursor) -> bool:
    """``so gegen 15 Uhr`` (no Sunday), ``kurz nach 8 Uhr``, ``Do., d. 9. November``."""
    token, after, third = cursor.ahead(3)
    if token.word == "so":
        return after.kind in ("about", "at")
    if token.word == "d":
        return after.kind == "." and third.kind == "digits"
    if token.word in ("spaeten", "fruehen"):  # am frühen Morgen
        return after.kind == "day_part" or after.word == "morgen"
    if token.word == "kurz":
        return after.kind in ("ago", "after")
    return token.kind in ("ago", "after") and cursor.peek(-1).word == "kurz"


def _pass_clock_label(cursor: Cursor) -> None:
    """Pass what stands before a marked clock time only: ``- 07:00 Uhr``, ``Beginn: 18 Uhr``."""
    if cursor.accept("-", "/"):
        cursor.accept("-", "/")  # 12.11.2019 // 14 Uhr
        return
    if not cursor.accept("clock_label"):
        cursor.accept_word("beginn")
    cursor.accept(":")


# -- What words say of a day: ``heute``, ``Freitagabend``, ``letzte Woche``, ``vor zwei Jahren`` ---

_BEFORE_MORNING = ("am", "fruehen")
_OF_THE_DAY = ("tag", "tage", "tages", "tags")


def _day_word(cursor: Cursor, date: PartialDate) -> bool:
    """``heute``, ``am gestrigen Tag``, ``diesen Morgen``, ``letzte Nacht``."""
    token, after = cursor.ahead(2)
    if date.day_offset is not None:
        return False
    part_follows = after.word in ("morgen", "abend", "nacht", "nachmittag")
    is_this_or_last = token.kind == "offset" and token.value in (-1, 0) and part_follows
    if not is_this_or_last:
        if token.kind != "day_word" or date.weekday is not None:
            return False
        if token.word == "morgen" and cursor.peek(-1).word in _BEFORE_MORNING:
            return False
    date.day_offset = token.value
    cursor.move()
    if not is_this_or_last:
        cursor.accept_word(*_OF_THE_DAY)
    return True


def _day_part(cursor: Cursor, date: PartialDate) -> bool:
    """``nachmittags``, ``früh``; ``morgen`` only after a day, for it is also the next one."""
    token = cursor.peek()
    is_morning = token.word == "morgen" and (
        date.names_a_day or cursor.peek(-1).word in _BEFORE_MORNING
    )
    if token.kind != "day_part" and not is_morning:
        return False
    before, after = cursor.peek(-1), cursor.peek(1)
    if date.part_of_day is not None and before.kind in (",", "on", "article"):
        return False  # "am Abend, am Morgen" are two
    if date.day is not None and after.word == "des":
        return False  # "am 1. Mai, am Vormittag des 3. Mai"
    if is_morning and before.kind == "," and after.kind == "day_part":
        return False  # "heute um 15 Uhr, morgen Abend"
    if date.part_of_day is None or token.word not in ("frueh", "morgens"):
        date.part_of_day = 6 if is_morning else token.value
    cursor.move()
    return True


def _weekday(cursor: Cursor, date: PartialDate) -> bool:
    """``Fr.``, ``letzten Freitag``, ``Freitagabend``, ``Freitag nach dem nächsten``."""
    head = cursor.peek()
    offset = head.value if cursor.accept("offset") else None
    name = cursor.peek()
    if date.weekday is not None or not cursor.accept("weekday", "weekday_part"):
        return False
    if date.month is not None and cursor.peek(-2).kind == "on":
        return False  # am 7. Juni, am Montag
    date.offset = offset
    if name.kind == "weekday_part":
        date.weekday, date.part_of_day = divmod(name.value, 24)
        return True
    date.weekday = name.value
    if is_abbreviation(name.word):
        cursor.accept(".")
    after, article, which = cursor.ahead(3)
    if after.kind == "after" and article.kind == "article" and which.kind == "offset":
        date.offset = which.value + 1
        cursor.move(3)
    return True


def _week(cursor: Cursor, date: PartialDate) -> bool:
    """``Freitag nächster Woche``, ``Mittwoch in 2 Wochen``, ``Freitag in 14 Tagen``."""
    if date.week_offset is not None:
        return False
    token, after = cursor.ahead(2)
    if token.kind == "offset" and after.word in ("woche", "wochen"):
        date.week_offset = token.value
        cursor.move(2)
        return True
    if not date.names_a_day:
        return False
    ahead = cursor.peek(-1).word in ("in", "auf")
    back = cursor.accept("ago")
    amount = quantity(cursor) if back or ahead else None
    if amount is None:
        return False
    count = -amount.amount if back else amount.amount
    days = int(count * {"week": 7, "day": 1}.get(amount.unit, 0))
    if date.day_offset is not None:
        date.day_offset += days
        date.months_on += int(count * {"year": 12, "month": 1}.get(amount.unit, 0))
        return bool(days or date.months_on)
    if days == 0 or days % 7:
        return False
    date.week_offset = days // 7
    return True


# -- What figures say of it ------------------------------------------------------------------------


def _date(cursor: Cursor, date: PartialDate) -> bool:
    """``3. Januar 2017``, ``09.12.2017``."""
    if date.day is not None:
        return False
    found = calendar_date(cursor)
    if found is None:
        return False
    date.day, date.month, date.year = found.day, found.month, found.year
    date.is_nearest = found.is_nearest
    date.year_offset = found.year_offset
    return True


def _clock(cursor: Cursor, date: PartialDate) -> bool:
    """``14 Uhr``; without a mark after "um" or "ab", or behind a date: ``3.4.2020, 14.30``."""
    if date.clock is not None:
        return False
    before, here = cursor.peek(-1), cursor.peek()
    called_for = cursor.at > 0 and (before.kind in ("at", "about") or before.word == "ab")
    called_for = called_for and not (here.length == 4 and date.day is None)
    after_date = date.day is not None and date.month is not None
    start = cursor.at
    date.clock = clock(cursor, bare=called_for or (after_date and _is_full(cursor)))
    if date.clock is None:
        return False
    date.clock_at = start, cursor.at
    if cursor.peek().kind == "/":  # ab 14:30/15:00
        cursor.attempt(_other_clock)
    return True


def _other_clock(cursor: Cursor) -> bool:
    return cursor.accept("/") and clock(cursor) is not None


def _is_full(cursor: Cursor) -> bool:
    """``8.10``, ``1430``: figures that can only be a clock time after a date."""
    hour, sign, minute, after = cursor.ahead(4)
    if hour.length == 4:
        return hour.kind == "digits" and sign.kind != "."
    dotted = sign.kind == "." and minute.kind == "digits" and minute.length == 2
    return dotted and after.kind != "."  # 12.05., 19.05. are two dates


def _day_of_month(cursor: Cursor, date: PartialDate) -> bool:
    """``Freitag, dem 27.``, ``am 15ten``: a day whose month is understood."""
    if date.day is not None or date.clock is not None or date.day_offset is not None:
        return False
    number = day_number(cursor)
    if number is None or not number[1] or cursor.peek().kind == "unit":
        return False
    date.day = number[0]
    date.month_offset = cursor.attempt(abbreviated_offset, "m")  # am 13. d. M.
    if date.month_offset is None:
        date.month_offset = cursor.attempt(_month_offset)
    return True


def _month_offset(cursor: Cursor) -> int | None:
    """``dieses Monats``, ``des nächsten Monats``, ``des Monats``."""
    after_article = cursor.accept("article")
    offset = cursor.peek()
    if cursor.accept("offset"):
        return offset.value if cursor.accept_word("monats", "monat") else None
    return 0 if after_article and cursor.accept_word("monats") else None


def _late_year(cursor: Cursor, date: PartialDate) -> bool:
    """``Tue Apr 9 10:00:00 CEST 2019``, as the Unix command date prints it."""
    if date.clock is None or date.month is None or date.year is not None:
        return False
    year, after = cursor.ahead(2)
    if year.kind != "digits" or year.length != 4 or after.kind == "clock":
        return False
    date.year = year.value
    cursor.move()
    return True


RULES: Rules[Callable[[Cursor, PartialDate], bool]] = Rules(
    (_late_year, "digits"),
    (_day_word, "day_word offset"),
    (_day_part, "day_part day_word"),
    (_week, "offset ago digits number few unknown"),
    (_weekday, "weekday weekday_part offset"),
    (_date, "digits ordinal month"),
    (_clock, "digits number half_to quarter_of"),
    (_day_of_month, "digits ordinal"),
)
"""In this order: ``diesen Morgen`` is no bare part of a day, ``3. Mai`` no bare 3rd."""

BEGINNINGS = RULES.kinds | _BETWEEN | {"after"}
"""What a day may begin with, small words before it included."""


def _settle_half_of_day(date: PartialDate) -> None:
    """``nachmittags ca. 5 Uhr`` is 17:00; a clock time makes the part of the day superfluous."""
    if date.clock is None:
        return
    if date.clock.hour in _SECOND_HALF.get(date.part_of_day or 0, ()):
        date.clock.hour += 12
    date.part_of_day = None


# Hours of twelve that a part of the day, known by its customary hour, puts in the second half
_SECOND_HALF = {12: range(1, 5), 15: range(1, 12), 18: range(1, 12), 22: range(6, 12)}
