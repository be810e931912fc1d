"""Shards go once they are merged; until then they stay, whatever ends the update."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from distributed import Client

from crawler.archive import Archive, Portal
from crawler.cluster import updating
from crawler.cluster.crawling import Shard
from crawler.cluster.shards import STATE, ShardKept, merge_shard, shard_folder
from crawler.cluster.updating import PortalCrawl, Update, update_portals
from crawler.items import Article
from crawler.monitoring.summary import Summary
from tests.cluster.portals import ARTICLES, NAMES, ManyPortals
from tests.conftest import ROOT, kept_in, run_scrapy

FOUR = NAMES[:4]


def shard(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    with Archive(path / "archive.db") as archive:
        run = archive.begin_run("muster", "live", Portal("muster"))
        archive.store([Article("https://muster.example/1", title="Eins", portal="muster")], run)
    return path


def damaged(folder: Path, name: str) -> Path:
    path = shard(folder, name)
    (path / "archive.db").write_text("kein Archiv" * 1000)
    return path


def test_a_merged_shard_goes_and_with_the_last_one_the_folder(tmp_path):
    folder = tmp_path / "shards"
    with Archive(tmp_path / "archive.db") as archive, shard_folder(folder):
        merge_shard(archive, tmp_path / "captures", shard(folder, "muster-1"))
        assert archive.db.table("articles").count == 1
    assert not folder.exists()


def test_a_shard_that_cannot_be_merged_stays_and_is_named_and_found_again(tmp_path):
    folder = tmp_path / "shards"
    with Archive(tmp_path / "archive.db") as archive, shard_folder(folder):
        spoilt = damaged(folder, "muster-1")
        (folder / f"muster{STATE}").mkdir()
        with pytest.raises(ShardKept, match=f"kept in {spoilt}"):
            merge_shard(archive, tmp_path / "captures", spoilt)
    with shard_folder(folder) as left:
        assert left == [spoilt]


def test_a_shard_of_which_an_article_could_not_be_written_stays(tmp_path):
    folder = tmp_path / "shards"
    with Archive(tmp_path / "archive.db") as archive, shard_folder(folder):
        archive.db.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON articles BEGIN SELECT json('{'); END"
        )
        one = shard(folder, "muster-1")
        with pytest.raises(ShardKept, match=r"1 articles .* malformed JSON.* kept in"):
            merge_shard(archive, tmp_path / "captures", one)
    assert one.is_dir()


def test_what_cannot_be_merged_is_told_beside_what_the_crawl_itself_says(tmp_path, monkeypatch):
    captures, folder = tmp_path / "captures", tmp_path / "shards"
    folder.mkdir()
    left = [damaged(folder, name) for name in ("muster-1", "anderes-1")]

    def crawl(task):
        told = Summary.of_nothing("muster", "live", "finished").with_failures("eine Seite fehlt")
        return Shard(task.shard, None, told.as_json())

    monkeypatch.setattr(updating, "crawl_portal", crawl)
    Archive(tmp_path / "archive.db").close()
    update = Update(
        (PortalCrawl("muster", "muster.example", {}),), tmp_path / "archive.db", captures, folder
    )
    with Client(n_workers=1, processes=False, dashboard_address=None) as client:
        other, muster = update_portals(update, client, threading.Event())
    assert (other.portal, other.errors) == ("anderes", 1)
    assert str(left[1]) in other.reasons[0]
    assert (muster.portal, muster.errors) == ("muster", 3)
    crawled, brought, kept = muster.reasons
    assert crawled == "eine Seite fehlt"
    assert "could not be merged" in brought
    assert str(left[0]) in kept


_quick_ones_merged = threading.Event()


def _crawl(task):
    """A crawl by a worker of this process, of which ``a`` takes longer than all others."""
    if task.spider == "a":
        _quick_ones_merged.wait(20)
    return Shard(task.shard, None, Summary.of_nothing(task.spider, "live", "x").as_json())


def test_a_free_worker_gets_the_next_portal_before_its_last_one_is_merged(tmp_path, monkeypatch):
    seen: list[str] = []

    def hand_out(db, captures, portal, folder):
        seen.append(f"{portal} out")

    def merge(archive, captures, shard):
        seen.append(f"{shard.name.partition('-')[0]} in")
        if seen[-1] == "e in":
            _quick_ones_merged.set()

    monkeypatch.setattr(updating, "crawl_portal", _crawl)
    monkeypatch.setattr(updating, "write_state", hand_out)
    monkeypatch.setattr(updating, "merge_shard", merge)
    Archive(tmp_path / "archive.db").close()
    portals = tuple(PortalCrawl(name, f"{name}.example", {}) for name in "abcde")
    update = Update(portals, tmp_path / "archive.db", tmp_path / "captures", tmp_path / "shards")
    with Client(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as client:
        told = [summary.portal for summary in update_portals(update, client, threading.Event())]
    assert ", ".join(seen) == ("a out, b out, c out, b in, d out, c in, e out, d in, e in, a in")
    assert told == [*"bcdea"]


def words(archive: Path, server: ManyPortals, delay: float) -> list[str]:
    return [
        "update", *FOUR, "--quiet", "--cluster", "local", *kept_in(archive),
        "-s", f"CONNECT_TO={server.connect_to}", "-s", "SPIDER_MODULES=tests.cluster.portals",
        "-s", "AUTOTHROTTLE_ENABLED=False", "-s", f"DOWNLOAD_DELAY={delay}",
    ]  # fmt: skip


def test_ctrl_c_ends_it_without_a_trace_and_the_next_update_goes_on(tmp_path):
    path = tmp_path / "archive.db"
    with ManyPortals(len(FOUR)) as server:
        interrupted = subprocess.Popen(
            [sys.executable, "-m", "scrapy", *words(path, server, delay=0.2)],
            cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        while not any(request.host.endswith(".example") for request in server.log):
            assert interrupted.poll() is None, interrupted.communicate()
            time.sleep(0.05)
        started = psutil.Process(interrupted.pid).children(recursive=True)
        os.killpg(interrupted.pid, signal.SIGINT)  # as a terminal does: to all of them
        (line,) = interrupted.communicate(timeout=60)[0].splitlines()
        assert interrupted.returncode == 1
        assert line.startswith("scrapy update: interrupted: ")
        assert psutil.wait_procs(started, timeout=10)[1] == []

        again = run_scrapy(*words(path, server, delay=0))
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (len(FOUR) * ARTICLES,)
    assert not (tmp_path / "archive.db.shards").exists()
