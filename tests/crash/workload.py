"""A program that stores articles with their captures and says each time what is stored.

``python -m tests.crash.workload FOLDER [WEAKNESS]`` makes ``archive.db`` and ``captures/`` in
FOLDER; the numbers of batches that were stored are written to ``acknowledged``, one a line.
WEAKNESS leaves out a measure that makes them durable, to show that it is needed:
``captures not synced``, ``synchronous=NORMAL`` or ``synchronous=OFF``.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from crawler.archive import Archive, Portal
from crawler.items import Alias, Article, Capture, Link, Place
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)
RUNS, BATCH = (20, 5), 4
"""Batches of each run, and articles of a batch; the first run is so long that SQLite moves its log
into the archive in mid-run."""


def batches() -> Iterator[list[Article]]:
    """All batches in the order they are stored; some articles come again with another text."""
    for number in range(sum(RUNS)):
        first = number * BATCH
        edited = range(first - BATCH, first - BATCH + 3) if number else ()
        yield [make_article(n, edition=1) for n in range(first, first + BATCH)] + [
            make_article(n, edition=2) for n in edited
        ]


def make_article(number: int, edition: int) -> Article:
    """An article with something in most of the archive's tables."""
    url = f"https://muster.example/{number}"
    at = dt.datetime(2020, 1, edition, 12, tzinfo=dt.UTC)
    text = f"Das Netzwerk {number} hat {number * 7} Mitglieder und berichtet zum {edition}. Mal. "
    return Article(
        url,
        kind="nachricht",
        title=f"Nummer {number}",
        lead=f"Stand {edition}",
        body=text * 30,
        captured_at=at,
        topics=[f"Thema {number % 5}", f"Thema {number % 7 + 5}"],
        places=[Place(f"Land {number % 11}", "country")],
        links=[Link(f"https://anderswo.example/{number}", "mehr", kind="further")],
        aliases=[Alias(f"{url}?druck=1", "print view")],
        capture=Capture(url=url, fetched_at=at, captured_at=at, status=200, source="live"),
    )


def page_of(article: Article) -> bytes:
    """The bytes of an article's page; hard to compress, so that records fill sectors."""
    return f"<h1>{article.title}</h1><p>{article.lead}</p>".encode() + b"".join(
        bytes([(n * n * 31 + len(article.url) + ord(article.lead[-1])) % 251]) for n in range(600)
    )


def store(archive: Archive, run_id: int, captures: CaptureWriter, batch: list[Article]) -> None:
    """Store a batch as a crawl does: first the captures for good, then what refers to them."""
    for article in batch:
        exchange = Exchange(
            url=article.url,
            at=article.captured_at,
            status=200,
            response_headers=[(b"Content-Type", b"text/html")],
            payload=page_of(article),
            request_headers=[(b"Host", b"muster.example")],
        )
        written = captures.write(exchange)
        article.capture.warc_file = written.path.name
        article.capture.warc_offset = written.offset
        article.capture.warc_length = written.length
        article.capture.digest = written.digest
    captures.sync()
    archive.store(batch, run_id)


def work(folder: Path, weakness: str | None) -> None:
    """Store all batches in several runs, each of which opens and closes everything."""
    if weakness == "captures not synced":
        CaptureWriter.sync = lambda self: None
    waiting = enumerate(batches())
    with (folder / "acknowledged").open("wb", buffering=0) as acknowledged:
        for count in RUNS:
            captures = CaptureWriter(
                folder / "captures", "muster", {"software": "test"}, max_bytes=20_000
            )
            with Archive(folder / "archive.db") as archive, captures:
                if weakness and weakness.startswith("synchronous"):
                    archive.db.execute(f"PRAGMA {weakness}")
                run_id = archive.begin_run("musterportal", "live", PORTAL)
                for number, batch in islice(waiting, count):
                    store(archive, run_id, captures, batch)
                    acknowledged.write(f"{number}\n".encode())
                archive.finish_run(run_id, "finished", {"new": count * BATCH})


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
