"""``python -m bench [NAME …]``: run the measurements, print them, and keep them as the record.

Without names all are run and ``docs/benchmarks.md`` is written anew. Each measurement is a module
of this folder with a function ``rows() -> Iterable[(figure, value, unit)]``. ``python -m bench
profile WHAT`` says where the time goes (``bench.profiling``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import profiling
from bench.goals import goal
from bench.measuring import measure
from bench.record import write_record

MEASUREMENTS = (
    "crawl",
    "startup",
    "incremental",
    "memory",
    "layouts",
    "peers",
    "dates",
    "archive",
    "stories",
    "search",
    "search_page",
    "readers",
    "warc",
    "recovery",
    "reextract",
    "cluster",
    "dating",
    "dating_cost",
)


def main() -> None:
    """Run the named measurements, or all of them."""
    if sys.argv[1:2] == ["profile"]:
        profiling.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    names = parser.parse_args().names
    if unknown := sorted(set(names) - set(MEASUREMENTS)):
        parser.error(f"no measurement is called {unknown[0]!r}")
    rows = []
    for row in _measured(names or list(MEASUREMENTS)):
        rows.append(row)
        if not names:
            write_record(rows)  # what a run that is ended has measured so far is kept
    table = Table("measurement", "figure", "value", "unit", "goal")
    table.columns[2].justify = "right"
    for row in rows:
        table.add_row(*row)
    Console(width=140).print(table)


def _measured(names: list[str]) -> Iterator[tuple[str, ...]]:
    console = Console(stderr=True)
    # A process each: what one measurement loads would count as the memory of the next one's.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in track(names, "measuring", console=console, disable=not console.is_terminal):
            for figure, value, unit in pool.submit(measure, name).result():
                yield name, figure, f"{value:,.2f}", unit, goal(name, figure)


if __name__ == "__main__":
    main()
