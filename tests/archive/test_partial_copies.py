"""What a copy does not show is no change: text exports beside whole pages, in any order."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive import Archive, Portal
from crawler.archive.partial import completed
from crawler.archive.rows import read_articles
from crawler.items import (
    FROM_URL,
    READING,
    Article,
    Breadcrumb,
    Capture,
    DateMention,
    Editor,
    FurtherReading,
    Image,
    Link,
    Place,
)
from crawler.layouts import read_page
from crawler.maintenance.doctor.consistency import check_articles, check_contents
from crawler.maintenance.merge import merge_archive
from pipelines import normalise

URL = "https://muster.example/aktuelles/nachrichten/detail/info/blaumilch"
PORTAL = Portal("musterportal", home_url="https://muster.example/")
LEAD = "Das Ministerium fördert den Kanal mit vier Millionen Euro."
BODY = (
    "Die Arbeiten beginnen am 3. April 2019 in Musterstadt.\n\n"
    "Ein Gutachten „Wasser“ ging voraus.\n\nIm Herbst soll alles fertig sein."
)
NEW_BODY = BODY.replace("Im Herbst", "Erst im Winter")


def moment(day):
    return dt.datetime(2020, 3, day, 12, tzinfo=dt.UTC)


def seen(article, day, content_type):
    article.captured_at = moment(day)
    digest = f"sha1:{day}{content_type}"
    article.capture = Capture(
        URL, moment(day), moment(day), digest=digest, content_type=content_type
    )
    return article


def page(day, **values):
    """The whole page on a day of March."""
    whole = {
        "portal": "musterportal",
        "kind": "nachricht",
        "language": "de",
        "title": "Blaumilch gefördert",
        "kicker": "Berichterstattung weltweit",
        "lead": LEAD,
        "body": BODY,
        "breadcrumb": "Startseite › Aktuelles › Nachrichten",
        "breadcrumbs": [
            Breadcrumb("Startseite"),
            Breadcrumb("Aktuelles"),
            Breadcrumb("Nachrichten"),
        ],
        "published_on": "2019-03-01",
        "published_edtf": "2019-03-01",
        "published_at": "2019-03-01T09:00:00Z",
        "published_text": "01.03.2019",
        "published_from": "time",
        "source_text": "Ministerium",
        "sources": ["Ministerium"],
        "editor_text": "von Eva Muster, Institut",
        "editors": [Editor("Eva Muster", "Institut")],
        "places": [Place("Polen", "country", "PL"), Place("EU", "organisation")],
        "topics": ["Netzwerke", "Förderung"],
        "further_reading": [
            FurtherReading("Der Kanal", "Wasseramt", "2019-02", "https://a.example/kanal")
        ],
        "links": [Link("https://a.example/mehr", "Mehr dazu", "Weitere Informationen", "further")],
        "images": [Image("https://a.example/b.jpg", "Der Kanal", "© Muster")],
        "dates": [
            DateMention("event", "2019-04-03", "2019-04-03", "2019-04-03", "3. April 2019", 25)
        ],
    }
    return seen(Article(URL, **whole | values), day, "text/html; charset=utf-8")


def text(day, content):
    """A text export of it, read as a crawl reads one."""
    article = read_page(content.encode(), URL, content_type="text/plain; charset=utf-8")
    article.portal = "musterportal"
    article.home_url = PORTAL.home_url
    article.captured_at = moment(day)
    return seen(normalise(article), day, "text/plain; charset=utf-8")


POORER = {
    "body only": BODY,
    "body only, a line each": BODY.replace("\n\n", "\n"),
    "lead and body": f"{LEAD}\n\n{BODY}",
    "title and body": f"Blaumilch gefördert\n\n{LEAD}\n\n{BODY}",
    "other white space": f"{LEAD}  \n\n{BODY}".replace(" ", "\u00a0 ").replace("\n\n", "\n\n\n"),
    "other quotes and dashes": BODY.replace("„", '"').replace("“", '"'),
    "one paragraph only": BODY.split("\n\n", maxsplit=1)[0],
    "with caption and credit": f"{LEAD}\n\nDer Kanal\n\n© Muster\n\n{BODY}",
    "with labels": f"{BODY}\n\nQuelle: Ministerium\n\nThemen: Netzwerke, Förderung",
    "whole page": (
        "StartseiteAktuellesNachrichtenBlaumilch gefördert\nBlaumilch gefördert\n\n"
        f"Berichterstattung weltweit\n\n{LEAD}\n\n{BODY}\n\n"
        "Quelle: Ministerium Redaktion: von Eva Muster, Institut "
        "Länder / Organisationen: Polen EU Themen: Netzwerke"
    ),
    "with a printed link": f"{BODY}\n\nWeitere Informationen\nMehr dazu (https://a.example/mehr)",
    "upper case title": f"BLAUMILCH GEFÖRDERT\n\n{BODY}",
}


def rows(archive):
    columns = "url, seen_at, changed_fields"
    revisions = archive.db.execute(
        f"SELECT {columns} FROM revisions JOIN articles AS a ON a.id = article_id ORDER BY number"
    )
    return [(seen_at, json.loads(fields)) for _, seen_at, fields in revisions.fetchall()]


def stored(path, *sightings):
    """The one article that sightings end in, and its revisions: when, which fields."""
    with Archive(path) as archive:
        for sighting in sightings:
            archive.store([sighting], archive.begin_run("musterportal", "text:x", PORTAL))
        assert archive.not_written == []
        assert list(check_contents(archive.db.conn)) == []
        assert list(check_articles(archive.db.conn)) == []
        (article,) = read_articles(archive.db.conn, [1]).values()
        return article, rows(archive)


def shown(article):
    """All a reader sees of an article."""
    return {
        name: getattr(article, name)
        for name in Article.__dataclass_fields__
        if name not in ("captured_at", "capture", "home_url", "fetched_url", "provenance", "layout")
    }


@pytest.mark.parametrize("order", [(1, 2), (2, 1), (2, 3), (3, 2), (1, 2, 3), (3, 1, 2), (2, 1, 3)])
@pytest.mark.parametrize("poorer", POORER)
def test_a_text_export_of_a_page_changes_nothing(tmp_path, poorer, order):
    sightings = {1: page(1), 2: text(2, POORER[poorer]), 3: page(3)}

    article, revisions = stored(tmp_path / "a.db", *(sightings[number] for number in order))

    assert shown(article) == shown(page(1))
    assert revisions == []


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_a_newer_text_is_an_edit_of_the_body_alone(tmp_path, order):
    sightings = {1: page(1), 2: text(2, f"{LEAD}\n\n{NEW_BODY}"), 3: text(3, NEW_BODY)}

    article, revisions = stored(tmp_path / "a.db", *(sightings[number] for number in order))

    assert shown(article) == shown(page(1, body=NEW_BODY))
    assert revisions == [("2020-03-02T12:00:00Z", ["body"])]


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2))))
def test_an_older_text_that_differs_is_the_version_before(tmp_path, order):
    sightings = {1: text(1, f"{LEAD}\n\n{NEW_BODY}"), 2: page(2)}
    article, revisions = stored(tmp_path / "a.db", *(sightings[number] for number in order))
    assert shown(article) == shown(page(2))
    assert revisions == [("2020-03-02T12:00:00Z", ["body"])]


def test_a_whole_page_shows_that_something_is_gone(tmp_path):
    later = page(3, lead=None, links=[], kicker=None)
    article, revisions = stored(tmp_path / "a.db", page(1), text(2, BODY), later)
    assert shown(article) == shown(later)
    assert revisions == [("2020-03-03T12:00:00Z", ["kicker", "lead", "links"])]


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_texts_alone_complete_each_other(tmp_path, order):
    sightings = {1: text(1, BODY), 2: text(2, POORER["whole page"]), 3: text(3, BODY)}

    article, revisions = stored(tmp_path / "a.db", *(sightings[number] for number in order))

    assert (article.title, article.kicker) == ("Blaumilch gefördert", "Berichterstattung weltweit")
    assert article.breadcrumb
    assert article.source_text == "Ministerium"
    assert revisions == []


def test_a_later_text_that_says_more_is_an_edit(tmp_path):
    more = f"{BODY}\n\nNachtrag: Der Kanal ist voll."
    article, revisions = stored(tmp_path / "a.db", text(1, BODY), text(2, more))
    assert article.body == more
    assert revisions == [("2020-03-02T12:00:00Z", ["body"])]


def test_the_dates_of_an_edited_body_are_the_new_ones(tmp_path):
    edited = BODY.replace("3. April 2019", "14. Mai 2019")
    article, revisions = stored(tmp_path / "a.db", page(1), text(2, f"{LEAD}\n\n{edited}"))
    assert [(date.edtf, date.char_start) for date in article.dates] == [("2019-05-14", 25)]
    assert article.body[25:].startswith("14. Mai")
    assert revisions == [("2020-03-02T12:00:00Z", ["body", "dates"])]


def test_another_date_of_publication_is_taken_whole():
    old = {"body": "B", "published_on": "2019-03-01", "published_at": "x", "published_from": "time"}
    text = {"body": "B", "published_on": "2019-03-02", "published_from": "text export"}
    assert completed(text, old, from_page=True) == text
    assert completed({**text, "published_on": "2019-03-01"}, old, from_page=True) == old


def test_a_copy_without_a_date_takes_none_from_one_whose_element_nobody_named():
    said = {"body": "Ein Text.", "published_on": "2019-03-01", "published_edtf": "2019-03-01"}
    silent = {"body": "Ein Text.", "published_from": "capture"}
    assert completed(silent, said, from_page=False) == said
    assert completed(said, silent, from_page=False) == said


def test_a_server_that_says_not_modified_speaks_of_its_page(tmp_path):
    with Archive(tmp_path / "a.db") as archive:
        first = archive.begin_run("musterportal", "live", PORTAL)
        archive.store([page(1), text(2, NEW_BODY)], first)
        again = archive.begin_run("musterportal", "live", PORTAL)
        archive.see_unmodified([Capture(URL, moment(4), moment(4), status=304)], again)
        (article,) = read_articles(archive.db.conn, [1]).values()
        assert shown(article) == shown(page(1))
        assert rows(archive) == [
            ("2020-03-02T12:00:00Z", ["body"]),
            ("2020-03-04T12:00:00Z", ["body"]),
        ]


def test_a_reservation_outlives_a_text_export(tmp_path):
    reserved = page(1)
    reserved.capture.tdm_reserved = True
    with Archive(tmp_path / "a.db") as archive:
        archive.store([reserved, text(2, BODY)], archive.begin_run("p", "live", PORTAL))
        (row,) = archive.db.query("SELECT reservation FROM v_articles")
        assert row["reservation"] == "tdm"


@pytest.mark.parametrize("into", ["page", "text"])
def test_archives_that_are_merged_agree(tmp_path, into):
    sightings = {"page": [page(1), page(3)], "text": [text(2, BODY), text(4, NEW_BODY)]}
    for name, seen_there in sightings.items():
        stored(tmp_path / f"{name}.db", *seen_there)
    other = "text" if into == "page" else "page"
    with Archive(tmp_path / f"{into}.db") as archive:
        merge_archive(archive, tmp_path, tmp_path / f"{other}.db", tmp_path)
        (article,) = read_articles(archive.db.conn, [1]).values()
        assert shown(article) == shown(page(1, body=NEW_BODY))
        assert rows(archive) == [("2020-03-04T12:00:00Z", ["body"])]


# -- undated texts: nobody knows which of two is the older -----------------------------------------


def undated(read_on, content):
    """A text export that does not say when it was made, read on a day long after."""
    article = text(read_on, content)
    article.captured_at = None
    article.capture.captured_at += dt.timedelta(days=365)
    article.capture.dated_by = READING
    article.capture.digest = f"sha1:{content}"
    return article


COPIES = {
    **{f"text {name}": content for name, content in POORER.items()},
    "edited": NEW_BODY,
    "longer": f"{BODY}\n\nNachtrag: Der Kanal ist voll.",
    "title twice": f"Blaumilch gefördert\nBlaumilch gefördert\n\n{LEAD}\n\n{BODY}",
    "read on": f"{BODY}\n\nZum Nachlesen\n\nWasseramt (02.2019): Der Kanal",
    "dated": f"Meldung\n01.03.2019\n\nBlaumilch gefördert\n\n{LEAD}\n\n{BODY}",
    "other date": f"Meldung\n02.03.2019\n\nBlaumilch gefördert\n\n{BODY}",
    "other title": f"Blaumilchkanal nun doch\n\n{LEAD}\n\n{BODY}",
}


def dated(day, content):
    """A text export that says when it was made; several are of one day."""
    article = text(day, content)
    article.capture.digest = f"sha1:{content}"
    return article


def titled_by_its_url(article):
    """The text as a reader gives it who makes a title of the URL."""
    if article.title is None:
        article.title, article.title_from = "Blaumilch", FROM_URL
    return article


def end_of(sightings):
    with tempfile.TemporaryDirectory() as folder:
        return stored(Path(folder) / "a.db", *sightings)


@st.composite
def copies_in_two_orders(draw):
    """Copies of one page, twice in any order; undated ones are read when they arrive."""
    names = draw(st.lists(st.sampled_from([*COPIES]), min_size=2, max_size=4, unique=True))
    stating_a_day = draw(st.sets(st.sampled_from(names)))
    days = {name: draw(st.integers(1, 3)) for name in names}
    pages = draw(st.lists(st.integers(1, 3), max_size=2, unique=True))
    order = [*names, *pages]
    return [
        [
            page(name)
            if isinstance(name, int)
            else titled_by_its_url(dated(days[name], COPIES[name]))
            if name in stating_a_day
            else titled_by_its_url(undated(1 + arrival, COPIES[name]))
            for arrival, name in enumerate(one)
        ]
        for one in (draw(st.permutations(order)), draw(st.permutations(order)))
    ]


@settings(max_examples=30, deadline=None)
@given(copies_in_two_orders())
def test_any_order_of_arrival_ends_in_the_same_article(orders):
    (one, one_edits), (other, other_edits) = map(end_of, orders)
    assert shown(one) == shown(other)
    assert one_edits == other_edits


@settings(max_examples=15, deadline=None)
@given(st.permutations([*POORER]).map(lambda names: names[:3]), st.integers(0, 3))
def test_undated_texts_beside_a_page_change_nothing(names, place):
    sightings = [undated(1 + day, POORER[name]) for day, name in enumerate(names)]
    sightings.insert(place, page(2))
    article, edits = end_of(sightings)
    assert shown(article) == shown(page(2))
    assert edits == []


@pytest.mark.parametrize("order", list(itertools.permutations((0, 1))))
def test_an_undated_text_is_no_edit_of_a_page(tmp_path, order):
    sightings = [page(2), undated(3, f"{LEAD}\n\n{NEW_BODY}")]
    article, edits = stored(tmp_path / "a.db", *(sightings[i] for i in order))
    assert shown(article) == shown(page(2))
    assert edits == []


@pytest.mark.parametrize("order", list(itertools.permutations((0, 1, 2))))
def test_the_richest_of_undated_texts_is_not_emptied(tmp_path, order):
    contents = [POORER["whole page"], BODY, POORER["title and body"]]
    sightings = [titled_by_its_url(undated(1 + n, contents[i])) for n, i in enumerate(order)]
    article, edits = stored(tmp_path / "a.db", *sightings)
    assert (article.title, article.title_from) == ("Blaumilch gefördert", None)
    assert article.kicker == "Berichterstattung weltweit"
    assert article.breadcrumb == "Startseite › Aktuelles › Nachrichten"
    assert [place.name for place in article.places] == ["Polen", "EU"]
    assert edits == []


@pytest.mark.parametrize("order", list(itertools.permutations((0, 1))))
@pytest.mark.parametrize("make", [undated, text])
def test_a_title_made_of_a_url_is_poorer_than_a_printed_one(tmp_path, make, order):
    contents = [BODY, POORER["title and body"]]
    sightings = [titled_by_its_url(make(1 + n, contents[i])) for n, i in enumerate(order)]
    article, edits = stored(tmp_path / "a.db", *sightings)
    assert (article.title, article.title_from) == ("Blaumilch gefördert", None)
    assert edits == []


def test_when_an_article_was_seen_an_undated_text_does_not_tell(tmp_path):
    with Archive(tmp_path / "a.db") as archive:
        run = archive.begin_run("musterportal", "text:x", PORTAL)
        archive.store([undated(5, BODY)], run)
        archive.store([page(2)], run)
        archive.store([undated(6, POORER["whole page"])], run)
        (row,) = archive.db.query("SELECT first_seen_at, last_seen_at FROM articles")
    assert set(row.values()) == {"2020-03-02T12:00:00Z"}
