"""Real crawls that can be killed: ``scrapy crawl`` in processes that start in a moment.

A fresh interpreter spends two seconds on imports, a crawl of the demo portals less than one. So
crawls are forked from a process that has imported everything and done nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from crawler.demo import DemoServer

ROOT = Path(__file__).parent.parent.parent
SPIDER = "demo_cluster"

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(
    [
        "scrapy.cmdline",
        "scrapy.core.downloader.handlers.http11",
        "crawler.commands.crawl",
        "pipelines.archive",
        "spiders.demo_cluster",
        __name__,
    ]
)


def start_crawl(server: DemoServer, folder: Path, **settings: object) -> BaseProcess:
    """Start ``scrapy crawl`` over the server's portal into ``folder``; it logs to crawl.log."""
    process = _context.Process(
        target=_crawl, args=(crawl_arguments(server, folder, **settings), folder / "crawl.log")
    )
    process.start()
    return process


def crawl_arguments(server: DemoServer, folder: Path, **settings: object) -> list[str]:
    """The command line behind ``scrapy``: small batches and no waiting, so that much happens."""
    settings = {
        "ARCHIVE_PATH": folder / "archive.db",
        "WARC_DIR": folder / "captures",
        "CONNECT_TO": server.connect_to,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "ARCHIVE_BATCH": 3,
        "ARCHIVE_SECONDS": 0.1,
    } | settings
    named = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    return ["crawl", SPIDER, "-a", "source=live", *named]


def _crawl(arguments: list[str], log: Path) -> None:
    from scrapy.cmdline import execute

    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.chdir(ROOT)
    sys.argv = ["scrapy", *arguments]
    execute()
