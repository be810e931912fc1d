"""What later runs fetch: new articles, those due for a visit, what the portal says it changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from crawler.archive import Archive
from crawler.demo import DemoServer, LoggedRequest, Request, Response
from crawler.demo.expected import expected, truth
from tests.conftest import kept_in, run_scrapy

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_TIMES=0")
ARTICLES = 150
TDM_FILE = "/.well-known/tdmrep.json"
"""Asked for once a run, and not there."""


class Run(NamedTuple):
    """A finished run: its row in ``runs``, what the server saw, and how the command ended."""

    row: dict
    log: list[LoggedRequest]
    exit_code: int
    stderr: str

    @property
    def size(self) -> int:
        return sum(request.size for request in self.log)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.log]


def crawl(server: DemoServer, path: Path, spider: str, *more: str) -> Run:
    before = len(server.log)
    done = run_scrapy(
        "crawl", spider, "-a", "source=live", "-s", f"CONNECT_TO={server.connect_to}",
        *FAST, *kept_in(path), *more,
    )  # fmt: skip
    return Run(rows(path, "runs")[-1], server.log[before:], done.returncode, done.stderr)


def rows(path: Path, table: str, where: str | None = None) -> list[dict]:
    with Archive(path) as archive:
        return list(archive.db.query(f"SELECT * FROM {table} WHERE {where or 1}"))


def counts(run: Run) -> tuple[int, int, int]:
    return run.row["new"], run.row["changed"], run.row["rejected"]


# -- a portal of many articles, four runs in a row ------------------------------------------------


@pytest.fixture(scope="module")
def four_runs(tmp_path_factory) -> tuple[Path, list[Run]]:
    """The first run, one without news, and two after edits and a deletion."""
    path = tmp_path_factory.mktemp("incremental") / "archive.db"
    with DemoServer(articles=ARTICLES) as server:
        runs = [crawl(server, path, "demo_cluster") for _ in range(2)]
        server.edition = 2
        runs += [crawl(server, path, "demo_cluster") for _ in range(2)]
    return path, runs


def test_the_first_run_stores_everything(four_runs):
    assert counts(four_runs[1][0]) == (ARTICLES, 0, 0)


def test_a_run_without_news_asks_for_the_lists_only(four_runs):
    _, (first, second, *_) = four_runs
    assert counts(second) == (0, 0, 0)
    # robots.txt, tdmrep.json, two feeds, two lists: nothing is due
    assert len(second.log) <= 6
    assert second.size < 0.02 * first.size
    assert second.row["not_modified"] == 4


def test_edits_are_found_where_the_portal_says_so(four_runs):
    path, (_, _, third, _) = four_runs
    assert counts(third) == (0, 3, 0)
    assert len(third.log) <= 6 + 10  # a page of a list that changed, three edits, one deletion
    changed = [json.loads(row["changed_fields"]) for row in rows(path, "revisions")]
    assert changed == [["dates", "lead"]] * 3  # the new sentence names a date


def test_what_was_deleted_is_kept_and_gone_when_two_runs_found_it_missing(four_runs):
    path, (_, _, third, fourth) = four_runs
    (gone,) = rows(path, "articles", "gone_at IS NOT NULL")
    for run in (third, fourth):
        missing = {request.path for request in run.log if request.status == 404}
        assert missing == {TDM_FILE, urlsplit(gone["url"]).path}
    assert gone["body"]
    first_404, second_404 = rows(path, "captures", f"article_id = {gone['id']} AND status = 404")
    assert gone["gone_at"] == first_404["captured_at"]
    assert first_404["run_id"] != second_404["run_id"]
    assert len(rows(path, "articles")) == ARTICLES


def test_every_capture_can_be_read_again(four_runs):
    """In its own record, or, in a night without news, in the one that says the same already."""
    path, (*_, fourth) = four_runs
    captures = rows(path, "captures", "article_id IS NOT NULL")
    recorded = [row for row in captures if row["warc_file"]]
    assert all(row["warc_offset"] for row in recorded)
    files = {row["warc_file"] for row in recorded}
    assert files <= {file.name for file in path.with_name("captures").iterdir()}

    repeats = [row for row in captures if not row["warc_file"]]
    assert {row["run_id"] for row in repeats} == {fourth.row["id"]}
    payloads = {row["digest"] for row in recorded}
    missing = {row["url"] for row in recorded if row["status"] == 404}
    for row in repeats:
        assert row["url"] in missing if row["status"] == 404 else row["digest"] in payloads


# -- the written portals: every kind of edit ------------------------------------------------------


@pytest.mark.parametrize("portal", ["kooperation", "cluster"])
def test_all_edits_and_only_edits_make_revisions(tmp_path, portal):
    path = tmp_path / "archive.db"
    changes = {row["url"]: row["editions"]["2"] for row in truth(portal) if "editions" in row}
    with DemoServer() as server:
        crawl(server, path, f"demo_{portal}")
        server.edition = 2
        again = crawl(server, path, f"demo_{portal}", "-a", "full=1")
        crawl(server, path, f"demo_{portal}")
    urls = {row["id"]: row["url"] for row in rows(path, "articles")}
    of_kind = {
        kind: {url for url, change in changes.items() if change["change"] == kind}
        for kind in ("edited", "deleted", "new", "cosmetic")
    }
    assert {urls[row["article_id"]] for row in rows(path, "revisions")} == of_kind["edited"]
    assert {r["url"] for r in rows(path, "articles", "gone_at IS NOT NULL")} == of_kind["deleted"]
    assert counts(again) == (len(of_kind["new"]), len(of_kind["edited"]), 0)
    assert of_kind["new"] <= set(urls.values())
    with Archive(path) as archive:
        for row in expected(portal, edition=2):
            assert archive.find(row["url"]).body == row["body"]


# -- runs that did not get to their end -----------------------------------------------------------


def without_feeds(request: Request, response: Response) -> Response:
    if request.path.endswith(".xml"):
        response.status, response.body = 404, b"not here"
    return response


def test_what_an_interrupted_run_did_not_reach_the_next_one_fetches(tmp_path):
    path = tmp_path / "archive.db"
    with DemoServer(articles=60, alter=without_feeds) as server:
        first = crawl(
            server, path, "demo_cluster", "-s", "CLOSESPIDER_ITEMCOUNT=15",
            "-s", "CONCURRENT_REQUESTS=1",
        )  # fmt: skip
        stored = {row["url"] for row in rows(path, "articles")}
        second = crawl(server, path, "demo_cluster")
        assert first.row["finish_reason"] == "closespider_itemcount"
    assert 10 < len(stored) < 40
    assert len(rows(path, "articles")) == 60
    again = [url for url in stored if any(url.endswith(path) for path in second.paths)]
    assert again == []


# -- error pages that say 200 ---------------------------------------------------------------------


def test_error_pages_that_say_200_overwrite_nothing(tmp_path):
    path = tmp_path / "archive.db"
    sick: list[str] = []

    def alter(request: Request, response: Response) -> Response:
        if request.path in sick[:3]:
            missing = server.respond(Request(request.host, "/no/such/page.html"))
            response.body, response.modified = missing.body, None
        elif request.path in sick[3:]:
            response.status, response.body, response.modified = 302, b"", None
            response.headers["Location"] = "http://www.cluster.example/"
        return response

    with DemoServer(articles=20, alter=alter) as server:
        crawl(server, path, "demo_cluster")
        before = rows(path, "articles")
        sick += sorted(row["url"].removeprefix("http://www.cluster.example") for row in before)[:5]
        second = crawl(server, path, "demo_cluster", "-a", "full=1")
        sick.clear()
        third = crawl(server, path, "demo_cluster")
    assert (counts(second), second.row["held"], second.exit_code) == ((0, 0, 2), 3, 4)
    rejects = rows(path, "rejects")
    assert {row["stage"] for row in rejects} == {"soft404"}
    assert all(row["capture_id"] for row in rejects)
    assert rows(path, "revisions") == []
    assert [(row["title"], row["body"]) for row in rows(path, "articles")] == [
        (row["title"], row["body"]) for row in before
    ]
    assert counts(third) == (0, 0, 0)


def test_a_page_that_comes_back_is_not_gone_any_more(tmp_path):
    path = tmp_path / "archive.db"
    away: list[str] = []

    def alter(request: Request, response: Response) -> Response:
        if request.path in away:
            response.status, response.body, response.modified = 410, b"", None
        return response

    with DemoServer(articles=5, alter=alter) as server:
        crawl(server, path, "demo_cluster")
        away += [rows(path, "articles")[0]["url"].removeprefix("http://www.cluster.example")]
        crawl(server, path, "demo_cluster", "-a", "full=1")
        assert rows(path, "articles", "gone_at IS NOT NULL") == []
        crawl(server, path, "demo_cluster")  # what was missing is looked at again
        assert len(rows(path, "articles", "gone_at IS NOT NULL")) == 1
        away.clear()
        crawl(server, path, "demo_cluster", "-a", "full=1")
    assert rows(path, "articles", "gone_at IS NOT NULL") == []
    assert rows(path, "revisions") == []
    assert rows(path, "rejects") == []
