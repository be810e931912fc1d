"""robots.txt in a crawl: all first requests wait for it, and no answer means no."""

import datetime as dt
import itertools
import sqlite3
from contextlib import closing
from zoneinfo import ZoneInfo

import pytest

from crawler.demo import DemoServer, Request, Response
from tests.crash.crawling import run_crawl


class Reset(Exception):
    """The server hangs up instead of answering."""


def answering(status: int, body: bytes = b"", **headers: str):
    def alter(request: Request, response: Response) -> Response:
        if request.path == "/robots.txt":
            if not status:
                raise Reset
            return Response(status, body, "text/plain", headers=dict(headers))
        return response

    return alter


def crawl(server: DemoServer, folder, **settings):
    folder.mkdir(exist_ok=True)
    at_once = {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}
    return run_crawl(server, folder, **({"RETRY_TIMES": 0} | at_once | settings))


def fetched(server: DemoServer) -> list[str]:
    return [request.path for request in server.log if request.path != "/robots.txt"]


def articles(folder) -> int:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute("SELECT count(*) FROM articles").fetchone()[0]


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"User-agent: *\nDisallow: /"), (503, b""), (429, b""), (0, b"")],
    ids=["disallow all", "503", "429", "reset"],
)
def test_nothing_leaves_when_robots_txt_forbids_all_or_cannot_be_read(tmp_path, status, body):
    with DemoServer(articles=4, alter=answering(status, body)) as server:
        code, lines = crawl(server, tmp_path / "no")
        assert fetched(server) == []
    assert "robots.txt" in "\n".join(lines)
    assert code == 1


@pytest.mark.parametrize("status", [403, 404])
def test_a_host_without_robots_txt_is_crawled(tmp_path, status):
    with DemoServer(articles=4, alter=answering(status)) as server:
        code, _ = crawl(server, tmp_path / "yes")
    assert (code, articles(tmp_path / "yes")) == (0, 4)


def test_only_the_forbidden_part_is_left_alone(tmp_path):
    rules = b"User-agent: *\nDisallow: /CLUSTER/Navigation/"
    with DemoServer(articles=4, alter=answering(200, rules)) as server:
        crawl(server, tmp_path / "part")
        assert not [path for path in fetched(server) if path.startswith("/CLUSTER/Navigation/")]
    assert articles(tmp_path / "part") == 4


def test_a_robots_txt_that_has_moved_is_followed_and_one_that_moves_for_ever_is_none(tmp_path):
    def moving(request: Request, response: Response) -> Response:
        if request.path == "/robots.txt":
            return Response(301, b"", headers={"Location": "/neu.txt"})
        if request.path == "/neu.txt":
            return Response(200, b"User-agent: *\nDisallow: /", "text/plain")
        return response

    with DemoServer(articles=4, alter=moving) as server:
        crawl(server, tmp_path / "moved")
        assert fetched(server) == ["/neu.txt"]
    with DemoServer(articles=4, alter=answering(302, Location="/robots.txt")) as server:
        crawl(server, tmp_path / "loop")
        assert [request.path for request in server.log].count("/robots.txt") == 6
    assert articles(tmp_path / "loop") == 4


def test_a_robots_txt_that_leads_out_of_the_web_or_onto_this_machine_is_not_followed(tmp_path):
    for target in ("file:///etc/passwd", "http://127.0.0.1:9/robots.txt"):
        with DemoServer(articles=4, alter=answering(302, Location=target)) as server:
            code, _ = crawl(server, tmp_path / "out")
            assert (code, fetched(server)) == (1, [])


def test_sitemaps_it_names_are_read(tmp_path):
    rules = b"User-agent: *\nDisallow: /CLUSTER/Navigation/\nSitemap: /anders.xml\n"
    named = b"<urlset><url><loc>/CLUSTER/Redaktion/DE/Artikel/eins.html</loc></url></urlset>"

    def alter(request: Request, response: Response) -> Response:
        if request.path == "/anders.xml":
            return Response(200, named, "application/xml")
        return answering(200, rules)(request, response)

    with DemoServer(articles=4, alter=alter) as server:
        crawl(server, tmp_path / "maps")
        assert "/CLUSTER/Redaktion/DE/Artikel/eins.html" in fetched(server)


def test_crawl_delay_is_kept_and_one_too_long_is_a_reason_to_leave(tmp_path):
    with DemoServer(articles=1, crawl_delay=1) as server:
        crawl(server, tmp_path / "slow")
        times = [request.started for request in server.log]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) > 0.4  # Scrapy spreads a delay between 0.5 and 1.5 times
    with DemoServer(articles=1, crawl_delay=5000) as server:
        code, lines = crawl(server, tmp_path / "slower")
        assert (code, fetched(server)) == (1, [])
    assert "CRAWL_DELAY_MAX" in "\n".join(lines)


def test_a_host_that_asks_for_a_pause_gets_it(tmp_path):
    refused: list[str] = []

    def busy(request: Request, response: Response) -> Response:
        if "muster-2-" in request.path and not refused:
            refused.append(request.path)
            return Response(503, b"", headers={"Retry-After": "2"})
        return response

    with DemoServer(articles=8, alter=busy) as server:
        code, _ = crawl(server, tmp_path / "busy", RETRY_TIMES=1, CONCURRENT_REQUESTS=1)
        (moment,) = [request.started for request in server.log if request.status == 503]
        later = [request.started - moment for request in server.log if request.started > moment]
    assert (code, articles(tmp_path / "busy")) == (0, 8)
    assert min(later) >= 2


def test_a_host_that_asks_for_an_hour_is_left_alone(tmp_path):
    def busy(request: Request, response: Response) -> Response:
        return Response(429, b"", headers={"Retry-After": "3600"})

    with DemoServer(articles=4, alter=busy) as server:
        code, _ = crawl(server, tmp_path / "busy", RETRY_TIMES=3)
        assert (code, len(server.log)) == (1, 1)


def test_user_agent_and_window(tmp_path):
    with DemoServer(articles=1) as server:
        crawl(server, tmp_path / "named", CONTACT="wer@amt.example")
        (agent,) = {request.headers["user-agent"] for request in server.log}
        assert agent.endswith(" (+mailto:wer@amt.example)")
        server.log.clear()
        code, lines = crawl(server, tmp_path / "late", CRAWL_WINDOW=_an_hour_elsewhere())
        assert (code, server.log) == (1, [])
    assert "CRAWL_WINDOW" in "\n".join(lines)


def _an_hour_elsewhere() -> str:
    hour = dt.datetime.now(ZoneInfo("Europe/Berlin")).hour
    return f"{(hour + 6) % 24}:00-{(hour + 7) % 24}:00"
