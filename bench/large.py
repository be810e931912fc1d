"""A large archive beside one of 10,000 articles: what grows with it, and what must not.

An update without news, by the CPU of the whole command, of both archives in turns; then, of the
large one, pages of searches, of articles and of charts (through Datasette's own client: by the
clock, and by the CPU of this process, which a busy machine leaves nearly as it is), a backup,
``doctor``, and merging 10,000 new articles. ``FULL=1``: a million articles, 5 GB of disk, 10 where
``BENCH_ARCHIVES=FOLDER`` keeps what was made for the next runs of the same day, each of which works
on a copy of it.
"""

from __future__ import annotations

import asyncio
import math
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from datasette.app import Datasette

from bench.full import FULL
from bench.large_archive import CRAWLED, make
from bench.measuring import ROUNDS
from bench.process import run
from bench.search import german_words
from crawler.demo import DemoServer
from crawler.publishing.datasette.server import make_datasette

SMALL = 10_000
LARGE = 1_000_000 if FULL else 100_000
NEW = 10_000
READ = 10_000
"""Records that ``doctor`` reads: each costs the same."""
ASKED = 15
"""Requests of each kind, in each round."""

Row = tuple[str, float, str]


def rows() -> Iterator[Row]:
    """Everything, in rounds of its own: the archives are made once."""
    if not FULL:
        yield "all of this of 1,000,000 articles", math.nan, "FULL=1 measures it"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with DemoServer(articles=CRAWLED) as server:
            small, large = (_made(folder, server, articles) for articles in (SMALL, LARGE))
            yield f"{LARGE:,} articles", large.stat().st_size / 1e6, "MB"
            yield from updates(server, small, large)
        # Before this process has grown: what it starts is told to have had its memory at least.
        yield from checks(folder, large)
        yield from pages(large)
        yield from merged(folder, large)


