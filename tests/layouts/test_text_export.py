"""The forms text exports have, in invented words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Article, Link
from crawler.layouts.text_export import read_text

_URL = "urn:sha256:0a"
_BODY = "Der Windrat lädt ein.\n\nDas Netz wächst, wie die Quelle: ein Bericht, zeigt."
_PAGE = f"""StartseiteAktuellesNachrichtenwindnetz Nord: Auf nach Neuland

windnetz Nord: Auf nach Neuland

Berichterstattung weltweit

{_BODY}

Zum Nachlesen

Windamt (01.02.2017): Bericht
Netzrat (03.02.2017): Studie

Quelle: Windamt Redaktion: Länder / Organisationen: USA Themen: Netzwerke

Weitere Informationen

Zum Projekt: https://netz.example/projekt

Projektträger"""


def trail(article: Article) -> list[str]:
    return [crumb.label for crumb in article.breadcrumbs]


def test_a_whole_page() -> None:
    article = read_text(_PAGE, _URL)
    assert trail(article) == ["Startseite", "Aktuelles", "Nachrichten", article.title]
    assert article.title == "windnetz Nord: Auf nach Neuland"
    assert article.kicker == "Berichterstattung weltweit"
    assert article.lead is None
    assert article.body == _BODY
    assert article.further_reading == [
        "Windamt (01.02.2017): Bericht",
        "Netzrat (03.02.2017): Studie",
    ]
    assert (article.source_text, article.editor_text) == ("Windamt", None)
    assert (article.places_text, article.topics_text) == (["USA"], ["Netzwerke"])
    assert article.links == [
        Link("https://netz.example/projekt", "Zum Projekt", "Weitere Informationen", "further")
    ]


def test_a_page_without_a_head_line() -> None:
    article = read_text(_PAGE.replace("Berichterstattung weltweit\n\n", ""), _URL)
    assert (article.kicker, article.body) == (None, _BODY)


def test_a_call() -> None:
    article = read_text(
        "StartseiteAktuellesBekanntmachungenWind in Neuland\n\nWind in Neuland\n\n"
        "Stichtag: 28.04.2017 Programmausschreibungen\n\nRichtlinie zum Wind\n\n"
        "1 Zweck\n\nEs weht.\n\nQuelle: Windamt Themen: Förderung",
        _URL,
    )
    assert (article.deadline_text, article.kicker) == ("28.04.2017", "Programmausschreibungen")
    assert article.body == "Richtlinie zum Wind\n\n1 Zweck\n\nEs weht."


def test_a_document_without_a_trail() -> None:
    article = read_text(
        "inside Wind 02/2022\n\nErscheinungsdatum: 28.02.2022 inside Newsletter\n\nLiebe Leute,\n\n"
        "es weht.",
        _URL,
    )
    assert article.title == "inside Wind 02/2022"
    assert (article.published_text, article.kicker) == ("28.02.2022", "inside Newsletter")
    assert article.body == "Liebe Leute,\n\nes weht."


def test_the_body_only() -> None:
    article = read_text("Liebe Leute,\nder Wind weht.\nAusblick\nEr weht weiter.", _URL)
    assert article.title is None
    assert article.body == "Liebe Leute,\n\nder Wind weht.\n\nAusblick\n\nEr weht weiter."
    assert article.source_text is None


def test_a_trailer_glued_to_the_last_paragraph() -> None:
    article = read_text(
        "StartseiteNachrichtenWind\n\nWind\n\nEs weht.\n\nEs weht weiter.Quelle:WindamtRedaktion:"
        "von Anna Muster, WindratLänder / Organisationen:MusterlandEUThemen:FörderungNetzwerke"
        "Weitere InformationenProjektträger",
        _URL,
    )
    assert article.body == "Es weht.\n\nEs weht weiter."
    assert article.source_text == "Windamt"
    assert article.editor_text == "von Anna Muster, Windrat"
    assert article.places_text == ["Musterland", "EU"]
    assert article.topics_text == ["Förderung", "Netzwerke"]


@pytest.mark.parametrize(
    "trailer",
    [
        "Quelle: Windamt\nRedaktion:\nLänder / Organisationen: USA\nThemen: Netzwerke",
        "Quelle:\n\nWindamt\n\nRedaktion:\n\nThemen:\n\nNetzwerke\n\nWeitere Informationen",
        "Quelle: Windamt",
    ],
)
def test_a_trailer_over_several_lines_or_alone(trailer: str) -> None:
    article = read_text(f"StartseiteNachrichtenWind\n\nWind\n\nEs weht.\n\n{trailer}", _URL)
    assert article.body == "Es weht."
    assert (article.source_text, article.editor_text) == ("Windamt", None)


def test_a_paragraph_about_a_source_is_no_trailer() -> None:
    body = "Quelle: so heißt das Buch.\n\nEs handelt vom Wind.\n\nThemen: Wind und mehr davon."
    article = read_text(f"StartseiteNachrichtenWind\n\nWind\n\n{body}\n\nEnde gut.", _URL)
    assert article.body == f"{body}\n\nEnde gut."


def test_the_last_line_with_labels_is_the_trailer() -> None:
    body = "Es weht. Quelle: Buch. Themen: Wind.\n\nEs weht weiter."
    article = read_text(
        f"StartseiteNachrichtenWind\n\nWind\n\n{body}\n\nQuelle: Windamt Themen: Netzwerke", _URL
    )
    assert (article.body, article.source_text) == (body, "Windamt")
    assert article.topics_text == ["Netzwerke"]


def test_a_page_of_the_other_family() -> None:
    article = read_text(
        "Meldung\n09.04.2019\n\n4x Wind: Das Netz wächst\n\nEs weht.\n\n"
        "Windrad\n© Windamt\nWindrad\n\nEs weht weiter.\n\n"
        "Weitere Informationen zu den Netzen:\n\nWindnetz Nord\n\nWindnetz Süd",
        _URL,
    )
    assert (article.kicker, article.published_text) == ("Meldung", "09.04.2019")
    assert article.title == "4x Wind: Das Netz wächst"
    assert article.body == "Es weht.\n\nEs weht weiter."


def test_a_trail_that_ends_in_a_cut_title_or_is_all_there_is() -> None:
    cut = read_text("StartseiteNachrichtenWind und Ne…\n\nWind und Netz\n\nEs weht.", _URL)
    assert (cut.title, cut.body) == ("Wind und Netz", "Es weht.")
    alone = read_text("StartseiteNachrichtenWind und Netz\n\nEs weht heute.", _URL)
    assert (alone.title, alone.body) == ("Wind und Netz", "Es weht heute.")


_blocks = st.sampled_from(
    [*_PAGE.split("\n\n"), "Meldung\n09.04.2019", "Quelle:", "Zum Nachlesen:", "©", "\x00", "Start"]
)


@given(st.text() | st.lists(_blocks).map("\n\n".join))
def test_no_text_raises(text: str) -> None:
    assert read_text(text, _URL).url == _URL
