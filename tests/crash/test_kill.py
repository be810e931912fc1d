"""``kill -9`` in the middle of real crawls, again and again, until they finish."""

from __future__ import annotations

import os
import random
import signal
from urllib.parse import urlsplit

import pytest

from crawler.archive import Archive
from crawler.demo import replica
from tests.crash.crawling import WatchedServer, start_crawl
from tests.crash.killing import Crawls

KILLS = int(os.environ.get("CRASH_KILLS", "20"))
SHARES = 2
ARTICLES = 20


class LiveCrawls(Crawls):
    """Crawls of a live portal; what is asked for are its articles."""

    total = ARTICLES

    def __init__(self, folder, chance):
        super().__init__(folder, chance)
        self.server = WatchedServer(ARTICLES)
        self._first = 0

    def start(self):
        self._first = len(self.server.log)
        return start_crawl(self.server, self.folder)

    def kill(self, crawl, *, answers, delay):
        self.server.signal(crawl, signal.SIGKILL, answers=answers, delay=delay)

    def asked(self):
        return {entry.path for entry in self.server.log[self._first :] if entry.status == 200}

    def find_stored(self, archive):
        return {urlsplit(row["url"]).path for row in archive.db.table("articles").rows}


@pytest.mark.parametrize("seed", range(SHARES))
def test_crawls_that_are_killed_lose_nothing_and_store_nothing_twice(tmp_path, seed):
    chance = random.Random(seed)
    expected = {article.address for article in replica.generate("cluster", ARTICLES)}
    kills = portals = 0
    while kills < KILLS // SHARES:
        portals += 1
        crawls = LiveCrawls(tmp_path / str(portals), chance)
        with crawls.server:
            while kills < KILLS // SHARES and crawls.run_killed():
                kills += 1
            crawls.run()
        assert crawls.stored == expected
        with Archive(crawls.folder / "archive.db") as archive:
            assert archive.db.table("articles").count == ARTICLES
            assert archive.db.table("revisions").count == 0
