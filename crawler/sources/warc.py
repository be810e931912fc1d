"""The source ``warc:PATH``: the pages in local WARC files, as they stood when captured."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler import NAME
from crawler.items import Capture
from crawler.politeness.reservations import read_answer
from crawler.sources.captured import CapturedPage, Damage
from crawler.sources.errors import SourceError
from crawler.sources.files import find_files
from crawler.warc.damage import NotAWarcFileError
from crawler.warc.files import WARC_SUFFIXES, WarcFile, warc_files
from crawler.warc.originals import Originals
from crawler.warc.payload import PayloadError, open_payload
from crawler.warc.records import Record, read_record, read_records, record_at, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PAGE_TYPES = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
_PAGE_MEDIA_TYPES = {"", "text/html", "application/xhtml+xml"}
_OK = 200
_NOT_MODIFIED = 304


def check_captures(spec: str) -> None:
    """Look whether there is anything to read at ``spec``. Raises SourceError."""
    find_files(spec, WARC_SUFFIXES)


def read_captures(spec: str, wanted: Callable[[str], bool]) -> Iterator[CapturedPage | Damage]:
    """The pages captured in WARC files, in the files' order, and the damage between them.

    Args:
        spec: a ``.warc``, ``.warc.gz``, ``.warc.zst`` or ``.wacz`` file, a folder or a glob.
        wanted: says by its address whether a page is needed; asked before anything is decoded.

    Pages are all HTML answers and, whatever they carry, all that are no 200: redirects and errors
    tell something too. A ``revisit`` is given the payload it refers to; one that comes before its
    original is given last. Memory does not grow with the files.

    Raises SourceError when nothing can be read. A bad file among several is Damage.
    """
    paths = find_files(spec, WARC_SUFFIXES)
    usable = 0
    with closing(_Collection(wanted)) as collection:
        for path in paths:
            try:
                for file in warc_files(path):
                    yield from collection.read(file)
                    usable += 1
            except (OSError, NotAWarcFileError) as error:
                sentence = f"{path} cannot be read as a WARC file: {_because(error)}"
                if len(paths) == 1:
                    raise SourceError(sentence) from error
                yield Damage(str(path), _because(error))
        if not usable:
            raise SourceError(f"none of the {len(paths)} files at {spec} is a WARC file")
        yield from collection.late_revisits()


def read_capture(
    path: str, offset: int, original: tuple[str, int] | None = None
) -> CapturedPage | Damage:
    """The page in the record at ``offset`` of a WARC file or WACZ package, as ``captures`` has it.

    A revisit has its own headers and no body: what it repeats stands at ``original`` (path and
    offset), and is read from there if that is given. Raises OSError when a file cannot be opened.
    """
    record = record_at(path, offset)
    if isinstance(record, Damage):
        return record
    if original is None or record.type != WarcRecordType.revisit:
        return _page_or_damage(record, record)
    repeated = record_at(*original)
    return repeated if isinstance(repeated, Damage) else _page_or_damage(record, repeated)


class _Place(NamedTuple):
    file: WarcFile
    offset: int


class _Collection:
    """Files that belong together: revisits of one may refer to records of another."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self._wanted = wanted
        self._originals = Originals()
        self._late: list[_Place] = []

    def read(self, file: WarcFile) -> Iterator[CapturedPage | Damage]:
        """The pages of one file, but for revisits whose original has not been seen yet."""
        for record in read_records(file, self._wants, _is_page):
            if isinstance(record, Damage):
                yield record
            elif record.type == WarcRecordType.revisit:
                page = self._revisited(record)
                if page is not None:
                    yield page
                elif record.offset is not None:
                    self._late.append(_Place(file, record.offset))
                else:
                    yield _without_original(record)
            else:
                page = _page_or_damage(record, record)
                if isinstance(page, CapturedPage) and page.capture.digest:
                    self._originals.add(record, page.capture.digest)
                yield page

    def late_revisits(self) -> Iterator[CapturedPage | Damage]:
        """The revisits passed over, now that everything has been seen."""
        for file, offset in self._late:
            record = read_record(file, offset)
            if isinstance(record, Damage):
                yield record
            else:
                yield self._revisited(record) or _without_original(record)

    def _wants(self, record: WarcRecord) -> bool:
        """Whether the record is of an address somebody asked for."""
        if not record.record_type & _PAGE_TYPES:
            return False
        url = target_of(record)
        return url.startswith(("http://", "https://")) and self._wanted(url)

    def _revisited(self, revisit: Record) -> CapturedPage | Damage | None:
        place = self._originals.find(revisit)
        if place is None:
            return None
        original = read_record(*place)
        if isinstance(original, Damage):
            return Damage(str(revisit.file), str(original), revisit.offset, url=revisit.url)
        return _page_or_damage(revisit, original)

    def close(self) -> None:
        """Let go of the index of originals."""
        self._originals.close()


def _is_page(record: WarcRecord) -> bool:
    """Whether the record may hold a page, or says that there is none any more."""
    if record.record_type == WarcRecordType.resource:
        media_type = record.headers.get("Content-Type")
    elif record.record_type == WarcRecordType.revisit or record.http_headers.status_code != _OK:
        return True
    else:
        media_type = record.http_headers.get("Content-Type")
    return (media_type or "").partition(";")[0].strip().lower() in _PAGE_MEDIA_TYPES


def _page_or_damage(record: Record, original: Record) -> CapturedPage | Damage:
    """The page of ``record``, whose payload stands in ``original`` (itself unless a revisit)."""
    try:
        payload = open_payload(
            original.payload, original.http, original.fields.get("WARC-Payload-Digest")
        )
    except PayloadError as error:
        return Damage(str(record.file), str(error), record.offset, url=record.url)
    status, headers = record.status, record.http
    if status in (None, _NOT_MODIFIED) and record is not original:
        # "Not modified" is what was said to the crawler; what stood there is the original.
        status, headers = original.status, original.http
    if record.type == WarcRecordType.resource:
        status, headers = _OK, [("Content-Type", record.fields.get("Content-Type") or "")]
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
    )
    read_answer(headers, payload.body, NAME).note_in(capture)
    return CapturedPage(record.url, status or _OK, headers, payload.body, capture)


def _without_original(revisit: Record) -> Damage:
    reason = "it repeats a record that is not in this collection"
    return Damage(str(revisit.file), reason, revisit.offset, url=revisit.url)


def _because(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
