"""Speed of reading captures, next to loops that read the same records and check nothing."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawler.sources.warc import read_captures
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = 1000
PAGE_BYTES = 40_000
ROUNDS = 3


def rows() -> list[tuple[str, float, str]]:
    """Records read and exchanges written per second of CPU, the best of three rounds."""
    with tempfile.TemporaryDirectory() as folder:
        bodies = page_bodies()
        writing = _rate(lambda: _write(Path(folder), bodies), rounds=1)
        (file,) = map(str, Path(folder).iterdir())
        readers: dict[str, Callable[[], int]] = {
            "read_captures": lambda: sum(1 for _ in read_captures(file, lambda url: True)),
            "plain FastWARC loop": lambda: read_with_fastwarc(file),
            "plain warcio loop": lambda: read_with_warcio(file),
        }
        found = [(name, _rate(read), "records/s") for name, read in readers.items()]
    return [*found, ("CaptureWriter", writing, "exchanges/s")]


def _rate(work: Callable[[], int], rounds: int = ROUNDS) -> float:
    rates = []
    for _ in range(rounds):
        begun = time.process_time()
        done = work()
        assert done == PAGES, done
        rates.append(done / (time.process_time() - begun))
    return max(rates)


def page_bodies() -> list[bytes]:
    """A few pages of invented words."""
    chance = random.Random(1)
    words = ["".join(chance.choices("aeinrst", k=6)) for _ in range(4000)]
    return [" ".join(chance.choices(words, k=PAGE_BYTES // 7)).encode() for _ in range(20)]


def _write(folder: Path, bodies: list[bytes]) -> int:
    headers = [(b"Content-Type", b"text/html")]
    with CaptureWriter(folder, "bench", {}) as writer:
        for number in range(PAGES):
            at = dt.datetime.now(dt.UTC)
            url, body = f"http://portal.example/{number}", bodies[number % len(bodies)]
            writer.write(Exchange(url, at, 200, headers, body, [(b"Host", b"portal.example")]))
    return PAGES


def read_with_fastwarc(file: str) -> int:
    """Read all answers in a file, and nothing else; how many there are."""
    pages = ArchiveIterator(file, record_types=WarcRecordType.response, auto_decode="all")
    return sum(1 for record in pages if record.reader.read() is not None)


def read_with_warcio(file: str) -> int:
    """The same with warcio."""
    with Path(file).open("rb") as data:
        return sum(
            1
            for record in WarcioIterator(data)
            if record.rec_type == "response" and record.content_stream().read() is not None
        )
