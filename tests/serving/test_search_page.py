"""The page of searches, asked as a browser asks, and its result as files."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pytest
from lxml import etree
from parsel import Selector

from crawler.archive import Archive, Portal
from crawler.items import Article, Editor, Place
from crawler.publishing.datasette import search_download
from crawler.publishing.datasette.server import make_datasette
from crawler.publishing.datasette.site import Site
from crawler.publishing.search.results import PAGE
from tests import looping

EVIL = "<script>alert(1)</script>"
LONG = "Wabe " * 8000
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("searched") / "archive.db"
    with Archive(path) as archive:
        run_id = archive.begin_run("musterportal", "live", Portal("musterportal", "Musterportal"))
        archive.store(list(map(article, range(1, 41))), run_id)
    return path


def article(number: int) -> Article:
    made = Article(
        f"https://muster.example/{number}",
        portal="musterportal",
        title=f"Meldung {number} über Honig",
        lead=f"Was Imker {EVIL} sagen.",
        body="Die Förderungen laufen weiter.\n\nNoch ein Absatz.",
        kind="termin" if number % 4 == 0 else "meldung",
        published_on=f"{2018 + number % 3}-12-{number % 28 + 1:02}" if number % 10 else None,
        places=[Place(("Polen", "Chile")[number % 2], "country")],
        topics=["Netzwerke"] if number % 5 else ["Netzwerke", "Honig & Wachs"],
        sources=["Wabenblatt"],
        editors=[Editor("A. Muster", "Haus Honig")],
        captured_at=dt.datetime(2021, 1, 1, number % 24, tzinfo=dt.UTC),
    )
    if number == 7:
        made.title, made.body, made.deadline_on = '=HYPERLINK("Honig")', LONG, "2021-03-31"
    return made


@pytest.fixture(scope="module")
def ask(path) -> Callable[..., Any]:
    german = make_datasette(path)
    others = {"en": make_datasette(path, site=Site(language="en"))}

    def get(url: str, language: str = "de") -> Any:
        return looping.run(others.get(language, german).client.get(url))

    return get


def shown(response: Any) -> Selector:
    assert response.status_code == 200
    return Selector(response.text)


def ids(page: Selector) -> list[int]:
    return [int(url.rsplit("/", 1)[1]) for url in page.css(".hits h3 a::attr(href)").getall()]


def told(page: Selector) -> str:
    return " ".join("".join(page.css(".told ::text").getall()).split())


def test_nothing_typed_lists_all_newest_first_and_pages_to_the_end(ask):
    page = shown(ask("/suche"))
    assert page.css("html::attr(lang)").get() == "de"
    assert told(page) == "40 Artikel, hier 1 bis 25."
    following = page.css('a[rel="next"]::attr(href)').get()
    assert following == "/suche?page=2"
    rest = shown(ask(following))
    assert told(rest) == "40 Artikel, hier 26 bis 40."
    assert rest.css('a[rel="next"]').get() is None
    assert rest.css("ol.hits::attr(start)").get() == "26"
    assert sorted(ids(page) + ids(rest)) == list(range(1, 41))
    days = page.css(".hits time::attr(datetime)").getall()
    assert days == sorted(days, reverse=True)
    assert len(days) == PAGE


def test_words_are_found_in_all_forms_and_marked_and_texts_are_text(ask):
    page = shown(ask("/suche?q=Foerderung"))
    assert told(page).startswith("39 Artikel")
    assert set(page.css(".passage mark::text").getall()) == {"Förderungen"}
    assert page.css("#search-order option[selected]::text").get() == "Beste zuerst"
    assert page.css("#search-order option[selected]::attr(value)").get() == ""
    page = shown(ask("/suche?q=Imker"))
    assert EVIL in "".join(page.css(".passage ::text").getall())
    assert "alert" not in "".join(page.css("script::text").getall())


def test_each_facet_leads_to_as_many_articles_as_it_says_and_back(ask):
    page = shown(ask("/suche?q=Honig&until=2020"))
    names = page.css(".facets h3::text").getall()
    assert names == ["Portal", "Art", "Jahr", "Ort", "Thema", "Quelle", "Organisation", "Frist"]
    links = page.css(".facets li a")
    assert len(links) > 10
    for link in links:
        narrowed = shown(ask(link.attrib["href"]))
        assert told(narrowed).startswith(f"{link.css('.count::text').get()} Artikel")
        label = link.css(".label::text").get()
        (chip,) = (
            one
            for one in narrowed.css(".chips a:not(.all)")
            if label == one.css("::text").getall()[1].strip()
        )
        back = parse_qsl(urlsplit(chip.attrib["href"]).query)
        assert back == [("q", "Honig"), ("until", "2020-12-31")]


def test_a_form_keeps_the_filters_that_have_no_field(ask):
    page = shown(ask("/suche?q=Honig&place=polen&place=Chile&year=2019&since=1.12.2019"))
    hidden = {(one.attrib["name"], one.attrib["value"]) for one in page.css("input[type=hidden]")}
    assert hidden == {("place", "Polen"), ("place", "Chile"), ("year", "2019")}
    assert page.css("#search-since::attr(value)").get() == "01.12.2019"
    assert page.css(".chips a .label::text").getall()[-1] == "Veröffentlicht ab:"
    assert "1. Dezember 2019" in page.css(".chips").get()


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("until=31.12.2018", ("", "2018-12-31")),
        ("since=1.12.2019&until=Dezember+2019", ("2019-12-01", "2019-12-31")),
        ("since=2019-12-05", ("2019-12-05", "9999")),
        ("until=5.+Dezember+2019", ("", "2019-12-05")),
    ],
)
def test_german_and_iso_days_find_the_same_and_what_has_no_day_is_told(ask, period, days):
    page = shown(ask(f"/suche?{period}"))
    wanted = [
        number
        for number in range(1, 41)
        if (day := article(number).published_on) and days[0] <= day <= days[1]
    ]
    assert told(page).startswith(f"{len(wanted)} Artikel")
    assert told(page).endswith(
        "4 Artikel ohne Datum der Veröffentlichung fehlen wegen des Zeitraums."
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=viel&place=Polen", "Veröffentlicht ab: „viel“ ist kein Datum"),
        ("q=***", "Wörter: Darin ist kein Wort"),
        ("q=" + "w" * 5000, "Wörter: 5000 Zeichen sind zu viel"),
        ("q=" + "+".join("abcdefg" for _ in range(70)), "Wörter: 560"),
        ("topic=Netzwerk", "Meinten Sie „Netzwerke“?"),
        ("page=3", "Seite: Eine Seite „3“ gibt es nicht; das Ergebnis hat 2"),
        ("page=-1", "Seite: Eine Seite „-1“"),
        ("page=" + "9" * 5000, "Seite: Eine Seite „9999"),
        ("_place=Polen", "„_place“ ist kein Filter. Meinten Sie „place“?"),
    ],
)
def test_what_cannot_be_read_is_refused_in_german_on_the_page_and_in_files(ask, query, sentence):
    started = time.process_time()
    answer = ask(f"/suche?{query}")
    assert time.process_time() - started < 1
    assert answer.status_code == 400
    page = Selector(answer.text)
    sentence = sentence.replace("560", "559")
    assert sentence in page.css("[role=alert]::text").get()
    assert page.css("#search-q::attr(value)").get() == dict(parse_qsl(query)).get("q", "")[:500]
    if query.startswith("since"):
        assert page.css("#search-since::attr(value)").get() == "viel"
        assert page.css("input[type=hidden]::attr(value)").getall() == ["Polen"]
    if "page" not in query:
        assert ask(f"/suche.csv?{query}").status_code == 400
        assert ask(f"/suche.json?{query}").json()["ok"] is False


def test_nothing_found_tells_what_would_be(ask):
    page = shown(ask("/suche?q=Hnig&kind=termin&place=Polen"))
    assert page.css("h2::text").get() == "Nichts gefunden"
    (link,) = page.css(".instead a")
    assert (link.css("::text").get(), link.attrib["href"]) == (
        "Honig", "/suche?q=Honig&kind=termin&place=Polen",
    )  # fmt: skip
    page = shown(ask("/suche?q=Honig&kind=termin&place=Chile"))
    assert page.css(".instead a::text").getall() == ["ohne Ort: Chile", "ohne Art: Termin"] or (
        page.css(".instead a::text").getall() == ["ohne Art: Termin", "ohne Ort: Chile"]
    )
    assert "Kein Artikel hat diese Wörter" in ask("/suche?q=Quastenflosser").text


def test_the_page_speaks_english_when_the_site_does_and_has_an_english_address(ask):
    page = shown(ask("/suche?year=2019", "en"))
    assert told(page) == "12 articles. Of 4 more articles the year is uncertain: show these."
    assert told(shown(ask(page.css(".told a::attr(href)").get()))) == "4 Artikel."
    assert "“viel” is no date" in ask("/suche?since=viel", "en").text
    for url in ("/search?q=Honig&year=2019", "/search.csv?q=Honig", "/search"):
        answer = ask(url)
        assert answer.status_code == 302
        assert answer.headers["location"] == url.replace("/search", "/suche")


def test_behind_a_proxy_all_links_keep_its_path(path):
    datasette = make_datasette(path, "/archiv/")
    page = shown(looping.run(datasette.client.get("/suche?q=Honig")))
    links = page.css("main a::attr(href), form::attr(action), link::attr(href)").getall()
    assert all(link.startswith(("/archiv/", "data:")) for link in links), links


def test_what_takes_too_long_is_told(path, monkeypatch):
    datasette = make_datasette(path)
    setting = datasette.setting
    monkeypatch.setattr(
        datasette, "setting", lambda name: 0 if name == "sql_time_limit_ms" else setting(name)
    )
    answer = looping.run(datasette.client.get("/suche?q=Honig"))
    assert answer.status_code == 503
    assert "Die Suche dauert zu lange" in answer.text


# -- Files -----------------------------------------------------------------------------------------

QUERY = "?q=Honig&until=31.12.2020"


@pytest.fixture(scope="module")
def in_order(ask) -> list[int]:
    first, second = (shown(ask(f"/suche{QUERY}&page={page}")) for page in (1, 2))
    return ids(first) + ids(second)


def test_the_page_links_its_result_as_files(ask):
    page = shown(ask(f"/suche{QUERY}"))
    canonical = "q=Honig&until=2020-12-31"
    assert page.css(".files a::attr(href)").getall() == [
        f"/suche.{name}?{canonical}" for name in ("csv", "xlsx", "json", "atom")
    ] + [f"/fristen.ics?{canonical}"]
    assert page.css("link[rel=alternate]::attr(href)").getall() == [f"/suche.atom?{canonical}"]


def test_csv_is_what_excel_reads_in_german(ask, in_order):
    answer = ask(f"/suche.csv{QUERY}")
    assert answer.headers["content-disposition"] == 'attachment; filename="suche.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [int(row["Nummer"]) for row in rows] == in_order
    (row,) = (row for row in rows if row["Nummer"] == "7")
    assert row["Titel"] == '\'=HYPERLINK("Honig")'
    assert row["Text"] == LONG
    assert row["Veröffentlicht am"] == "2019-12-08"


def test_a_workbook_has_real_days_texts_that_stay_texts_and_says_what_it_cuts(ask, in_order):
    book = openpyxl.load_workbook(io.BytesIO(ask(f"/suche.xlsx{QUERY}").content))
    head, *rows = book["Artikel"].iter_rows()
    column = {cell.value: number for number, cell in enumerate(head)}
    assert [row[column["Nummer"]].value for row in rows] == in_order
    (row,) = (row for row in rows if row[0].value == 7)
    title, day = row[column["Titel"]], row[column["Veröffentlicht am"]]
    assert (title.value, title.data_type) == ('=HYPERLINK("Honig")', "s")
    assert (day.value, day.number_format) == (dt.datetime(2019, 12, 8), "dd.mm.yyyy")
    seen = row[column["Zuerst gesehen"]]
    assert (seen.value, seen.number_format) == (dt.datetime(2021, 1, 1, 8), "dd.mm.yyyy hh:mm")
    text = row[column["Text"]].value
    assert len(text) == 32_767
    assert text.endswith(" … [gekürzt: insgesamt 40.000 Zeichen]")
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_json_has_all_fields_and_says_what_was_asked(ask, in_order):
    found = json.loads(ask(f"/suche.json{QUERY}").content)
    assert found["search"] == [["q", "Honig"], ["until", "2020-12-31"]]
    assert found["count"] == len(in_order) > PAGE
    assert [article["id"] for article in found["articles"]] == in_order
    assert found["articles"][0]["topics"][0] == "Netzwerke"
    assert json.loads(ask("/suche.json?q=Quastenflosser").content)["articles"] == []


def test_the_feed_has_a_self_link_and_an_id_that_stays(ask, in_order):
    answer = ask(f"/suche.atom{QUERY}")
    assert b"ns0" not in answer.content
    feed = etree.fromstring(answer.content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert feed.nsmap == feed.find("a:entry", ATOM).nsmap == {None: ATOM["a"]}
    links = {one.get("rel"): one.get("href") for one in feed.findall("a:link", ATOM)}
    assert links["self"].endswith(f"/suche.atom{QUERY}")
    assert links["alternate"].endswith(f"/suche{QUERY}")
    title = feed.findtext("a:title", namespaces=ATOM)
    assert title == "Clusterarchiv: Honig, Veröffentlicht bis: 31. Dezember 2020"
    entries = feed.findall("a:entry/a:id", ATOM)
    assert sorted(int(one.text.rsplit(":", 1)[1]) for one in entries) == sorted(in_order)
    again = etree.fromstring(ask("/suche.atom?until=2020&q=Honig").content)
    assert again.findtext("a:id", namespaces=ATOM) == feed.findtext("a:id", namespaces=ATOM)
    other = etree.fromstring(ask("/suche.atom?q=Honig").content)
    assert other.findtext("a:id", namespaces=ATOM) != feed.findtext("a:id", namespaces=ATOM)


def test_a_workbook_that_is_too_long_says_so(ask, monkeypatch):
    monkeypatch.setattr("crawler.publishing.export.spreadsheet.ROWS_MAX", 10)
    book = openpyxl.load_workbook(io.BytesIO(ask("/suche.xlsx").content))
    *_, last = book["Artikel"].values
    assert last[1] == "Das sind die ersten 10 von 40 Artikeln; CSV hat alle."
    assert len(list(book["Artikel"].values)) == 12


def test_an_ending_that_no_file_has_is_not_found(ask):
    assert ask("/suche.pdf").status_code == 404


def test_a_file_ends_when_nobody_waits_for_it_any_more():
    sent: list[dict[str, Any]] = []

    async def parts():
        for number in range(1000):
            await asyncio.sleep(0)
            yield bytes([number % 256])

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    looping.run(search_download._File({}, parts(), receive).asgi_send(send))
    assert len(sent) < 5
