"""Dates in running text: found where they are, and nowhere else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crawler.german.dates import find_dates

NOW = dt.datetime(2019, 4, 9, 10, 30)
NO_DATES = (Path(__file__).parent / "no_dates.txt").read_text("utf-8").splitlines()


def found(text: str, prefer="past") -> list[tuple[str, str]]:
    return [(date.text, date.edtf) for date in find_dates(text, NOW, prefer)]


@pytest.mark.parametrize("sentence", NO_DATES)
def test_no_date_in(sentence):
    assert found(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Die Tagung in der Zeit vom 15. bis 19. Mai 2017 war gut.", ["2017-05-15/2017-05-19"]),
        ("Er kam am 3. Mai 2018 und blieb bis zum 5. Mai.", ["2018-05-03", "2018-05-05"]),
        ("Am 26. und 27. Januar 2018 tagte der Beirat.", ["2018-01-26/2018-01-27"]),
        ("am 3. und 12. September 2018", ["2018-09-03", "2018-09-12"]),
        ("zwischen dem 3. und dem 12. September 2018", ["2018-09-03/2018-09-12"]),
        ("am 9. 4. 2019, 14.30 Uhr (MESZ), in Halle 3", ["2019-04-09T14:30:00+02:00"]),
        ("Mo., 08.04.2019, ab 9 Uhr", ["2019-04-08T09:00:00"]),
        ("So, 7.4. um 14 Uhr geht es los", ["2019-04-07T14:00:00"]),
        ("Bewerbungen bis 31.3. an den Verbund", ["2019-03-31"]),
        ("Seit 2014 fördert das Land, im Jahr 2017 endete es.", ["2014", "2017"]),
        ("Die Förderperiode 2014–2020 läuft aus.", ["2014/2020"]),
        (
            "Im Juni 2017, im Frühjahr 2018 und Ende 2018.",
            ["2017-06", "2018-21", "2018-09/2018-12"],
        ),
        ("Im 3. Quartal 2018 und im ersten Halbjahr 2019", ["2018-35", "2019-40"]),
        ("Das Wintersemester 2018/19 begann am 15.10.", ["2018-10/2019-03", "2018-10-15"]),
        ("In den 1990er Jahren gab es das nicht.", ["199X"]),
        ("Der Verein zog am vergangenen Freitag um.", ["2019-04-05"]),
        ("Am Montag kamen sie, gestern gingen sie.", ["2019-04-08", "2019-04-08"]),
        ("Vor drei Tagen und vor zwei Jahren.", ["2019-04-06", "2017~"]),
        ("Im Mai wird gebaut, Anfang Juni gefeiert.", ["2018-05", "2018-06-01/2018-06-10"]),
        ("Berlin, 3.4.2018 – Der Verbund wächst.", ["2018-04-03"]),
        ("(03.04.2018)", ["2018-04-03"]),
        ("10.11.2018\n\nBis 12. Dezember war Zeit.", ["2018-11-10", "2018-12-12"]),
        ("Am 10.11.2018 bis 9.11.2018 ging es weiter.", ["2018-11-10", "2018-11-09"]),
        (
            "Kurse vom 2.-4. und 9.-11. Juni 2018",
            ["2018-06-02/2018-06-04", "2018-06-09/2018-06-11"],
        ),
        ("Im 1. und 3. Quartal 2018 sank es.", ["2018-33", "2018-35"]),
        ("Treffen im März, Juni und September 2018", ["2018-03", "2018-06", "2018-09"]),
        ("In den zwanziger und dreißiger Jahren", ["192X", "193X"]),
        ("Mitte der neunziger Jahre, in den frühen 80er Jahren", ["1993/1995", "1980/1982"]),
        ("Die Zahlen des ersten Quartals 2019 und des laufenden Jahres", ["2019-33", "2019"]),
        ("Der Bau soll im Frühjahr beginnen.", ["2019-21"]),
        ("Im Sommer tragen sie Hüte.", []),
        ("Es begann am 3. Mai 1951; im selben Jahr endete es.", ["1951-05-03", "1951"]),
        ("Am Montag, Mittwoch und Freitag war Probe.", ["2019-04-08", "2019-04-03", "2019-04-05"]),
        ("In der Nacht von Samstag auf Sonntag brannte es.", ["2019-04-06/2019-04-07"]),
        ("Es fiel von 3500 am 5. Februar 2019 auf etwa 2500 am Tag.", ["2019-02-05"]),
        ("Geändert: 2018-04-03T10:00:00Z", ["2018-04-03T10:00:00Z"]),
    ],
)
def test_dates_in_sentences(sentence, expected):
    assert [edtf for _, edtf in found(sentence)] == expected


def test_the_span_is_the_printed_date_without_its_preposition():
    text = "Anträge sind bis zum 31. März 2019, 12:00 Uhr, einzureichen."
    (date,) = find_dates(text)
    assert date.text == "31. März 2019, 12:00 Uhr"
    assert text[slice(*date.span)] == date.text


def test_each_day_of_a_list_has_its_own_place():
    text = "am 3. und 12. September 2018"
    assert [date.text for date in find_dates(text)] == ["3.", "12. September 2018"]


def test_prefer_reads_yearless_dates():
    assert found("Am 1. Mai ist frei.", "past") == [("1. Mai", "2018-05-01")]
    assert found("Am 1. Mai ist frei.", "future") == [("1. Mai", "2019-05-01")]
