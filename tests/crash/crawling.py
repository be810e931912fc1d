"""Real crawls that can be killed: Scrapy commands in processes that start in a moment.

A fresh interpreter spends two seconds on imports, a crawl of the demo portals less than one. So
crawls are forked from a process that has imported everything and done nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import resource
import sys
import threading
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import scrapy.commands
import scrapy.downloadermiddlewares
import scrapy.spidermiddlewares

import crawler.commands
import pipelines
import spiders
from crawler.demo import DemoServer
from crawler.demo.exchange import Request, Response

_BUSY = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "ARCHIVE_BATCH": 3,
    "ARCHIVE_SECONDS": 0.1,
}
ROOT = Path(__file__).parent.parent.parent
SPIDER = "demo_cluster"

_context = multiprocessing.get_context("forkserver")
# What every command imports, or a crawl loads by name out of the settings.
_PACKAGES = (
    scrapy.commands,
    scrapy.downloadermiddlewares,
    scrapy.spidermiddlewares,
    crawler.commands,
    pipelines,
    spiders,
)
_context.set_forkserver_preload(
    [
        "scrapy.cmdline",
        "scrapy.core.downloader.handlers.http11",
        "scrapy.extensions.remote_control",
        *(
            f"{package.__name__}.{module.name}"
            for package in _PACKAGES
            for module in pkgutil.iter_modules(package.__path__)
        ),
        __name__,
    ]
)


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
    return _start(crawl_arguments(server, folder, **settings), log_of(folder), file_size)


def start_recovery(
    source: str, folder: Path, spider: str, *words: str, **settings: object
) -> BaseProcess:
    """Start ``scrapy crawl`` from another source than the live portal into ``folder``."""
    arguments = ["crawl", spider, "-a", f"source={source}", *words, *_places(folder)]
    return _start([*arguments, *_settings({**_BUSY, **settings})], log_of(folder))


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
    process = _start([*words, *arguments], log_of(folder), file_size)
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
    process = _start([*words, *_places(folder)], Path(target))
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


def _start(arguments: list[str], log: Path, file_size: int | None = None) -> BaseProcess:
    process = _context.Process(target=_run, args=(arguments, log, file_size))
    process.start()
    return process


def _run(arguments: list[str], log: Path, file_size: int | None) -> None:
    from scrapy.cmdline import execute

    if file_size is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.chdir(ROOT)
    sys.argv = ["scrapy", *arguments]
    execute()
