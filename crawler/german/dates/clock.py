"""Clock times: ``14.30 Uhr``, ``14:30 (MESZ)``, ``halb 9``, ``viertel nach 3``, ``1430 Uhr``."""

from __future__ import annotations

from crawler.german.dates.calendar_dates import is_hour_mark
from crawler.german.dates.nodes import Clock
from crawler.german.dates.tokens import Cursor, Token

_BEGINNINGS = frozenset({"digits", "number", "half_to", "quarter_of"})
_CLOSING = ("end", ",", ")", "to")


def clock(cursor: Cursor, *, bare: bool = False) -> Clock | None:
    """A clock time; ``bare`` allows those only good after a date or "um": ``14``, ``14.30``."""
    if cursor.peek().kind not in _BEGINNINGS:
        return None
    time = cursor.attempt(_digital, bare=bare) or cursor.attempt(_spoken)
    if time is None:
        return None
    if time.hour <= 12:
        half = cursor.attempt(_half_of_day)
        if half is not None:
            time.hour = time.hour % 12 + half
    time.zone = _zone(cursor, west=time.precision == "second")
    _pass_note(cursor)
    return time


def _digital(cursor: Cursor, *, bare: bool) -> Clock | None:
    hour, sign, minute, fourth, fifth = cursor.ahead(5)
    if hour.kind not in ("digits", "number"):
        return None
    in_figures = hour.kind == "digits"
    if in_figures and hour.length in (3, 4):  # 1430 Uhr
        cursor.move()
        marked = _pass_hour_mark(cursor)
        fits = marked or (bare and hour.length == 4)
        return _time(*divmod(hour.value, 100)) if fits else None
    if in_figures and hour.length == 6 and cursor.peek(-1).word == "t":  # T143000Z
        cursor.move()
        return _time(*divmod(hour.value // 100, 100), hour.value % 100)
    if in_figures and hour.length > 2:
        return None
    two_digits = minute.kind == "digits" and minute.length == 2 and not minute.gap
    if sign.kind == ":" and two_digits:
        cursor.move(3)
        second = _seconds(cursor)
        _pass_hour_mark(cursor)
        return _time(hour.value, minute.value, second)
    longer = fourth.kind == "." and fifth.kind == "digits"  # 1.12.17
    if sign.kind == "." and two_digits and not longer and (bare or is_hour_mark(fourth)):
        cursor.move(3)
        _pass_hour_mark(cursor)
        return _time(hour.value, minute.value)
    if is_hour_mark(sign):
        cursor.move(2)
        behind = cursor.attempt(_minutes)
        return _time(hour.value, behind or 0)
    if sign.kind == "digits" and sign.length == 2 and is_hour_mark(minute):  # 09 00 Uhr
        cursor.move(3)
        return _time(hour.value, sign.value)
    cursor.move()
    if cursor.sees(_half_of_day) or (bare and not _is_amount(cursor)):
        return _time(hour.value)
    return None


def _minutes(cursor: Cursor) -> int | None:
    """What may follow an hour: ``18 Uhr 30``, ``18h30``, ``zwölf Uhr dreißig``."""
    minute, after = cursor.ahead(2)
    cursor.move()
    if minute.kind == "digits" and minute.length == 2 and not _is_date_sign(after):
        return minute.value
    if minute.kind in ("digits", "number") and after.kind in _CLOSING:
        return minute.value
    return None


def _pass_hour_mark(cursor: Cursor) -> bool:
    marked = is_hour_mark(cursor.peek())
    if marked:
        cursor.move()
    return marked


def _half_of_day(cursor: Cursor) -> int | None:
    """``am``, ``pm``, ``p.m.``: the hours to add.

    An ``am`` by itself is English only where no German date follows (``10 am 3. Mai``).
    """
    half, point, name = cursor.ahead(3)
    if half.word in ("a", "p") and point.kind == "." and name.word == "m":
        cursor.move(3)
        cursor.accept(".")
        return 12 if half.word == "p" else 0
    if half.word == "pm" or (half.word == "am" and (not half.gap or point.kind == "end")):
        cursor.move()
        return 12 if half.word == "pm" else 0
    return None


def _is_amount(cursor: Cursor) -> bool:
    """Is the number before one of a date or an amount: ``3.``, ``15 %``, ``3,5 Prozent``?"""
    sign, after = cursor.ahead(2)
    return sign.kind in (".", "/", "%", "€", "$", "measure") or (
        sign.kind == "," and after.kind == "digits" and not after.gap
    )


def _spoken(cursor: Cursor) -> Clock | None:
    first, second = cursor.ahead(2)
    if cursor.accept("half_to"):  # halb 9
        return _hour_of(cursor, -30)
    if cursor.accept("quarter_of"):
        if cursor.accept("ago", "after"):  # viertel vor 9
            return _hour_of(cursor, -15 if second.kind == "ago" else 15)
        return _hour_of(cursor, -15 if first.word == "dreiviertel" else -45)
    if not cursor.accept("digits", "number"):
        return None
    if cursor.accept_word("viertel"):  # drei viertel neun
        return _hour_of(cursor, -15) if first.value == 3 else None
    if first.value >= 60:
        return None
    if second.kind == "unit" and second.word.startswith("min"):
        cursor.move()
    way = cursor.peek()
    if not cursor.accept("ago", "after"):  # fünf vor zwölf, 15 Minuten vor 12
        return None
    return _hour_of(cursor, -first.value if way.kind == "ago" else first.value)


def _hour_of(cursor: Cursor, minutes: int) -> Clock | None:
    """The hour that so many minutes are counted from."""
    if cursor.accept("half_to"):  # fünf vor halb neun
        return _hour_of(cursor, minutes - 30)
    hour = cursor.peek()
    if not cursor.accept("digits", "number") or hour.value > 24:
        return None
    if hour.length > 2 and hour.kind == "digits":
        return None
    cursor.accept("clock")
    return Clock(*divmod((hour.value * 60 + minutes) % (24 * 60), 60))


def _seconds(cursor: Cursor) -> int | None:
    """``:24``, with any fraction dropped: no German page dates its news to the millisecond."""
    colon, second, point, fraction = cursor.ahead(4)
    if colon.kind != ":" or second.kind != "digits" or second.length != 2:
        return None
    has_fraction = point.kind == "." and fraction.kind == "digits" and not fraction.gap
    cursor.move(4 if has_fraction else 2)
    return second.value


def _zone(cursor: Cursor, *, west: bool) -> int | None:
    """``Z``, ``MESZ``, ``(MESZ)``, ``+02:00``, ``+0200``: minutes east of UTC.

    ``west`` allows ``-0500``; without seconds before it, that is the end of ``10:00-12:00``.
    """
    start = cursor.at
    in_brackets = cursor.accept("(")
    name = cursor.peek()
    if not cursor.accept("zone"):
        cursor.at = start
        return cursor.attempt(_offset_from_utc, west=west)
    sign, after = cursor.ahead(2)
    if sign.kind in ("+", "-") and after.length == 4 and not after.gap:
        return cursor.attempt(_offset_from_utc, west=True)  # GMT+0200
    both = sign.kind == "/" and after.kind == "zone"  # MEZ/MESZ
    if both:
        cursor.move(2)
    if in_brackets:
        cursor.accept(")")
    return None if both else name.value


def _offset_from_utc(cursor: Cursor, *, west: bool) -> int | None:
    sign, hours, colon, minutes = cursor.ahead(4)
    if not (sign.kind == "+" or (sign.kind == "-" and west)):
        return None
    if hours.kind != "digits" or hours.gap:
        return None
    way = 1 if sign.kind == "+" else -1
    cursor.move(2)
    if hours.length == 4 and hours.value <= 1400:
        return way * (hours.value // 100 * 60 + hours.value % 100)
    if hours.length != 2 or hours.value > 14:
        return None
    if colon.kind == ":" and minutes.kind == "digits" and minutes.value < 60:
        cursor.move(2)
        return way * (hours.value * 60 + minutes.value)
    return way * hours.value * 60


def _pass_note(cursor: Cursor) -> None:
    """Pass ``Ortszeit``, ``(Brüsseler Ortszeit)``, ``s.t.``, ``(c. t.)``."""
    start = cursor.at
    in_brackets = cursor.accept("(")
    first, second, third = cursor.ahead(3)
    if first.word in ("s", "c") and second.kind == "." and third.word == "t":
        cursor.move(3)
        cursor.accept(".")
    elif "ortszeit" in (first.word, second.word):
        cursor.move(1 if first.word == "ortszeit" else 2)
    else:
        cursor.at = start
        return
    if in_brackets:
        cursor.accept(")")


def _is_date_sign(token: Token) -> bool:
    return token.kind in (".", "month", "clock", ":", "-", "/")


def _time(hour: int, minute: int = 0, second: int | None = None) -> Clock | None:
    if hour > 24 or minute > 59 or (second or 0) > 59 or (hour == 24 and minute):
        return None
    if second is None:
        return Clock(hour, minute)
    return Clock(hour, minute, second, "second")
