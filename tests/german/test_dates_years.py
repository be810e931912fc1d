"""Four figures in running text: a year, or a count, a number, part of a name."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from crawler.german.dates import find_dates

NOW = dt.datetime(2019, 4, 9, 10, 30)
FIGURES = re.compile(r"\b\d{4}\b")


def years(text: str) -> list[str]:
    return [date.edtf for date in find_dates(text, NOW)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sie gehörte 1951 zu den Gründerinnen des Verbunds.",
        "Der Verein Kiebitz wurde 1938 aufgelöst.",
        "Er kam 1921 in Musterstadt zur Welt.",
        "Das Werk (deutsch 1976) gilt als verschollen.",
        "Ihr Film „Die Brache“ (1959) lief im Saal.",
        "Schon 2009 war die Lage angespannt.",
        "Die Folgen seien 2009 auch hier spürbar gewesen.",
        "Für 2014 erwartet das Institut mehr.",
        "Bereits 2006 begann die Beratung.",
        "2015 sollte der Umsatz um 1,3 Prozent steigen.",
        "Er holte Silber bei der WM 2014, dann nichts mehr.",
        "Der Jahreskalender 2015 der Kasse ist da.",
        "Vor 1914 lebten hier Fischer.",
        "Ab 2005 Staatliche Hochschule, zuvor eine Werkstatt.",
        "Seit 2014 Leiterin des Hauses Nebelhorn.",
        "Die 1962 stillgelegten Zechen sind Museen.",
        "Eine 2010 gegründete Gruppe sang.",
        "Im Jahre 1435 brannte die Stadt.",
        "Das Haus von 1712 steht noch.",
        "Um 1900 war die Stadt klein.",
        "Geboren 1749 in Musterfurt, studierte er dort.",
        "Der Verlauf (2018: minus 3 Prozent) überrascht.",
        "Die Reform 2005 brachte wenig.",
        "Damals, im Wahljahr 2002, war es anders.",
    ],
)
def test_a_year(sentence):
    assert years(sentence) == [
        f"{figures}{'~' * sentence.startswith('Um ')}" for figures in FIGURES.findall(sentence)
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In den Jahren 2019 und 2020 fiel es aus.", ["2019", "2020"]),
        ("Für 2014, 2015 und 2016 liegen Zahlen vor.", ["2014", "2015", "2016"]),
        ("Der Band (2005/2010) ist vergriffen.", ["2005/2010"]),
        ("Von 1982 bis 1998 regierte sie.", ["1982/1998"]),
        ("Der Maler Kranich (1724-1804) malte Vögel.", ["1724/1804"]),
        ("Zwischen 1933 und 1945 stand der Betrieb still.", ["1933/1945"]),
        ("Der Krieg von 1870/71 endete bald.", ["1870/1871"]),
        ("Für 2014 und 2015 Euro war es zu haben.", []),
        ("Von 1800 auf 1950 stieg der Preis.", []),
        ("Zwischen 1900 und 2000 Gäste kamen.", []),
    ],
)
def test_years_listed_and_joined(sentence, expected):
    assert years(sentence) == expected


@pytest.mark.parametrize("counted", ["Teilnehmer", "neue Stellen", "gut bezahlte Stellen", "Euro"])
@pytest.mark.parametrize("before", ["Es gab", "Insgesamt wurden", "Rund", "Die"])
@pytest.mark.parametrize("figures", [1500, 1987, 2000, 2019])
def test_a_count_is_no_year(before, figures, counted):
    assert years(f"{before} {figures} {counted} im Haus Kiebitz.") == []


@pytest.mark.parametrize(
    "name", ["Agenda", "Horizont", "DIN", "Zimmer", "Postfach", "Seite", "Inventarnummer", "Vision"]
)
def test_a_name_with_figures_is_no_year(name):
    assert years(f"Es geht um {name} 2030, sagte sie.") == []
