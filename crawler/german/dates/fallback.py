"""dateparser for what the grammar does not know, behind a guard against its misreadings.

It is asked only about texts that name a day, a month and a year and little else, and believed only
if its answer repeats the figures that stand there: it is known to read "11.10." as a clock time,
"20 Uhr" as the 20th, the first day of a range as the whole, and "Die" as Tuesday.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from .edtf import edtf_of_moment
from .model import Context, GermanDate
from .vocabulary import VOCABULARY, fold

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

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
        languages=["de", "en", "fr", "nl", "it", "es", "pl", "cs", "da"],
        settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]},
    )
