"""The day of what a page announces: a date with the role ``event``, never the publication."""

from __future__ import annotations

from html import escape

import pytest

from crawler.german.labels import read_label
from crawler.layouts import extract

TITLE = "Wassertag im Tal"
BODY = (
    "Der Rat lädt in die Stadthalle ein, wie das Amt mitteilte. Dort wird viel beraten, und alle "
    "sollen kommen.",
    "Ein zweiter Absatz erzählt mehr davon, damit der Text lang genug wird.",
)
PORTAL = "https://www.kooperation-international.de/aktuelles"
URLS = (
    f"{PORTAL}/termine/detail/info/wassertag",
    "https://www.clusterplattform.de/CLUSTER/Redaktion/DE/Veranstaltungen/2019/wassertag.html",
    "https://portal.example/termine/wassertag",
)


def as_text(lines, url):
    return extract("\n\n".join(lines), url, content_type="text/plain")


def as_lines(lines, url):
    return extract("\n".join(lines), url, content_type="text/plain")


def as_page(lines, url):
    elements = (f"<h1>{x}</h1>" if x == TITLE else f"<p>{escape(x)}</p>" for x in lines)
    page = f"<html><body><main><article>{''.join(elements)}</article></main></body></html>"
    return extract(page, url)


CASES = [
    ([TITLE, "Termin: 12.11.2019", *BODY], "2019-11-12"),
    (["Termin: 12.11.2019", TITLE, *BODY], "2019-11-12"),
    ([TITLE, "Termin: 12.11.2019 bis 13.11.2019", *BODY], "2019-11-12/2019-11-13"),
    ([TITLE, "Termin: 12.11.2019, 10:00 Uhr", *BODY], "2019-11-12T10:00:00"),
    ([TITLE, "Termin:", "12.11.2019", *BODY], "2019-11-12"),
    (["Termin 12.11.2019", TITLE, *BODY], "2019-11-12"),
    ([TITLE, "Wann: 12. November 2019", *BODY], "2019-11-12"),
    ([TITLE, "Zeitraum: 12.-14.11.2019", *BODY], "2019-11-12/2019-11-14"),
    ([TITLE, "Datum: 12.11.2019 bis 14.11.2019", *BODY], "2019-11-12/2019-11-14"),
    ([TITLE, "Datum der Veranstaltung: 12.11.2019", *BODY], "2019-11-12"),
    ([TITLE, "Veranstaltungsdatum: Dienstag, 12. November 2019", *BODY], "2019-11-12"),
    ([TITLE, *BODY, "Beginn der Tagung: 12.11.2019"], "2019-11-12"),
    (["Veranstaltung", "12.11.2019", TITLE, *BODY], "2019-11-12"),
    ([TITLE, "Datum: 12.11.2019", *BODY], "2019-11-12"),
]


@pytest.mark.parametrize("read", [as_text, as_lines, as_page])
@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(("lines", "edtf"), CASES, ids=["/".join(lines)[:40] for lines, _ in CASES])
def test_the_day_of_an_event_is_no_publication_and_no_kicker(read, url, lines, edtf):
    article = read(lines, url)
    assert article.title == TITLE
    assert [date.edtf for date in article.dates if date.role == "event"] == [edtf]
    assert [date.role for date in article.dates if date.role == "published"] == []
    assert article.published_on is None
    assert article.kicker in (None, "Veranstaltung")
    assert article.kind == "termin"
    assert article.body.startswith(BODY[0])


@pytest.mark.parametrize("read", [as_text, as_page])
@pytest.mark.parametrize("url", URLS)
def test_the_last_day_is_no_publication_either(read, url):
    article = read([TITLE, *BODY, "Beginn: 12.11.2019", "Ende: 14.11.2019"], url)
    assert article.published_on is None
    days = {date.edtf for date in article.dates if date.role == "event"}
    assert days == {"2019-11-12", "2019-11-14"}


@pytest.mark.parametrize("label", ["Termin", "Veranstaltungstermin", "Datum der Veranstaltung"])
def test_the_label_tells_the_kind_where_the_url_does_not(label):
    url = "https://portal.example/seiten/wassertag"
    assert as_page([TITLE, f"{label}: 12.11.2019", *BODY], url).kind == "termin"


@pytest.mark.parametrize(
    "line",
    [
        "Datum: 12.11.2019",
        "Veröffentlicht am: 12.11.2019",
        "Datum der Veröffentlichung: 12.11.2019",
        "Meldung vom 12.11.2019",
    ],
)
def test_the_day_of_a_piece_of_news_stays_its_publication(line):
    article = as_page([TITLE, line, *BODY], "https://portal.example/presse/wassertag")
    assert article.published_on == "2019-11-12"
    assert not [date for date in article.dates if date.role == "event"]


@pytest.mark.parametrize(
    "text",
    [
        "Termin",
        "Termine",
        "Veranstaltung",
        "Termine: alle im Überblick",
        "Beginn einer Freundschaft",
        "Ende Mai 2021 tagt der Rat.",
        "Zeitraum: noch offen",
        "Wann ist es so weit?",
    ],
)
def test_words_without_a_day_are_no_labels_of_one(text):
    assert read_label(text) is None
