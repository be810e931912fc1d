"""Dates as TimeML marks them: every expression by itself, with its own extent."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.german.dates import find_dates

NOW = dt.datetime(2020, 5, 4, 9)  # a Monday
HERE = Path(__file__).parent
NO_DATES = (HERE / "no_dates.txt").read_text("utf-8").splitlines()
SENTENCES = (HERE / "news.txt").read_text("utf-8").splitlines()


def tagged(text: str, prefer="nearest") -> list[tuple[str, str]]:
    return [(date.text, date.edtf) for date in find_dates(text, NOW, prefer, tag=True)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Am 3., 4. und 5. Oktober 2019 ist Messe.",
            [("3.", "2019-10-03"), ("4.", "2019-10-04"), ("5. Oktober 2019", "2019-10-05")],
        ),
        (
            "Kurse vom 2.-4. und 9.-11. Juni 2020",
            [
                ("2.", "2020-06-02"),
                ("4.", "2020-06-04"),
                ("9.", "2020-06-09"),
                ("11. Juni 2020", "2020-06-11"),
            ],
        ),
        ("Es war in den Jahren 2018 und 2019.", [("den Jahren 2018", "2018"), ("2019", "2019")]),
        (
            "Im 1. und 3. Quartal 2019 sank der Absatz.",
            [("1.", "2019-33"), ("3. Quartal 2019", "2019-35")],
        ),
        (
            "Treffen im März, Juni und September 2019",
            [("März", "2019-03"), ("Juni", "2019-06"), ("September 2019", "2019-09")],
        ),
        (
            "Im Juli und August 2019 ist frei.",
            [("Juli", "2019-07"), ("August 2019", "2019-08")],
        ),
        (
            "In den zwanziger und dreißiger Jahren",
            [("den zwanziger", "192X"), ("dreißiger Jahren", "193X")],
        ),
        ("Am Montag, Mittwoch und Freitag wird geprobt.", ["Montag", "Mittwoch", "Freitag"]),
    ],
)
def test_each_member_of_a_list(sentence, expected):
    found = tagged(sentence)
    assert found == expected or [text for text, _ in found] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Vom 28. Dezember bis 3. Januar 2017 war zu.",
            [("28. Dezember", "2016-12-28"), ("3. Januar 2017", "2017-01-03")],
        ),
        ("Die Förderung (2014–2020) läuft aus.", [("2014", "2014"), ("2020", "2020")]),
        ("Von Mai bis Juli 2018 wurde gebaut.", [("Mai", "2018-05"), ("Juli 2018", "2018-07")]),
        (
            "Vom 3. auf den 4. Mai 2019 war die lange Nacht.",
            [("3.", "2019-05-03"), ("4. Mai 2019", "2019-05-04")],
        ),
    ],
)
def test_either_end_of_a_range(sentence, expected):
    assert tagged(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Am 12. Mai 2020 um 14 Uhr beginnt es.",
            [("12. Mai 2020", "2020-05-12"), ("14 Uhr", "2020-05-12T14:00:00")],
        ),
        (
            "Gegrillt wird morgen ab 12 Uhr.",
            [("morgen", "2020-05-05"), ("12 Uhr", "2020-05-05T12:00:00")],
        ),
        ("Freitag, 20 Uhr, im Saal", []),
        (
            "Die Sammlung ist am 9. Juni in der Zeit von 16 bis 17.30 Uhr.",
            [
                ("9. Juni", "2020-06-09"),
                ("16", "2020-06-09T16:00:00"),
                ("17.30 Uhr", "2020-06-09T17:30:00"),
            ],
        ),
        (
            "Sie kam am 3. Februar 2019. Um 9 Uhr ging es los, um 12.15 war Pause.",
            [
                ("3. Februar 2019", "2019-02-03"),
                ("9 Uhr", "2019-02-03T09:00:00"),
                ("12.15", "2019-02-03T12:15:00"),
            ],
        ),
        ("Öffnungszeiten: 9 bis 17 Uhr", []),
    ],
)
def test_clock_times_by_themselves_on_the_day_named_before(sentence, expected):
    found = tagged(sentence)
    assert found == expected or (not expected and len(found) < 2)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Am 3. Februar 2019 fiel Schnee, am Vortag Regen.", ("Vortag", "2019-02-02")),
        ("Am 3. Februar 2019 fiel Schnee, am Tag darauf Regen.", ("Tag darauf", "2019-02-04")),
        ("Am 3. Februar 2019 kam sie. An diesem Tag lag Schnee.", ("diesem Tag", "2019-02-03")),
        ("Er starb am 3. Februar 1987; im selben Jahr fiel das Haus.", ("selben Jahr", "1987")),
        ("Am Dienstag taute es, am Nachmittag fror es.", ("Nachmittag", "2020-05-05")),
    ],
)
def test_what_is_told_from_the_day_named_before(sentence, expected):
    assert tagged(sentence)[-1] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In den siebziger Jahren entstand das Haus.", ["den siebziger Jahren"]),
        ("Ab dem 20. April 2019 lief es.", ["dem 20. April 2019"]),
        ("Das Jahr 2010 war gut, die 2014 gebaute Halle auch.", ["Das Jahr 2010", "2014"]),
        ("Im vergangenen Herbst fiel es auf.", ["vergangenen Herbst"]),
    ],
)
def test_an_article_belongs_to_its_expression(sentence, expected):
    assert [text for text, _ in tagged(sentence)] == expected


def test_amounts_of_time_are_durations():
    sentence = "Vor drei Jahren und in den letzten zwei Wochen war hier nichts."
    assert tagged(sentence) == []
    assert len(find_dates(sentence, NOW)) == 2


TIMES = ("Uhr", "heute")


@pytest.mark.parametrize("sentence", [one for one in NO_DATES if not any(t in one for t in TIMES)])
def test_nothing_is_marked_in(sentence):
    assert tagged(sentence) in ([], [("diesem Tag", "2020-05-04")])


pieces = st.sampled_from(
    [
        *("am 3. Mai", "und", "bis", ",", "von", "2014", "2015", "um 14 Uhr", "im Juli", "Juni"),
        *("3.", "4.", "-", "Oktober 2019", "den 1990er Jahren", "Montag", "Freitag", "der", "zum"),
        *(
            "1. und 3. Quartal 2020",
            "im Frühjahr",
            "wurde",
            ".",
            "(",
            ")",
            "heute",
            "am Abend",
            "die",
        ),
    ]
)
texts = st.lists(pieces, max_size=14).map(" ".join)


@given(texts | st.text(max_size=80), st.sampled_from(["past", "future", "nearest", "context"]))
@settings(max_examples=80, deadline=None)
def test_expressions_lie_in_the_text_in_order_and_apart(text, prefer):
    for tag in (False, True):
        behind = 0
        for date in find_dates(text, NOW, prefer, tag=tag):
            start, end = date.span
            assert behind <= start < end <= len(text)
            assert text[start:end] == date.text
            behind = end


@given(texts)
@settings(max_examples=40, deadline=None)
def test_ends_and_members_lie_where_intervals_do(text):
    """What is marked of a range covers both of its ends."""
    marked = find_dates(text, NOW, "past", tag=True)
    for date in find_dates(text, NOW, "past"):
        if date.precision == "year" and "bis" in date.text:
            first, last = date.span  # an article that is marked stands before it
            inside = [one for one in marked if one.span[0] < last and first < one.span[1]]
            assert {date.start, date.end} == {inside[0].start, inside[-1].end}


@pytest.mark.parametrize(
    "text",
    [
        "1. und " * 150,
        "2014, " * 150,
        "zwanziger und " * 100,
        "um 14 Uhr " * 100,
        "im Sommer " * 100,
        "Juni, " * 150,
    ],
)
def test_time_is_linear(text):
    def seconds(times: int) -> float:
        start = time.process_time()
        find_dates(text * times, NOW, "nearest", tag=True)
        return time.process_time() - start

    assert min(seconds(4) for _ in range(2)) < 12 * max(min(seconds(1) for _ in range(2)), 0.004)
