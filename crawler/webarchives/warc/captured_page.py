"""Captured pages, as every source of stored pages yields them, and how WARC records give them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler import NAME
from crawler.http_fields import field_values
from crawler.items import READING, Capture
from crawler.left_out import LeftOut, Reason
from crawler.reservations import read_answer
from crawler.urls import TEXT_URN, is_web_url
from crawler.webarchives.rewriting import FROM_REPLAY, replay_at, unwrapped
from crawler.webarchives.warc.capture_writer import CREATION_DATE
from crawler.webarchives.warc.payload import open_payload
from crawler.webarchives.warc.records import (
    PAGE_RECORDS,
    TEXT_RECORDS,
    Record,
    parse_http,
    record_at,
    target_of,
    target_uri,
)
from crawler.webarchives.warc.truncation import breaks_off
from crawler.webarchives.warc.unpacking import PayloadError
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fastwarc.warc import HeaderMap

    from crawler.webarchives.warc.warc_file import WarcFile


__all__ = ["CapturedPage", "Damage"]


@dataclass(slots=True)
class CapturedPage:
    """One stored page.

    ``status`` is 200 for every answer that is the whole page (see ``brings_page``), ``headers`` are
    the answer's header fields as sent; ``body`` is decoded: no chunks, no content encoding, but
    still bytes in the page's own charset.
    """

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    capture: Capture
    extracted: object = None
    """What whoever read the page made of it at once (``read_captures``); without a body then."""

    def header(self, name: str) -> str | None:
        """The first value of a header field, whatever its case; None if it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


# -- Reading captured pages again: from a row of ``captures`` to the page's bytes ------------------


class LostPageError(Exception):
    """The record of a capture cannot be read; the message says which and why."""


def record_path(folder: str | Path, warc_file: str, source: str) -> Path:
    """The file a row of ``captures`` names: our own lie in ``folder``, others where they were."""
    return Path(warc_file) if source.startswith("warc:") else Path(folder) / warc_file


def read_stored(folder: str | Path, warc_file: str, warc_offset: int, source: str) -> CapturedPage:
    """The page in the record a row of ``captures`` names.

    Args:
        folder: WARC_DIR.
        warc_file, warc_offset, source: as the row has them.

    Raises LostPageError.
    """
    path = record_path(folder, warc_file, source)
    try:
        page = read_capture(str(path), warc_offset)
    except OSError as error:
        raise LostPageError(f"{path} cannot be read: {error.strerror or error}") from error
    except NotAWarcFileError as error:
        raise LostPageError(f"{path} cannot be read as a WARC file: {error}") from error
    if isinstance(page, Damage):
        raise LostPageError(str(page))
    return page


def read_payload(folder: str | Path, warc_file: str, warc_offset: int, source: str) -> bytes:
    """As ``read_stored``, but the page's bytes alone, without content encoding."""
    return read_stored(folder, warc_file, warc_offset, source).body


# -- From WARC records to pages: which records may hold one, and what stands in them ---------------

