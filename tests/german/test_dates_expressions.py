"""Rarer spellings, each with the days it means (``expressions.txt``)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crawler.german.dates import parse_date

NOW = dt.datetime(2019, 4, 9, 10, 30)
FUTURE = " (future)"
LINES = (Path(__file__).parent / "expressions.txt").read_text("utf-8").splitlines()
EXPRESSIONS = [line for line in LINES if line and not line.startswith("#")]


def written(moment: dt.date, like: str) -> str:
    """A moment as precisely as the expected one is given."""
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None).isoformat()[: len(like)]
    return moment.isoformat()


@pytest.mark.parametrize("line", EXPRESSIONS)
def test_the_days_meant(line):
    text, _, meaning = line.removesuffix(FUTURE).partition(" → ")
    start, _, end = meaning.partition("/")
    found = parse_date(text, NOW, "future" if line.endswith(FUTURE) else "past")
    assert (written(found.start, start), written(found.end, end or start)) == (start, end or start)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("3., 5. und 7. Mai 2019", "{2019-05-03,2019-05-05,2019-05-07}"),
        ("3., 4. und 5. Mai 2019", "2019-05-03/2019-05-05"),
        ("12. März und 15. April 2018", "{2018-03-12,2018-04-15}"),
        ("3. Dezember und 5. Januar 2019", "{2018-12-03,2019-01-05}"),
        ("Montag, 6., und Mittwoch, 8. Mai 2019", "{2019-05-06,2019-05-08}"),
        ("12.05., 19.05. und 26.05.2019", "{2019-05-12,2019-05-19,2019-05-26}"),
    ],
)
def test_days_in_a_list_share_what_the_last_one_says(text, edtf):
    assert parse_date(text, NOW).edtf == edtf


@pytest.mark.parametrize(
    "text",
    ["1., 2. und 3. Platz", "KW 54/2019", "5. Quartal 2019", "2019-W54-1", "3. XIII. 2019"],
)
def test_what_only_looks_like_one(text):
    assert parse_date(text, NOW) is None


@pytest.mark.parametrize(
    "text", ["12. März 0219", "12.03.0219", "2. Juli 936", "12. März 20199", "3. Mai 3019"]
)
def test_a_year_that_is_none_of_ours_makes_the_date_none(text):
    assert parse_date(text, NOW) is None
