"""Any Memento archive as a source: TimeMaps of a host, or of one URL after the other."""

from __future__ import annotations

import pytest

from crawler.archive import Archive
from crawler.demo.expected import expected
from tests.books.replica import HOME, NOTHING, Served, article, page_of_links
from tests.conftest import kept_in, run_scrapy
from tests.pywb import pywb
from tests.webarchives.archive_stub import (
    AACHEN,
    AUTUMN,
    BREMEN,
    LIST,
    SPRING,
    SUMMER,
    WebArchive,
    recover,
    rows,
)
from tests.webarchives.collection import build
from tests.webarchives.recovering import ARTICLES, PORTAL

TIMEMAPS = "memento:ARCHIVE/timemap/link/"
CAPTURES = {
    (SPRING, LIST): page_of_links("/artikel/aachen", "/liste?seite=2"),
    (SUMMER, f"{LIST}?seite=2"): page_of_links("/artikel/bremen", "/artikel/celle"),
    (SPRING, AACHEN): article("Aachen"),
    (SUMMER, AACHEN): article("Aachen"),
    (SUMMER, BREMEN): article("Bremen"),
}


def test_a_real_pywb_gives_what_the_portal_showed(tmp_path):
    captured = ARTICLES[:6]
    build(tmp_path / "portal.warc.gz", captured)
    path = tmp_path / "archive.db"
    with pywb(tmp_path / "pywb", tmp_path / "portal.warc.gz") as replay:
        source = f"source=memento:{replay.url}timemap/link/"
        done = run_scrapy("crawl", PORTAL, "-a", source, *kept_in(path))
        since = len(replay.log)
        again = run_scrapy("crawl", PORTAL, "-a", source, *kept_in(path))
        asked = replay.payloads(since)

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr
    assert asked == []
    urls = {row["url"] for row in captured}
    by_url = {row["url"]: row for row in expected("kooperation", 2) if row["url"] in urls}
    with Archive(path) as archive:
        articles = {found.url: found for _, found in archive.articles(PORTAL)}
    assert articles.keys() == by_url.keys()
    for url, row in by_url.items():
        undated = articles[url].published_from == "capture"  # then it is the capture's, a bound
        for name in row.keys() - {"url", *(["published_edtf"] if undated else [])}:
            if hasattr(articles[url], name) and isinstance(row[name], str | None):
                assert getattr(articles[url], name) == row[name], (url, name)


def test_where_a_host_can_be_asked_for_its_articles_are_all_found_at_once(tmp_path):
    run = recover(WebArchive(CAPTURES, lists_hosts=True), tmp_path, TIMEMAPS)

    assert run.titles() == ["Neues aus Aachen", "Neues aus Bremen"]
    assert sum("/timemap/" in path for path in run.asked) == 1


def test_else_lists_lead_to_later_pages_and_articles(tmp_path):
    run = recover(WebArchive(CAPTURES), tmp_path, TIMEMAPS)

    assert run.titles() == ["Neues aus Aachen", "Neues aus Bremen"]
    timemaps = [path for path in run.asked if "/timemap/" in path]
    assert len(timemaps) == len(set(timemaps))
    assert run.outcomes("list")["read"] == 2
    assert run.outcomes("record") == {"new": 2, "unchanged": 1}
    assert run.outcomes()["not_reached"] == 1  # Celle, which nobody captured


def test_what_our_archive_knows_is_asked_for_too(tmp_path):
    captures = {(SPRING, AACHEN): article("Aachen")}
    recover(WebArchive(captures), tmp_path, f"{TIMEMAPS}{AACHEN}")
    captures[SUMMER, AACHEN] = article("Aachen an der Wurm")

    run = recover(WebArchive(captures), tmp_path, TIMEMAPS)

    assert run.titles() == ["Neues aus Aachen an der Wurm"]


def test_the_timemap_of_an_article_is_a_source_of_that_article(tmp_path):
    run = recover(WebArchive(CAPTURES), tmp_path, f"{TIMEMAPS}{AACHEN}")

    assert run.titles() == ["Neues aus Aachen"]
    assert run.outcomes("record") == {"new": 1, "unchanged": 1}


def test_nothing_is_asked_for_twice(tmp_path):
    run = recover(WebArchive(CAPTURES), tmp_path, TIMEMAPS, runs=2)

    assert [path for path in run.asked if path != "/robots.txt"] == []


def test_the_replay_says_what_no_timemap_does(tmp_path):
    captures = {
        (SPRING, AACHEN): article("Aachen"),
        (AUTUMN, AACHEN): Served(b"", 410),
        (SPRING, BREMEN): Served(
            b"", 301, {"Location": f"/coll/{SPRING}id_/{AACHEN}", "Memento-Datetime": "x"}
        ),
        (SUMMER, BREMEN): Served(b"kaputt", 500),
    }
    run = recover(WebArchive(captures, lists_hosts=True), tmp_path, TIMEMAPS, RETRY_TIMES=2)

    assert run.titles() == ["Neues aus Aachen"]
    assert rows(run, "SELECT gone_at, gone_confirmed FROM articles") == [
        ("2019-10-12T08:00:00Z", 0)
    ]
    statuses = dict(rows(run, "SELECT captured_at || url, status FROM listed_captures"))
    assert sorted(statuses.values()) == [200, 301, 410, 500]
    assert sum(run.outcomes("record").values()) == len(captures)
    assert run.summary.exit_code == 0
    assert len([path for path in run.asked if "id_/" in path]) == len(captures)


def test_a_replay_without_original_form_is_unwrapped(tmp_path):
    body = article("Aachen").body
    archive = WebArchive(offers_raw=False)
    link = f"/coll/{SPRING}/{HOME}artikel/celle"
    inserted = b"<!-- WB Insert --><script>wbinfo = {};</script><!-- End WB Insert -->"
    body = body.replace(b"<head>", b"<head>" + inserted)
    body = body.replace(b"</main>", f"<p><a href='{link}'>Celle</a></p></main>".encode())
    archive.captures = {(SPRING, AACHEN): Served(body)}

    run = recover(archive, tmp_path, f"{TIMEMAPS}{AACHEN}")

    assert run.titles() == ["Neues aus Aachen"]
    assert rows(run, "SELECT url FROM links") == [(f"{HOME}artikel/celle",)]


def test_a_timemap_that_cannot_be_had_costs_that_url_alone(tmp_path):
    broken = {f"/coll/timemap/link/{AACHEN}": Served(b"kaputt", 500)}
    run = recover(WebArchive(CAPTURES, others=broken), tmp_path, TIMEMAPS)

    assert run.titles() == ["Neues aus Bremen"]
    assert run.summary.exit_code == 1
    assert any(AACHEN in failure for failure in run.summary.reasons)


@pytest.mark.parametrize("source", ["memento:ARCHIVE/timemap/link/", "memento:ARCHIVE/seite.html"])
def test_what_is_no_timemap_is_told(tmp_path, source):
    page = Served(b"<!DOCTYPE html><html><p>Wir ziehen um.</p></html>")
    archive = WebArchive(others={"/coll/seite.html": page})
    archive.serve = lambda target: NOTHING if target == "/robots.txt" else page

    run = recover(archive, tmp_path, source)

    assert run.summary.exit_code == 1
    assert "no TimeMap" in run.summary.reasons[0]