TEXT_HEADERS = [("Content-Type", "text/plain; charset=utf-8")]
"""Header fields of a page of which only the text was kept."""
_PAGE_MEDIA_TYPES = {"", "text/html", "application/xhtml+xml"}
_TEXT_TYPES = {"", "text/plain"}
_CONTENT_RANGE = re.compile(r"\s*bytes\s+0-(\d{1,18})/(\d{1,18})\s*", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"\s*([^\s;,\0]*)")
"""What parameters, a second type, or a stray zero byte follow."""
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
"""``dns:``, ``urn:``, ``ftp:`` …: nothing that answers with a portal's pages."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The page in a record that holds its own payload, and what revisits may refer to it by."""

    page: CapturedPage
    declared: str | None
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A revisit that begins at ``offset`` of its file: its payload stands in another record."""

    offset: int


@dataclass(frozen=True, slots=True)
class NoPage:
    """An answer at a URL that is wanted, of a kind that is no page."""

    url: str


Found = Opened | Damage | Repeat | NoPage
"""What may stand in a record that is wanted."""


def takes_text(wanted: Callable[[str], bool], url: str) -> bool:
    """Whether the text of the page at ``url`` is wanted: more texts may be than pages.

    ``wanted`` says so by a method ``takes_text``, if it tells the two apart (``UrlFilter``).
    """
    rule: Callable[[str], bool] = getattr(wanted, "takes_text", wanted)
    return rule(url)


def _takes(wanted: Callable[[str], bool], record: WarcRecord, url: str) -> bool:
    if record.record_type & TEXT_RECORDS and _holds_text(record):
        return takes_text(wanted, url)
    return wanted(url)


def _holds_text(record: WarcRecord) -> bool:
    content_type = record.headers.get("Content-Type")
    return is_text_type(content_type) and not is_page_type(content_type)


def record_filter(wanted: Callable[[str], bool]) -> Callable[[WarcRecord], bool]:
    """A function that tells from its WARC headers whether a record may hold a wanted page."""

    def wants(record: WarcRecord) -> bool:
        if not record.record_type & PAGE_RECORDS:
            return False
        url = target_of(record)
        return (is_web_url(url) or url.startswith(TEXT_URN)) and _takes(wanted, record, url)

    return wants


def passed_over(
    file: WarcFile, wanted: Callable[[str], bool], left: LeftOut
) -> Callable[[WarcRecord], None]:
    """Counts records that ``record_filter(wanted)`` or ``may_hold_page`` leaves out."""

    def passes(record: WarcRecord) -> None:
        url = target_of(record)
        reason = _why_passed_over(record, url, wanted)
        left.add(reason, url or f"{file}, byte {record.stream_pos}")

    return passes


def _why_passed_over(record: WarcRecord, url: str, wanted: Callable[[str], bool]) -> Reason:
    kind = record.record_type
    if kind in (WarcRecordType.unknown, WarcRecordType.no_type):
        return Reason.UNREADABLE
    if not kind & PAGE_RECORDS or _OTHER_SCHEME.match(url):
        return Reason.BESIDE
    if not is_web_url(url):
        return Reason.UNREADABLE
    if _takes(wanted, record, url):
        return Reason.NO_PAGE
    return Reason.NOT_WANTED if _is_page(record) else Reason.BESIDE


def _is_page(record: WarcRecord) -> bool:
    """Whether a record whose HTTP headers were not read yet holds a page, whoever wants it."""
    if record.record_type == WarcRecordType.response:
        try:
            parse_http(record)
        except OSError:
            return False  # its damage is nobody's loss
        http = record.http_headers
        if http is None or not _brings_page(http):
            return False
    elif record.record_type == WarcRecordType.revisit:
        return False
    return may_hold_page(record)


def may_hold_page(record: WarcRecord) -> bool:
    """Whether the record may hold a page, or says that there is none any more."""
    if record.record_type == WarcRecordType.revisit:
        return True
    if record.record_type == WarcRecordType.resource:
        content_type = record.headers.get("Content-Type")
        return is_page_type(content_type) or is_text_type(content_type)
    if record.record_type == WarcRecordType.conversion:
        return is_text_type(record.headers.get("Content-Type"))
    http = record.http_headers
    if not _brings_page(http):
        # "Not found" of a web archive is no news of the page, unless it replays one.
        return "Memento-Datetime" in http or replay_at(target_uri(record)) is None
    return is_page_type(http.get("Content-Type"))


def brings_page(status: int | None, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether an answer brings all of what stands at its URL.

    That is 200, 203, which a proxy has changed (RFC 9110, 15.3.4), and a 206 whose range is all of
    it (15.3.7), which crawlers get that ask for the rest of something.
    """
    if status != HTTPStatus.PARTIAL_CONTENT:
        return status in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION)
    ranges = [value for name, value in headers if name.lower() == "content-range"]
    found = _CONTENT_RANGE.fullmatch(ranges[0]) if len(ranges) == 1 else None
    return found is not None and int(found[1]) + 1 == int(found[2])


def _brings_page(http: HeaderMap) -> bool:
    status = http.status_code
    is_part = status == HTTPStatus.PARTIAL_CONTENT
    return brings_page(status, http.to_tuples() if is_part else ())


def is_page_type(content_type: str | None) -> bool:
    """Whether a Content-Type, or none, is that of a page."""
    return _media_type(content_type) in _PAGE_MEDIA_TYPES


