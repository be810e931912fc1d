"""Crawls into one archive that are killed at random moments, and what must hold after each."""

from __future__ import annotations

import random
import signal
from collections.abc import Hashable
from multiprocessing.process import BaseProcess
from pathlib import Path

from crawler.archive import Archive
from crawler.webarchives.warc.records import Record, read_records
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError, warc_files
from tests.crash.checking import problems
from tests.crash.crawling import log_of, run_doctor

LATEST = 0.2
"""Seconds after an answer within which the kill comes: parsing, storing, syncing, closing."""
_FIRST_RECORD = 1000
"""Bytes that ``warcinfo`` takes at most."""


class Crawls:
    """Crawls of one portal into one archive, which are killed or may finish.

    Subclasses say how one is started and killed, what it asked for, and what of that is stored.
    """

    total: int
    """How much there is to ask for."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        folder.mkdir()
        self.folder = folder
        self.stored: set[Hashable] = set()
        self._chance = chance

    def start(self) -> BaseProcess:
        """Start a crawl."""
        raise NotImplementedError

    def kill(self, crawl: BaseProcess, *, answers: int, delay: float) -> None:
        """Kill it ``delay`` seconds after so many answers, unless it has ended."""
        raise NotImplementedError

    def asked(self) -> set[Hashable]:
        """What the last crawl asked for and was given."""
        raise NotImplementedError

    def find_stored(self, archive: Archive) -> set[Hashable]:
        """What the archive holds of all that can be asked for."""
        raise NotImplementedError

    def run(self) -> None:
        """Crawl to the end."""
        crawl = self.start()
        crawl.join(60)
        self._look(crawl.exitcode)

    def run_killed(self) -> bool:
        """Crawl, killed soon after some answer; False if there is not much left to do."""
        to_come = self.total - len(self.stored)
        if to_come < self.total // 4:
            return False
        answers, delay = self._chance.randint(1, to_come), self._chance.random() * LATEST
        crawl = self.start()
        self.kill(crawl, answers=answers, delay=delay)
        crawl.join()
        self._look(crawl.exitcode)
        return crawl.exitcode != 0

    def _look(self, exit_code: int | None) -> None:
        """What must hold after every crawl, however it ended."""
        log = log_of(self.folder).read_text("utf-8")
        assert exit_code in (0, -signal.SIGKILL), log
        assert "Traceback" not in log
        captures = self.folder / "captures"
        with Archive(self.folder / "archive.db") as archive:
            assert problems(archive, captures) == []
            stored = self.find_stored(archive)
        assert run_doctor(self.folder)[0] == 0, run_doctor(self.folder)
        assert stored >= self.stored
        assert not self.asked() & self.stored
        self.stored = stored
        for path in captures.glob("*"):
            assert not [each for each in _records(path)[:-1] if isinstance(each, Damage)]


def _records(path: Path) -> list[Record | Damage]:
    """All that can be read of a WARC file; the last one may be torn, and be the only one."""
    try:
        (file,) = warc_files(path)
        return list(read_records(file, wants=lambda record: True))
    except NotAWarcFileError:
        assert path.stat().st_size < _FIRST_RECORD
        return []
