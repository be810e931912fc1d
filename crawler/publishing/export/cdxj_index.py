"""CDXJ: a sorted line a record, by which replay finds pages (as pywb and cdxj-indexer write it)."""

from __future__ import annotations

import json

import surt  # type: ignore[import-untyped]
from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.urls import TEXT_URN
from crawler.webarchives.warc.dates import timestamp
from crawler.webarchives.warc.framing import framing_of
from crawler.webarchives.warc.payload import normal_digest, payload_digest
from crawler.webarchives.warc.records import CAPTURE_RECORDS, Record, read_records, target_of
from crawler.webarchives.warc.warc_file import Damage, WarcFile

_NOT_MODIFIED = 304


def indexed(file: WarcFile, name: str) -> tuple[list[str] | None, int]:
    """The lines of a file that is to be called ``name``, and where its last whole record ends.

    Offsets count from the file's own beginning. None for lines where records cannot be read on
    their own. Raises NotAWarcFileError, OSError.
    """
    lines: list[str] = []
    end = file.start
    for record in read_records(file, _is_answer):
        if isinstance(record, Damage):
            continue
        if record.offset is None or record.length is None:
            return None, file.end
        if record.status != _NOT_MODIFIED:  # nothing to show: the page is what it was before
            lines.append(_line(record, record.offset - file.start, name))
        end = record.offset + record.length
    return lines, _whole(file, end)


def _is_answer(record: WarcRecord) -> bool:
    wanted = bool(record.record_type & CAPTURE_RECORDS)
    return wanted and target_of(record).startswith(("http://", "https://", TEXT_URN))


def _line(record: Record, offset: int, name: str) -> str:
    fields = {key.lower(): value for key, value in reversed(record.http)}
    mime = fields.get("content-type") or record.fields.get("Content-Type") or "unk"
    if record.type == WarcRecordType.revisit:
        mime = "warc/revisit"
    declared = normal_digest(record.fields.get("WARC-Payload-Digest") or "")
    values = {
        "url": record.url,
        "mime": mime.partition(";")[0].strip(),
        "status": str(record.status or 200),
        "digest": declared or payload_digest(record.payload),
        "length": str(record.length),
        "offset": str(offset),
        "filename": name,
    }
    moment = timestamp(record.date) if record.date else "19700101000000"
    return f"{surt.surt(record.url)} {moment} {json.dumps(values, ensure_ascii=False)}\n"


def _whole(file: WarcFile, end: int) -> int:
    """Where the whole records from ``end`` on (requests) come to an end: a torn one stays out."""
    with file.open() as data:
        framing = framing_of(file, data)
        while framing is not None and end < file.end and framing.starts_at(end):
            following = framing.end(end)
            if following is None:
                break
            end = following
    return end
