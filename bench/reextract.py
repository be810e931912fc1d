"""Extraction again from captures: against the live crawl that made them, and on two cores.

The demo portal's pages have 9 kB. A goal is set for pages as large as those of real portals: they
are measured with what stands around articles there (``page_size``).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.page_size import as_large_as_real_ones
from bench.process import Cost, crawl, run
from crawler.archive import Archive
from crawler.demo import DemoServer
from crawler.maintenance.reextract import (
    PortalExtraction,
    ReextractionPlan,
    StoredCaptures,
    extraction,
    reextract,
)
from crawler.maintenance.reextract.extraction import ReadAll
from crawler.monitoring.gc_tuning import tune_gc
from crawler.processes import import_ahead
from spiders.demo_cluster import DemoCluster

PAGES = 2000
LARGE_PAGES = 1000


def rows() -> Iterator[tuple[str, float, str]]:
    """Whole processes for the CPU; for two cores the work itself, as long as it takes."""
    import_ahead(extraction.__name__)  # as the command does, which is not measured here
    with tempfile.TemporaryDirectory() as folder:
        with DemoServer(articles=PAGES) as server:
            live = crawl(server, folder)
            fetched = sum(request.status == 200 for request in server.log)
        again = _again(folder)
        tune_gc()
        archive = Path(folder, "archive.db")
        seconds = {jobs: seconds_again(archive, PAGES, jobs) for jobs in (1, 2)}
    with tempfile.TemporaryDirectory() as folder:
        with DemoServer(articles=LARGE_PAGES, alter=as_large_as_real_ones) as server:
            crawl(server, folder)
        large = _again(folder)
    yield "live crawl, a core", fetched / live.cpu, "pages/s"
    yield "extraction again, a core", PAGES / again.cpu, "pages/s"
    yield "extraction again against live crawl", PAGES / again.cpu * live.cpu / fetched, "times"
    yield "two cores against one", seconds[1] / seconds[2], "times"
    yield "extraction again of 70 kB pages, a core", LARGE_PAGES / large.cpu, "pages/s"


def _again(folder: str) -> Cost:
    return run(
        [
            sys.executable, "-m", "scrapy", "reextract", "--jobs", "1",
            "-s", f"ARCHIVE_PATH={folder}/archive.db", "-s", f"WARC_DIR={folder}/captures",
        ],
        cwd=".",
    )  # fmt: skip


def seconds_again(path: Path, pages: int, jobs: int = 1, read: ReadAll | None = None) -> float:
    """Seconds to read all captures of an archive, in processes or as ``read`` does."""
    reading = PortalExtraction(DemoCluster.name, DemoCluster.home_url, DemoCluster.layout)
    with Archive(path) as archive:
        evidence = StoredCaptures(archive.db.conn, path.with_name("captures"))
        plan = ReextractionPlan(evidence, {DemoCluster.name: reading}, jobs, read=read)
        began = time.perf_counter()
        report = reextract(archive, plan, dry_run=True)
        assert report.captures == pages
        return time.perf_counter() - began
