"""CSV as Datasette writes it: texts stay texts in a spreadsheet, and one kind is Excel's own."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

from datasette.views import base

from crawler.publishing.export.spreadsheet import MARK
from crawler.publishing.export.tables import escape_formula

FOR_EXCEL: ContextVar[bool] = ContextVar("FOR_EXCEL", default=False)
"""Whether the current request asks for CSV that Excel opens with German settings: with a byte order
mark, semicolons and decimal commas."""
EXCEL_ARGUMENT = "_excel"
"""The argument that asks for it."""


class _CsvWriter:
    """A ``csv.writer`` for Datasette."""

    def __init__(self, file: Any, *args: Any, **keywords: Any) -> None:
        self._is_for_excel = FOR_EXCEL.get()
        if self._is_for_excel:
            file = _Marked(file)
            keywords["delimiter"] = ";"
        self._rows = csv.writer(file, *args, **keywords)

    def writerow(self, row: Iterable[Any]) -> Any:
        """Write a row; what the file's ``write`` returns, which Datasette awaits."""
        return self._rows.writerow([self._cell(value) for value in row])

    def _cell(self, value: Any) -> Any:
        if self._is_for_excel and isinstance(value, float):
            return str(value).replace(".", ",")  # 3.5 would be the third of May
        return escape_formula(value)


class _Marked:
    """A file that begins with a byte order mark."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._mark = MARK

    def write(self, text: str) -> Any:
        """Write a text, the first one behind the mark."""
        marked, self._mark = self._mark + text, ""
        return self._file.write(marked)


def take_over_csv() -> None:
    """Have Datasette write CSV with ``_CsvWriter``; there is no hook, so its module is patched."""
    base.csv = SimpleNamespace(writer=_CsvWriter)
