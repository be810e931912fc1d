import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.breadcrumbs import (
    is_title,
    is_trail_to,
    opens_trail,
    split_off_sections,
    split_trail,
    without_title,
)

_TITLE = "windnetz und Cluster Nord: Auf nach Neuland"


@pytest.mark.parametrize(
    ("text", "title", "labels"),
    [
        (f"StartseiteAktuellesNachrichten{_TITLE}", _TITLE,
         ["Startseite", "Aktuelles", "Nachrichten"]),
        ("StartseiteLänderAsienChinaNachrichtenNetz", "Netz",
         ["Startseite", "Länder", "Asien", "China", "Nachrichten"]),
        ("StartseiteUnsere PublikationenNetz", "Netz", ["Startseite", "Unsere Publikationen"]),
        ("StartseiteWindkundeNachrichtenNetz", "Netz",
         ["Startseite", "Windkunde", "Nachrichten"]),
        ("StartseiteNachrichtenwindnetz und Clus…", _TITLE, ["Startseite", "Nachrichten"]),
        (f"Sie sind hier: Startseite › Presse › {_TITLE}", _TITLE, ["Startseite", "Presse"]),
        (f"Startseite > Aktuelles > {_TITLE}", _TITLE, ["Startseite", "Aktuelles"]),
        ("Startseite", None, ["Startseite"]),
    ],
)  # fmt: skip
def test_a_trail_in_one_piece(text: str, title: str | None, labels: list[str]) -> None:
    assert without_title(split_trail(text, title), title) == labels


@pytest.mark.parametrize(
    ("labels", "title", "trail"),
    [
        (["Sie sind hier: {0}", "Startseite", "Presse", "Netz"], "Netz", ["Startseite", "Presse"]),
        (["Sie sind hier: Startseite", "›", "Presse"], "Netz", ["Startseite", "Presse"]),
        (["Start", "Start", "News »"], "Netz", ["Start", "News"]),
        (["Presse", "«Wir waren fast..."], "«Wir waren fast in Neuland»", ["Presse"]),
        (["Presse", "Wind und Netz"], "Wind und Netz in Neuland", ["Presse", "Wind und Netz"]),
        (["Länder A-Z"], None, ["Länder A-Z"]),
        ([], None, []),
    ],
)
def test_crumbs_of_a_page(labels: list[str], title: str | None, trail: list[str]) -> None:
    assert without_title(labels, title) == trail


def test_a_title_in_other_quotation_marks_is_still_the_title() -> None:
    assert is_title("Das „Netz“", 'Das "Netz"')
    assert not is_title("…", "Das Netz")


def test_a_trail_is_told_from_a_sentence() -> None:
    assert opens_trail("StartseiteAktuellesNetz")
    assert not opens_trail("Startseite des Amtes ist erneuert")
    assert is_trail_to("StartseiteNetz", "Netz")
    assert not is_trail_to("Netz", "Netz")
    assert split_off_sections("StartseiteAktuellesDeutschland und das Netz") == (
        ["Startseite", "Aktuelles"],
        "Deutschland und das Netz",
    )


@given(st.text(), st.none() | st.text())
def test_no_input_raises(text: str, title: str | None) -> None:
    without_title(split_trail(text, title), title)
    split_off_sections(text)
