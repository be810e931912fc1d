"""Real crawls that can be killed, and other Scrapy commands over the folder they write into."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from crawler.demo import DemoServer
from crawler.demo.exchange import Request, Response
from tests import forked

_BUSY = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "ARCHIVE_BATCH": 3,
    "ARCHIVE_SECONDS": 0.1,
}
SPIDER = "demo_cluster"


class WatchedServer(DemoServer):
    """A demo server that can tell when it has given so many answers."""

    def __init__(self, articles: int) -> None:
        super().__init__(articles=articles, alter=self._count)
        self._to_come = 0
        self._reached = threading.Event()
        self._sent = threading.Event()
        self._sent.set()

    def signal(self, crawl: BaseProcess, number: int, *, answers: int, delay: float = 0) -> None:
        """Send a signal to a crawl ``delay`` seconds after so many answers, unless it has ended.

        Without a delay no further answer is given before it is sent: the crawl cannot end first.
        """
        self._reached.clear()
        if not delay:
            self._sent.clear()
        self._to_come = answers
        while not self._reached.wait(0.05) and crawl.is_alive():
            pass
        crawl.join(delay)
        if crawl.is_alive():
            os.kill(crawl.pid, number)
        self._sent.set()

    def _count(self, request: Request, response: Response) -> Response:
        self._to_come -= 1
        if self._to_come == 0:
            self._reached.set()
        if self._to_come < 0:
            self._sent.wait()
        return response


def start_crawl(
    server: DemoServer, folder: Path, *, file_size: int | None = None, **settings: object
) -> BaseProcess:
    """Start ``scrapy crawl`` over the server's portal into ``folder``.

    What it prints and logs goes to ``log_of(folder)``. ``file_size`` is what its files may grow
    to, in bytes.
    """
    return forked.start(
        crawl_arguments(server, folder, **settings), log_of(folder), file_size=file_size
    )


def start_recovery(
    source: str, folder: Path, spider: str, *words: str, **settings: object
) -> BaseProcess:
    """Start ``scrapy crawl`` from another source than the live portal into ``folder``."""
    arguments = ["crawl", spider, "-a", f"source={source}", *words, *_places(folder)]
    return forked.start([*arguments, *_settings({**_BUSY, **settings})], log_of(folder))


def log_of(folder: Path) -> Path:
    """The log of the last crawl into ``folder``: beside it, because it may be full."""
    return folder.with_suffix(".log")


def run_crawl(
    server: DemoServer,
    folder: Path,
    arguments: tuple[str, ...] = (),
    *,
    spider: str = SPIDER,
    file_size: int | None = None,
    **settings: Any,
) -> tuple[int | None, list[str]]:
    """Run ``scrapy crawl`` to its end, with further ``arguments``; exit code and printed lines."""
    words = crawl_arguments(server, folder, spider, LOG_LEVEL="WARNING", **settings)
    process = forked.start([*words, *arguments], log_of(folder), file_size=file_size)
    process.join(60)
    return process.exitcode, log_of(folder).read_text("utf-8").splitlines()


def run_doctor(folder: Path) -> tuple[int | None, str]:
    """Run ``scrapy doctor`` over ``folder``; the exit code and all it printed."""
    return run_command(folder, "doctor", "-s", "LOG_LEVEL=WARNING")


def run_command(folder: Path, *words: str) -> tuple[int | None, str]:
    """Run another Scrapy command over ``folder``; the exit code and all it printed."""
    log = folder.with_suffix(f".{words[0]}")
    return run_to(log, folder, *words), log.read_text("utf-8")


def run_to(target: Path | str, folder: Path, *words: str) -> int | None:
    """Run another Scrapy command over ``folder`` that prints to a file or a terminal."""
    process = forked.start([*words, *_places(folder)], Path(target))
    process.join(60)
    return process.exitcode


def crawl_arguments(
    server: DemoServer, folder: Path, spider: str = SPIDER, **settings: object
) -> list[str]:
    """The command line behind ``scrapy``: small batches and no waiting, so that much happens."""
    settings = {"CONNECT_TO": server.connect_to, **_BUSY, **settings}
    return ["crawl", spider, "-a", "source=live", *_places(folder), *_settings(settings)]


def _settings(values: Mapping[str, object]) -> list[str]:
    return [word for name, value in values.items() for word in ("-s", f"{name}={value}")]


def _places(folder: Path) -> list[str]:
    return ["-s", f"ARCHIVE_PATH={folder / 'archive.db'}", "-s", f"WARC_DIR={folder / 'captures'}"]
