"""``python -m bench [NAME …]``: run the measurements, print them, and keep them as the record.

Without names all are run and ``docs/benchmarks.md`` is written anew; with ``--keep`` it is of those
named, and says of the others that they were not run. How they are run, and what is
told of each figure, stands in ``bench.measuring``. ``python -m bench profile WHAT`` says where the
time goes (``bench.profiling``).
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import profiling
from bench.goals import unmeasured
from bench.measuring import COLUMNS, Figure, measured, not_run, rounds
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
    "large",
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
    parser.add_argument("--keep", action="store_true", help="write the record of those named, too")
    options = parser.parse_args()
    names: list[str] = options.names
    if unknown := sorted(set(names) - set(MEASUREMENTS)):
        parser.error(f"no measurement is called {unknown[0]!r}")
    console = Console(stderr=True)
    figures: list[Figure] = []
    wanted = names or list(MEASUREMENTS)
    steps = measured(wanted, lambda name, took: console.print(f"{name}: {took:,.0f} s"))
    for figures in track(
        steps, "measuring", rounds(wanted), console=console, disable=not console.is_terminal
    ):
        if options.keep or not names:  # what a run that is ended has measured so far is kept
            write_record([*figures, *not_run(figures, MEASUREMENTS)])
    table = Table(*COLUMNS)
    table.columns[2].justify = "right"
    for figure in figures:
        table.add_row(*figure.cells)
    Console(width=180).print(table)
    for measurement, figure in unmeasured(wanted, {(one.measurement, one.name) for one in figures}):
        console.print(f"{measurement}: nothing is called {figure!r}, which has a goal")


if __name__ == "__main__":
    main()
