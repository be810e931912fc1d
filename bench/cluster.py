"""The same work by one process, by one worker and by two, as fast as it goes."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.process import crawl, run
from bench.reextract import seconds_again
from crawler.archive import Archive
from crawler.cluster.dask_client import connected
from crawler.cluster.remote_reading import reading_on
from crawler.cluster.shards import write_state
from crawler.demo import DemoServer
from crawler.maintenance.merge import merge_archive
from spiders.demo_cluster import DemoCluster
from tests.cluster.dask import DaskOnLoopback
from tests.cluster.portals import NAMES, ManyPortals

PORTALS, ARTICLES = 8, 100
PAGES = 1500


def rows() -> Iterator[tuple[str, float, str]]:
    """Wall time with the cluster up beforehand, and the CPU it takes: what docs/scale.md asks."""
    yield from _update_rows()
    with tempfile.TemporaryDirectory() as folder:
        with DemoServer(articles=PAGES) as server:
            crawl(server, folder)
        yield from _merge_rows(Path(folder))
        yield from _reextract_rows(Path(folder))


def _update_rows() -> Iterator[tuple[str, float, str]]:
    """With one worker the command, which merges, has a core of its own, as has the server."""
    with (
        ManyPortals(PORTALS, ARTICLES) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        by_workers, cpu = {}, {}
        one_process, cpu[0] = _update(server, Path(folder, "here"))
        for workers in (1, 2):
            with _dask(folder, workers) as dask:
                cluster = ("--cluster", dask.address)
                # The first time a worker imports what it needs.
                _update(server, Path(folder, f"warm{workers}"), *cluster)
                before = _cpu(dask)
                at = Path(folder, f"many{workers}")
                by_workers[workers], command = _update(server, at, *cluster)
                cpu[workers] = command + _cpu(dask) - before
    yield "update, two workers against one", by_workers[1] / by_workers[2], "times the speed"
    yield "update, two workers against one process", one_process / by_workers[2], "times the speed"
    yield "update, CPU of a cluster against one process", cpu[2] / cpu[0], "times"
    yield "update, of this CPU in the command", 100 * command / cpu[2], "%"


def _merge_rows(folder: Path) -> Iterator[tuple[str, float, str]]:
    """A portal's first crawl taken into an empty archive, and what it takes on the disk."""
    archive, captures = folder / "archive.db", folder / "captures"
    with Archive(folder / "all.db") as into:

        def cpu(work: Callable[..., object], *arguments: object) -> float:
            began = time.process_time()
            work(*arguments)
            return 1000 * (time.process_time() - began) / PAGES

        merge = (merge_archive, into, folder / "all", archive, captures)
        state = (write_state, into.db.conn, folder / "all", DemoCluster.name, folder / "state")
        yield "merge, a new article", cpu(*merge), "ms CPU"
        yield "merge, a known article", cpu(*merge), "ms CPU"
        yield "state for a worker, an article", cpu(*state), "ms CPU"
    files = sum(file.stat().st_size for file in captures.iterdir())
    yield "archive, an article", archive.stat().st_size / PAGES / 1000, "kB"
    yield "captures, an article", files / PAGES / 1000, "kB"


def _reextract_rows(folder: Path) -> Iterator[tuple[str, float, str]]:
    """No server here, and pages of one portal: chunks of them are what workers are given."""
    archive = folder / "archive.db"
    one_process = seconds_again(archive, PAGES, jobs=1)
    by_workers = {}
    for workers in (1, 2):
        with _dask(str(folder), workers) as dask, connected(dask.address) as client:
            read = reading_on(client)
            seconds_again(archive, PAGES, read=read)
            by_workers[workers] = seconds_again(archive, PAGES, read=read)
    yield "reextract, two workers against one", by_workers[1] / by_workers[2], "times the speed"
    yield (
        "reextract, two workers against one process",
        one_process / by_workers[2],
        "times the speed",
    )


@contextmanager
def _dask(folder: str, workers: int) -> Iterator[DaskOnLoopback]:
    dask = DaskOnLoopback(Path(folder), workers)
    try:
        yield dask
    finally:
        dask.stop()


def _update(server: ManyPortals, folder: Path, *more: str) -> tuple[float, float]:
    """Seconds an update takes, and the command's own CPU seconds."""
    folder.mkdir()
    began = time.perf_counter()
    cost = run(
        [
            sys.executable, "-m", "scrapy", "update", *NAMES[:PORTALS], *more,
            "-s", f"CONNECT_TO={server.connect_to}", "-s", "SPIDER_MODULES=tests.cluster.portals",
            "-s", f"ARCHIVE_PATH={folder}/archive.db", "-s", f"WARC_DIR={folder}/captures",
            "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False",
            "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "-L", "WARNING",
        ],
        cwd=".",
    )  # fmt: skip
    return time.perf_counter() - began, cost.cpu


def _cpu(dask: DaskOnLoopback) -> float:
    """CPU seconds of the workers so far, with those of the crawls that have ended."""
    processes = [psutil.Process(pid) for pid in dask.workers]
    return sum(
        sum(process.cpu_times()[:4])  # user and system, its own and its dead children's
        for worker in processes
        for process in (worker, *worker.children(recursive=True))
    )
