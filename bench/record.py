"""Writes ``docs/benchmarks.md``: the figures of one run, with the machine and the versions."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import psutil

from bench.full import FULL
from bench.measuring import COLUMNS, OTHERS, ROUNDS, SPREAD, Figure

RECORD = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_PACKAGES = ("scrapy", "lxml", "trafilatura", "dateparser", "sqlite-utils", "fastwarc", "warcio")

_HEAD = """# Benchmarks

Written by `make bench`, never by hand. All figures come from one run on one machine, side by side:
ratios travel to other machines, absolute figures do not. `make bench FULL=1` adds the long rows.

Each figure is the median of {rounds} rounds in which all measurements take turns, with the smallest
and the largest; one without them was taken once. A goal is *unclear* when it was met in one round
and missed in another, or when a time is missed while the machine is busy. *Noise* marks values that
are more than {spread:.0%} of the median apart, and rounds in which other processes had more than
{others:.0%} of the processors: of a busy machine believe ratios of CPU time, not what goes by the
clock.

- {day}, {machine}, {cores} cores, {memory:.0f} GB, Python {python}, SQLite {sqlite}; `FULL={full}`
- load at the end {load:.1f}; others had up to {busiest:.0%} of the processors
- {packages}

"""


def write_record(figures: Iterable[Figure]) -> None:
    """Write the record anew."""
    figures = list(figures)
    head = _HEAD.format(
        rounds=ROUNDS,
        spread=SPREAD,
        others=OTHERS,
        day=dt.datetime.now(dt.UTC).date(),
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count(),
        memory=psutil.virtual_memory().total / 2**30,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        full=int(FULL),
        load=os.getloadavg()[0],
        busiest=max((figure.others for figure in figures), default=0.0),
        packages=", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    )
    rows = [COLUMNS, ("---", "---", "---:", *["---"] * (len(COLUMNS) - 3))]
    rows += [figure.cells for figure in figures]
    lines = (f"| {' | '.join(row)} |\n" for row in rows)
    RECORD.write_text(head + "".join(lines), "utf-8")
