"""``python -m bench.accuracy``: measure, print the tables, and keep them in docs/accuracy.md.

Reads ``../shared``; where that is not there, it says so and leaves the record as it is.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from rich.console import Console
from rich.progress import track

from bench.accuracy import dates, reading, speed
from bench.accuracy.labelled import SHARED, LabelledPage, labelled_pages
from bench.accuracy.reading import Reading
from bench.accuracy.record import Measured, print_tables, write_record


def main() -> None:
    """Measure everything, or say why not."""
    pages = list(labelled_pages())
    if not pages:
        print(f"make accuracy: no labelled pages in {SHARED}; nothing was measured")
        return
    read = _read(pages)
    measured = Measured(
        ours=[(page, own) for page, (own, _) in zip(pages, read, strict=True)],
        peers=[(page, theirs) for page, (_, theirs) in zip(pages, read, strict=True)],
        expressions=dates.expressions(),
        small_texts=dates.small_texts(),
        running_text=dates.running_text(),
        cold=speed.both_passes()["cold"],
    )
    print_tables(measured)
    write_record(measured)


def _read(pages: list[LabelledPage]) -> list[tuple[Reading, Reading]]:
    console = Console(stderr=True)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = pool.map(reading.both, pages, chunksize=10)
        return list(
            track(
                found,
                "reading",
                total=len(pages),
                console=console,
                disable=not console.is_terminal,
            )
        )


if __name__ == "__main__":
    sys.exit(main())
