"""The first and the last answer in a WARC file: by them an index shows that it knows the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.webarchives.warc.damage import Damage
from crawler.webarchives.warc.framing import framing_of
from crawler.webarchives.warc.records import Record, read_records, target_of

if TYPE_CHECKING:
    from crawler.webarchives.warc.files import WarcFile

_TAILS = (2**20, 2**24)
"""Bytes at a file's end in which its last answer is looked for."""


def first_answer(file: WarcFile) -> Record | None:
    """The first answer over HTTP; None where there is none, or damage, or no record stands alone.

    Raises OSError, and NotAWarcFileError when there is no record in the file.
    """
    return _alone(next(read_records(file, _is_answer), None))


def last_answer(file: WarcFile) -> Record | None:
    """The last answer over HTTP, if it stands near the end and there is no damage behind it."""
    for size in _TAILS:
        last = None
        with file.open() as data:
            framing = framing_of(file, data)
            begins = framing.next(max(file.start, file.end - size)) if framing else None
        if begins is not None:
            for last in read_records(replace(file, start=begins), _is_answer):
                if isinstance(last, Damage):
                    return None
        if last is not None:
            return _alone(last)
    return None


def _alone(record: Record | Damage | None) -> Record | None:
    return record if isinstance(record, Record) and record.offset is not None else None


def _is_answer(record: WarcRecord) -> bool:
    is_http = target_of(record).startswith(("http://", "https://"))
    return is_http and record.record_type == WarcRecordType.response
