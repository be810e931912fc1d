"""From WARC records to pages: which records may hold one, and what stands in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler import NAME
from crawler.items import Capture
from crawler.politeness.reservations import read_answer
from crawler.sources.captured import CapturedPage, Damage
from crawler.warc.completeness import breaks_off, field_values
from crawler.warc.payload import open_payload
from crawler.warc.records import Record, target_of
from crawler.warc.unpacking import PayloadError

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE_RECORDS = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
_PAGE_MEDIA_TYPES = {"", "text/html", "application/xhtml+xml"}


@dataclass(frozen=True, slots=True)
class Opened:
    """The page in a record that holds its own payload, and the digest the record declares."""

    page: CapturedPage
    declared: str | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A revisit that begins at ``offset`` of its file: its payload stands in another record."""

    offset: int


Found = Opened | Damage | Repeat
"""What may stand in a record that is wanted."""


def record_filter(wanted: Callable[[str], bool]) -> Callable[[WarcRecord], bool]:
    """Says by its WARC headers whether a record is of an address somebody asked for."""

    def wants(record: WarcRecord) -> bool:
        if not record.record_type & PAGE_RECORDS:
            return False
        url = target_of(record)
        return url.startswith(("http://", "https://")) and wanted(url)

    return wants


def may_hold_page(record: WarcRecord) -> bool:
    """Whether the record may hold a page, or says that there is none any more."""
    http = record.http_headers
    if record.record_type == WarcRecordType.resource:
        return is_page_type(record.headers.get("Content-Type"))
    if record.record_type == WarcRecordType.revisit or http.status_code != HTTPStatus.OK:
        return True
    return is_page_type(http.get("Content-Type"))


def is_page_type(content_type: str | None) -> bool:
    """Whether a Content-Type, or none, is that of a page."""
    return (content_type or "").partition(";")[0].strip().lower() in _PAGE_MEDIA_TYPES


def opened(record: Record) -> Opened | Damage:
    """The page in a record that is no revisit."""
    page = page_of(record, record)
    if isinstance(page, Damage):
        return page
    return Opened(page, record.fields.get("WARC-Payload-Digest"))


def page_of(record: Record, original: Record) -> CapturedPage | Damage:
    """The page of ``record``, whose payload stands in ``original`` (itself unless a revisit)."""
    try:
        payload = open_payload(
            original.payload,
            original.http,
            original.fields.get("WARC-Payload-Digest"),
            original.transfer,
        )
    except PayloadError as error:
        return Damage(str(record.file), str(error), record.offset, url=record.url)
    status, headers = record.status, record.http
    if status in (None, HTTPStatus.NOT_MODIFIED) and record is not original:
        # "Not modified" is what was said to the crawler; what stood there is the original.
        status, headers = original.status, original.http
    if record.type == WarcRecordType.resource:
        status, headers = (
            HTTPStatus.OK.value,
            [("Content-Type", record.fields.get("Content-Type") or "")],
        )
    fields = {name.lower(): value for name, value in reversed(headers)}
    capture = Capture(
        url=record.url,
        # When it went into the file. That we read it today is no fetch.
        fetched_at=record.date or dt.datetime.now(dt.UTC),
        captured_at=record.date,
        status=status,
        content_type=fields.get("content-type"),
        etag=fields.get("etag"),
        last_modified=fields.get("last-modified"),
        digest=payload.digest,
        warc_file=str(record.file),
        warc_offset=record.offset,
        warc_length=record.length,
        incomplete=payload.incomplete,
        open_ended=breaks_off(payload.body, field_values(headers, "content-type")),
    )
    read_answer(headers, payload.body, NAME).note_in(capture)
    return CapturedPage(record.url, status or HTTPStatus.OK.value, headers, payload.body, capture)
