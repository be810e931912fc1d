"""``python -m bench profile WHAT``: where the CPU of a run goes, thread by thread.

WHAT is ``recovery``, ``reextract`` or ``crawl``, on pages of the demo portal; with ``--real``
recovery is of the pages in ``../shared``. ``extract`` is the reading of these alone, cold, and with
``--layout`` of those that this layout reads. With one process (``--processes``) the main thread
reads pages and the thread ``archive_0`` writes them; with two the main thread only hands them on,
and shows what the one process that writes has to do.
"""

from __future__ import annotations

import argparse
import pstats
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.accuracy.speed import real_pages
from bench.process import crawl, run
from bench.profile_process import profiled
from bench.real_pages import write_real_pages
from bench.recovery import write_portal
from crawler.demo import DemoServer
from crawler.layouts import Page, extract, layout_of

PAGES = 1000
_ROOT = str(Path(__file__).parent.parent)


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for, and print its profiles."""
    parser = argparse.ArgumentParser(prog="python -m bench profile", description=__doc__)
    parser.add_argument("what", choices=("extract", "recovery", "reextract", "crawl"))
    parser.add_argument("--real", action="store_true", help="recover the pages in ../shared")
    parser.add_argument("--layout", metavar="NAME", help="extract: pages of this one only")
    parser.add_argument("--processes", default="1", metavar="N", help="that read (default: 1)")
    parser.add_argument("--lines", type=int, default=40, metavar="N", help="of each table")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        pages, cpu = _run(options, Path(folder))
        console = Console(width=140)
        console.print(f"{pages} pages, {1000 * cpu / pages:.2f} ms of CPU each while profiled")
        for profile in sorted(Path(folder).glob("*.prof")):
            console.print(_table(profile, pages, options.lines))


def _run(options: argparse.Namespace, folder: Path) -> tuple[int, float]:
    """Number of pages that were read, and their seconds."""
    if options.what == "extract":
        return _extract(options.layout, folder)
    profiling = [sys.executable, "-m", "bench.profile_process", str(folder)]
    kept = [
        "-s", f"ARCHIVE_PATH={folder}/archive.db", "-s", f"WARC_DIR={folder}/captures",
        "-s", "LOG_LEVEL=WARNING",
    ]  # fmt: skip
    if options.what == "recovery":
        spider, modules = ("real_pages", "bench.real_pages") if options.real else (
            "demo_cluster", "spiders")  # fmt: skip
        write = write_real_pages if options.real else lambda there: write_portal(there, PAGES)
        pages = write(folder / "found")
        command = [
            "crawl", spider, "-a", f"source=warc:{folder}/found", *kept,
            "-s", f"SPIDER_MODULES={modules}", "-s", f"WARC_PROCESSES={options.processes}",
        ]  # fmt: skip
        return pages, run([*profiling, *command], cwd=".").cpu
    with DemoServer(articles=PAGES) as server:
        live = ("bench.profile_process", str(folder)) if options.what == "crawl" else ("scrapy",)
        cost = crawl(server, str(folder), scrapy=live)
    if options.what == "crawl":
        return PAGES, cost.cpu
    return PAGES, run([*profiling, "reextract", "--jobs", options.processes, *kept], cwd=".").cpu


def _extract(layout: str | None, folder: Path) -> tuple[int, float]:
    pages = [(html, url) for html, url in real_pages() if layout in (None, _layout(html, url))]
    started = time.process_time()
    with profiled(folder):
        for html, url in pages:
            extract(html, url)
    return len(pages), time.process_time() - started


def _layout(html: bytes, url: str) -> str:
    found = layout_of(Page(html, url))
    return found.name if found is not None else "generic"


def _table(profile: Path, pages: int, lines: int) -> Table:
    """The functions of the project in which most of a thread's time was spent, with all below."""
    table = Table("ms a page", "of it itself", "calls a page", "where", title=profile.stem)
    stats = vars(pstats.Stats(str(profile)))["stats"]
    ours = [
        (below, itself, calls, f"{file.removeprefix(_ROOT)[1:]}:{line} {name}")
        for (file, line, name), (_, calls, itself, below, _) in stats.items()
        if file.startswith(_ROOT) and "/.venv/" not in file
    ]
    for below, itself, calls, where in sorted(ours, reverse=True)[:lines]:
        times = (f"{1000 * seconds / pages:.3f}" for seconds in (below, itself))
        table.add_row(*times, f"{calls / pages:.1f}", where)
    return table
