"""Cells of the CSV that Datasette writes: as in `scrapy export`, none is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from datasette.views import base

from crawler.exporting.formulas import as_cell


class _Writer:
    """A ``csv.writer`` whose texts stay texts in a spreadsheet."""

    def __init__(self, file: Any, *args: Any, **keywords: Any) -> None:
        self._rows = csv.writer(file, *args, **keywords)

    def writerow(self, row: Iterable[Any]) -> Any:
        """Write a row; what the file's ``write`` returns, which Datasette awaits."""
        return self._rows.writerow([as_cell(value) for value in row])


def guard_cells() -> None:
    """Have Datasette write its CSV so: it has no hook for that, and takes the module's writer."""
    base.csv = SimpleNamespace(writer=_Writer)
