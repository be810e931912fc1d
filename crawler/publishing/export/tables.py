"""CSV (RFC 4180) and JSON Lines: a row, or a line, an article."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from crawler.publishing.export.selection import COLUMNS, LISTS, Record

JOIN = "; "
"""Between the names of a list in CSV: names contain commas."""


def write_csv(records: Iterable[Record], file: BinaryIO) -> int:
    """Write a header and a row an article in UTF-8; how many articles."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    count = 0
    try:
        rows = csv.DictWriter(text, COLUMNS)
        rows.writeheader()
        for record in records:
            row = record | {name: JOIN.join(record[name]) for name in LISTS}
            rows.writerow({name: escape_formula(value) for name, value in row.items()})
            count += 1
    finally:
        text.detach()
    return count


def write_jsonl(records: Iterable[Record], file: BinaryIO) -> int:
    """Write a JSON object a line, lists as lists; how many articles."""
    count = 0
    for record in records:
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


# -- Formulas: text that a spreadsheet would evaluate is escaped -----------------------------------

# Some spreadsheets take the full-width signs for the others. A text that has the apostrophe
# already gets another, so that one taken away gives back what was there.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?")


def escape_formula(value: Any) -> Any:
    """The value of a CSV cell; a text that would be a formula gets an apostrophe before it."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
