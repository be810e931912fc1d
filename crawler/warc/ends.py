"""The first and the last answer in a WARC file: by them an index shows that it knows the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.warc.damage import Damage
from crawler.warc.framing import framing_of
from crawler.warc.records import Record, read_records, target_of

if TYPE_CHECKING:
    from crawler.warc.files import WarcFile

_TAILS = (2**20, 2**24)
"""Bytes at a file's end in which its last answer is looked for."""


def ends(file: WarcFile) -> tuple[Record, Record] | None:
    """The first and the last answer over HTTP; None where they cannot be told beyond doubt.

    That is so in files that are damaged at an end, are compressed as a whole or have no answers.
    Raises OSError, and NotAWarcFileError when there is no record in the file.
    """
    first = next(read_records(file, _is_answer), None)
    if first is None or isinstance(first, Damage) or first.offset is None:
        return None
    for size in _TAILS:
        last = _last(file, size)
        if last is not None:
            return None if isinstance(last, Damage) or last.offset is None else (first, last)
    return None


def _last(file: WarcFile, size: int) -> Record | Damage | None:
    """The last answer in the last ``size`` bytes, or damage there."""
    with file.open() as data:
        framing = framing_of(file, data)
        begins = framing.next(max(file.start, file.end - size)) if framing else None
    last = None
    if begins is not None:
        for last in read_records(replace(file, start=begins), _is_answer):
            if isinstance(last, Damage):
                break
    return last


def _is_answer(record: WarcRecord) -> bool:
    is_http = target_of(record).startswith(("http://", "https://"))
    return is_http and record.record_type == WarcRecordType.response
