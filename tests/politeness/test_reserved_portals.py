"""Reservations in a crawl: nothing reserved is fetched, kept or stored, unless it is waived."""

import json
import sqlite3
from contextlib import closing

import pytest

from crawler.demo import DemoServer, Request, Response
from tests.crash import crawling
from tests.crash.crawling import log_of

ARTICLES = 6


def reserving(rules=None, **fields):
    """The demo portal with a tdmrep.json, and header fields on the first of its articles."""

    def alter(request: Request, response: Response) -> Response:
        if request.path == "/.well-known/tdmrep.json" and rules is not None:
            return Response(200, json.dumps(rules).encode(), "application/json")
        if "muster-1-" in request.path:
            response.headers |= {name.replace("_", "-"): value for name, value in fields.items()}
        return response

    return DemoServer(articles=ARTICLES, alter=alter)


def run_crawl(server, folder, **settings):
    folder.mkdir()
    return crawling.run_crawl(server, folder, **settings)


def rows(folder, sql):
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(sql).fetchall()


def test_a_file_beyond_its_bounds_reserves_everything_and_says_so(tmp_path):
    rules = [{"location": f"/{number}", "tdm-reservation": number % 2} for number in range(1100)]
    with reserving(rules) as server:
        code, lines = run_crawl(server, tmp_path / "bounds")
    assert code == 1
    assert any("more than 1,000 times" in line and "is not crawled" in line for line in lines)
    assert rows(tmp_path / "bounds", "SELECT * FROM articles") == []


EVERYTHING = [{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://lizenz.example/"}]


def test_a_reserved_portal_is_not_crawled_and_says_why(tmp_path):
    with reserving(EVERYTHING) as server:
        code, lines = run_crawl(server, tmp_path / "reserved")
        asked = {request.path for request in server.log}
    assert code == 1
    assert asked == {"/robots.txt", "/.well-known/tdmrep.json"}
    (told,) = [line for line in lines if " ERROR " in line]
    assert (
        "demo_cluster is not crawled: text and data mining is reserved (licences: https://liz"
        in told
    )
    assert "RESERVATIONS_WAIVED=demo_cluster" in told
    assert rows(tmp_path / "reserved", "SELECT finish_reason FROM runs") == [("reserved",)]


def test_with_leave_it_is_and_every_row_says_that_it_is_reserved(tmp_path):
    folder = tmp_path / "waived"
    with reserving(EVERYTHING) as server:
        code, _ = run_crawl(server, folder, RESERVATIONS_WAIVED="bmwe,demo_cluster")
    assert code == 0
    assert rows(folder, "SELECT reservation FROM v_articles") == [("tdm",)] * ARTICLES
    assert rows(
        folder,
        "SELECT DISTINCT tdm_reserved, tdm_policy FROM captures WHERE article_id IS NOT NULL",
    ) == [(1, "https://lizenz.example/")]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [("tdm_reservation", "1", False), ("X_Robots_Tag", "noindex", True)],
)
def test_a_reserved_page_goes_to_rejects(tmp_path, field, value, kept):
    folder = tmp_path / "one"
    with reserving(**{field: value}) as server:
        code, _ = run_crawl(server, folder)
    assert code == 0
    assert rows(folder, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]
    ((stage, url, warc_file, digest),) = rows(
        folder,
        "SELECT stage, r.url, warc_file, digest FROM rejects r JOIN captures c ON c.id=capture_id",
    )
    assert (stage, "muster-1-" in url, warc_file is not None) == ("reservation", True, kept)
    assert digest


def test_only_the_reserved_part_is_left_alone(tmp_path):
    folder = tmp_path / "part"
    rules = [{"location": "/*muster-1-", "tdm-reservation": 1}]
    with reserving(rules) as server:
        run_crawl(server, folder)
        assert not [request for request in server.log if "muster-1-" in request.path]
    assert rows(folder, "SELECT count(*) FROM articles") == [(ARTICLES - 1,)]
    assert log_of(folder).read_text().count("(tdmrep.json)") == 1
