"""Peak memory over WARC files of 2,000 and 20,000 articles: it must not grow with the file.

``FULL=1`` adds 200,000 (an hour).
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.full import FULL
from bench.process import run
from crawler.archive import Archive

_PAGE = """<!doctype html><html lang="de"><head><title>Meldung {n}</title></head><body>
<div id="content"><p class="metadata"><span class="category">Meldung</span>
<span class="date">09.04.2019</span></p><h1 class="isFirstInSlot">Netzwerk {n} wächst weiter</h1>
<p class="abstract">Das Netzwerk {n} nimmt neue Mitglieder auf.</p>{body}</div></body></html>"""
_HEADERS = [("Content-Type", "text/html; charset=utf-8")]
_PARAGRAPH = "<p>Im Jahr {year} trafen sich {n} Partner des Netzwerks zu einer Arbeitstagung.</p>"


def rows() -> Iterator[tuple[str, float, str]]:
    """Crawl each file in a process of its own."""
    peaks: dict[int, float] = {}
    for articles in (2_000, 20_000, 200_000) if FULL else (2_000, 20_000):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "articles.warc.gz")
            _write(path, articles)
            cost = run(
                [
                    sys.executable, "-m", "scrapy", "crawl", "clusterplattform",
                    "-a", f"source=warc:{path}", "-s", f"ARCHIVE_PATH={folder}/archive.db",
                    "-s", "LOG_LEVEL=WARNING", "-s", "WARC_PROCESSES=1",
                ],
                cwd=".",
            )  # fmt: skip
            with Archive(f"{folder}/archive.db") as archive:
                assert archive.db["articles"].count == articles
        yield f"peak memory over {articles:,} articles", cost.peak_mb, "MB"
        yield f"CPU an article over {articles:,} articles", 1000 * cost.cpu / articles, "ms"
        for fewer, peak in list(peaks.items())[-1:]:
            yield f"growth from {fewer:,} to {articles:,} articles", cost.peak_mb / peak, "times"
        peaks[articles] = cost.peak_mb


def _write(path: Path, articles: int) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for n in range(articles):
            body = "".join(_PARAGRAPH.format(year=1990 + i, n=n + i) for i in range(30))
            writer.write_record(
                writer.create_warc_record(
                    f"https://www.clusterplattform.de/CLUSTER/Redaktion/DE/Kurzmeldungen/{n}.html",
                    "response",
                    payload=io.BytesIO(_PAGE.format(n=n, body=body).encode()),
                    http_headers=StatusAndHeaders(
                        "200 OK",
                        [("Content-Type", "text/html; charset=utf-8")],
                        protocol="HTTP/1.1",
                    ),
                )
            )
