"""Captures read by a cluster that the command starts for itself: the report is the same."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

from tests.conftest import run_scrapy
from tests.crawled import Crawled, crawled_once


def test_a_cluster_reads_the_same(tmp_path_factory, tmp_path):
    original = crawled_once(tmp_path_factory)
    crawled = Crawled(tmp_path / "archive.db", original.captures)
    shutil.copy(original.archive, crawled.archive)
    with closing(sqlite3.connect(crawled.archive)) as db, db:
        db.execute("UPDATE articles SET kicker = 'verstellt' WHERE id % 3 = 0")
    settings = ("-s", f"ARCHIVE_PATH={crawled.archive}", "-s", f"WARC_DIR={original.captures}")
    here, there = (
        run_scrapy("reextract", "--dry-run", "--json", *how, *settings)
        for how in (("--jobs", "1"), ("--cluster", "local"))
    )
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout
    assert json.loads(there.stdout.splitlines()[-1])["changed"] > 0


def test_a_cluster_that_is_not_there_is_told(tmp_path_factory, tmp_path):
    crawled = crawled_once(tmp_path_factory)
    settings = ("-s", f"ARCHIVE_PATH={crawled.archive}", "-s", f"WARC_DIR={crawled.captures}")
    done = run_scrapy("reextract", "--dry-run", "--cluster", "tcp://127.0.0.1:1", *settings)
    assert done.returncode == 1, done.stderr
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in done.stderr