def is_text(page: CapturedPage) -> bool:
    """Whether only the text of a page was kept."""
    return is_text_type(page.header("Content-Type") or "text/html")


def is_text_type(content_type: str | None) -> bool:
    """Whether a Content-Type, or none, is that of a text extracted from a page."""
    return _media_type(content_type) in _TEXT_TYPES


def _media_type(content_type: str | None) -> str:
    found = _MEDIA_TYPE.match(content_type or "")
    return found[1].lower() if found is not None else ""


def opened(record: Record) -> Opened | Damage:
    """The page in a record that is no revisit."""
    page = page_of(record, record)
    if isinstance(page, Damage):
        return page
    fields = record.fields
    return Opened(page, fields.get("WARC-Payload-Digest"), fields.get("WARC-Record-ID"))


def page_of(record: Record, original: Record) -> CapturedPage | Damage:
    """The page of ``record``, whose payload stands in ``original`` (itself unless a revisit).

    Its ``captured_at`` is None if nothing tells it: see ``dated``.
    """
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
    if original.type & (WarcRecordType.resource | WarcRecordType.conversion):
        status, headers = HTTPStatus.OK.value, _headers_without_http(original)
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
    if is_undated(record):
        capture.captured_at, capture.dated_by = None, READING
    body = payload.body
    if record.replay is not None:
        body = unwrapped(body, record.replay).body
        capture.dated_by = FROM_REPLAY
    read_answer(headers, body, NAME).note_in(capture)
    if status is None or brings_page(status, headers):
        status = HTTPStatus.OK.value
    return CapturedPage(record.url, status, headers, body, capture)


def _headers_without_http(record: Record) -> list[tuple[str, str]]:
    content_type = record.fields.get("Content-Type") or ""
    if record.type == WarcRecordType.conversion and "charset" not in content_type.lower():
        return list(TEXT_HEADERS)  # WARC 1.1, 6.9, gives none, and WET files are UTF-8
    return [("Content-Type", content_type)]


def is_undated(record: Record) -> bool:
    """Whether a record holds a text that was dated by the moment in which it was read.

    That is how ``CaptureWriter.write_resource`` has it: nobody knows when the page was captured.
    """
    made = record.fields.get(CREATION_DATE)
    return (
        record.type == WarcRecordType.resource
        and made is not None
        and made == record.fields.get("WARC-Date")
        and is_text_type(record.fields.get("Content-Type"))
    )


def dated(page: CapturedPage | Damage) -> CapturedPage | Damage:
    """The page, if it is known when it was captured: a page dated *now* would hide newer ones."""
    if isinstance(page, Damage) or page.capture.captured_at is not None:
        return page
    capture = page.capture
    if capture.dated_by == READING:
        return page  # a text, which takes nothing from any other copy
    return Damage(
        capture.warc_file or "",
        "neither its WARC-Date nor its answer's Date says when it was captured",
        capture.warc_offset,
        url=page.url,
        kind=Reason.UNDATED,
    )


def read_capture(
    path: str,
    offset: int,
    original: tuple[str, int] | None = None,
    at: Callable[[str, int], Record | Damage] = record_at,
) -> CapturedPage | Damage:
    """The page in the record at ``offset`` of a WARC file or WACZ package, as ``captures`` has it.

    A revisit has its own headers and no body: what it repeats stands at ``original`` (path and
    offset), and is read from there if that is given. ``at`` reads a record: whoever reads many
    keeps their files open (``OpenFiles``). Raises OSError when a file cannot be opened.
    """
    record = at(path, offset)
    if isinstance(record, Damage):
        return record
    if original is None or record.type != WarcRecordType.revisit:
        return page_of(record, record)
    repeated = at(*original)
    return repeated if isinstance(repeated, Damage) else page_of(record, repeated)


def recorded_at(path: str, offset: int) -> dt.datetime | Damage | None:
    """When the page in the record at ``offset`` was captured, by what the record itself says.

    What every reader of WARC files dates a capture by, revisits and "not modified" included; None
    if the record tells nothing believable. Raises OSError and NotAWarcFileError as ``record_at``.
    """
    record = record_at(path, offset)
    return record if isinstance(record, Damage) else record.date