def _made(folder: Path, server: DemoServer, articles: int) -> Path:
    """An archive to work on, a copy of one that is kept where such are."""
    if not (kept := os.environ.get("BENCH_ARCHIVES")):
        return make(folder / str(articles), server, articles)
    made = Path(kept, str(articles))
    if not made.exists():
        unfinished = made.with_name(f"{articles}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        make(unfinished, server, articles)
        unfinished.rename(made)
    return Path(shutil.copytree(made, folder / str(articles))) / "archive.db"


def updates(server: DemoServer, small: Path, large: Path) -> Iterator[Row]:
    """Updates without news of both archives, in turns; the first of each is not counted."""
    for number in range(ROUNDS + 1):
        spent = {}
        for path in (small, large):
            before = len(server.log)
            spent[path] = run(_update(server, path), cwd=".").cpu
            assert len(server.log) - before < CRAWLED, "there was news"
        if number:
            yield f"update without news, {SMALL:,} articles", spent[small], "s CPU"
            yield f"update without news, {LARGE:,} articles", spent[large], "s CPU"
            ratio = spent[large] / spent[small]
            name = f"update without news, {LARGE:,} articles against {SMALL:,}"
            yield name, ratio, "times the CPU"


def _update(server: DemoServer, archive: Path) -> list[str]:
    return [
        sys.executable, "-m", "scrapy", "update", "demo_cluster", "-a", "source=live",
        "-s", f"CONNECT_TO={server.connect_to}", "-s", f"ARCHIVE_PATH={archive}",
        "-s", f"WARC_DIR={archive.parent / 'captures'}", "-s", "DOWNLOAD_DELAY=0",
        "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "LOG_LEVEL=WARNING",
    ]  # fmt: skip


def pages(archive: Path) -> Iterator[Row]:
    """Pages of one server, which has answered before."""
    size = f"of {LARGE:,} articles"
    datasette = make_datasette(archive)
    chance = random.Random(8)
    words = german_words()
    for label, path in (
        ("first page of searches", "/suche"),
        ("first page of charts", "/-/charts"),
    ):
        ((by_clock, cpu),) = asyncio.run(_times(datasette, [path]))
        yield f"{label} {size}", by_clock, "s"
        yield f"{label} {size}, CPU", cpu, "s"
    for _ in range(ROUNDS):
        searches = []
        for label, asked in _searches(words, chance).items():
            times = asyncio.run(_times(datasette, [f"/suche?{urlencode(each)}" for each in asked]))
            yield from _told(f"searches for {label} {size}", times)
            searches += times
        yield from _told(f"page of searches {size}", searches)
        ids = [chance.randrange(1, LARGE) for _ in range(4 * ASKED)]
        times = asyncio.run(_times(datasette, [f"/archive/articles/{number}" for number in ids]))
        yield from _told(f"article page {size}", times)
        yield from _told(f"charts {size}", asyncio.run(_times(datasette, ["/-/charts"] * 3)))


def _searches(words: Sequence[str], chance: random.Random) -> dict[str, list[dict[str, str]]]:
    common = chance.sample(words[60:160], ASKED)
    usual = chance.sample(words[300:3000], ASKED)
    place = [f"Land {chance.randint(1, 40)}" for _ in range(ASKED)]
    year = [str(chance.randint(2003, 2024)) for _ in range(ASKED)]
    return {
        "a common word": [{"q": word} for word in common],
        "a usual word": [{"q": word} for word in usual],
        "a common word and a place": [
            {"q": word, "place": name} for word, name in zip(common, place, strict=True)
        ],
        "a common word, newest first": [
            {"q": word, "order": "newest", "page": str(chance.randint(2, 9))} for word in common
        ],
        "a usual word of two years": [
            {"q": word, "since": "2015", "until": "2016"} for word in usual
        ],
        "no word, a year": [{"year": each} for each in year],
        "no word, a later page": [{"page": str(chance.randint(2, 4000))} for _ in range(ASKED)],
    }


async def _times(datasette: Datasette, paths: Sequence[str]) -> list[tuple[float, float]]:
    """Seconds that each answer took, by the clock and of CPU."""
    times = []
    for path in paths:
        began, used = time.perf_counter(), time.process_time()
        answer = await datasette.client.get(path)
        times.append((time.perf_counter() - began, time.process_time() - used))
        assert answer.status_code == 200, answer.text[:500]
    return times


def _told(label: str, times: Sequence[tuple[float, float]]) -> Iterator[Row]:
    for name, values in zip(("p95", "p95 of CPU"), zip(*times, strict=True), strict=True):
        yield f"{label}, {name}", 1000 * statistics.quantiles(values, n=20)[-1], "ms"


def checks(folder: Path, archive: Path) -> Iterator[Row]:
    """Costs of commands that read an archive as a whole, once each, by the CPU of the command."""
    size = f"of {LARGE:,} articles"
    scrapy = (sys.executable, "-m", "scrapy")
    where = ("-s", f"ARCHIVE_PATH={archive}", "-s", f"WARC_DIR={archive.parent / 'captures'}")
    yield f"backup {size}", run([*scrapy, "backup", str(folder / "copy"), *where], ".").cpu, "s CPU"
    shutil.rmtree(folder / "copy")
    doctor = run([*scrapy, "doctor", "--sample", f"{READ}", *where], ".", sound=(0, 1))
    name = f"doctor {size}, {READ:,} records read"
    yield name, doctor.cpu, "s CPU"
    yield f"{name}, peak memory", doctor.peak_mb, "MB"


def merged(folder: Path, archive: Path) -> Iterator[Row]:
    """Another archive of the portal, with new articles, taken in."""
    with DemoServer(articles=CRAWLED) as server:
        other = make(folder / "other", server, CRAWLED + NEW, section="other")
    merge = run([sys.executable, "-m", "scrapy", "merge", str(archive), str(other)], ".")
    yield f"merge of {NEW:,} new articles into {LARGE:,}", merge.cpu, "s CPU"
    yield f"merge of {NEW:,} new articles into {LARGE:,}, peak memory", merge.peak_mb, "MB"
