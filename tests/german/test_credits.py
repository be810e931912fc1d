"""Quelle and Redaktion: split where it is certain, whole where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.credits import Credit, split_editors, split_sources


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Clusteramt Musterstadt", ["Clusteramt Musterstadt"]),
        ("Amt für Wolken / Windbund; Netzrat", ["Amt für Wolken", "Windbund", "Netzrat"]),
        ("Ministerium für Bildung, Jugend und Sport",
         ["Ministerium für Bildung, Jugend und Sport"]),
        ("Agentur/Name", ["Agentur/Name"]),
        ("Windbund e. V. vom 12.03.2019", ["Windbund e. V."]),
        ("Windbund (12. März 2019)", ["Windbund"]),
        ("Windbund, 12.3.2019 / Windbund", ["Windbund"]),
        ("-", []),
        ("", []),
    ],
)  # fmt: skip
def test_sources(text: str, sources: list[str]) -> None:
    assert split_sources(text) == sources


_AMT = "Amt für Wolken, Wind und Netze"


@pytest.mark.parametrize(
    ("text", "editors"),
    [
        ("", []),
        ("von", []),
        ("von Anna Muster, Windträger GmbH", [Credit("Anna Muster", "Windträger GmbH")]),
        (f"von Dr. Anna von Muster, {_AMT}", [Credit("Dr. Anna von Muster", _AMT)]),
        ("von Anna Muster und Bo Beispiel, DLR",
         [Credit("Anna Muster", "DLR"), Credit("Bo Beispiel", "DLR")]),
        (f"von Anna Muster, Bo Beispiel, {_AMT}",
         [Credit("Anna Muster", _AMT), Credit("Bo Beispiel", _AMT)]),
        ("von A. Muster, Windrat / B. Beispiel, Netzrat",
         [Credit("A. Muster", "Windrat"), Credit("B. Beispiel", "Netzrat")]),
        ("22.05.2017 von Anna Muster, Windrat", [Credit("Anna Muster", "Windrat")]),
        ("Wind und Netze GmbH", [Credit("Wind und Netze GmbH")]),
    ],
)  # fmt: skip
def test_editors(text: str, editors: list[Credit]) -> None:
    assert split_editors(text) == editors


@given(st.text())
def test_no_input_raises_and_no_name_is_empty(text: str) -> None:
    assert all(split_sources(text))
    assert all(editor.name for editor in split_editors(text))
