"""Many portals crawled by two workers: the archive is the one that one machine makes."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from tests import forked
from tests.cluster.dask import DaskOnLoopback
from tests.cluster.portals import ARTICLES, NAMES, PORTALS, ManyPortals
from tests.conftest import ROOT, kept_in
from tests.crawled import tables

KILLS = int(os.environ.get("CLUSTER_KILLS", "3"))


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    cluster = DaskOnLoopback(tmp_path_factory.mktemp("dask"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def server():
    with ManyPortals() as server:
        yield server


@dataclass
class Update:
    """A ``scrapy update`` at work, and the files for what it prints."""

    process: BaseProcess
    output: Path
    errors: Path


def update(archive: Path, server: ManyPortals, *more: str, names: list[str] = NAMES) -> Update:
    output, errors = archive.with_suffix(".out"), archive.with_suffix(".err")
    words = [
        "update", *names, "--json", *kept_in(archive), "-s", f"CONNECT_TO={server.connect_to}",
        "-s", "SPIDER_MODULES=tests.cluster.portals", "-s", "DOWNLOAD_DELAY=0",
        "-s", "AUTOTHROTTLE_ENABLED=False", "-L", "WARNING", *more,
    ]  # fmt: skip
    return Update(forked.start(words, output, errors), output, errors)


def ended(crawl: Update) -> Counter[str]:
    """The sums of the closing summary."""
    crawl.process.join(300)
    assert crawl.process.exitcode == 0, crawl.errors.read_text("utf-8")
    total: Counter[str] = Counter()
    for line in crawl.output.read_text("utf-8").splitlines():
        counts = json.loads(line)
        total.update({name: counts[name] for name in ("new", "changed", "unchanged", "errors")})
    return total


def contents(archive: Path) -> dict[str, list]:
    """``tables`` without what no two crawls share: moments, files, session ids in pages."""
    alone = ("fetched_at", "captured_at", "seen_at", "changed_at", "gone_at", "warc_file",
             "warc_offset", "warc_length", "etag", "digest")  # fmt: skip
    return {
        name: sorted(
            (tuple(pair for pair in row if not pair[0].endswith(alone)) for row in rows), key=repr
        )
        for name, rows in tables(archive).items()
    }


def test_as_one_machine_though_workers_are_killed_and_on_from_there(dask, server, tmp_path):
    one, many = tmp_path / "one.db", tmp_path / "many.db"
    assert ended(update(one, server))["new"] == PORTALS * ARTICLES

    crawl = update(many, server, "--cluster", dask.address)
    rng = random.Random(7)
    asked, whole = len(server.log), len(server.log)
    for number in range(1, KILLS + 1):
        # Spread over the crawl; each at another moment of some portal's.
        while len(server.log) - asked < number * whole // (KILLS + 1):
            assert crawl.process.is_alive(), crawl.errors.read_text("utf-8")
            time.sleep(0.02)
        time.sleep(rng.uniform(0, 0.3))
        dask.kill(rng.randrange(2))
    assert ended(crawl)["new"] == PORTALS * ARTICLES
    assert len(contents(one)["articles"]) == PORTALS * ARTICLES
    assert contents(many) == contents(one)
    assert not (tmp_path / "many.db.shards").exists()

    server.edition = 2
    counts = ended(update(one, server))
    assert ended(update(many, server, "--cluster", dask.address)) == counts
    assert counts["changed"] > 0
    assert contents(many) == contents(one)

    # Recovered from what was captured, a task a portal; workers stand in another folder.
    captures = tmp_path / "captures"
    recovered = []
    for folder, how in (
        (captures, ()),
        (os.path.relpath(captures, ROOT), ("--cluster", dask.address)),
    ):
        path = tmp_path / f"recovered{len(recovered)}.db"
        crawl = update(path, server, "-a", f"source=warc:{folder}", *how, names=NAMES[:3])
        assert ended(crawl)["new"] == 3 * ARTICLES
        recovered.append(contents(path))
    assert recovered[0] == recovered[1]
