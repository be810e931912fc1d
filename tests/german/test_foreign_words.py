"""Dates in other languages: what dateparser is asked for, and what it is not woken for."""

from __future__ import annotations

import datetime as dt
import re
from importlib import import_module

import pytest

from crawler.german.dates import parse, parse_date
from crawler.german.dates.foreign_words import LANGUAGES, names_a_day, unaccented
from crawler.german.dates.words import VOCABULARY, fold

MONTHS = "january february march april may june july august september october november december"
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_month_or_weekday_that_dateparser_knows_is_listed(language):
    info = import_module(f"dateparser.data.date_translation_data.{language}").info
    spellings = {
        fold(word)
        for name in f"{MONTHS} {WEEKDAYS}".split()
        for spelling in info[name]
        for word in re.findall(r"[^\W\d_]{3,}", spelling)
    }
    missing = {word for word in spellings if not names_a_day([word])}
    assert {word for word in missing if unaccented(word) not in VOCABULARY} == set()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 3 février 2021", dt.date(2021, 2, 3)),
        ("3 fevrier 2021", dt.date(2021, 2, 3)),
        ("12 kwietnia 2019", dt.date(2019, 4, 12)),
        ("October 4, 2018", dt.date(2018, 10, 4)),
        ("4 de julio de 2020", dt.date(2020, 7, 4)),
    ],
)
def test_dates_of_the_neighbours_are_read(text, day):
    found = parse_date(text)
    assert found is not None
    assert found.start == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Bonn, 11.10.2021", dt.date(2021, 10, 11)),
        ("Hans Erler 17.10.2019", None),
        ("Ausgabe 3 2021", None),
    ],
)
def test_dateparser_is_not_woken_for_a_place_or_a_person_beside_figures(text, day, monkeypatch):
    monkeypatch.setattr(parse, "_parser", lambda: pytest.fail("was asked"))
    found = parse_date(text)
    assert (found and found.start) == day
