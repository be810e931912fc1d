"""The spellings nearly all dates of the news have, read by one pattern each.

``9.4.2019``, ``Dienstag, 9. April 2019, 14:30 Uhr``, ``2019-04-09T14:30:00+02:00``. The grammar
reads all of these too and to the same result (a test holds them together); this is the quick way,
ten times faster, for pages whose every line of facts is asked.
"""

from __future__ import annotations

import datetime as dt
import re

from .edtf import edtf_of_moment
from .model import GermanDate, Moment, Precision
from .words import MONTHS, WEEKDAYS
from .years import NEWEST_YEAR, OLDEST_YEAR, full_year

_MONTH_NUMBERS = {
    spelling: number
    for number, words in MONTHS.items()
    for word in words.split()
    for spelling in (word, word.capitalize(), word.upper())
}
_WEEKDAY_WORDS = "|".join(
    word.capitalize() for words in WEEKDAYS.values() for word in words.split()[:3]
)
_DAY_FIRST = re.compile(
    rf"""(?:(?:{_WEEKDAY_WORDS})\.?,?\ (?:den\ )?|(?:am|vom|den)\ )?
    (\d\d?)\.\ ?(?:(\d\d?)\.\ ?|([A-Za-zäÄ]{{3,9}})\.?\ )(\d\d\d\d|\d\d)
    (?:,?\ (?:um\ )?(\d\d?)[:.](\d\d)(\ Uhr)?)?""",
    re.VERBOSE | re.ASCII,
)
_ISO = re.compile(
    r"(\d\d\d\d)-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)


def usual(text: str) -> GermanDate | None:
    """The date, if ``text`` is nothing but one in a usual spelling."""
    if text[4:5] == "-":
        return _iso(text)
    match = _DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    day, month, month_word, year, hour, minute, _ = match.groups()
    number = int(month) if month else _MONTH_NUMBERS.get(month_word, 0)
    full = int(year) if len(year) == 4 else full_year(int(year))
    if not OLDEST_YEAR <= full <= NEWEST_YEAR:
        return None
    moment: Moment
    try:
        if hour is None:
            moment = dt.date(full, number, int(day))
        else:
            moment = dt.datetime(full, number, int(day), int(hour), int(minute))
    except ValueError:
        return None
    precision: Precision = "day" if hour is None else "minute"
    return GermanDate(moment, moment, precision, moment.isoformat(), text, (0, len(text)))


def _iso(text: str) -> GermanDate | None:
    match = _ISO.fullmatch(text)
    if match is None or not OLDEST_YEAR <= int(match[1]) <= NEWEST_YEAR:
        return None
    moment: Moment
    try:
        moment = dt.datetime.fromisoformat(text) if match[4] else dt.date.fromisoformat(text)
    except ValueError:
        return None
    precision: Precision = "day" if not match[4] else "second" if match[6] else "minute"
    return GermanDate(moment, moment, precision, edtf_of_moment(moment), text, (0, len(text)))
