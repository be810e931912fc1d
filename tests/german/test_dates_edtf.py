"""Our EDTF against the reference implementation: it parses and means the same days."""

from __future__ import annotations

import datetime as dt
from time import struct_time

import pytest
from edtf import parse_edtf

from crawler.german.dates import parse_date
from crawler.german.dates.model import not_after


def day(moment: struct_time) -> dt.date:
    return dt.date(*moment[:3])


@pytest.mark.parametrize(
    "text",
    [
        "3. Mai 2017",
        "15. bis 19. Mai 2017",
        "Mai 2017",
        "2017",
        "3. Quartal 2019",
        "1. Halbjahr 2019",
        "2. Halbjahr 2019",
        "die 1990er",
        "20. Jahrhundert",
        "Wintersemester 2018/19",
        "KW 1/2019",
        "Ende 2020",
        "um 1900",
        "12.5.2017, 14:30 Uhr (MESZ)",
        "12.5.2017, 9 bis 17 Uhr",
    ],
)
def test_the_same_days(text):
    found = parse_date(text)
    reference = parse_edtf(found.edtf)
    days = [
        moment.date() if isinstance(moment, dt.datetime) else moment
        for moment in (found.start, found.end)
    ]
    assert [day(reference.lower_strict()), day(reference.upper_strict())] == days


@pytest.mark.parametrize("text", ["Frühjahr 2017", "Sommer 2017", "Herbst 2017", "Winter 2017"])
def test_seasons_parse(text):
    assert type(parse_edtf(parse_date(text).edtf)).__name__ == "Season"


def test_an_upper_bound():
    bound = parse_edtf(not_after(dt.date(2017, 6, 3)))
    assert day(bound.upper_strict()) == dt.date(2017, 6, 3)
