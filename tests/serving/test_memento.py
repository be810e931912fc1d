"""Memento (RFC 7089): TimeMaps, TimeGates and replays of every URL the archive knows."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
from contextlib import closing
from email.utils import format_datetime

import pytest
import requests
from memento_client import MementoClient

from crawler.items import Alias
from crawler.publishing.replay import link_format
from crawler.publishing.replay.link_format import Links
from crawler.publishing.replay.mementos import Memento, mementos_of, nearest
from crawler.webarchives.timemap import Link, read_links, read_timemap
from tests.conftest import kept_in, run_scrapy
from tests.serving.stored import FIRST, HOME, Page, Stored

URL = f"{HOME}artikel/1"
DAYS = (0, 10, 400)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An article captured three times, once under an alias; a list; a text; another article."""
    stored = Stored(tmp_path_factory.mktemp("memento"))
    alias = f"{URL}?cHash=abc"
    stored.keep(
        [
            Page(b"<p>Eins</p>", fields={"aliases": [Alias(alias, "cHash")]}),
            Page(b"<p>Zwei</p>", url=alias, days=10, fields={"url": URL}),
            Page(b"<p>Drei</p>", days=400, fields={"title": "Cluster neu"}),
            Page(b"Text", days=500, headers=[("Content-Type", "text/plain; charset=utf-8")]),
            Page(b"<p>Weg</p>", url=f"{HOME}weg", status=410),
            Page(b"<p>Suche</p>", url=f"{HOME}suche?q=K%C3%A4fer&seite=2"),
            Page("<p>Straße</p>".encode(), url=f"{HOME}straße"),
        ]
    )
    return stored


def links_of(answer):
    return [link for link in read_links(answer.headers["link"], "") if isinstance(link, Link)]


def related(answer, relation):
    return [link.url for link in links_of(answer) if relation in link.relations]


