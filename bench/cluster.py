"""The same portals crawled by one process, by one worker and by two, as fast as they go."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.process import run
from tests.cluster.dask import DaskOnLoopback
from tests.cluster.portals import NAMES, ManyPortals

PORTALS, ARTICLES = 8, 60


def rows() -> Iterator[tuple[str, float, str]]:
    """Wall time, with the cluster up beforehand; the server takes its share of the cores."""
    with (
        ManyPortals(PORTALS, ARTICLES) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        one_process = _seconds(server, Path(folder, "here"))
        by_workers = {}
        for workers in (1, 2):
            dask = DaskOnLoopback(Path(folder), workers)
            try:
                # The first time a worker imports what it needs.
                _seconds(server, Path(folder, f"warm{workers}"), "--cluster", dask.address)
                at = Path(folder, f"many{workers}")
                by_workers[workers] = _seconds(server, at, "--cluster", dask.address)
            finally:
                dask.stop()
    yield "two workers against one", by_workers[1] / by_workers[2], "times the speed"
    yield "two workers against one process", one_process / by_workers[2], "times the speed"


def _seconds(server: ManyPortals, folder: Path, *more: str) -> float:
    folder.mkdir()
    began = time.perf_counter()
    run(
        [
            sys.executable, "-m", "scrapy", "update", *NAMES[:PORTALS], *more,
            "-s", f"CONNECT_TO={server.connect_to}", "-s", "SPIDER_MODULES=tests.cluster.portals",
            "-s", f"ARCHIVE_PATH={folder}/archive.db", "-s", f"WARC_DIR={folder}/captures",
            "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False",
            "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "-L", "WARNING",
        ],
        cwd=".",
    )  # fmt: skip
    return time.perf_counter() - began
