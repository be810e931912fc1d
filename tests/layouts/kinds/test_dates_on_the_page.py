"""Which of the dates on a page is its publication, which its update, and which is neither."""

from __future__ import annotations

import pytest

from tests.layouts.kinds.small_page import FIRST, HALF, SECOND, read, text_of


@pytest.mark.parametrize(
    "dateline",
    [
        "<p>Veröffentlicht am 04.05.2021, aktualisiert am 07.05.2021</p>",
        "<p>Aktualisiert: 07.05.2021 | Erstellt: 04.05.2021</p>",
        "<p>04.05.2021 (Update: 07.05.2021)</p>",
        "<p>Stand: 07.05.2021, veröffentlicht: 04.05.2021</p>",
        "<p>Überarbeitet am 7. Mai 2021 · Erschienen am 4. Mai 2021</p>",
        "<dl><dt>Geändert</dt><dd>07.05.2021</dd><dt>Veröffentlicht</dt><dd>04.05.2021</dd></dl>",
        "<p>Eingestellt am 4.5.2021. Geändert am 7.5.2021.</p>",
        '<p><time itemprop="dateModified" datetime="2021-05-07">7. Mai</time> '
        '<time itemprop="datePublished" datetime="2021-05-04">4. Mai</time></p>',
    ],
)
def test_published_and_updated_in_one_place(dateline: str) -> None:
    article = read(dateline=dateline)
    assert (article.published_on, article.updated_on) == ("2021-05-04", "2021-05-07")
    assert article.published_from


@pytest.mark.parametrize(
    "dateline",
    [
        "<p>Zuletzt aktualisiert: 07.05.2021</p>",
        "<p>Update: 07.05.2021, 9:15 Uhr</p>",
        "<p>Überarbeitet am 7. Mai 2021</p>",
        "<p>Stand: 07.05.2021</p>",
    ],
)
def test_an_update_alone_is_no_publication(dateline: str) -> None:
    article = read(dateline=dateline)
    assert (article.published_on, article.updated_on) == (None, "2021-05-07")


@pytest.mark.parametrize(
    "dateline",
    [
        '<p class="docData">Schilf, 04.05.2021</p>',
        '<p class="docData"><span>Meldung</span> <span>Nr. 12</span> <span>4. Mai 2021</span></p>',
        "<div><span>Stege</span> <b>04</b> <b>Mai</b> <b>2021</b></div>",
        "<p>04.05.2021 – Stege und Häfen</p>",
        "<p>Von Ida Holm, 4. Mai 2021</p>",
        "<div>Ida Holm | 04.05.2021 | 3 Min. Lesezeit</div>",
        '<p><span aria-hidden="true">&#128197;</span> 04.05.2021</p>',
    ],
)
def test_a_date_beside_something_else(dateline: str) -> None:
    article = read(dateline=dateline)
    assert (article.published_on, text_of(article)[: len(FIRST)]) == ("2021-05-04", FIRST)


@pytest.mark.parametrize(
    "opening",
    ["04.05.2021 – ", "(04.05.2021) ", "Schilf, 4. Mai 2021. ", "<b>Schilf/Ried, 04.05.2021:</b> "],
)
def test_a_date_at_the_start_of_the_text(opening: str) -> None:
    article = read(f"<p>{opening}{FIRST}</p><p>{SECOND}</p>", dateline="")
    assert article.published_on == "2021-05-04"
    assert FIRST in text_of(article)


@pytest.mark.parametrize(
    "dateline",
    [
        "<p>Termin: 12.06.2021, 10 bis 16 Uhr, Bootshaus Schilf</p>",
        "<dl><dt>Wann?</dt><dd>12.06.2021, 19 Uhr</dd><dt>Wo?</dt><dd>Bootshaus</dd></dl>",
        "<p>Anmeldung bis 30.06.2021</p>",
        "<p>Laufzeit: 01.01.2019 bis 31.12.2022</p>",
        "<p>Gültig ab 01.07.2021</p>",
        '<p><time datetime="1970-01-01T01:00:00+01:00">01.01.1970</time></p>',
        '<p><time datetime="0001-01-01">01.01.0001</time></p>',
    ],
)
def test_the_date_of_something_else_is_no_publication(dateline: str) -> None:
    assert read(dateline=dateline).published_on is None


def test_a_range_as_kicker_leaves_the_publication_alone() -> None:
    article = read(dateline='<p class="topline">1.–5. Mai 2021</p><p>20.04.2021</p>')
    assert article.published_on == "2021-04-20"


@pytest.mark.parametrize(
    "sentence",
    [
        "Bis einschließlich 9. November registrierte das Amt dreihundert Gäste.",
        "Die Antrags-Frist über den 31. Oktober hinaus zu verlängern, lehnte der Rat ab.",
        "Der Steg bleibt bis zum 30. Juni 2021 für Räder gesperrt.",
        "Bis 15. April 2021 wurden vierzig Skizzen eingereicht.",
        "Über die Anträge wird bis zum 30. Juni 2021 entschieden.",
        "Die Anträge werden bis zum 30. Juni 2021 geprüft.",
        "Bis zum 30. Juni 2021 wird über alle Bewerbungen entschieden.",
        "Trotz der Frist vom 31. Oktober 2021 kamen noch Skizzen an.",
        "Wegen der Antragsfrist am 31. Oktober 2021 war das Amt lange offen.",
        "Registrierungen bis zum 9. November 2021: 300",
        "Zahl der Anmeldungen bis zum 9. November 2021: rund 1.200",
        "Die Ausstellung ist bis zum 30. Juni 2021 geöffnet.",
        "Das Bad am See bleibt bis zum 30. Juni 2021 geöffnet.",
        "Anträge können ab 1. Juni 2021 gestellt werden.",
    ],
)
def test_a_day_up_to_which_nothing_is_handed_in_is_no_deadline(sentence: str) -> None:
    article = read(f"{HALF}<p>{sentence}</p>")
    assert (article.deadline_on, article.kind == "bekanntmachung") == (None, False)


@pytest.mark.parametrize(
    "sentence",
    [
        "Anträge können bis zum 30. Juni 2021 beim Seeamt eingereicht werden.",
        "Skizzen sind bis spätestens 30. Juni 2021, 24 Uhr, beim Träger vorzulegen.",
        "Bewerben können sich Vereine aus dem ganzen Land noch bis zum 30. Juni 2021.",
        "Abgabetermin: 30. Juni 2021",
        "Der Aufruf ist bis zum 30. Juni 2021 geöffnet.",
        "Anträge, die bis zum 30. Juni 2021 gestellt werden, werden noch im Herbst geprüft.",
        "Anmeldungen bis zum 30. Juni 2021: 030 123456",
        "Die Antragsfrist wurde vom 31. März auf den 30. Juni 2021 verlängert.",
    ],
)
def test_a_day_up_to_which_something_is_handed_in_is_a_deadline(sentence: str) -> None:
    assert read(f"{HALF}<p>{sentence}</p>").deadline_on == "2021-06-30"
