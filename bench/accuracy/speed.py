"""``extract`` beside trafilatura with metadata, page by page in turns, in a fresh process.

It sees each page twice: cold, as in a recovery of many portals, and warm, as in a crawl of one.
``python -m bench.accuracy.speed`` prints a JSON object: pass → layout → pages, and seconds of CPU
of both. ``python -m bench profile extract`` shows where ``extract`` spends them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.accuracy.labelled import labelled_pages

ROOT = Path(__file__).parents[2]
PASSES = ("cold", "warm")


@dataclass(slots=True)
class Seconds:
    """CPU of both readers on some pages."""

    pages: int = 0
    ours: float = 0.0
    peer: float = 0.0

    @property
    def times(self) -> float:
        """Pages that ours reads in the time the peer takes for one."""
        return self.peer / self.ours if self.ours else 0.0

    def add(self, other: Seconds) -> None:
        """Count other pages in."""
        self.pages += other.pages
        self.ours += other.ours
        self.peer += other.peer


ByLayout = dict[str, Seconds]


def both_passes() -> dict[str, ByLayout]:
    """The CPU by pass and layout, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.accuracy.speed"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return {
        name: {layout: Seconds(**figures) for layout, figures in by_layout.items()}
        for name, by_layout in found.items()
    }


def with_sums(by_layout: ByLayout) -> ByLayout:
    """The layouts by name, and behind them the sums of known families and of all pages."""
    families, every = Seconds(), Seconds()
    for layout, seconds in by_layout.items():
        every.add(seconds)
        if layout != "generic":
            families.add(seconds)
    return {**dict(sorted(by_layout.items())), "GSB and TYPO3": families, "all": every}


def real_pages() -> list[tuple[bytes, str]]:
    """The labelled pages and their URLs."""
    return [(page.path.read_bytes(), page.url) for page in labelled_pages("families", "any")]


def _measure(pages: list[tuple[bytes, str]]) -> ByLayout:
    import trafilatura

    from crawler.layouts import extract

    found: ByLayout = defaultdict(Seconds)
    for html, url in pages:
        began = time.process_time()
        article = extract(html, url)
        between = time.process_time()
        trafilatura.bare_extraction(html, url=url, with_metadata=True)
        ended = time.process_time()
        found[article.layout or ""].add(Seconds(1, between - began, ended - between))
    return found


def main() -> None:
    """Print the figures of both passes."""
    pages = real_pages()
    found = {name: _measure(pages) for name in PASSES}
    print(
        json.dumps(
            {
                name: {layout: asdict(seconds) for layout, seconds in by_layout.items()}
                for name, by_layout in found.items()
            }
        )
    )


if __name__ == "__main__":
    main()
