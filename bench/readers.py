"""Eight readers of `scrapy serve`, with and without a writer beside them.

The writer stores ten articles a second, each in a transaction of its own, which is more than a
crawl does. The two are measured in turns in one run, so that their ratio means something.
"""

from __future__ import annotations

import itertools
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench.archive import sample_article
from crawler.archive import Archive, Portal

READERS = 8
SECONDS = 60
STORED = 2000
_ROOT = Path(__file__).parent.parent
PAGES = (
    "/",
    "/archive/articles.json?_size=20",
    "/archive/articles/1",
    "/suche?q=blaumilch",
    "/archive/articles_by_country.json?country=&since=&until=",
    "/archive/v_timeline.json",
)


def rows() -> Iterator[tuple[str, float, str]]:
    """The 95th percentile of answers, alone and beside a writer, and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "archive.db"
        fill(path, STORED)
        with served(path) as address:
            read(address, 2)  # what is made at the first request
            alone, beside = [], []
            for _ in range(2):
                alone += read(address, SECONDS / 2)
                with writing(path) as stored:
                    beside += read(address, SECONDS / 2)
                yield "articles written", stored(), ""
        yield "answers alone", len(alone), ""
        yield "answers beside a writer", len(beside), ""
        yield "p95 alone", 1000 * p95(alone), "ms"
        yield "p95 beside a writer", 1000 * p95(beside), "ms"
        yield "ratio", p95(beside) / p95(alone), ""


def p95(seconds: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(seconds, n=20)[-1]


def fill(path: Path, count: int) -> None:
    """Make an archive of ``count`` articles."""
    with Archive(path) as archive:
        run_id = archive.begin_run("musterportal", "live", Portal("musterportal"))
        archive.store([sample_article(number) for number in range(count)], run_id)


@contextmanager
def served(path: Path, *options: str) -> Iterator[str]:
    """`scrapy serve` over the archive at ``path``, and its address (without the base URL)."""
    server = subprocess.Popen(
        [
            sys.executable, "-m", "scrapy", "serve", "--port", "0", *options,
            "-s", f"ARCHIVE_PATH={path}",
        ],
        cwd=_ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        said = server.stderr.readline()
        found = re.match(r"(http://[^/]+)/\S* serves", said)
        assert found, said + server.stderr.read()
        yield found[1]
    finally:
        server.terminate()
        server.communicate(timeout=20)


@contextmanager
def writing(path: Path) -> Iterator[Callable[[], int]]:
    """Ten articles a second are stored meanwhile; what is given tells how many were."""
    done = threading.Event()
    numbers = itertools.count(1_000_000)
    stored: list[int] = []

    def write() -> None:
        with Archive(path) as archive:
            run_id = archive.begin_run("musterportal", "live", Portal("musterportal"))
            due = time.monotonic()
            while not done.is_set():
                archive.store([sample_article(number := next(numbers))], run_id)
                stored.append(number)
                due += 0.1
                done.wait(max(0.0, due - time.monotonic()))

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            yield lambda: len(stored)
        finally:
            done.set()
            writer.result()


def read(address: str, seconds: float) -> list[float]:
    """Time of each answer in seconds. An answer other than 200 is an AssertionError."""
    until = time.monotonic() + seconds

    def reader(first: int) -> list[float]:
        took = []
        for page in itertools.islice(itertools.cycle(PAGES), first, None):
            started = time.monotonic()
            if started > until:
                return took
            try:
                with urllib.request.urlopen(address + page, timeout=60) as answer:
                    answer.read()
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{page}: {error} {error.read()[:500]!r}") from error
            took.append(time.monotonic() - started)
        return took

    with ThreadPoolExecutor(READERS) as pool:
        return [one for took in pool.map(reader, range(READERS)) for one in took]
