"""One outcome for everything a crawl meets: a row for each, and whatever a portal serves."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.books.replica import (
    HOME,
    NOTHING,
    REQUESTS_MAX,
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


def moved(to: str, status: int = 301) -> Served:
    return Served(b"", status, {"Location": to})


HEALTHY = {"new": 3, "not_wanted": 1}


@dataclass(frozen=True)
class Row:
    """What a portal serves, and what comes of it; ``pages`` replace a healthy portal's."""

    name: str
    pages: dict[str, Served]
    outcomes: dict[str, int]
    code: int = 0
    kind: str = "article"
    options: dict[str, Any] = field(default_factory=dict)


AACHEN = "/artikel/aachen"
BREMEN = "/artikel/bremen"
CELLE = "/artikel/celle"
ARTICLES = (AACHEN, BREMEN, CELLE)
LONG = "/artikel/" + "x" * 3000
NO = b"<h1>Nein</h1>"
FORBIDS = b"User-agent: *\nDisallow: /artikel/aachen"
WITHOUT = {"new": 2, "not_wanted": 1}
ROWS = [
    Row("a healthy portal", {}, HEALTHY),
    Row("lists, feeds and sitemaps are read", {}, {"read": 1}, kind="list"),
    *(
        Row(f"status {status}", {AACHEN: Served(NO, status)}, WITHOUT | {left: 1}, code)
        for status, left, code in [
            (404, "gone", 0), (410, "gone", 0), (401, "blocked", 1), (402, "blocked", 1),
            (403, "blocked", 1), (405, "blocked", 1), (418, "blocked", 1), (429, "blocked", 1),
            (451, "blocked", 1), (500, "rejected", 1), (503, "rejected", 1), (202, "blocked", 1),
            (204, "rejected", 1),
        ]
    ),
    Row("a redirect to itself", {AACHEN: moved(AACHEN, 302)}, WITHOUT | {"blocked": 1}, 1),
    Row(
        "two that redirect to each other",
        {AACHEN: moved("/artikel/celle"), "/artikel/celle": moved(AACHEN)},
        {"new": 1, "not_wanted": 1, "blocked": 2},
        1,
    ),
    Row(
        "moved for good",
        {AACHEN: moved("/artikel/aachen-neu"), "/artikel/aachen-neu": article("Aachen")},
        {"new": 3, "alias": 1, "not_wanted": 1},
    ),
    Row(
        "moved to the home page",
        {AACHEN: moved("/"), "/": page_of_links("/liste")},
        WITHOUT | {"rejected": 1},
    ),
    Row("an empty page", {AACHEN: Served(b"")}, WITHOUT | {"blocked": 1}, 1),
    Row(
        "an error page with status 200",
        {AACHEN: Served(b"<html><body><h1>Seite nicht gefunden</h1></body></html>")},
        WITHOUT | {"rejected": 1},
    ),
    Row(
        "forbidden by robots.txt",
        {"/robots.txt": Served(FORBIDS, media_type="text/plain")},
        WITHOUT | {"blocked": 1},
    ),
    Row(
        "reserved",
        {AACHEN: Served(article("Aachen").body, headers={"TDM-Reservation": "1"})},
        WITHOUT | {"blocked": 1},
    ),
    Row("published outside since=", {}, {"not_wanted": 4}, options={"since": "2025-01-01"}),
    Row(
        "over limit=",
        {"/liste": page_of_links(AACHEN, BREMEN, CELLE)},
        {"new": 1, "not_reached": 2},
        options={"limit": "1"},
    ),
    Row(
        "over limit=, where the first that came was no article",
        {"/liste": page_of_links(*ARTICLES), **dict.fromkeys(ARTICLES, Served(b"", 204))},
        {"rejected": 3},
        1,
        options={"limit": "1"},
    ),
    Row(
        "a URL longer than Scrapy's limit",
        {"/liste": page_of_links(AACHEN, LONG), LONG: article("Langen")},
        {"new": 4},
    ),
    Row(
        "a host that asks to be left alone",
        {
            "/liste": page_of_links(*ARTICLES),
            **dict.fromkeys(ARTICLES, Served(NO, 429, {"Retry-After": "9999"})),
        },
        {"blocked": 3},
        1,
        options={"CONCURRENT_REQUESTS": 1},
    ),
    Row(
        "a list that robots.txt forbids",
        {"/robots.txt": Served(b"User-agent: *\nDisallow: /liste", media_type="text/plain")},
        {"blocked": 1},
        1,
        "list",
    ),
    Row(
        "a feed that is reserved",
        {
            "/.well-known/tdmrep.json": Served(
                b'[{"location": "/feed.xml", "tdm-reservation": 1}]', media_type="application/json"
            )
        },
        {"blocked": 1},
        1,
        "feed",
    ),
    Row(
        "a wall in a list's place",
        {"/liste": Served(b"<h1>Zugriff verweigert</h1>")},
        {"blocked": 1},
        1,
        "list",
    ),
    Row(
        "a list of JSON",
        {"/liste": Served(b'{"artikel": []}', media_type="application/json")},
        {"read": 1},
        kind="list",
    ),
    Row(
        "links to other hosts, to none, and to mail",
        {"/liste": page_of_links(AACHEN, "https://a.example/", "http://[kaputt/x", "mailto:a@b")},
        {"new": 3, "not_wanted": 2, "rejected": 1},
    ),
    Row(
        "the same article under two spellings",
        {"/liste": page_of_links(AACHEN, f"{AACHEN}/?utm_source=x", f"{AACHEN}#mehr")},
        {"new": 3, "alias": 2},
    ),
    Row("a list that fails", {"/liste": Served(b"", 500)}, {"rejected": 1}, 1, "list"),
    Row("a list that is kept from us", {"/liste": Served(b"", 403)}, {"blocked": 1}, 1, "list"),
    Row("a list that is gone", {"/liste": NOTHING}, {"gone": 1}, 1, "list"),
    Row("a list that moved", {"/liste": moved("/liste/"), "/liste/": page_of_links(AACHEN)},
        {"alias": 1, "read": 1}, kind="list"),
    Row("a feed of HTML", {"/feed.xml": page_of_links()}, {"rejected": 1}, 1, "feed"),
    Row("a sitemap by what it is", {"/feed.xml": sitemap(AACHEN)}, {"read": 2}, kind="sitemap"),
    Row(
        "a pager's pages are read, each once",
        {
            "/liste": page_of_links(AACHEN, "/liste?seite=2"),
            "/liste?seite=2": page_of_links("/artikel/dessau", "/liste?seite=1"),
            "/artikel/dessau": article("Dessau"),
        },
        {"read": 2, "not_wanted": 1},
        kind="list",
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, tmp_path):
    with replica(portal(row.pages)) as server:
        run = crawl(server, tmp_path, **row.options)
    assert run.outcomes(row.kind) == row.outcomes, run.lines
    assert run.summary.exit_code == row.code, run.summary.reasons
    assert_closed(run)


def test_what_the_next_run_does_not_ask_for_is_not_due(tmp_path):
    with replica(portal({})) as server:
        crawl(server, tmp_path)
        run = crawl(server, tmp_path)
    assert run.outcomes() == {"not_due": 3, "not_wanted": 1}
    assert_closed(run)


BODIES = st.sampled_from(
    [
        article("Dessau").body,
        gzip.compress(article("Dessau").body, mtime=0),
        article("Köln").body.decode().encode("latin-1"),
        article("Dessau").body[:200],
        b"",
        b"\x00" * 50,
        b"%PDF-1.7 ...",
        b"<h1>Zugriff verweigert</h1>",
        page_of_links("/artikel/aachen", "/artikel/eins", "http://[kaputt/", "//x", "?a=1").body,
        page_of_links("/liste?seite=2", "/liste?seite=3", "/artikel/zwei").body,
        rss("/artikel/eins", "ftp://x/y", "").body,
        sitemap("/artikel/zwei", "/sitemap.xml").body,
        b"<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>",
    ]
)
TARGETS = [
    "/liste", "/liste?seite=2", "/liste?seite=3", "/feed.xml", "/sitemap.xml", "/artikel/aachen",
    "/artikel/bremen", "/artikel/celle", "/artikel/eins", "/artikel/zwei", "/robots.txt", "/",
]  # fmt: skip
ANSWERS = st.one_of(
    st.builds(Served, BODIES, st.sampled_from([200, 200, 200, 203, 206, 301, 400, 403, 404, 500])),
    st.builds(moved, st.sampled_from([*TARGETS, "http://anders.example/", "http://[", ""]),
              st.sampled_from([301, 302, 303, 307, 308])),
    st.builds(
        Served,
        BODIES,
        headers=st.dictionaries(
            st.sampled_from(["Content-Encoding", "Set-Cookie", "Last-Modified", "ETag"]),
            st.sampled_from(["gzip", "br", "x", "Mon, 30 Nov 2026 10:00:00 GMT", '"1"']),
            max_size=2,
        ),
        media_type=st.sampled_from(
            ["text/html", "text/html; charset=utf-16", "application/xml", "image/png", ""]
        ),
    ),
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(TARGETS), ANSWERS, max_size=8))
def test_whatever_a_portal_serves_the_books_close_within_bounds(pages):
    with TemporaryDirectory() as name, replica(portal(pages)) as server:
        for options in ({}, {"full": "1"}):
            run = crawl(server, Path(name), **options)
            assert_closed(run)
            assert len(run.asked) < REQUESTS_MAX
            assert run.summary.ended_well


def test_a_full_crawl_of_the_same_portal_meets_what_the_first_one_met(tmp_path):
    with replica(portal({})) as server:
        crawl(server, tmp_path)
        run = crawl(server, tmp_path, full="1")
    assert run.outcomes() == {"unchanged": 3, "not_wanted": 1}
    assert HOME in (run.lines[0].example or "")
