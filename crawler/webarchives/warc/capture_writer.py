"""Writing captures: WARC 1.1, one gzip member a record, new files for every run.

Files bear their final name from the start and are never appended to by a later run: a torn tail,
which a killed run leaves, reads as a clean end, and what stood behind it would be lost to most
programs. Every reader finds the records of a killed run up to the last complete one.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.webarchives.warc.payload import payload_digest

# -- What a power cut must not take away: files and the names of files -----------------------------


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut.

    Syncing a file does not save its name: its folder is to be synced, too. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder that a power cut does not take away together with all that is synced in it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    Headers = Sequence[tuple[bytes, bytes]]

DEFAULT_MAX_BYTES = 1_000_000_000
"""Size at which the next file is begun; what IIPC recommends (WARC 1.1, annex C)."""

CREATION_DATE = "WARC-Creation-Date"
"""When a record was made, if that is not when its page was captured; as warcit names it."""
_COMPRESSION = 6
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_LEFT_OUT = "length"
"""What WARC 1.0 (6.7.2) wants a revisit to say of its payload, and some readers look for."""
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where a web archive replayed an answer for us, and when; ``Exchange.at`` is the capture's."""

    url: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. ``payload`` is as received, but for chunks: the client's business.

    Headers are names and values as bytes, in their order, as they were sent; ``at`` is when, with
    time zone.
    """

    url: str
    at: dt.datetime
    status: int
    response_headers: Headers
    payload: bytes
    request_headers: Headers
    method: str = "GET"
    reason: str = ""
    ip_address: str | None = None
    replayed: Replayed | None = None
    truncated: str | None = None
    """Why only a part of the payload came, as ``WARC-Truncated`` has it (WARC 1.1, 5.13)."""


@dataclass(frozen=True, slots=True)
class Original:
    """An earlier capture with the same payload, to be referred to instead of storing it again.

    ``digest`` is needed where the payload was not sent at all (304 Not Modified, or a web archive's
    index that says it is the same).
    """

    url: str
    at: dt.datetime
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A page that no server sent us, such as a text export (WARC 1.1, 6.4).

    ``at`` is when it stood on the web, or when it was ``read`` if nobody knows.
    """

    url: str
    at: dt.datetime
    read: dt.datetime
    content_type: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """Where the answer's record stands: its gzip member, and the digest of its payload."""

    path: Path
    offset: int
    length: int
    digest: str


