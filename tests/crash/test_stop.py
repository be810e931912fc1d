"""SIGTERM and SIGINT in the middle of a crawl, and what a run that died has left lying about."""

from __future__ import annotations

import re
import signal

import pytest

from crawler.archive import Archive
from crawler.monitoring import stopping
from tests import looping
from tests.conftest import run_scrapy
from tests.crash.checking import problems
from tests.crash.crawling import (
    SPIDER,
    WatchedServer,
    crawl_arguments,
    log_of,
    run_crawl,
    start_crawl,
)

ARTICLES = 30


@pytest.fixture(scope="module")
def server():
    with WatchedServer(ARTICLES) as server:
        yield server


def runs_in(folder):
    with Archive(folder / "archive.db") as archive:
        assert problems(archive, folder / "captures") == []
        return list(archive.db.table("runs").rows), archive.db.table("articles").count


@pytest.mark.parametrize(
    ("number", "answers"),
    [(signal.SIGTERM, 2), (signal.SIGTERM, 20), (signal.SIGINT, 8), (signal.SIGINT, 24)],
)
def test_a_crawl_that_is_told_to_stop_stores_what_it_has_and_says_so(
    server, tmp_path, number, answers
):
    crawl = start_crawl(server, tmp_path)
    server.signal(crawl, number, answers=answers)
    crawl.join(60)
    said = log_of(tmp_path).read_text("utf-8")
    assert crawl.exitcode == 1, said
    assert "Traceback" not in said
    ((run,), stored) = runs_in(tmp_path)
    assert (run["finish_reason"], run["new"]) == ("shutdown", stored)
    assert run["finished_at"]
    assert said.splitlines()[-1].startswith(f"{SPIDER} from live: {stored or 'nothing'} new")
    assert said.splitlines()[-1].endswith("(partial: stopped by a signal)")
    name = "Ctrl-C" if number == signal.SIGINT else "SIGTERM"
    assert said.count(f"{name}: stopping: what is being fetched is still stored") == 1
    assert answers - 10 < stored < ARTICLES

    assert run_crawl(server, tmp_path)[0] == 0
    ((_, run), now_stored) = runs_in(tmp_path)
    assert (run["finish_reason"], run["new"]) == ("finished", ARTICLES - stored)
    assert now_stored == ARTICLES


def test_a_second_signal_does_not_wait_and_does_no_harm(server, tmp_path):
    crawl = start_crawl(server, tmp_path)
    server.signal(crawl, signal.SIGINT, answers=15)
    server.signal(crawl, signal.SIGINT, answers=1)
    crawl.join(60)
    assert crawl.exitcode == 1
    ((run,), stored) = runs_in(tmp_path)
    assert stored <= ARTICLES
    last = log_of(tmp_path).read_text("utf-8").splitlines()[-1]
    if run["finished_at"] is None:  # it had not ended by itself before the second one came
        claimed = re.search(r"(\d+|nothing) new", last)
        assert int(claimed[1].replace("nothing", "0")) <= stored
        assert last.endswith("(partial: ended at once, unfinished)")
    assert run_crawl(server, tmp_path)[0] == 0
    assert runs_in(tmp_path)[1] == ARTICLES


def test_what_a_dead_run_left_stops_nobody(server, tmp_path):
    crawl = start_crawl(server, tmp_path)
    server.signal(crawl, signal.SIGKILL, answers=15)
    crawl.join()
    assert (tmp_path / "archive.db-wal").stat().st_size > 0
    (tmp_path / "archive.db.lock").write_text(f"process {crawl.pid}", "utf-8")
    settings = crawl_arguments(server, tmp_path)[len(["crawl", SPIDER, "-a", "source=live"]) :]
    done = run_scrapy("update", SPIDER, *settings, "--json")
    assert done.returncode == 0
    ((dead, run), stored) = runs_in(tmp_path)
    assert (dead["finished_at"], dead["finish_reason"]) == (None, None)
    assert run["finish_reason"] == "finished"
    assert stored == ARTICLES


def test_a_signal_before_the_crawl_has_begun_ends_the_process(monkeypatch):
    """Scrapy refuses to stop an engine that is about to start: nobody may wait for it for ever."""
    ended = []

    class Process:
        async def stop(self):
            raise RuntimeError("Engine not running")

    stopper = stopping._Stopper(Process())
    monkeypatch.setattr(stopper, "_stop_reactor", lambda: ended.append(True))

    async def main():
        stopper.on_signal(signal.SIGTERM)
        await stopper._ending

    looping.run(main())
    assert ended
