"""Portals whose pages show no dates: their lists say between which captures articles came."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.archive.database import utc_text
from tests.books.replica import (
    HOME,
    Run,
    Served,
    article,
    assert_closed,
    crawl,
    page_of_links,
    portal,
    replica,
    rss,
    sitemap,
)
from tests.warc.making import Warc
from tests.webarchives.stubs import Wayback

NAMES = ["aachen", "bremen", "celle", "dessau", "emden", "fulda", "gera", "halle"]
NIGHTS = [f"2016-0{month}-{day}" for month in (2, 3, 4) for day in ("03", "17")]
TOGETHER = "2019-12-01T10:00:00Z"
"""When the pages of the articles were captured."""


def undated(name: str) -> Served:
    return Served(article(name.title()).body.replace(b"12.03.2024", b"Meldung"))


def list_on(night: int) -> bytes:
    """The list: three articles at first, one more each night, the newest on top; five at most."""
    known = NAMES[: 3 + night][::-1]
    return page_of_links(*(f"/artikel/{name}" for name in known[:5])).body


def rows(run: Run, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(run.archive)) as db:
        return db.execute(sql).fetchall()


def recorded(folder: Path, nights: list[int], *, articles: bool = True) -> Path:
    folder.mkdir(exist_ok=True)
    warc = Warc()
    for name in NAMES if articles else ():
        warc.response(f"{HOME}artikel/{name}", undated(name).body, date=TOGETHER)
    for night in nights:
        warc.response(f"{HOME}liste", list_on(night), date=f"{NIGHTS[night]}T04:00:00Z")
    return warc.save(folder / f"{'-'.join(map(str, nights))}.warc.gz").parent


@pytest.fixture
def recovered(tmp_path):
    """Recovers the captures in a folder; they have no network, so that any server will do."""
    with replica(portal({})) as server:
        yield lambda name, folder, **options: crawl(
            server, tmp_path / name, source=f"warc:{folder}", STORIES_ENABLED=True, **options
        )


def the_day_before(day):
    """Lists are a little behind their articles: a portal caches them."""
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def test_articles_without_dates_came_between_two_captures_of_their_list(tmp_path, recovered):
    run = recovered("new", recorded(tmp_path / "warc", [*range(6)]))
    sql = "SELECT url, published_earliest, published_latest FROM articles"
    dated = {str(url).rpartition("/")[2]: between for url, *between in rows(run, sql)}
    nights = ([the_day_before(first), second] for first, second in pairwise(NIGHTS))
    newcomers = dict(zip(NAMES[3:], nights, strict=True))
    assert {name: dated[name] for name in newcomers} == newcomers
    assert all(dated[name][1] == NIGHTS[0] for name in NAMES[:3])
    assert (run.outcomes(), run.outcomes("list")) == ({"new": 8}, {"read": 1})
    assert run.outcomes("record") == {"new": 8, "read": 6}
    assert_closed(run)


def test_captures_of_lists_in_a_web_archive_say_the_same_month_by_month(tmp_path):
    folder = recorded(tmp_path / "warc", [*range(6)])
    with Wayback(min(folder.iterdir())) as stub, replica(portal({})) as server:
        there = {"CONNECT_TO": f"web.archive.org=127.0.0.1:{stub.port}", "STORIES_ENABLED": True}
        run = crawl(server, tmp_path / "new", source="wayback", **there)
    sql = "SELECT url, published_earliest, published_latest FROM articles"
    dated = {str(url).rpartition("/")[2]: tuple(between) for url, *between in rows(run, sql)}
    february, march, april = NIGHTS[1::2]
    assert {dated[name] for name in ("emden", "fulda")} == {(the_day_before(february), march)}
    assert {dated[name] for name in ("gera", "halle")} == {(the_day_before(march), april)}
    assert {dated[name][1] for name in NAMES[:4]} == {february}
    assert run.outcomes("list") == {"read": 1}
    assert_closed(run)


def test_lists_say_the_same_in_any_order_and_wherever_they_are_read(tmp_path, recovered):
    sql = "SELECT list_url, page, digest, first_at, last_at, urls FROM list_snapshots ORDER BY 1, 3"
    together = recovered("one", recorded(tmp_path / "warc", [0, 1, 2, 2, 3]))
    shuffled = [0, 1, 2, 2, 3]
    random.Random(5).shuffle(shuffled)
    apart = tmp_path / "apart"
    apart.mkdir()
    for number, night in enumerate(shuffled):
        recorded(apart / str(number), [night], articles=number == 3)
    spread = recovered("two", apart, WARC_PROCESSES=2)
    assert len(rows(together, sql)) == 4
    assert rows(spread, sql) == rows(together, sql)
    assert_closed(spread)


@pytest.mark.parametrize(
    ("asked", "articles", "lists"),
    [
        ({"limit": "2"}, 2, 0),  # the lists come behind the articles
        ({"until": "2016-03-31"}, 0, 4),
        ({"since": "2019-01-01"}, 8, 0),
        ({"url": f"{HOME}artikel/celle"}, 1, 0),
    ],
)
def test_who_asks_for_a_part_gets_the_lists_of_that_part(
    tmp_path, recovered, asked, articles, lists
):
    run = recovered("new", recorded(tmp_path / "warc", [*range(6)]), **asked)
    assert len(run.titles()) == articles
    assert len(rows(run, "SELECT * FROM list_snapshots")) == lists
    assert_closed(run)


def test_a_damaged_page_of_a_list_is_told(tmp_path, recovered):
    made = Warc(compressed=False).response(f"{HOME}artikel/aachen", undated("aachen").body)
    made = made.response(f"{HOME}liste", list_on(0)).made()
    file = tmp_path / "torn.warc"
    file.write_bytes(made.data[: made.offsets[1] + len(made.member(1)) // 2])
    run = recovered("new", file)
    assert run.titles() == ["Neues aus Aachen"]
    assert run.summary.exit_code == 1
    assert rows(run, "SELECT * FROM list_snapshots") == []
    assert_closed(run)


def test_lists_are_no_articles_and_alone_are_nothing_to_recover(tmp_path, recovered):
    run = recovered("new", recorded(tmp_path / "warc", [0], articles=False))
    assert run.titles() == []
    assert "nothing at warc:" in " ".join(run.summary.reasons)
    assert run.outcomes("list") == {"read": 1}
    assert_closed(run)


def test_error_pages_and_redirects_at_a_lists_url_are_no_list(tmp_path, recovered):
    warc = Warc().response(f"{HOME}artikel/aachen", undated("aachen").body)
    warc.response(f"{HOME}liste", b"<h1>Nicht gefunden</h1>", status="404 Not Found")
    moved = [("Location", f"{HOME}neu")]
    warc.response(f"{HOME}liste?seite=2", b"", status="302 Found", headers=moved)
    warc.save(tmp_path / "a.warc.gz")
    run = recovered("new", tmp_path / "a.warc.gz")
    assert (run.outcomes(), run.outcomes("list")) == ({"new": 1}, {"not_wanted": 2})
    assert rows(run, "SELECT * FROM list_snapshots") == []
    assert_closed(run)


def test_saved_list_pages_order_nothing_where_only_their_files_tell_when(tmp_path):
    folder = tmp_path / "portal.example"
    (folder / "artikel").mkdir(parents=True)
    (folder / "artikel" / "aachen.html").write_bytes(undated("aachen").body)
    line = '<li><span>11.03.2016</span><a href="/artikel/aachen.html">Mehr</a></li>'
    (folder / "liste").mkdir()
    (folder / "liste" / "index.html").write_text(f"<html><body><ul>{line}</ul></body></html>")
    with replica(portal({})) as server:
        run = crawl(server, tmp_path / "new", source=f"folder:{tmp_path / 'portal.example'}")
    assert rows(run, "SELECT * FROM list_snapshots") == []
    assert rows(run, "SELECT kind, day FROM listed_dates") == [("listed", "2016-03-11")]
    assert run.outcomes("list") == {"read": 1}
    assert_closed(run)


def test_a_crawl_night_after_night_keeps_what_stood_on_lists_and_in_feeds(tmp_path):
    nights = [{"/liste": Served(list_on(night))} for night in (0, 1, 1)]
    links = [f"/artikel/{name}" for name in NAMES]
    fixed = {link: undated(name) for link, name in zip(links, NAMES, strict=True)}
    entry = f"<item><link>{HOME}artikel/aachen</link><pubDate>2016-02-01</pubDate></item>"
    feed = rss().body.replace(b"<channel>", f"<channel>{entry}".encode())
    changed = sitemap(*links).body.replace(
        b"bremen</loc>", b"bremen</loc><lastmod>2016-02-04</lastmod>"
    )
    xml = "application/xml"
    fixed |= {
        "/feed.xml": Served(feed, media_type=xml),
        "/sitemap.xml": Served(changed, media_type=xml),
    }
    with replica(portal({**fixed, **nights[0]})) as server:
        for night in nights:
            server.serve = portal({**fixed, **night})
            run = crawl(server, tmp_path / "live", STORIES_ENABLED=True)
            assert_closed(run)
    lists = rows(run, "SELECT list_url, page, urls, first_at < last_at FROM list_snapshots")
    assert [(url, page) for url, page, *_ in lists] == [(f"{HOME}feed.xml", 1)] + [
        (f"{HOME}liste", 1)
    ] * 2
    assert rows(run, "SELECT kind, url, day FROM listed_dates ORDER BY kind") == [
        ("feed", f"{HOME}artikel/aachen", "2016-02-01"),
        ("sitemap", f"{HOME}artikel/bremen", "2016-02-04"),
    ]
    (aachen,) = rows(run, "SELECT published_estimate FROM articles WHERE url LIKE '%/aachen'")
    assert aachen == ("2016-02-01",)


def test_a_list_that_is_not_modified_stands_as_it_stood(tmp_path):
    unmodified = Served(status=304)
    links = {f"/artikel/{name}": undated(name) for name in NAMES}
    moments = "SELECT first_at, last_at FROM list_snapshots WHERE list_url LIKE '%/liste'"
    with replica(
        portal({**links, "/liste": Served(list_on(0), headers={"ETag": '"1"'})})
    ) as server:
        ((first, last),) = rows(crawl(server, tmp_path / "live"), moments)
        assert first == last
        while utc_text(dt.datetime.now(dt.UTC)) <= str(last):
            time.sleep(0.05)
        server.serve = portal({**links, "/liste": unmodified})
        run = crawl(server, tmp_path / "live")
    ((again, later),) = rows(run, moments)
    assert again == first
    assert str(later) > str(last)
    assert run.outcomes("list") == {"not_modified": 1}
    assert_closed(run)
