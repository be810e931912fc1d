"""Pages recovered from local WARC files, next to loops that read the same records and no more.

Then what an index saves where one page in two hundred is wanted, and what a second process does.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from bench.process import run, run_tree
from bench.warc import page_bodies, read_with_fastwarc, read_with_warcio
from crawler.demo import DemoServer
from crawler.demo.exchange import Request, Response
from crawler.layouts.captured import PortalExtraction, extract_captured
from crawler.monitoring.gc_tuning import tune_gc
from crawler.publishing.export.cdxj_index import indexed
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange
from crawler.webarchives.warc.captured_page import CapturedPage
from crawler.webarchives.warc.warc_file import WarcFile
from spiders.demo_cluster import DemoCluster

PAGES = 2000
MANY_PAGES = 20_000
FILES = 32
RECORDS = 2000
EVERY = 200
WANTED = "wanted.example"
_HOST = "www.cluster.example"


def rows() -> Iterator[tuple[str, float, str]]:
    """Whole crawls and loops by their CPU; what processes save by the clock."""
    with tempfile.TemporaryDirectory() as folder:
        pages = write_portal(Path(folder, "captures"), PAGES)
        one = run(_recover(folder, 1), cwd=".")
        yield "pages recovered from local WARC, a core", pages / one.cpu, "pages/s"
        alone_rate = _extracted(Path(folder, "captures"))
        yield "extraction alone, a core", alone_rate, "pages/s"
        yield "recovery against extraction alone", pages / one.cpu / alone_rate, "times"
        alone, together = (run_tree(_recover(folder, jobs), cwd=".") for jobs in (1, 2))
        name = "pages recovered from local WARC: two cores against one"
        yield name, alone.seconds / together.seconds, "times"
        (file,) = map(str, Path(folder, "captures").iterdir())
        for name, read in (("FastWARC", read_with_fastwarc), ("warcio", read_with_warcio)):
            began = time.process_time()
            number = read(file)
            yield f"plain {name} loop", number / (time.process_time() - began), "pages/s"
    with tempfile.TemporaryDirectory() as folder:
        write_portal(Path(folder, "captures"), MANY_PAGES)
        peak = run_tree(_recover(folder, 2), cwd=".").peak_mb
        yield f"memory of all processes over {MANY_PAGES:,} pages", peak, "MB"
    with tempfile.TemporaryDirectory() as folder:
        index = _collection(Path(folder))
        whole, parallel = (_seconds(folder, jobs=jobs) for jobs in (1, 2))
        Path(folder, "index.cdxj").write_text(index)
        listed = _seconds(folder, jobs=1, hosts=[WANTED])
    yield "one page in 200 wanted: two processes against one", whole / parallel, "times"
    yield "one page in 200 wanted: with an index against without", whole / listed, "times"


def _extracted(folder: Path) -> float:
    """Pages read and normalised a second of CPU, and nothing done with them; caches are warm."""
    found = [
        page
        for page in read_captures(str(folder), lambda _: True)
        if isinstance(page, CapturedPage)
    ]
    portal = PortalExtraction.of(DemoCluster)
    extract_captured(found[0], portal)
    tune_gc()
    began = time.process_time()
    for page in found:
        extract_captured(page, portal)
    return len(found) / (time.process_time() - began)


def _recover(folder: str, processes: int) -> list[str]:
    """The command that recovers what ``write_portal`` wrote, into an archive of its own."""
    archive = Path(tempfile.mkdtemp(dir=folder), "archive.db")
    return [
        sys.executable, "-m", "scrapy", "crawl", "demo_cluster",
        "-a", f"source=warc:{folder}/captures", "-s", f"ARCHIVE_PATH={archive}",
        "-s", "LOG_LEVEL=WARNING", "-s", f"WARC_PROCESSES={processes}",
    ]  # fmt: skip


def write_portal(folder: Path, pages: int) -> int:
    """The pages that the demo portal's sitemap names, as captures; how many."""
    captured_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    number = 0
    with DemoServer(articles=pages) as server, CaptureWriter(folder, "portal", {}) as writer:

        def get(url: str) -> Response:
            return server.respond(Request(_HOST, url.removeprefix(f"http://{_HOST}")))

        sitemap = get("/sitemap.xml").body.decode()
        for url in map(unescape, re.findall("<loc>(.*?)</loc>", sitemap)):
            page = get(url)
            headers = [(b"Content-Type", page.content_type.encode())]
            writer.write(Exchange(url, captured_at, page.status, headers, page.body, []))
            number += 1
    return number


class _Wanted:
    def __call__(self, url: str) -> bool:
        return f"//{WANTED}/" in url


def _seconds(folder: str, **options: object) -> float:
    read: Callable[..., object] = read_captures
    began = time.perf_counter()
    assert len(list(read(folder, _Wanted(), **options))) == FILES * RECORDS // EVERY
    return time.perf_counter() - began


def _collection(folder: Path) -> str:
    """One file many times under other names, two gigabytes unpacked; the index of all."""
    bodies = page_bodies()
    headers = [(b"Content-Type", b"text/html")]
    with CaptureWriter(folder, "part", {}) as writer:
        for number in range(RECORDS):
            host = WANTED if number % EVERY == 0 else "elsewhere.example"
            url, body = f"http://{host}/{number}", bodies[number % len(bodies)]
            writer.write(Exchange(url, dt.datetime.now(dt.UTC), 200, headers, body, []))
    (first,) = folder.iterdir()
    names = [first.name, *(f"copy{number}.warc.gz" for number in range(1, FILES))]
    for name in names[1:]:
        (folder / name).hardlink_to(first)
    lines, _ = indexed(WarcFile(first, 0, first.stat().st_size), "{name}")
    return "".join(sorted(line.replace("{name}", name) for line in lines or [] for name in names))
