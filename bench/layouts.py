"""Pages read a second: ``extract`` next to trafilatura with metadata.

The same pages for all, in one run: the thirty real ones where ``../shared/pages`` is there, else
the stored golden pages. A page of no known family is one read by the generic layout. Readers
that are no dependencies of ours are measured by ``bench.peers``.

Cold is a page that is read once, the first of its kind: as in a recovery of a hundred portals. What
is imported and compiled is there, for another page was read before.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura

from crawler.layouts import extract, read_page

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "pages"
MANY = ROOT.parent / "shared" / "pages-more"
STORED = ROOT / "tests" / "layouts" / "pages"
ROUNDS = 3

Pages = list[tuple[bytes, str]]


def rows() -> Iterator[tuple[str, float, str]]:
    """Read all pages in each of the ways, by CPU time."""
    pages = stored_pages()
    yield from _cold("real GSB and TYPO3 pages", pages if SHARED.is_dir() else [])
    yield from _cold("pages of many sites", _pages_of_many_sites())
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


def _cold(label: str, pages: Pages) -> Iterator[tuple[str, float, str]]:
    """Each page once by both, one after the other."""
    figure = f"extract cold to trafilatura, {label}"
    if not pages:
        yield figure, math.nan, "../shared is not there"
        return
    ours = theirs = 0.0
    for html, url in _warming():
        extract(html, url)
        _trafilatura(html, url)
    for html, url in pages:
        began = time.process_time()
        extract(html, url)
        between = time.process_time()
        _trafilatura(html, url)
        ours += between - began
        theirs += time.process_time() - between
    yield f"extract cold, {label}", len(pages) / ours, "pages/s"
    yield figure, theirs / ours, "times"


def _warming() -> Pages:
    """A page of each of our stored portals, which are others than those measured."""
    stored = [min(folder.glob("*.html"), default=None) for folder in sorted(STORED.iterdir())]
    return [(page.read_bytes(), "https://www.muster.example/seite") for page in stored if page]


def _pages_of_many_sites() -> Pages:
    if not MANY.is_dir():
        return []
    truth = map(json.loads, (MANY / "truth.jsonl").read_text("utf-8").splitlines())
    return [((MANY / "html" / row["file"]).read_bytes(), row["url"]) for row in truth]


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
