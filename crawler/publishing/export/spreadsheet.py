"""Articles for a spreadsheet: a workbook (xlsx), or CSV as Excel reads it in German.

Columns are headed in the reader's language. Texts stay texts, whatever they begin with; days and
times are real ones in a workbook, and written by ISO 8601 in CSV, which Excel takes for days, too.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from crawler.german import BERLIN
from crawler.publishing.export.selection import DATES, LISTS, TIMES, Record
from crawler.publishing.export.tables import JOIN, escape_formula
from crawler.publishing.language import Language, marked

COLUMNS = {
    "id": marked("Number"),
    "title": marked("Title"),
    "subtitle": marked("Subtitle"),
    "portal": marked("Portal"),
    "kind": marked("Kind"),
    "published_on": marked("Published on"),
    "published_earliest": marked("Published at the earliest"),
    "published_latest": marked("Published at the latest"),
    "published_estimate": marked("Published, estimated"),
    "updated_on": marked("Updated on"),
    "deadline_on": marked("Deadline"),
    "places": marked("Places"),
    "topics": marked("Topics"),
    "sources": marked("Sources"),
    "editors": marked("Editors"),
    "lead": marked("Lead"),
    "body": marked("Text"),
    "url": marked("URL"),
    "language": marked("Language"),
    "word_count": marked("Number of words"),
    "revision_count": marked("Revisions"),
    "first_seen_at": marked("First seen"),
    "last_seen_at": marked("Last seen"),
    "changed_at": marked("Changed"),
    "gone_at": marked("Gone since"),
}
"""Fields of a record, and what their columns are called."""

# -- CSV -------------------------------------------------------------------------------------------

MARK = "\ufeff"
"""By which Excel knows UTF-8."""


def csv_head(words: Language) -> str:
    """The first line, and before it the mark."""
    return MARK + _lines([[words.gettext(label) for label in COLUMNS.values()]])


def csv_rows(records: Iterable[Record]) -> str:
    """A line a record, with semicolons: Excel expects them where commas are decimal."""
    return _lines([escape_formula(_cell(record, name)) for name in COLUMNS] for record in records)


def _lines(rows: Iterable[list[Any]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()


def _cell(record: Record, name: str) -> Any:
    return JOIN.join(record[name]) if name in LISTS else record[name]


# -- Workbook --------------------------------------------------------------------------------------

ROWS_MAX = 50_000
"""Articles of a workbook. Excel takes a million rows, but not so much text."""
_CELL_MAX = 32_767
"""Letters of a cell, in UTF-16; more Excel calls a broken file."""
_FIRST_DAY = "1900-03-01"
"""Excel counts a 29 February 1900."""
_WIDTHS = {"title": 60, "lead": 60, "body": 60, "url": 40, "portal": 24}
_WIDTH = 16


class Workbook:
    """A workbook of one sheet that is written row by row.

    Args:
        file: where to; nothing stands in it before ``close``.
        words: the language of the headings.
    """

    def __init__(self, file: BinaryIO, words: Language) -> None:
        from xlsxwriter import (  # type: ignore[import-untyped]  # has no types
            Workbook as Xlsx,  # slow to import, and part of an extra
        )

        self._words = words
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = Xlsx(file, options)
        self._sheet = self._book.add_worksheet(words.gettext(marked("Articles")))
        self._day = self._book.add_format({"num_format": "dd.mm.yyyy"})
        self._moment = self._book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        self._row = 0
        self.cut = 0
        """Texts that were too long for a cell."""
        bold = self._book.add_format({"bold": True})
        for column, (name, label) in enumerate(COLUMNS.items()):
            self._sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
            self._sheet.write_string(0, column, words.gettext(label), bold)
        self._sheet.freeze_panes(1, 2)

    def write(self, records: Iterable[Record]) -> None:
        """Write a row a record."""
        for record in records:
            self._row += 1
            for column, name in enumerate(COLUMNS):
                value = _cell(record, name)
                if value is None or value == "":
                    continue
                if (moment := _moment(name, value)) is not None:
                    look = self._day if name in DATES else self._moment
                    self._sheet.write_datetime(self._row, column, moment, look)
                elif isinstance(value, str):
                    self._sheet.write_string(self._row, column, self._fitting(value))
                else:
                    self._sheet.write_number(self._row, column, value)

    def note(self, text: str) -> None:
        """Write a line below the rows."""
        self._row += 1
        self._sheet.write_string(self._row, 1, text)

    def close(self) -> None:
        """Write the file."""
        if self._row:
            self._sheet.autofilter(0, 0, self._row, len(COLUMNS) - 1)
        self._book.close()

    def _fitting(self, text: str) -> str:
        units = len(text.encode("utf-16-le")) // 2
        if units <= _CELL_MAX:
            return text
        self.cut += 1
        said = self._words.gettext(marked("cut: %(letters)s letters in all"))
        end = f" … [{said % {'letters': self._words.number(len(text))}}]"
        whole = text.encode("utf-16-le")[: 2 * (_CELL_MAX - len(end))]
        return whole.decode("utf-16-le", "ignore") + end


def _moment(name: str, value: Any) -> dt.date | None:
    """A day, or a time in Germany; None where the field has neither, or Excel cannot count it."""
    if name not in (*DATES, *TIMES) or value < _FIRST_DAY:
        return None
    try:
        if name in DATES:
            return dt.date.fromisoformat(value)
        return dt.datetime.fromisoformat(value).astimezone(BERLIN).replace(tzinfo=None)
    except ValueError:
        return None  # it is written as the text it is
