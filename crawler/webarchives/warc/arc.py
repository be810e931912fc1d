"""ARC files, in which web archives kept captures before WARC, read as if they were WARC files.

https://archive.org/web/researcher/ArcFileFormat.php: a record is a line, ``URL IP-address date type
length`` (five more fields in version 2), the response with its HTTP head, and a line end. Each is
given on as a WARC record, so that all that is known of those holds for these: ``warcinfo`` for the
file's own description, ``response`` for what begins as HTTP does, ``resource`` for what does not.

warcio reads ARC, too, and the tests hold this against it. It ends at the first damage, has no
version 2, no media types with parameters, and no files that were compressed as a whole.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from dataclasses import dataclass, replace
from itertools import chain
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.webarchives.warc.warc_file import FileSlice
    from crawler.webarchives.warc.zip_members import Readable

_LINE = re.compile(
    rb"^(?P<url>[A-Za-z][A-Za-z0-9+.\-]*:[^\s][^\r\n]*?)[ ]"
    rb"(?P<ip>\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+|-)[ ]"
    rb"(?P<date>(?:19|20)\d{6,16})[ ]+"
    rb"(?P<type>[^\r\n]*?)[ ]*"
    rb"(?:[ ](?:\d{3}|-)[ ]\S+[ ]\S+[ ]\d+[ ]\S+)?"  # status, checksum, location, offset, file name
    rb"[ ](?P<length>-?\d+|-|[A-Za-z]+)[ ]*\r?\n",
    re.MULTILINE,
)
_USUAL_SCHEMES = re.compile(rb"(?:https?|dns|ftp|filedesc):")
_GZIP = b"\x1f\x8b\x08"
_LINE_MAX = 64 * 1024
_CHUNK = 1024 * 1024
_HEAD = 64 * 1024
_PACKED = 64 * 1024
"""Packed bytes that are read at once: most members have less."""
_SMALL = 8 * 1024
"""Packed bytes that are enough to see a record's line."""
_STRAY = 64
"""Bytes between records that can be no record: what a wrong length leaves over."""
_IN_MEMORY = 16 * 1024 * 1024
_UNPACKED_MAX = 16 * 1024**3
"""Bytes of one compressed member; what is bigger is a bomb."""
_UNTYPED = frozenset({b"", b"-", b"no-type", b"unk", b"unknown"})
_BLANK = b"\r\n\0 "


@dataclass(frozen=True, slots=True)
class _Extent:
    """A record's line, its block from ``begin`` to ``end``, and where the next one begins."""

    line: re.Match[bytes]
    begin: int
    end: int
    next: int


@dataclass(frozen=True, slots=True)
class ArcRecord:
    """A record as WARC has it, or damage.

    ``offset`` and ``length`` are None where it cannot be read on its own: in a file that was
    compressed as a whole. ``data`` is None for damage, of which ``head`` is what can be read of the
    beginning.
    """

    offset: int | None
    length: int | None
    data: bytes | None
    head: bytes = b""


def begins_arc(head: bytes) -> bool:
    """Whether the first bytes of a file, or of what it unpacks to, are those of an ARC record."""
    return _LINE.match(head) is not None


def arc_framing_at(data: FileSlice, start: int) -> PlainArc | PackedArc | None:
    """The framing of a file that begins with an ARC record; None for others."""
    framings: tuple[PlainArc | PackedArc, ...] = (PlainArc(data), PackedArc(data))
    return next((each for each in framings if begins_arc(each.raw_head(start))), None)


class PlainArc:
    """The records of an ARC file that is not compressed (``framing.Framing``).

    Args:
        data: where they stand.
        is_whole: whether nothing is missing behind the last one, as a checksum has told: then a
            length that goes beyond it is wrong.
    """

    def __init__(self, data: Readable, *, is_whole: bool = False) -> None:
        self._data, self._is_whole = data, is_whole

    def starts_at(self, offset: int) -> bool:
        """Whether a record begins at ``offset``."""
        return _line_at(self._data, offset) is not None

    def begin(self, offset: int) -> int:
        """The first place from ``offset`` on that is no padding."""
        return _behind_blanks(self._data, offset)

    def end(self, offset: int) -> int | None:
        """Where the record at ``offset`` ends; None if it is torn."""
        extent = _extent(self._data, offset, is_whole=self._is_whole)
        return extent.next if extent else None

    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
        """The record at ``offset`` as a WARC record, and where it ends; None if it is torn."""
        extent = _extent(self._data, offset, is_whole=self._is_whole)
        return (_as_warc(self._data, extent, most), extent.next) if extent else None

    def raw_head(self, offset: int) -> bytes:
        """The first bytes at ``offset``, as they are."""
        return self._data.read_at(offset, _HEAD)

    def head(self, offset: int) -> bytes:
        """The first bytes of the record at ``offset``, as those of a WARC record."""
        line = _line_at(self._data, offset)
        if line is None:
            return b""
        begin = offset + len(line[0])
        length = _length(line)
        end = begin + length if length is not None else self._data.end
        return _as_warc(self._data, _Extent(line, begin, end, end), _HEAD)

    def next(self, offset: int, until: int | None = None) -> int | None:
        """Where the first record from ``offset`` on begins; None if there is none ``until``."""
        return _find_line(self._data, offset, until)

    def records(self, start: int, most: int) -> Iterator[ArcRecord]:
        """All records from ``start`` on, blocks up to ``most`` bytes, and the damage between."""
        at = self.begin(start)
        while at < self._data.end:
            extent = _extent(self._data, at, is_whole=self._is_whole)
            if extent is not None:
                yield ArcRecord(at, extent.next - at, _as_warc(self._data, extent, most))
                at = self.begin(extent.next)
            else:
                yield ArcRecord(at, None, None, self.head(at))
                following = self.next(at + 1)
                at = self._data.end if following is None else following


