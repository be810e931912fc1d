"""Clock times: ``14.30 Uhr``, ``14:30 (MESZ)``, ``halb 9``, ``viertel nach 3``, ``1430 Uhr``."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.german.dates.calendar_dates import is_hour_mark
from crawler.german.dates.model import Precision
from crawler.german.dates.nodes import Clock
from crawler.german.dates.tokens import Token

_CLOSING = ("end", ",", ")", "to")
Reading = tuple[Clock, int]


def clock(tokens: Sequence[Token], at: int, *, bare: bool = False) -> Reading | None:
    """A clock time at token ``at`` and the token after it.

    ``bare`` allows what only follows a date or "um": ``14``, ``14.30``, ``1430``.
    """
    reading = _digital(tokens, at, bare=bare) or _spoken(tokens, at, bare=bare)
    if reading is None:
        return None
    time, at = reading
    half = _half_of_day(tokens, at)
    if half is not None and time.hour <= 12:
        time.hour = time.hour % 12 + half[0]
        at = half[1]
    time.zone, at = _zone(tokens, at, west=time.precision == "second")
    return time, _after_note(tokens, at)


def _digital(tokens: Sequence[Token], at: int, *, bare: bool) -> Reading | None:
    hour = tokens[at]
    if hour.kind not in ("digits", "number"):
        return None
    if hour.kind == "digits" and hour.length in (3, 4):  # 1430 Uhr
        marked = is_hour_mark(tokens[at + 1])
        if marked or (bare and hour.length == 4):
            return _time(hour.value // 100, hour.value % 100, 0, "minute", at + 1 + marked)
        return None
    if hour.kind == "digits" and hour.length == 6 and tokens[at - 1].word == "t":  # T143000Z
        hours, minutes = divmod(hour.value // 100, 100)
        return _time(hours, minutes, hour.value % 100, "second", at + 1)
    if hour.length > 2 and hour.kind == "digits":
        return None
    sign, minute = tokens[at + 1], tokens[at + 2]
    two_digits = minute.kind == "digits" and minute.length == 2 and not minute.gap
    if sign.kind == ":" and two_digits:
        second, end = _seconds(tokens, at + 3)
        end += is_hour_mark(tokens[end])
        return _time(
            hour.value, minute.value, second or 0, "minute" if second is None else "second", end
        )
    longer = tokens[at + 3].kind == "." and tokens[at + 4].kind == "digits"  # 1.12.17
    if sign.kind == "." and two_digits and not longer and (bare or is_hour_mark(tokens[at + 3])):
        return _time(hour.value, minute.value, 0, "minute", at + 3 + is_hour_mark(tokens[at + 3]))
    if is_hour_mark(sign):  # 18 Uhr, 18 Uhr 30, 18h30
        end = at + 2
        if minute.kind == "digits" and minute.length == 2 and not _is_date_sign(tokens, end + 1):
            return _time(hour.value, minute.value, 0, "minute", end + 1)
        if minute.kind in ("digits", "number") and tokens[end + 1].kind in _CLOSING:
            return _time(hour.value, minute.value, 0, "minute", end + 1)  # zwölf Uhr dreißig
        return _time(hour.value, 0, 0, "minute", end)
    if sign.kind == "digits" and sign.length == 2 and is_hour_mark(minute):  # 09 00 Uhr
        return _time(hour.value, sign.value, 0, "minute", at + 3)
    if _half_of_day(tokens, at + 1) or (bare and not _is_amount(tokens, at + 1)):
        return _time(hour.value, 0, 0, "minute", at + 1)
    return None


def _half_of_day(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """``am``, ``pm``, ``p.m.``: the hours to add, and the token after it.

    An ``am`` by itself is English only where no German date follows (``10 am 3. Mai``).
    """
    half = tokens[at]
    if half.word in ("a", "p") and tokens[at + 1].kind == "." and tokens[at + 2].word == "m":
        return 12 * (half.word == "p"), at + 3 + (tokens[at + 3].kind == ".")
    if half.word == "pm" or (half.word == "am" and (not half.gap or tokens[at + 1].kind == "end")):
        return 12 * (half.word == "pm"), at + 1
    return None


def _is_amount(tokens: Sequence[Token], at: int) -> bool:
    """Is the number before ``at`` one of a date or an amount: ``3.``, ``15 %``, ``3,5 Prozent``?"""
    sign, after = tokens[at : at + 2]
    return sign.kind in (".", "/", "%", "€", "$", "measure") or (
        sign.kind == "," and after.kind == "digits" and not after.gap
    )


def _spoken(tokens: Sequence[Token], at: int, *, bare: bool) -> Reading | None:
    first = tokens[at]
    if first.kind == "half_to":  # halb 9
        return _hour_of(tokens, at + 1, -30)
    if first.kind == "quarter_of":
        side = tokens[at + 1].kind
        if side in ("ago", "after"):  # viertel vor 9
            return _hour_of(tokens, at + 2, -15 if side == "ago" else 15)
        return _hour_of(tokens, at + 1, -15 if first.word == "dreiviertel" else -45)
    if first.kind in ("digits", "number") and tokens[at + 1].word == "viertel":
        return _hour_of(tokens, at + 2, -15) if first.value == 3 else None  # drei viertel neun
    if first.kind in ("digits", "number") and first.value < 60:  # fünf vor zwölf, 15 Minuten vor 12
        named = tokens[at + 1].kind == "unit" and tokens[at + 1].word.startswith("min")
        way = at + 1 + named
        if tokens[way].kind in ("ago", "after"):
            sign = -1 if tokens[way].kind == "ago" else 1
            return _hour_of(tokens, way + 1, sign * first.value)
    return None


def _hour_of(tokens: Sequence[Token], at: int, minutes: int) -> Reading | None:
    hour = tokens[at]
    if hour.kind == "quarter_of" or hour.kind not in ("digits", "number") or hour.value > 24:
        if hour.kind == "half_to":  # fünf vor halb neun
            return _hour_of(tokens, at + 1, minutes - 30)
        return None
    if hour.length > 2 and hour.kind == "digits":
        return None
    total = (hour.value * 60 + minutes) % (24 * 60)
    end = at + 1 + (tokens[at + 1].kind == "clock")
    return Clock(total // 60, total % 60), end


def _seconds(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """``:24``, with any fraction dropped: no German page dates its news to the millisecond."""
    if tokens[at].kind == ":" and tokens[at + 1].kind == "digits" and tokens[at + 1].length == 2:
        value = tokens[at + 1].value
        at += 2
        if tokens[at].kind == "." and tokens[at + 1].kind == "digits" and not tokens[at + 1].gap:
            at += 2
        return value, at
    return None, at


def _zone(tokens: Sequence[Token], at: int, *, west: bool) -> tuple[int | None, int]:
    """``Z``, ``MESZ``, ``(MESZ)``, ``+02:00``, ``+0200``.

    ``west`` allows ``-0500``; without seconds before it, that is the end of ``10:00-12:00``.
    """
    inside = at + (tokens[at].kind == "(")
    if tokens[inside].kind == "zone":
        close = inside + 1
        if tokens[close].kind == "/" and tokens[close + 1].kind == "zone":  # MEZ/MESZ
            return None, close + 2 + (inside > at and tokens[close + 2].kind == ")")
        offset = tokens[close + 1]
        if tokens[close].kind in ("+", "-") and offset.length == 4 and not offset.gap:
            return _zone(tokens, close, west=True)  # GMT+0200
        return tokens[inside].value, close + (inside > at and tokens[close].kind == ")")
    sign, hours = tokens[at], tokens[at + 1]
    if not (sign.kind == "+" or (sign.kind == "-" and west)):
        return None, at
    if hours.kind != "digits" or hours.gap:
        return None, at
    way = 1 if sign.kind == "+" else -1
    if hours.length == 4 and hours.value <= 1400:
        return way * (hours.value // 100 * 60 + hours.value % 100), at + 2
    minutes = tokens[at + 3]
    if hours.length == 2 and hours.value <= 14:
        if tokens[at + 2].kind == ":" and minutes.kind == "digits" and minutes.value < 60:
            return way * (hours.value * 60 + minutes.value), at + 4
        return way * hours.value * 60, at + 2
    return None, at


def _after_note(tokens: Sequence[Token], at: int) -> int:
    """Past ``Ortszeit``, ``(Brüsseler Ortszeit)``, ``s.t.``, ``(c. t.)``."""
    inside = at + (tokens[at].kind == "(")
    word = tokens[inside].word
    if word in ("s", "c") and tokens[inside + 1].kind == "." and tokens[inside + 2].word == "t":
        end = inside + 3 + (tokens[inside + 3].kind == ".")
    elif "ortszeit" in (word, tokens[inside + 1].word):
        end = inside + 1 + (word != "ortszeit")
    else:
        return at
    return end + (inside > at and tokens[end].kind == ")")


def _is_date_sign(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].kind in (".", "month", "clock", ":", "-", "/")


def _time(hour: int, minute: int, second: int, precision: Precision, end: int) -> Reading | None:
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute):
        return None
    return Clock(hour, minute, second, precision), end
