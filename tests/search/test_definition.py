"""A search: read from what people type into a URL, and written as one URL again."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl

import pytest

from crawler.items import Editor, Place
from crawler.publishing.language import language
from crawler.publishing.search.definition import (
    PARAMETERS,
    RefusedSearchError,
    Search,
    read_search,
)
from crawler.publishing.search.names import close_to
from crawler.publishing.search.results import count, matching


@pytest.fixture
def db(archive, run_id, make):
    archive.store(
        [
            make(
                "https://muster.example/1",
                title="Förderung für Imker",
                published_on="2019-04-09",
                places=[Place("Polen", "country", "PL"), Place("EU", "organisation")],
                topics=["Netzwerke"],
                sources=["Wabenblatt"],
                editors=[Editor("A. Muster", "Haus Honig")],
            ),
            make(
                "https://muster.example/2",
                title="Winzer fördern",
                kind="termin",
                published_on="2020-01-31",
                deadline_on="2020-04-22",
                places=[Place("Polen", "country", "PL")],
                topics=["Netzwerke", "Förderung"],
                sources=["Rebenpost"],
            ),
            make("https://muster.example/3", title="Ohne Tag", published_edtf="[..2017-06-03]"),
        ],
        run_id,
    )
    return archive.db.conn


def read(db, query: str) -> Search:
    return read_search(db, parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize(
    ("query", "canonical", "found"),
    [
        ("", "", 3),
        ("q=&place=&since=", "", 3),
        ("q=++F%C3%B6rderung+++", "q=F%C3%B6rderung", 1),
        ("place=pl", "place=Polen", 2),
        ("place=POLEN&place=eu", "place=EU&place=Polen", 1),
        ("place=EU&place=Polen&place=polen", "place=EU&place=Polen", 1),
        ("deadline=2020&place=Polen", "place=Polen&deadline=2020", 1),
        ("deadline=2019", "deadline=2019", 0),
        ("topic=netzwerke&kind=TERMIN", "kind=termin&topic=Netzwerke", 1),
        ("portal=Musterportal", "portal=musterportal", 3),
        ("source=wabenblatt", "source=Wabenblatt", 1),
        ("organisation=haus+honig", "organisation=Haus+Honig", 1),
        ("since=9.4.2019&until=2019", "since=2019-04-09&until=2019-12-31", 1),
        ("until=Januar+2020&since=2020", "since=2020-01-01&until=2020-01-31", 1),
        ("until=30.1.2020", "until=2020-01-30", 1),
        ("year=2020", "year=2020", 1),
        ("year=ungewiss", "year=uncertain", 1),
        ("order=OLDEST", "order=oldest", 3),
        ("place=Chile", "place=Chile", 0),
    ],
)
def test_a_search_is_read_as_meant_and_has_one_url(db, query, canonical, found):
    search = read(db, query)
    assert search.query_string == canonical
    assert read(db, search.query_string) == read(db, canonical)
    assert count(db, search) == len(matching(db, search)) == found


@pytest.mark.parametrize(
    ("query", "german"),
    [
        ("since=viel", "Veröffentlicht ab: „viel“ ist kein Datum"),
        ("deadline=ungewiss", "Frist: „ungewiss“ ist kein Jahr"),
        ("deadline=April 2020", "Frist: „April 2020“ ist kein Jahr"),
        ("until=30.2.2020", "Veröffentlicht bis: „30.2.2020“ ist kein Datum"),
        ("since=2020-13-01", "Veröffentlicht ab: „2020-13-01“ ist kein Datum"),
        ("since=2021&until=2020", "Der Zeitraum endet, bevor er beginnt"),
        ("year=20", "Jahr: „20“ ist kein Jahr"),
        ("year=2019&year=2020", "Jahr: Nur ein Wert ist möglich, nicht „2019“ und „2020“"),
        ("topic=Netzwerk", "Thema: Im Archiv gibt es kein „Netzwerk“. Meinten Sie „Netzwerke“?"),
        ("place=Polenn", "Ort: Im Archiv gibt es kein „Polenn“. Meinten Sie „Polen“?"),
        ("source=xyz", "Quelle: Im Archiv gibt es kein „xyz“"),
        ("organisation=" + "x" * 5000, "Organisation: Im Archiv gibt es kein „xxx"),
        ("kind=foto", "Art: „foto“ ist keine Art von Artikel; es gibt nachricht, "),
        ("order=zufall", "Reihenfolge: „zufall“ ist keine Reihenfolge"),
        ("order=relevance", "Reihenfolge: Ohne Wörter gibt es keine Relevanz"),
        ("year=2019&year=2020&place=PL", "Jahr: Nur ein Wert ist möglich"),
        ("&".join(f"source=x{n}" for n in range(3000)), "3000 Filter sind zu viel"),
        ("portl=x", "„portl“ ist kein Filter. Meinten Sie „portal“?"),
        ("q=***", "Wörter: Darin ist kein Wort"),
        ("q=-Imker", "Wörter: Genannt ist nur, was nicht vorkommen soll"),
        ("q=" + "x" * 5000, "Wörter: 5000 Zeichen sind zu viel"),
        ("q=" + "+".join(f"w{n}" for n in range(70)), "Wörter: 70 Wörter und Wendungen"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(db, query, german):
    with pytest.raises(RefusedSearchError) as refused:
        read(db, query)
    (refusal,) = refused.value.refusals
    said = refusal.said(language("de"))
    assert said.startswith(german)
    assert len(said) < 250


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("portl", "portal"), ("yaer", "year"), ("plcae", "place"), ("organization", "organisation"),
        ("seite", None), ("sort", None), ("page", None), ("limit", None), ("format", None),
    ],
)  # fmt: skip
def test_only_names_that_are_close_are_suggested(typed, meant):
    assert close_to(typed, PARAMETERS) == meant


def test_all_that_is_wrong_is_said_at_once(db):
    with pytest.raises(RefusedSearchError) as refused:
        read(db, "since=viel&year=20&place=Polenn&q=Imker")
    assert len(refused.value.refusals) == 3


def test_filters_are_put_in_and_taken_out_again():
    search = Search("Imker", place=("Polen",), since=dt.date(2019, 1, 1), order="relevance")
    wider = search.with_value("place", "EU").without("place", "Polen").without("since")
    assert wider == Search("Imker", place=("EU",), order="relevance")
    assert wider.with_value("year", "2019").filters == [("year", "2019"), ("place", "EU")]
    assert wider.without("q") == Search(place=("EU",))
    assert wider.without("place") == Search("Imker", order="relevance")
