"""The editions of these days: open calls, what becomes of them, and a relaunch."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.demo import DemoServer
from crawler.demo.exchange import Request
from crawler.layouts import extract

CALLS = "http://www.kooperation.example/aktuelles/bekanntmachungen"
OLD = (
    "http://www.cluster.example/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2017/1_Quartal/"
    "20170119_schienenkompetenz-hessen-mitte.html"
)
DAYS = [dt.date(2026, 1, 31), dt.date(2028, 2, 29), dt.date(2030, 11, 1), dt.date(2031, 12, 31)]


def call(slug: str, country: str) -> str:
    return f"{CALLS}/detail/info/{slug}-mit-partnern-aus-{country}"


def fetched(server: DemoServer, url: str):
    host, _, path = url.removeprefix("http://").partition("/")
    return server.respond(Request(host, f"/{path}", "GET", {}))


def deadline(server: DemoServer, url: str) -> str | None:
    return extract(fetched(server, url).body, url).deadline_on


@pytest.mark.parametrize("today", DAYS)
def test_calls_are_open_whatever_day_it_is(today):
    server = DemoServer(edition=3, today=today)
    try:
        for slug, country in (("meerestechnik", "kanada"), ("leichtbau", "frankreich")):
            assert deadline(server, call(slug, country)) > today.isoformat()
    finally:
        server._http.server_close()


@pytest.mark.parametrize("today", DAYS)
def test_one_is_extended_one_withdrawn_one_gone_and_one_new(today):
    server = DemoServer(edition=3, today=today)
    try:
        before = deadline(server, call("meerestechnik", "kanada"))
        assert fetched(server, call("batterietechnik", "suedkorea")).status == 404
        server.edition = 4
        assert deadline(server, call("meerestechnik", "kanada")) > before
        assert deadline(server, call("robotik", "japan")) is None
        assert fetched(server, call("leichtbau", "frankreich")).status == 410
        assert deadline(server, call("batterietechnik", "suedkorea")) > today.isoformat()
    finally:
        server._http.server_close()


def test_after_the_relaunch_old_news_say_the_day_of_the_move():
    server = DemoServer(edition=4, today=DAYS[0])
    try:
        assert extract(fetched(server, OLD).body, OLD).published_on == "2026-01-31"
        server.edition = 3
        assert extract(fetched(server, OLD).body, OLD).published_on == "2017-01-19"
    finally:
        server._http.server_close()
