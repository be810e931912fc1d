"""``python -m bench [NAME …]``: run the measurements and print them as one table."""

from __future__ import annotations

import argparse
import importlib

from rich.console import Console
from rich.table import Table

MEASUREMENTS = (
    "crawl", "incremental", "memory", "layouts", "dates", "archive", "warc", "readers", "search",
)  # fmt: skip


def main() -> None:
    """Run the named measurements, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    names = parser.parse_args().names or MEASUREMENTS
    unknown = sorted(set(names) - set(MEASUREMENTS))
    if unknown:
        parser.error(f"no measurement is called {unknown[0]!r}")
    table = Table("measurement", "figure", "value", "unit")
    table.columns[2].justify = "right"
    for name in names:
        for figure, value, unit in importlib.import_module(f"bench.{name}").rows():
            table.add_row(name, figure, f"{value:,.2f}", unit)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