@pytest.mark.parametrize(
    "asked",
    [
        URL,
        f"{URL}/",
        f"{URL}?cHash=abc",
        f"{URL}?utm_source=brief&utm_medium=mail",
        URL.replace("https", "http"),
        URL.replace("www.", ""),
        URL.removeprefix("https://"),
        URL.replace("//", "/"),  # a proxy merged the slashes
        URL.replace(":", "%3A").replace("/", "%2F"),
    ],
)
def test_each_spelling_of_a_url_has_the_same_timemap(archive, asked):
    answer = archive.get(f"/memento/timemap/link/{asked}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/link-format"
    timemap = read_timemap(answer.content, str(answer.url), asked)
    assert not timemap.unread
    assert [row.captured_at for row in timemap.rows] == [
        FIRST + dt.timedelta(days=day) for day in DAYS
    ]


def test_a_timemap_says_what_it_is_of_and_where_it_begins_and_ends(archive):
    text = archive.get(f"/memento/timemap/link/{URL}").text
    links = {" ".join(sorted(link.relations)): link for link in read_links(text, "")}
    assert links["original"].url == URL
    assert links["timegate"].url.endswith(f"/memento/timegate/{URL}")
    assert links["self"].attributes["type"] == "application/link-format"
    assert links["self"].attributes["from"] == "Mon, 22 Feb 2016 14:04:05 GMT"
    assert links["first memento"].url.endswith(f"/memento/20160222140405/{URL}")
    assert links["last memento"].url.endswith(f"/memento/20170328140405/{URL}")


@pytest.mark.parametrize(
    ("days", "found"),
    [(-3000, 0), (0, 0), (4, 0), (6, 1), (10, 1), (204, 1), (206, 2), (401, 2), (5000, 2)],
)
def test_the_timegate_leads_to_the_nearest_memento(archive, days, found):
    moment = format_datetime(FIRST + dt.timedelta(days=days), usegmt=True)
    answer = archive.get(f"/memento/timegate/{URL}", accept_datetime=moment)
    assert answer.status_code == 302
    assert "accept-datetime" in answer.headers["vary"].lower()
    at = f"{FIRST + dt.timedelta(days=DAYS[found]):%Y%m%d%H%M%S}"
    assert f"/memento/{at}/" in answer.headers["location"]
    assert related(answer, "original") == [URL]
    assert related(answer, "timemap")[0].endswith(f"/timemap/link/{URL}")


def test_the_timegate_leads_to_the_last_memento_when_no_moment_is_asked_for(archive):
    assert "/memento/20170328140405/" in archive.get(f"/memento/timegate/{URL}").headers["location"]


@pytest.mark.parametrize(
    "moment",
    [
        "", "gestern", "2016-02-22", "22.02.2016", "20160222140405",
        "Mon, 31 Feb 2016 00:00:00 GMT",
        "Mon, 22 Feb 2016 25:00:00 GMT", "Mon, 22 Feb 2016 14:04:05", "Mon, 22 Feb 16 14:04:05 GMT",
        "Mon, 22 Feb 2016 14:04:05 +0200", "Mon Feb 22 14:04:05 2016",
    ],
)  # fmt: skip
def test_a_moment_that_is_none_is_refused(archive, moment):
    answer = archive.get(f"/memento/timegate/{URL}", accept_datetime=moment)
    assert answer.status_code == 400
    assert "accept-datetime" in answer.headers["vary"].lower()
    assert related(answer, "original") == [URL]


@pytest.mark.parametrize("what", ["timegate/", "timemap/link/", "20160222140405/"])
@pytest.mark.parametrize(
    "asked",
    [
        "https://fremd.example/",
        f"{HOME}artikel/2",
        f"{HOME}weg",
        "urn:sha256:00",
        "x",
        f"{HOME}?_timelimit=x&sql=x",  # no arguments of ours
        "http://[x/",
        "http://x/%FF%ED%A0%80",
        "https:",
        "http://x:99999/",
    ],
)
def test_what_the_archive_has_no_page_of_is_not_found(archive, what, asked):
    assert archive.get(f"/memento/{what}{asked}").status_code == 404


@pytest.mark.parametrize(("day", "body"), [(0, b"<p>Eins</p>"), (400, b"<p>Drei</p>")])
@pytest.mark.parametrize("form", ["", "id_"])
def test_a_memento_is_the_page_as_recorded(archive, day, body, form):
    moment = FIRST + dt.timedelta(days=day)
    answer = archive.get(f"/memento/{moment:%Y%m%d%H%M%S}{form}/{URL}")
    assert answer.status_code == 200
    assert answer.content == body
    assert answer.headers["memento-datetime"] == format_datetime(moment, usegmt=True)
    assert related(answer, "original") == [URL]
    neighbour = "next" if day == 0 else "prev"
    assert len(related(answer, neighbour)) == 1
    assert ("first" if day == 0 else "last") in links_of(answer)[3 if day == 0 else -1].relations


def test_a_memento_of_another_moment_leads_to_the_nearest(archive):
    answer = archive.get(f"/memento/2016id_/{URL}")
    assert answer.status_code == 302
    assert answer.headers["location"].endswith(f"/memento/20160222140405id_/{URL}")
    assert archive.get(f"/memento/20161399/{URL}").status_code == 404


def test_a_browser_is_led_to_the_page_around_the_frame(archive):
    answer = archive.get(f"/memento/20160222140405/{URL}", sec_fetch_mode="navigate")
    assert (answer.status_code, answer.headers["location"]) == (302, "/gespeichert/1")


@pytest.mark.parametrize("asked", [f"{HOME}suche?q=K%C3%A4fer&seite=2", f"{HOME}straße"])
def test_query_strings_and_umlauts_are_part_of_the_url(archive, asked):
    place = archive.get(f"/memento/timegate/{asked}").headers["location"]
    assert place.isascii()
    answer = archive.get(place)
    assert answer.status_code == 200
    assert answer.headers["memento-datetime"]


def test_a_timemap_of_a_whole_site_lists_every_page(archive):
    answer = archive.get(f"/memento/timemap/link/{HOME.replace('https', 'http')}*")
    rows = read_timemap(answer.content, str(answer.url), f"{HOME}*").rows
    assert len(rows) == 5
    assert archive.get(f"/memento/timegate/{HOME}*").status_code == 404


def test_a_long_timemap_has_pages_that_a_reader_follows(archive, monkeypatch):
    monkeypatch.setattr(link_format, "PAGE_SIZE", 2)
    found = []
    waiting = [f"/memento/timemap/link/{URL}"]
    known = {f"http://localhost{waiting[0]}"}
    while waiting:
        answer = archive.get(waiting.pop())
        page = read_timemap(answer.content, str(answer.url), URL)
        found += [row.captured_at for row in page.rows]
        waiting += [other.url for other in page.others if other.url not in known]
        known |= {other.url for other in page.others}
    assert sorted(found) == [FIRST + dt.timedelta(days=day) for day in DAYS]
    assert archive.get(f"/memento/timemap/link/3/{URL}").status_code == 404


def test_nothing_that_a_url_holds_breaks_out_of_a_link():
    evil = 'https://x.example/">, <https://evil.example/>; rel="original'
    links = [*read_links(Links("https://a.example/memento/", evil).field(()), "")]
    assert [sorted(link.relations) for link in links] == [["original"], ["timegate"], ["timemap"]]


def test_a_url_of_two_sites_belongs_to_its_own(tmp_path):
    stored = Stored(tmp_path)
    stored.keep([Page(url=f"{HOME}a"), Page(b"<p>b</p>", url="https://fremd.example/a")])
    with closing(sqlite3.connect(stored.archive)) as db:
        assert [m.url for m in mementos_of(db, "http://muster.example/a/")] == [f"{HOME}a"]
        assert mementos_of(db, "https://dritter.example/a") is None


@pytest.mark.parametrize(("seconds", "at"), [(-1, 0), (0, 0), (4, 0), (5, 0), (6, 1), (11, 1)])
def test_of_two_equally_near_the_older_is_the_nearest(seconds, at):
    both = [Memento(n, URL, FIRST + dt.timedelta(seconds=10 * n)) for n in (0, 1)]
    assert nearest(both, FIRST + dt.timedelta(seconds=seconds)) == at


class _Original(requests.adapters.BaseAdapter):
    """The portal, which the client asks first whether it knows a TimeGate of its own."""

    def send(self, request, **_):
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 200, request.url, request
        answer.raw = io.BytesIO()
        return answer

    def close(self):
        pass


def captures(path, condition):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            f"SELECT url, captured_at, digest FROM captures WHERE {condition} ORDER BY 1, 2"
        ).fetchall()


