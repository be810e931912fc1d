"""News with every date marked as ``[text](role days)`` (``news.txt``), read on 9 April 2019."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from crawler.german.dates import find_dates
from crawler.german.dates.roles import role_in

NOW = dt.datetime(2019, 4, 9, 10, 30)
PARAGRAPHS = (Path(__file__).parent / "news.txt").read_text("utf-8").splitlines()
MARK = re.compile(r"\[([^]]+)\]\((\w+) ([^)/]+)(?:/([^)]+))?\)")


def days(start: dt.date, end: dt.date) -> str:
    """The days of a date, a clock time to the minute."""
    first, last = (
        moment.isoformat(timespec="minutes")
        if isinstance(moment, dt.datetime)
        else moment.isoformat()
        for moment in (start, end)
    )
    return first if first == last else f"{first}/{last}"


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_every_date_with_its_role_and_no_other(paragraph):
    text = MARK.sub(lambda mark: mark[1], paragraph)
    marked = []
    for mark in MARK.finditer(paragraph):
        meaning = mark[3] if mark[4] is None else f"{mark[3]}/{mark[4]}"
        marked.append((mark[1], mark[2], meaning))
    found = find_dates(text, NOW, "nearest")
    assert [(d.text, role_in(text, d), days(d.start, d.end)) for d in found] == marked
    assert all(text[slice(*d.span)] == d.text for d in found)
