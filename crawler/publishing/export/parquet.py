"""Parquet: dates are dates, times are times in UTC, lists are lists."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from crawler.program import install_extra
from crawler.publishing.export.output_file import ExportError
from crawler.publishing.export.selection import COLUMNS, DATES, LISTS, NUMBERS, TIMES, Record

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

_CHUNK = 1000
"""Articles in memory at a time; each becomes a row group."""


def write_parquet(records: Iterable[Record], file: BinaryIO) -> int:
    """Write the articles; how many. Raises ExportError where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError:
        raise ExportError(install_extra("pyarrow, which Parquet needs,", "export")) from None
    schema = _schema(pa)
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in _chunks(records):
            writer.write_table(pa.Table.from_pylist([_typed(row) for row in rows], schema))
            count += len(rows)
    return count


def _schema(pa: Any) -> pa.Schema:
    types = {
        "id": pa.int64(),
        **dict.fromkeys(DATES, pa.date32()),
        **dict.fromkeys(TIMES, pa.timestamp("s", "UTC")),
        **dict.fromkeys(NUMBERS, pa.int64()),
        **dict.fromkeys(LISTS, pa.list_(pa.string())),
    }
    return pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])


def _typed(record: Record) -> Record:
    days = {name: dt.date.fromisoformat(record[name]) for name in DATES if record[name]}
    times = {name: dt.datetime.fromisoformat(record[name]) for name in TIMES if record[name]}
    return record | days | times


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    left = iter(records)
    while chunk := list(itertools.islice(left, _CHUNK)):
        yield chunk
