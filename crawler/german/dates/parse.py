"""``parse_date``: one expression in, one date out."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING

from crawler.german.dates.calendar_dates import NEWEST_YEAR, OLDEST_YEAR, full_year
from crawler.german.dates.foreign_words import LANGUAGES, names_a_day
from crawler.german.dates.grammar import whole
from crawler.german.dates.model import (
    SIDES,
    Context,
    GermanDate,
    Interval,
    Moment,
    Precision,
    Prefer,
    check_prefer,
    edtf_of,
    edtf_of_moment,
    local,
)
from crawler.german.dates.nodes import Node
from crawler.german.dates.tokens import MOST_TOKENS, Cursor, tokenise
from crawler.german.dates.words import MONTHS, VOCABULARY, WEEKDAYS, fold

if TYPE_CHECKING:
    from dateparser.date import DateDataParser


def parse_date(
    text: str, reference: dt.date | None = None, prefer: Prefer = "past"
) -> GermanDate | None:
    """The date that ``text`` is, or None where it is none (or more than a date).

    ``reference`` (a date or datetime; an aware one is taken to German local time) completes
    yearless and relative dates, the present moment where it is None. ``prefer`` says which way
    yearless dates and bare weekdays are read from it; ValueError if it is none of the three.
    """
    check_prefer(prefer, SIDES)
    quick = fast_path(text)
    if quick is not None:
        return quick
    context = context_of(reference, prefer)
    tokens = tokenise(text)
    node = whole(Cursor(tokens, context)) if len(tokens) < MOST_TOKENS else None
    place = _PLACE.match(text) if node is None else None
    if place is not None:
        rest = tokenise(text, place.end())
        node = whole(Cursor(rest, context)) if len(rest) < MOST_TOKENS else None
    interval = resolved(node, context) if node is not None else None
    if interval is None:
        return parse_with_dateparser(text, context) if node is None else None
    stripped = text.strip()
    start = text.index(stripped) if stripped else 0
    return GermanDate(
        interval.start,
        interval.end,
        interval.precision,
        edtf_of(interval),
        stripped,
        (start, start + len(stripped)),
        node is not None and node.is_relative,
    )


# "Berlin, den 12. März 2019", "Bad Musterstadt, 3.4.2018": where a letter was written, or a text
_PLACE = re.compile(
    r"\s*(?:[A-ZÄÖÜ][^\W\d_]+\.?|a\.|d\.|am|an|der|im|bei|ob|\([A-ZÄÖÜ]\w*\.?\))"
    r"(?:[ /-]{1,3}(?:[A-ZÄÖÜ][^\W\d_]*\.?|a\.|d\.|am|an|der|im|bei|ob|\([A-ZÄÖÜ]\w*\.?\))){0,5},"
    r"\s+(?=(?:den|dem|am|im)\s|\d{1,2}\.|[A-ZÄÖÜ][a-zä]+\s\d)"
)


def resolved(node: Node, context: Context) -> Interval | None:
    """What the node means; None where that is no day, or beyond the years 1 to 9999."""
    try:
        return node.resolve(context)
    except (OverflowError, ValueError):
        return None


def context_of(reference: dt.date | None, prefer: Prefer) -> Context:
    """The context of one call, its reference in German local time."""
    if reference is None or isinstance(reference, dt.datetime):
        moment = reference
    else:
        moment = dt.datetime.combine(reference, dt.time())
    return Context(local(moment) if moment else None, prefer)


# -- The spellings nearly all dates of the news have, read by one pattern each ---------------------

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


def fast_path(text: str) -> GermanDate | None:
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


# -- dateparser for what the grammar does not know, behind a guard against its misreadings ---------

_LONGEST = 60
# One year, one day and at least one word of three letters (the month, in a language we do not know)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<![\d:.])(?:0?[1-9]|[12]\d|3[01])(?![\d:])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SPAN = re.compile(r"\d\s?[-–/]\s?\d|[^\w\s.,:'’()-]")
_MOST_WORDS = 5


def parse_with_dateparser(text: str, context: Context) -> GermanDate | None:
    """A single day as dateparser reads it, if the text is one and the answer fits it."""
    stripped = text.strip()
    years, days = _YEAR.findall(stripped[:_LONGEST]), _DAY.findall(stripped[:_LONGEST])
    if len(stripped) > _LONGEST or len(years) != 1 or len(days) != 1 or _SPAN.search(stripped):
        return None
    words = [fold(word) for word in _WORD.findall(stripped)]
    if not 1 <= len(words) <= _MOST_WORDS or any(word in VOCABULARY for word in words):
        return None  # words of German dates are the grammar's, which has just refused them
    if not names_a_day(words):
        return None
    try:
        found = _parser().get_date_data(stripped)
    except (ValueError, OverflowError, TypeError, AttributeError):  # it raises on odd figures
        return None
    moment = found.date_obj if found is not None else None
    if moment is None or found is None or found.period != "day":
        return None
    if moment.year != int(years[0]) or moment.day != int(days[0]):
        return None
    day = moment.date()
    start = text.index(stripped)
    return GermanDate(
        day, day, "day", edtf_of_moment(day), stripped, (start, start + len(stripped))
    )


@cache
def _parser() -> DateDataParser:
    # Imported on first use: it takes as long as parsing ten thousand dates.
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["de", *LANGUAGES],
        settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]},
    )
