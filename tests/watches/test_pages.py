"""Pages, feeds and calendars of watches under `scrapy serve`, and as files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO

import feedparser
import icalendar
import pytest

from crawler.archive.watches import events, find_watch
from crawler.publishing.datasette.server import make_datasette
from crawler.publishing.datasette.site import Site
from crawler.publishing.language import language
from crawler.publishing.search.definition import Search
from crawler.publishing.watches.exporting import export_calendar, export_feed
from tests import looping
from tests.watches.conftest import FIRST_DAY, Portals, page

AHEAD = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=200)
TITLE = "Wasser; Milch, <b>Käse</b> & \\Butter " + "mit einem sehr langen Titel " * 6
CALL = page("eins", title=TITLE, deadline_on=AHEAD.isoformat())
LATER = (AHEAD + dt.timedelta(days=14)).isoformat()


def get(portals: Portals, path: str, **site: str):
    datasette = make_datasette(portals.archive.path, site=Site(**site))
    return looping.run(datasette.client.get(path))


def entries(body: str | bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


@pytest.fixture
def followed(portals: Portals) -> Portals:
    """A call is moved, another is new, a third one is withdrawn."""
    portals.crawl([CALL, page("drei", deadline_on=AHEAD.isoformat())], 0)
    portals.watch(0.5, topic="milch")
    portals.crawl([replace(CALL, deadline_on=LATER), page("zwei"), page("drei")], 1)
    portals.check(1)
    return portals


def test_the_list_names_each_watch_with_what_happened_last(followed):
    text = get(followed, "/beobachtungen").text
    assert "Thema: Milch" in text
    assert "Frist zurückgezogen" in text or "Frist verlängert" in text or "Neu: " in text
    assert 'href="/beobachtungen/milch.atom"' in text
    assert "Watches" in get(followed, "/beobachtungen", language="en").text


def test_an_archive_without_watches_says_how_one_is_made(portals):
    assert "scrapy watch add NAME" in get(portals, "/beobachtungen").text


def test_the_page_of_a_watch_says_what_happened_in_sentences(followed):
    text = get(followed, "/beobachtungen/MILCH").text
    for said in (
        "Frist verlängert: „Wasser; Milch, &lt;b&gt;Käse",
        "Neu: „Aufruf zwei“.",
        "nennt keine Frist mehr",
        "(entfallen)",
        "2. Januar 2024",
        "Künftige Fristen",
    ):
        assert said in text, said
    assert "<b>Käse</b>" not in text


def test_what_is_not_there_is_not_found(followed):
    for path in ("/beobachtungen/kefir", "/beobachtungen/kefir.ics", "/beobachtungen/kefir.atom",
                 "/beobachtungen/milch?before=eins"):  # fmt: skip
        assert get(followed, path).status_code == 404, path
    text = get(followed, "/beobachtungen/kefir").text
    assert "Eine Beobachtung „kefir“ gibt es nicht." in text
    assert "Die Datenbank meldet" not in text
    text = get(followed, "/beobachtungen/milch?before=eins").text
    assert "Bei „eins“ beginnt keine Seite einer Beobachtung." in text


@pytest.mark.parametrize("site", [{}, {"url": "https://archiv.example/sammlung/"}])
def test_the_feed_has_stable_ids_and_says_where_it_stands(followed, site):
    answer = get(followed, "/beobachtungen/milch.atom", **site)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    home = "https://archiv.example/sammlung" if site else "http://localhost"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == f"{home}/beobachtungen/milch.atom"
    assert answer.headers["content-type"].startswith("application/atom+xml")
    ids = [entry.id for entry in feed.entries]
    assert len(set(ids)) == 3
    assert feed.entries[0].link.startswith(f"{home}/archive/articles/")
    again = feedparser.parse(get(followed, "/beobachtungen/milch.atom", language="en").content)
    assert [entry.id for entry in again.entries] == ids


def test_a_long_feed_is_paged_and_says_so(portals):
    portals.crawl([CALL], 0)
    portals.watch(0.5, topic="Milch")
    portals.crawl([page(f"neu-{n}") for n in range(205)], 1)
    portals.check(1)
    seen: list[str] = []
    path: str | None = "/beobachtungen/milch.atom"
    while path:
        feed = feedparser.parse(get(portals, path).content)
        assert not feed.bozo
        assert "205 Ereignissen" in feed.feed.subtitle
        seen += [entry.id for entry in feed.entries]
        path = next((link.href for link in feed.feed.links if link.rel == "next"), None)
        path = path and path.removeprefix("http://localhost")
    assert len(set(seen)) == len(seen) == 205
    assert "Ältere Ereignisse" in get(portals, "/beobachtungen/milch").text


def test_the_calendar_has_each_deadline_once_and_says_what_was_moved(followed):
    answer = get(followed, "/beobachtungen/milch.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    moved, withdrawn = sorted(entries(answer.content), key=lambda each: str(each["UID"]))
    assert str(moved["SUMMARY"]) == f"Frist: {TITLE}"
    assert moved["DTSTART"].dt.isoformat() == LATER
    assert moved["DTEND"].dt - moved["DTSTART"].dt == dt.timedelta(days=1)
    assert (moved["STATUS"], moved["SEQUENCE"]) == ("CONFIRMED", 1)
    assert (withdrawn["STATUS"], withdrawn["DTSTART"].dt) == ("CANCELLED", AHEAD)
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75
    assert {str(each["UID"]) for each in entries(get(followed, "/fristen.ics").content)} == {
        str(moved["UID"]), str(withdrawn["UID"]),
    }  # fmt: skip


def test_a_call_that_is_gone_is_cancelled_and_stands_again_when_it_is_back(followed):
    def first(path: str = "/beobachtungen/milch.ics") -> icalendar.Event:
        return min(entries(get(followed, path).content), key=lambda each: str(each["UID"]))

    for day in (2, 3):
        followed.find_missing("eins", day)
    gone = first()
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 2)
    followed.crawl([replace(CALL, deadline_on=LATER)], 4)
    assert (first()["STATUS"], first()["SEQUENCE"]) == ("CONFIRMED", 3)
    assert first()["UID"] == gone["UID"]


def test_the_calendar_of_a_search_refuses_what_it_cannot_read(followed):
    assert entries(get(followed, "/fristen.ics?topic=MILCH&q=wasser").content)
    assert entries(get(followed, "/fristen.ics?kind=termin").content) == []
    refused = get(followed, "/fristen.ics?topic=Milhc")
    assert refused.status_code == 400
    assert "Meinten Sie „Milch“?" in refused.text


def test_deadlines_that_are_over_are_in_no_calendar(followed):
    file = BytesIO()
    day = AHEAD + dt.timedelta(days=15)
    assert export_calendar(followed.db, Search(), file, language(), day) == 0
    assert entries(file.getvalue()) == []


def test_as_files_they_are_the_same_and_link_the_portal(followed):
    watch = find_watch(followed.db, "milch")
    file = BytesIO()
    assert export_feed(followed.db, watch, file, language(), "", "feed.atom") == (3, 3)
    feed = feedparser.parse(file.getvalue())
    assert not feed.bozo
    assert {link.rel: link.href for link in feed.feed.links} == {"self": "feed.atom"}
    assert {entry.link for entry in feed.entries} == {e.url for e in events(followed.db, watch)}
    calendar = BytesIO()
    today = FIRST_DAY.date()
    assert export_calendar(followed.db, watch, calendar, language("en"), today) == 2
    assert str(entries(calendar.getvalue())[0]["URL"]).startswith("https://muster.example/")
