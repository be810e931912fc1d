"""``kill -9`` in the middle of real crawls, again and again, until they finish."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.archive import Archive
from crawler.demo import replica
from crawler.warc.damage import Damage, NotAWarcFileError
from crawler.warc.files import warc_files
from crawler.warc.records import Record, read_records
from tests.crash.checking import problems
from tests.crash.crawling import WatchedServer, log_of, run_doctor, start_crawl

KILLS = int(os.environ.get("CRASH_KILLS", "20"))
SHARES = 2
ARTICLES = 20
LATEST = 0.2
"""Seconds after an answer within which the kill comes: parsing, storing, syncing, closing."""

FIRST_RECORD = 1000
"""Bytes that ``warcinfo`` takes at most."""


class Crawls:
    """Crawls of one portal into one archive, which are killed or may finish."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        folder.mkdir()
        self.folder = folder
        self.stored: set[str] = set()
        self._chance = chance
        self.server = WatchedServer(ARTICLES)

    def run(self) -> None:
        """Crawl to the end."""
        first = len(self.server.log)
        crawl = start_crawl(self.server, self.folder)
        crawl.join(60)
        self._look(crawl.exitcode, first)

    def run_killed(self) -> bool:
        """Crawl, killed soon after some answer; False if there is not much left to do."""
        to_come = ARTICLES - len(self.stored)
        if to_come < ARTICLES // 4:
            return False
        first = len(self.server.log)
        crawl = start_crawl(self.server, self.folder)
        moment = {
            "answers": self._chance.randint(1, to_come),
            "delay": self._chance.random() * LATEST,
        }
        self.server.signal(crawl, signal.SIGKILL, **moment)
        crawl.join()
        self._look(crawl.exitcode, first)
        return crawl.exitcode != 0

    def _look(self, exit_code: int | None, first: int) -> None:
        """What must hold after every crawl, however it ended; its requests begin at ``first``."""
        log = log_of(self.folder).read_text("utf-8")
        assert exit_code in (0, -signal.SIGKILL), log
        assert "Traceback" not in log
        captures = self.folder / "captures"
        with Archive(self.folder / "archive.db") as archive:
            assert problems(archive, captures) == []
            stored = {urlsplit(row["url"]).path for row in archive.db.table("articles").rows}
        assert run_doctor(self.folder)[0] == 0, run_doctor(self.folder)
        assert stored >= self.stored
        fetched = {entry.path for entry in self.server.log[first:] if entry.status == 200}
        assert not fetched & self.stored
        self.stored = stored
        for path in captures.glob("*"):
            assert not [each for each in _records(path)[:-1] if isinstance(each, Damage)]


def _records(path: Path) -> list[Record | Damage]:
    """All that can be read of a WARC file; the last one may be torn, and be the only one."""
    try:
        (file,) = warc_files(path)
        return list(read_records(file, wants=lambda record: True))
    except NotAWarcFileError:
        assert path.stat().st_size < FIRST_RECORD
        return []


@pytest.mark.parametrize("seed", range(SHARES))
def test_crawls_that_are_killed_lose_nothing_and_store_nothing_twice(tmp_path, seed):
    chance = random.Random(seed)
    expected = {article.address for article in replica.generate("cluster", ARTICLES)}
    kills = portals = 0
    while kills < KILLS // SHARES:
        portals += 1
        crawls = Crawls(tmp_path / str(portals), chance)
        with crawls.server:
            while kills < KILLS // SHARES and crawls.run_killed():
                kills += 1
            crawls.run()
        assert crawls.stored == expected
        with Archive(crawls.folder / "archive.db") as archive:
            assert archive.db.table("articles").count == ARTICLES
            assert archive.db.table("revisions").count == 0
