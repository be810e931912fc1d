"""A label is recognised by its text, wherever it stands; a word of a sentence is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.labels import find_labels, labelled_values, read_label


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Quelle: Clusteragentur Musterstadt", "source", "Clusteragentur Musterstadt"),
        ("Quelle(n): a / b", "source", "a / b"),
        ("(Quelle: Amt)", "source", "Amt)"),
        ("QUELLE : Amt", "source", "Amt"),
        ("Redaktion:", "editor", ""),
        ("Länder / Organisationen: Kanada", "places", "Kanada"),
        ("Länder/Organisationen", "places", ""),
        ("Länder: Kanada", "places", "Kanada"),
        ("Schlagworte: Wind", "topics", "Wind"),
        ("Stichtag: 01.02.2017 Ausschreibungen", "deadline", "01.02.2017 Ausschreibungen"),
        ("Einreichungsfrist 1. März", "deadline", "1. März"),
        ("Erscheinungsdatum: 01.02.2017 Rundbrief", "published", "01.02.2017 Rundbrief"),
        ("Veröffentlicht am 1. Mai 2019", "published", "1. Mai 2019"),
        ("Zuletzt geändert: 3.4.2020", "updated", "3.4.2020"),
        ("Stand Mai 2019", "updated", "Mai 2019"),
        ("© Foto Muster", "image_credit", "Foto Muster"),
        ("Foto © Muster", "image_credit", "© Muster"),
        ("Bildquelle: Agentur/Name", "image_credit", "Agentur/Name"),
        ("Autor:in: A. Beispiel", "author", "A. Beispiel"),
        ("Zum Nachlesen", "further_reading", ""),
        ("Weitere Informationen zum Windnetz Nord:", "further_information", ""),
        ("Weitere Informationen über die Messe", "further_information", ""),
        ("Projektträger", "funding_agency", ""),
    ],
)
def test_a_text_that_starts_with_a_label(text: str, field: str, value: str) -> None:
    label = read_label(text)
    assert label is not None
    assert label.field == field
    assert text[label.end :] == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Quelle der Freude",
        "Energiequelle: Wind",
        "Stand der Technik 2019",
        "Standort: Musterstadt",
        "Themenheft: Wind",
        "Redaktionsschluss: morgen",
        "Bilder der Woche",
        "Weitere Informationen finden Sie hier: www.cluster.example",
        "Weitere Informationen zur Messe finden Sie unter: www.cluster.example",
        "Frist um drei Wochen verlängert",
    ],
)
def test_a_text_that_only_looks_like_a_label(text: str) -> None:
    assert read_label(text) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "Quelle: Clusteramt Redaktion: Länder / Organisationen: USA Themen: Netzwerke",
            [
                ("source", "Clusteramt"),
                ("editor", ""),
                ("places", "USA"),
                ("topics", "Netzwerke"),
            ],
        ),
        (
            "Quelle:AmtRedaktion:von Länder / Organisationen:MusterlandEUThemen:FörderungNetze"
            "Weitere InformationenProjektträger",
            [
                ("source", "Amt"),
                ("editor", "von"),
                ("places", "MusterlandEU"),
                ("topics", "FörderungNetze"),
                ("further_information", ""),
                ("funding_agency", ""),
            ],
        ),
        (
            "Quelle: Amt für Wind und Netze Redaktion: Themen:",
            [("source", "Amt für Wind und Netze"), ("editor", ""), ("topics", "")],
        ),
        (
            "Quelle: DLR Projektträger Themen: Wind",
            [("source", "DLR Projektträger"), ("topics", "Wind")],
        ),
        ("Ein Windrad (Foto: Muster)", [("image_credit", "Muster)")]),
        ("Sonne als Energiequelle: Wind. Quelle: Amt", [("source", "Amt")]),
        ("Open-Data-Quelle: Wind", []),
        ("Das ist die Quelle: ein Bericht", []),
        ("Er nennt die drei großen Themen: Wind, Netze", []),
        ("Am Stand 12.03.2019 nichts Neues", []),
    ],
)
def test_all_labels_of_a_line(text: str, values: list[tuple[str, str]]) -> None:
    assert [(label.field, value) for label, value in labelled_values(text)] == values


@given(st.text() | st.lists(st.sampled_from(["Quelle", ":", " ", "die", "©", "Themen", "("])))
def test_no_input_raises_and_spans_are_in_order(text: str | list[str]) -> None:
    line = "".join(text)
    position = 0
    for label in find_labels(line):
        assert position <= label.start < label.end <= len(line)
        assert line[label.start :].startswith(label.text)
        position = label.end
