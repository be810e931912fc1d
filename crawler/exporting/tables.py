"""CSV (RFC 4180) and JSON Lines: a row, or a line, an article."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import BinaryIO

from crawler.exporting.articles import COLUMNS, LISTS, Record
from crawler.exporting.formulas import as_cell

_JOIN = "; "
"""Between the names of a list in CSV: names contain commas."""


def write_csv(records: Iterable[Record], file: BinaryIO) -> int:
    """Write a header and a row an article in UTF-8; how many articles."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    count = 0
    try:
        rows = csv.DictWriter(text, COLUMNS)
        rows.writeheader()
        for record in records:
            row = record | {name: _JOIN.join(record[name]) for name in LISTS}
            rows.writerow({name: as_cell(value) for name, value in row.items()})
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