class PackedArc:
    """The records of a gzipped ARC file, in members of their own or not (``framing.Framing``)."""

    def __init__(self, data: FileSlice) -> None:
        self._data = data

    def starts_at(self, offset: int) -> bool:
        """Whether a member begins at ``offset``."""
        return self._data.read_at(offset, len(_GZIP)) == _GZIP

    def begin(self, offset: int) -> int:
        """The first place from ``offset`` on that is no padding."""
        return _behind_blanks(self._data, offset)

    def end(self, offset: int) -> int | None:
        """Where the member at ``offset`` ends; None if it is torn or corrupt."""
        member = _Member(self._data, offset)
        for _ in member:
            pass
        return member.end

    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
        """The first record of a member as a WARC record, and where the member ends."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            end = self._unpack(offset, file)
            found = PlainArc(_Unpacked(file), is_whole=True).record(0, most) if end else None
        return (found[0], end) if found is not None and end is not None else None

    def raw_head(self, offset: int) -> bytes:
        """The first bytes of the member at ``offset``, unpacked."""
        if not self.starts_at(offset):
            return b""
        return next(iter(_Member(self._data, offset, _SMALL)), b"")[:_HEAD]

    def head(self, offset: int) -> bytes:
        """The first bytes of the record at ``offset``, as those of a WARC record."""
        return PlainArc(_InMemory(self.raw_head(offset))).head(0)

    def next(self, offset: int, until: int | None = None) -> int | None:
        """Where the first member with a record in it begins; None if there is none ``until``."""
        at = offset
        while (until is None or at < until) and (piece := self._data.read_at(at, _CHUNK)):
            for found in re.finditer(re.escape(_GZIP), piece):
                if begins_arc(self.raw_head(at + found.start())):
                    return at + found.start()
            at += max(1, len(piece) - len(_GZIP) + 1)
        return None

    def records(self, start: int, most: int) -> Iterator[ArcRecord]:
        """All records from ``start`` on, blocks up to ``most`` bytes, and the damage between."""
        at = self.begin(start)
        while at < self._data.end:
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
                end = self._unpack(at, file)
                inner = PlainArc(_Unpacked(file), is_whole=end is not None).records(0, most)
                first, second = next(inner, None), next(inner, None)
                if first is not None and second is None and end is not None:
                    yield replace(first, offset=at, length=end - at)
                elif first is None or second is None:
                    if end is None:
                        yield ArcRecord(at, None, None, self.head(at))
                else:
                    each = first
                    for each in chain((first, second), inner):
                        yield replace(each, offset=None, length=None)
                    if end is None and each.data is not None:
                        yield ArcRecord(None, None, None)
            following = self.next(at + 1) if end is None else self.begin(end)
            at = self._data.end if following is None else following

    def _unpack(self, offset: int, target: IO[bytes]) -> int | None:
        """Unpack the member at ``offset`` as far as possible; its end, None if it is torn."""
        member = _Member(self._data, offset)
        for piece in member:
            target.write(piece)
            if target.tell() > _UNPACKED_MAX:
                return None
        return member.end


class _Member:
    """What a gzip member unpacks to, in pieces; ``end`` is where it ends, if it is whole."""

    def __init__(self, data: FileSlice, offset: int, chunk: int = _PACKED) -> None:
        self._data, self._offset, self._chunk = data, offset, chunk
        self.end: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        member, at = zlib.decompressobj(zlib.MAX_WBITS | 16), self._offset
        while chunk := self._data.read_at(at, self._chunk):
            at += len(chunk)
            while chunk and not member.eof:
                try:
                    yield member.decompress(chunk, _CHUNK)
                except zlib.error:
                    return
                chunk = member.unconsumed_tail
            if member.eof:
                self.end = at - len(member.unused_data)
                return


@dataclass(frozen=True, slots=True)
class _InMemory:
    data: bytes

    @property
    def end(self) -> int:
        return len(self.data)

    def read_at(self, offset: int, size: int) -> bytes:
        return self.data[offset : offset + max(0, size)]


class _Unpacked:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.end = file.tell()

    def read_at(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(max(0, size))


# -- Where records begin and end -------------------------------------------------------------------


def _line_at(data: Readable, offset: int) -> re.Match[bytes] | None:
    for size in (4096, _LINE_MAX):
        head = data.read_at(offset, size)
        if b"\n" in head or len(head) < size:
            return _LINE.match(head)
    return None


def _length(line: re.Match[bytes]) -> int | None:
    """The length that a record's line states; None if it states none."""
    return int(line["length"]) if line["length"].isdigit() else None


