"""``extract`` beside trafilatura with metadata, cold: a fresh process that sees each page once.

``python -m bench.accuracy.speed`` prints a JSON object: layout → pages, and seconds of CPU of both.
``python -m bench.accuracy.speed --profile`` prints where ``extract`` spends them.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bench.accuracy.labelled import labelled_pages

ROOT = Path(__file__).parents[2]
_LINES = 40


@dataclass(slots=True)
class Seconds:
    """CPU of both readers on some pages."""

    pages: int = 0
    ours: float = 0.0
    peer: float = 0.0

    @property
    def times(self) -> float:
        """How often ours reads a page in the time the peer takes for one."""
        return self.peer / self.ours if self.ours else 0.0

    def add(self, other: Seconds) -> None:
        """Count other pages in."""
        self.pages += other.pages
        self.ours += other.ours
        self.peer += other.peer


def cold() -> dict[str, Seconds]:
    """The CPU by layout, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.accuracy.speed"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return {layout: Seconds(*figures) for layout, figures in found.items()}


def _measure() -> dict[str, Seconds]:
    import trafilatura

    from crawler.layouts import extract

    found: dict[str, Seconds] = defaultdict(Seconds)
    pages = [(page.path.read_bytes(), page.url) for page in labelled_pages("families", "any")]
    for html, url in pages:
        began = time.process_time()
        article = extract(html, url)
        between = time.process_time()
        trafilatura.bare_extraction(html, url=url, with_metadata=True)
        ended = time.process_time()
        found[article.layout or ""].add(Seconds(1, between - began, ended - between))
    return found


def _profile() -> None:
    from crawler.layouts import extract

    pages = [(page.path.read_bytes(), page.url) for page in labelled_pages("families", "any")]
    with cProfile.Profile() as profile:
        for html, url in pages:
            extract(html, url)
    pstats.Stats(profile).sort_stats("tottime").print_stats(_LINES)


if __name__ == "__main__":
    if "--profile" in sys.argv:
        _profile()
    else:
        figures = {name: [s.pages, s.ours, s.peer] for name, s in _measure().items()}
        print(json.dumps(figures))
