"""Dates and numbers in URLs: what a path, a file name or an id says of when a page was made.

``/aktuelles/2016/02/…`` and ``20160215_messe.html`` are written when a page is filed, and image
files are uploaded shortly before it appears (``csm_20160215_…`` are TYPO3's resized copies). Ids
grow with time (``/detail/4711``, ``-4711.html``), within one place of a portal.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_YEAR: Final = r"(?P<year>(?:19[89]|20[0-4])\d)"
_MONTH: Final = r"(?P<month>0?[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_ANY_YEAR: Final = re.compile(r"(?:19[89]|20[0-4]|%)\d")
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}(?P<mark>[-_./]){_MONTH}(?P=mark){_DAY}(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<!\d){_DAY}(?P<mark>[-_.]){_MONTH}(?P=mark){_YEAR}(?!\d)",
        rf"/{_YEAR}[/_-](?P<month>0[1-9]|1[0-2])(?=[/_-])",
        rf"/{_YEAR}/(?P<quarter>[1-4])[._ ]*[Qq]uartal/",
        rf"/{_YEAR}/",
    )
)
"""The most precise first: a day, a month, a quarter, a year."""
_NUMBER: Final = re.compile(r"(?:^|[-_,=])(\d{2,9})(?=\.\w{2,5}\?|\?|&|$)")
"""A file name's end, all of it, or all of a parameter; ``cHash=12ab…`` is none."""
_OPENS: Final = re.compile(r"(\d{2,9})(?=[-_.,]\D)")
"""A file name's beginning, ``4711-ein-titel``."""
_FOLDER: Final = re.compile(r"/(\d{2,9})(?=/[^/\d][^/]*/?$)")
"""The folder an article stands in, ``/4711/ein-titel``."""
_COLLISION: Final = 100
"""``-1`` … behind a slug tells articles of the same name apart and counts nothing."""


class Days(NamedTuple):
    """The days a URL names, and the piece of it that does."""

    first: dt.date
    last: dt.date
    text: str


def days_in_url(url: str) -> Days | None:
    """The day, month, quarter or year in a URL's path; None if there is none."""
    if not _ANY_YEAR.search(url):
        return None
    path = unquote(urlsplit(url).path)
    for pattern in _PATTERNS:
        for match in pattern.finditer(path):
            if days := _days(match.groupdict()):
                return Days(*days, match.group().strip("/_-"))
    return None


def _days(found: dict[str, str]) -> tuple[dt.date, dt.date] | None:
    year = int(found["year"])
    if quarter := found.get("quarter"):
        first, last = 3 * int(quarter) - 2, 3 * int(quarter)
        return dt.date(year, first, 1), _end_of_month(year, last)
    if (month := found.get("month")) is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if (day := found.get("day")) is None:
        return dt.date(year, int(month), 1), _end_of_month(year, int(month))
    try:
        date = dt.date(year, int(month), int(day))
    except ValueError:  # 2016/02/31 is a path like any other
        return None
    return date, date


def _end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def number_in_url(url: str) -> tuple[str, int] | None:
    """The last number in a URL that may count articles, and the URL without it.

    URLs that are alike but for it are of one series. None where it is a date's or too small.
    """
    if days_in_url(url):
        return None
    path, _, query = url.partition("#")[0].partition("://")[2].partition("?")
    folder, _, name = path.rstrip("/").rpartition("/")
    for number in reversed([*_NUMBER.finditer(f"{name}?{query}")]):
        if int(number.group(1)) >= _COLLISION:
            begins = number.start(1) - len(name)
            parameter = query[: max(begins - 1, 0)].rpartition("&")[2]
            return f"{folder}/{parameter}#", int(number.group(1))
    if (opens := _OPENS.match(name)) and int(opens.group(1)) >= _COLLISION:
        return f"{folder}/#-", int(opens.group(1))
    if (within := _FOLDER.search(path)) and int(within.group(1)) >= _COLLISION:
        return f"{path[: within.start()]}/#/", int(within.group(1))
    return None
