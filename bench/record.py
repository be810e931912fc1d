"""Writes ``docs/benchmarks.md``: the figures of one run, with the machine and the versions."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

RECORD = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_PACKAGES = ("scrapy", "lxml", "trafilatura", "dateparser", "sqlite-utils", "fastwarc", "warcio")

_HEAD = """# Benchmarks

Written by `make bench`, never by hand. All figures come from one run on one machine, side by side:
ratios travel to other machines, absolute figures do not. `make bench FULL=1` adds the long rows.

- {day}, {machine}, {cores} cores, Python {python}, SQLite {sqlite}
- {packages}

| measurement | figure | value | unit | goal |
| --- | --- | ---: | --- | --- |
"""


def write_record(rows: Iterable[tuple[str, ...]]) -> None:
    """Write the record anew."""
    head = _HEAD.format(
        day=dt.datetime.now(dt.UTC).date(),
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        packages=", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    )
    lines = (f"| {' | '.join(row)} |\n" for row in rows)
    RECORD.write_text(head + "".join(lines), "utf-8")