def _extent(data: Readable, offset: int, *, is_whole: bool) -> _Extent | None:
    """The record at ``offset``; None if none begins there, or its end is missing.

    A length that does not lead to the next record is wrong by a line end or more: some crawlers
    counted those, or did not. The next record's own line is believed then, unless there is room
    for a record between the two.
    """
    line = _line_at(data, offset)
    if line is None:
        return None
    begin = offset + len(line[0])
    length = _length(line)
    if length is not None:
        end = begin + length
        after = _behind_blanks(data, end)
        if end <= data.end and (after >= data.end or _follows(data, after)):
            return _Extent(line, begin, end, min(after, data.end))
    following = _find_line(data, begin)
    if following is None:
        if length is not None and end > data.end + 2 and not is_whole:
            return None
        following = data.end
    if length is not None and following - end > _STRAY:
        return _Extent(line, begin, end, end)
    # The line end before it stays: whether it is of the page or behind it, nothing tells.
    return _Extent(line, begin, following, following)


def _follows(data: Readable, offset: int) -> bool:
    """Whether a record begins at ``offset``, behind another one.

    A line without its first letters looks like one, so that it has to begin as all do where there
    is no line end before it.
    """
    line = _line_at(data, offset)
    is_own = data.read_at(offset - 1, 1) in b"\r\n\0"
    return line is not None and (is_own or bool(_USUAL_SCHEMES.match(line["url"])))


def _behind_blanks(data: Readable, offset: int) -> int:
    piece = data.read_at(offset, _STRAY)
    behind = offset + len(piece) - len(piece.lstrip(_BLANK))
    return data.end if not piece.strip(_BLANK) and _is_blank(data, offset) else behind


def _is_blank(data: Readable, offset: int) -> bool:
    """Whether nothing but line ends and the zeros of a disk's block follows."""
    while piece := data.read_at(offset, _CHUNK):
        if piece.strip(_BLANK):
            return False
        offset += len(piece)
    return True


def _find_line(data: Readable, offset: int, until: int | None = None) -> int | None:
    """Where the first line of a record from ``offset`` on begins."""
    at = offset
    while at < data.end and (until is None or at < until):
        piece = data.read_at(max(offset, at), _CHUNK + _LINE_MAX)
        for found in _LINE.finditer(piece):
            begins = at + found.start()
            if found.start() or at == 0 or data.read_at(at - 1, 1) in b"\r\n\0":
                return begins
        at += _CHUNK
    return None


# -- From ARC to WARC ------------------------------------------------------------------------------


def _as_warc(data: Readable, extent: _Extent, most: int) -> bytes:
    """A record as WARC has it, with at most ``most`` bytes of its block."""
    line, size = extent.line, extent.end - extent.begin
    block = data.read_at(extent.begin, min(size, most))
    url, media_type = line["url"].replace(b" ", b"%20"), line["type"].strip()
    if url.startswith(b"filedesc:"):
        kind, media_type = b"warcinfo", b"text/plain"
    elif block.startswith(b"HTTP"):
        kind, media_type = b"response", b"application/http; msgtype=response"
    else:
        kind = b"resource"
        media_type = b"" if media_type.lower() in _UNTYPED else media_type
    fields = [
        b"WARC/1.0",
        b"WARC-Type: " + kind,
        b"WARC-Target-URI: " + url,
        b"WARC-Date: " + line["date"][:17],
        b"WARC-IP-Address: " + line["ip"],
        *([b"Content-Type: " + media_type] if media_type else []),
        b"Content-Length: %d" % size,
    ]
    return b"\r\n".join(fields) + b"\r\n\r\n" + block + b"\r\n\r\n"