class CaptureWriter:
    """Writes exchanges into files ``folder/PREFIX-TIME-PID-NUMBER.warc.gz``.

    Args:
        folder: made if it is not there.
        prefix: what the file names begin with; the run's or spider's name.
        info: fields of the ``warcinfo`` record at each file's head, such as ``software``.
        max_bytes: size at which the next file is begun.

    Nothing is sure to be on disk before ``sync`` has returned. Every method raises OSError when the
    disk is full or not writable; what was written before stays readable, and writing may go on.
    """

    def __init__(
        self,
        folder: Path,
        prefix: str,
        info: Mapping[str, str],
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> None:
        self.folder, self._prefix, self._info = folder, prefix, dict(info)
        self._max_bytes = max_bytes
        self._begun = dt.datetime.now(dt.UTC)
        self._number = 0
        self._file: io.FileIO | None = None
        self._path = Path()
        self._offset = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    @property
    def has_begun(self) -> bool:
        """Whether anything has been written, so that there is a file."""
        return self._number > 0

    def write(self, exchange: Exchange, original: Original | None = None) -> Written:
        """Append an exchange; with ``original`` a ``revisit`` that leaves the payload out."""
        unsent = original.digest if original else None
        digest = unsent or payload_digest(exchange.payload)
        kind = WarcRecordType.response if original is None else WarcRecordType.revisit
        fields = {"WARC-Payload-Digest": digest}
        if exchange.ip_address:
            fields["WARC-IP-Address"] = exchange.ip_address
        if exchange.truncated:
            fields["WARC-Truncated"] = exchange.truncated
        if exchange.replayed:  # as warcit and pywb name them
            fields["WARC-Source-URI"] = exchange.replayed.url
            fields[CREATION_DATE] = _date(exchange.replayed.at)
        if original is not None:
            unmodified = exchange.status == HTTPStatus.NOT_MODIFIED and unsent
            fields["WARC-Profile"] = _NOT_MODIFIED if unmodified else _SAME_PAYLOAD
            fields["WARC-Refers-To-Target-URI"] = original.url
            fields["WARC-Refers-To-Date"] = _date(original.at)
            fields.setdefault("WARC-Truncated", _LEFT_OUT)
        head = _head(f"HTTP/1.1 {exchange.status} {exchange.reason}", exchange.response_headers)
        body = exchange.payload if original is None else b""
        answer = _record(kind, exchange, fields, head + body)

        target = exchange.url.split("/", 3)[3] if exchange.url.count("/") > 2 else ""
        ask = _head(f"{exchange.method} /{target} HTTP/1.1", exchange.request_headers)
        fields = {"WARC-Concurrent-To": answer.record_id or ""}
        request = _record(WarcRecordType.request, exchange, fields, ask)

        # How the archive once asked, it does not tell.
        members = [_member(answer)] if exchange.replayed else [_member(answer), _member(request)]
        offset = self._room()
        self._append(b"".join(members))
        return Written(self._path, offset, len(members[0]), digest)

    def write_resource(self, resource: Resource) -> Written:
        """Append a page as it is, in a ``resource`` record without HTTP header fields."""
        record = WarcRecord()
        record.init_headers(WarcRecordType.resource)
        digest = payload_digest(resource.payload)
        fields = {
            "WARC-Target-URI": resource.url,
            "WARC-Date": _date(resource.at),
            # The same as WARC-Date says that nothing else is known (``captured_page.is_undated``).
            CREATION_DATE: _date(resource.read),
            "WARC-Payload-Digest": digest,
        }
        _set(record, fields)
        record.headers["Content-Type"] = resource.content_type
        record.set_bytes_content(resource.payload)
        member = _member(record)
        offset = self._room()
        self._append(member)
        return Written(self._path, offset, len(member), digest)

    def _room(self) -> int:
        """Begin the next file if need be; the offset at which a record is to be written."""
        if self._file is None or self._offset >= self._max_bytes:
            self._begin()
        return self._offset

    def sync(self) -> None:
        """Return when everything written so far would survive a power cut."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync and close; writing again begins a new file."""
        if self._file is not None:
            try:
                self.sync()
            finally:
                self._file.close()
                self._file = None

    def _begin(self) -> None:
        self.close()
        self._number += 1
        moment = self._begun.strftime("%Y%m%d%H%M%S%f")
        name = f"{self._prefix}-{moment}-{os.getpid()}-{self._number:05d}.warc.gz"
        make_folder(self.folder)
        self._path = self.folder / name
        self._file = self._path.open("xb", buffering=0)
        self._offset = 0
        try:
            sync(self.folder)
            self._append(_member(self._warcinfo(name)))
        except OSError:
            self._file.close()
            self._file = None
            self._path.unlink()
            raise

    def _warcinfo(self, name: str) -> WarcRecord:
        record = WarcRecord()
        record.init_headers(WarcRecordType.warcinfo)
        _set(record, {"WARC-Filename": name, "WARC-Date": _date(dt.datetime.now(dt.UTC))})
        record.headers["Content-Type"] = "application/warc-fields"
        fields = {**self._info, "format": "WARC File Format 1.1"}
        record.set_bytes_content("".join(f"{k}: {v}\r\n" for k, v in fields.items()).encode())
        return record

    def _append(self, data: bytes) -> None:
        """Write all of ``data`` or nothing: behind half a record the next would be lost."""
        assert self._file is not None
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.truncate(self._offset)
            self._file.seek(self._offset)
            raise
        self._offset += len(data)


def _record(
    kind: WarcRecordType, exchange: Exchange, fields: dict[str, str], block: bytes
) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    _set(record, {"WARC-Target-URI": exchange.url, "WARC-Date": _date(exchange.at), **fields})
    msgtype = "request" if kind == WarcRecordType.request else "response"
    record.headers["Content-Type"] = f"application/http; msgtype={msgtype}"
    record.set_bytes_content(block)
    return record


def _set(record: WarcRecord, fields: Mapping[str, str]) -> None:
    record.headers.status_line = "WARC/1.1"
    for name, value in fields.items():
        record.headers[name] = value


def _member(record: WarcRecord) -> bytes:
    buffer = io.BytesIO()
    packer = GzipWriter(buffer, compression_level=_COMPRESSION)
    record.write(packer, checksum_data=True)
    packer.finish()
    return buffer.getvalue()


def _head(first_line: str, headers: Headers) -> bytes:
    lines = [first_line.encode("latin-1", "replace")]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _date(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