def test_somebody_elses_client_follows_our_timegate(crawled, address):
    condition = "article_id = 61 AND status = 200"
    (url, first, _), (_, last, _) = captures(crawled.archive, condition)
    with requests.Session() as session:
        session.mount("http://www.kooperation.example", _Original())
        client = MementoClient(f"{address}/memento/timegate/", session=session)
        for asked, found in ((dt.datetime(2016, 1, 1), first), (dt.datetime(2199, 1, 1), last)):
            told = client.get_memento_info(url, asked)["mementos"]
            assert f"{told['closest']['datetime']:%Y-%m-%dT%H:%M:%SZ}" == found
            assert f"{told['first']['datetime']:%Y-%m-%dT%H:%M:%SZ}" == first
            replayed = session.get(told["closest"]["uri"][0])
            assert b"<h1>" in replayed.content


def test_our_own_crawl_recovers_every_version_out_of_a_timemap(crawled, address, tmp_path):
    condition = "article_id = 61 AND status = 200 AND content_hash IS NOT NULL"
    wanted = captures(crawled.archive, condition)
    path = tmp_path / "archive.db"
    done = run_scrapy(
        "crawl", "demo_kooperation", "-a", "versions=all", "-s", "DOWNLOAD_DELAY=0",
        "-a", f"source=memento:{address}/memento/timemap/link/{wanted[0][0]}",
        "-s", "PRIVATE_HOSTS=127.0.0.1", "-s", "AUTOTHROTTLE_ENABLED=False", *kept_in(path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # The same payloads, byte by byte: packed as the portal sent them.
    assert captures(path, "content_hash IS NOT NULL") == wanted


def test_robots_txt_lets_other_archives_of_this_kind_in_and_nobody_else(archive):
    text = archive.get("/robots.txt").text
    ours, others = text.strip().split("\n\n")
    assert ours.splitlines() == ["User-agent: clusterarchiv", "Allow: /memento/", "Disallow: /"]
    assert others.splitlines() == ["User-agent: *", "Disallow: /"]
