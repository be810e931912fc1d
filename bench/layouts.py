"""Pages read a second: ``extract`` next to trafilatura with metadata.

First the real pages of ``../shared``, where they are, by the layout that reads them: cold, each
page for the first time, and warm (``bench.accuracy.speed``). Then the same pages for all ways of
reading, warm: the thirty of both families, else the stored golden pages. A page of no known family
is one read by the generic layout. Readers that are no dependencies of ours are measured by
``bench.peers``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura

from bench.accuracy.speed import both_passes, with_sums
from crawler.layouts import extract, read_page

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "pages"
STORED = ROOT / "tests" / "layouts" / "pages"
ROUNDS = 3

Pages = list[tuple[bytes, str]]


def rows() -> Iterator[tuple[str, float, str]]:
    """Read all pages in each of the ways, by CPU time."""
    if SHARED.is_dir():
        yield from _real_pages()
    pages = stored_pages()
    ours = rate(pages, lambda html, url: extract(html, url))
    layout = rate(pages, lambda html, url: read_page(html, url))
    unknown = rate(pages, lambda html, url: extract(html, url, "generic"))
    peer = rate(pages, lambda html, url: _trafilatura(html, url))
    yield "extract, known families", ours, "pages/s"
    yield "of it the layout alone (read_page)", layout, "pages/s"
    yield "extract, as pages of no known family", unknown, "pages/s"
    yield "trafilatura with metadata", peer, "pages/s"
    yield "extract to trafilatura, known families", ours / peer, "times"
    yield "extract to trafilatura, unknown pages", unknown / peer, "times"


def _real_pages() -> Iterator[tuple[str, float, str]]:
    for name, by_layout in both_passes().items():
        for layout, seconds in with_sums(by_layout).items():
            yield f"extract, {name}: {layout}", seconds.pages / seconds.ours, "pages/s"
            yield f"extract to trafilatura, {name}: {layout}", seconds.times, "times"


def stored_pages() -> Pages:
    """The pages and their addresses."""
    if SHARED.is_dir():
        truth = map(json.loads, (SHARED / "truth.jsonl").read_text("utf-8").splitlines())
        return [((SHARED / "html" / row["file"]).read_bytes(), row["url"]) for row in truth]
    stored = sorted(STORED.rglob("*.html"))
    return [
        (page.read_bytes(), json.loads(page.with_suffix(".json").read_text("utf-8"))["url"])
        for page in stored
    ]


def rate(pages: Pages, read: Callable[[bytes, str], object]) -> float:
    """Pages a second of CPU, caches and imports warm."""
    for html, url in pages:  # caches and imports are warm in a crawl
        read(html, url)
    started = time.process_time()
    for _ in range(ROUNDS):
        for html, url in pages:
            read(html, url)
    return ROUNDS * len(pages) / (time.process_time() - started)


def _trafilatura(html: bytes, url: str) -> object:
    return trafilatura.bare_extraction(html, url=url, with_metadata=True)
