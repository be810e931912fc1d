"""``kill -9`` while a portal comes out of a web archive, again and again, until it is all there."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from crawler.demo.expected import truth
from crawler.webarchives.cdx import read_index
from tests.crash.crawling import start_recovery
from tests.crash.killing import Crawls
from tests.crawled import tables
from tests.pywb import pywb
from tests.webarchives.collection import build

KILLS = int(os.environ.get("WEBARCHIVE_KILLS", "3"))
PORTAL = "demo_kooperation"
ARTICLES = 8


class Recoveries(Crawls):
    """Crawls from a web archive; what is asked for are payloads, told apart by their digests."""

    def __init__(self, folder, chance, replay, total):
        super().__init__(folder, chance)
        self.total = total
        self._replay, self._first = replay, 0
        index = (replay.folder / "indexes" / "index.cdxj").read_bytes()
        self._digests = {(row.timestamp, row.url): row.digest for row in read_index(index).rows}

    def start(self):
        self._first = len(self._replay.log)
        return start_recovery(f"cdx:{self._replay.url}", self.folder, PORTAL)

    def kill(self, crawl, *, answers, delay):
        while crawl.is_alive() and len(self._replay.payloads(self._first)) < answers:
            time.sleep(0.01)
        crawl.join(delay)
        if crawl.is_alive():
            os.kill(crawl.pid, signal.SIGKILL)

    def asked(self):
        asked = [path.split("/", 2)[2] for path in self._replay.payloads(self._first)]
        found = [self._digests[tuple(path.split("id_/", 1))] for path in asked]
        assert len(found) == len(set(found))
        return set(found)

    def find_stored(self, archive):
        sql = "SELECT digest FROM captures WHERE article_id IS NOT NULL AND status = 200"
        return {digest for (digest,) in archive.db.execute(sql).fetchall()}


def rows(folder):
    """All tables, but for when and where today's crawls wrote a capture."""
    found = tables(folder / "archive.db")
    today = {"fetched_at", "warc_file", "warc_offset", "warc_length"}
    found["captures"] = sorted(
        repr({key: value for key, value in row if key not in today})
        for row in found["captures"]
        if "/robots.txt" not in dict(row)["url"]
    )
    return found


@pytest.mark.pywb
def test_killed_recoveries_end_in_what_an_undisturbed_one_does(tmp_path):
    chance = random.Random(1)
    built = build(tmp_path / "portal.warc.gz", truth("kooperation")[:ARTICLES])
    with pywb(tmp_path / "pywb", tmp_path / "portal.warc.gz") as replay:
        undisturbed = Recoveries(tmp_path / "undisturbed", chance, replay, len(built.payloads))
        undisturbed.run()
        expected = rows(undisturbed.folder)
        kills = archives = 0
        while kills < KILLS:
            archives += 1
            killed = Recoveries(tmp_path / str(archives), chance, replay, len(undisturbed.stored))
            while kills < KILLS and killed.run_killed():
                kills += 1
            killed.run()
            found = rows(killed.folder)
            for table, wanted in expected.items():
                assert [row for row in found[table] if row not in wanted] == [], table
                assert [row for row in wanted if row not in found[table]] == [], table
                assert len(found[table]) == len(wanted), table
