"""The boundaries of records in the bytes of a file, by which reading goes on after damage.

In a compressed file each record is its own member (WARC 1.1, annex D): the member's checksum tells
whether it is whole, and its first bytes where the next one can be found. In a plain file only the
record's own Content-Length and the next version line do.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import zstandard
from typing_extensions import override

from crawler.webarchives.warc.arc import PackedArc, PlainArc, arc_framing_at
from crawler.webarchives.warc.heads import VERSION_LINE, read_head
from crawler.webarchives.warc.warc_file import NotAWarcFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.webarchives.warc.warc_file import FileSlice, WarcFile
    from crawler.webarchives.warc.zip_members import Readable

_CHUNK = 64 * 1024
_HEADER_MAX = 64 * 1024
_LONG_HEADER_MAX = 1024 * 1024
"""Bytes of a record's head with a URL as long as nobody's."""
_BITE = 16
_DAMAGED_HEAD_MAX = 10_000_000
_PADDING = re.compile(rb"(?:\xef\xbb\xbf|[\0\r\n])*")
"""Bytes between records that hold nothing: zeros of sparse files and tapes, line ends, a BOM."""
_MEMBERS_MAX = 1000
"""Members of a compressed file that may be empty in a row, or hold pieces of one record."""
_PADDED_END = re.compile(rb"\r?\n\r?\n(?=\0)")
_TRAILER_MAX = 64
_VERSION = re.compile(rb"WARC/\d\.")
_RECORD_BEGINS = re.compile(rb"WARC/\d\.\d+[ \t]*\r?\n[A-Za-z]")
"""Text may speak of WARC/1.0, but not with a header field in the next line."""


class _Decompressor(Protocol):
    @property
    def unused_data(self) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Codec:
    magic: bytes
    decompressor: Callable[[], _Decompressor]
    head: int
    """Bytes that are enough to see the first ones of the record: zstd gives whole blocks only."""


_GZIP = _Codec(b"\x1f\x8b\x08", lambda: zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), 1024)
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
"""Of the skippable frame with a dictionary (IIPC, Zstandard compression for WARC 1.0, 4.2)."""
_DICTIONARY_MAX = 100 * 1024 * 1024


def _zstd(dictionary: bytes | None) -> _Codec:
    """Raises NotAWarcFileError for a dictionary that is none: without it nothing can be read."""
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None

    def decompressor() -> _Decompressor:
        return zstandard.ZstdDecompressor(dict_data=known).decompressobj()

    try:
        if known is not None:
            decompressor()
    except zstandard.ZstdError as error:
        raise NotAWarcFileError(f"its zstd dictionary is corrupt ({error})") from error
    return _Codec(_ZSTD_MAGIC, decompressor, 160 * 1024)


def _dictionary(data: Readable, start: int) -> bytes | None:
    """The dictionary at the head of a file, which may be compressed itself; None without one."""
    head = data.read_at(start, 8)
    if head[:4] != _DICTIONARY_MAGIC:
        return None
    size = int.from_bytes(head[4:], "little")
    frame = data.read_at(start + 8, min(size, _DICTIONARY_MAX))
    if not frame.startswith(_ZSTD_MAGIC):
        return frame
    try:
        return zstandard.ZstdDecompressor().decompressobj().decompress(frame)[:_DICTIONARY_MAX]
    except zstandard.ZstdError:
        return None


@dataclass(slots=True)
class Unpacked:
    """The bytes of a member, to be framed by themselves."""

    data: bytes

    @property
    def end(self) -> int:
        """How many they are."""
        return len(self.data)

    def read_at(self, offset: int, size: int, /) -> bytes:
        """Up to ``size`` bytes at ``offset``."""
        return self.data[offset : offset + size]


class Framing(Protocol):
    """How records are told apart in one file."""

    def starts_at(self, offset: int) -> bool:
        """Whether a record can be read from ``offset`` on, on its own."""

    def begin(self, offset: int) -> int:
        """The first place from ``offset`` on that is no padding; the file's end behind the last."""

    def end(self, offset: int) -> int | None:
        """Where the record at ``offset`` ends; None if it is torn or corrupt."""

    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
        """The record at ``offset``, unpacked, and where it ends; None if it is torn or corrupt.

        Where several are compressed as one it is all of these. Of one that is longer than ``most``
        bytes only its beginning is given.
        """

    def head(self, offset: int) -> bytes:
        """The first bytes of the record at ``offset``, as far as they are readable."""

    def next(self, offset: int, until: int | None = None) -> int | None:
        """Where the first record from ``offset`` on begins; None if there is none ``until``."""


def framing_of(file: WarcFile, data: FileSlice) -> Framing | None:
    """The framing of a file by its first bytes or, if they are damaged, by what comes later.

    None when no record begins in the first ten megabytes. Raises NotAWarcFileError for a damaged
    zstd dictionary.
    """
    head = data.read_at(file.start, 8)
    plain = PlainFraming(data)
    if plain.starts_at(file.start):
        return plain
    arc = arc_framing_at(data, file.start)
    if arc is not None:
        return arc
    dictionary = _dictionary(data, file.start)
    codecs = (_GZIP, _zstd(dictionary))
    by_head = [codec for codec in codecs if dictionary or head.startswith(codec.magic)]
    framings: list[Framing] = [*(_Compressed(data, codec) for codec in by_head or codecs), plain]
    framings += [PackedArc(data), PlainArc(data)]
    until = file.start + _DAMAGED_HEAD_MAX
    return next((f for f in framings if f.next(file.start, until) is not None), None)


class PlainFraming(Framing):
    """Records one behind the other.

    ``is_whole``: nothing is missing of ``data``, as the checksum of a member has told; so a length
    that goes beyond it is wrong.
    """

    def __init__(self, data: Readable, *, is_whole: bool = False) -> None:
        self._data, self._is_whole = data, is_whole

    @override
    def starts_at(self, offset: int) -> bool:
        return bool(_VERSION.match(self._data.read_at(offset, 8)))

    @override
    def begin(self, offset: int) -> int:
        return _behind_padding(self._data, offset)

    @override
    def end(self, offset: int) -> int | None:
        head = read_head(self.head(offset)) or read_head(
            self._data.read_at(offset, _LONG_HEADER_MAX)
        )
        if head is None:
            return None
        begin = offset + head.size
        if head.length is not None:
            end = begin + head.length
            trailer = self._data.read_at(end, _TRAILER_MAX)
            line_ends = len(trailer) - len(trailer.lstrip(b"\r\n"))
            is_end = line_ends >= 4 or line_ends == len(trailer)
            if not is_end:
                after = self.begin(end)
                is_end = after == self._data.end or self.starts_at(after)
            if is_end and end <= self._data.end:
                return end + line_ends
        return self._end_by_what_follows(begin, head.length)

    def _end_by_what_follows(self, begin: int, length: int | None) -> int | None:
        """The end of a block whose length is missing or some bytes off: where the next begins.

        Some programs count characters, of which a page with umlauts has less than bytes.
        """
        most = self._data.end
        if self._is_whole or length is None:
            low, high = begin, most
        else:
            slack = 64 + length // 8
            low, high = max(begin, begin + length - slack), min(most, begin + length + slack)
            if low > most:
                return None
        following = self.next(low, high + 1)
        if following is not None:
            return following
        padded = _PADDED_END.search(self._data.read_at(low, high - low))
        if padded is not None:
            return low + padded.end()
        is_end = high == most and (self._is_whole or self._data.read_at(most - 2, 2) == b"\r\n")
        return most if is_end else None

    @override
    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
        end = self.end(offset)
        if end is None:
            return None
        return self._data.read_at(offset, min(end - offset, most)), end

    @override
    def head(self, offset: int) -> bytes:
        return self._data.read_at(offset, _HEADER_MAX)

    @override
    def next(self, offset: int, until: int | None = None) -> int | None:
        for at in _find(self._data, VERSION_LINE, offset, until):
            if until is not None and at >= until:
                return None
            if _RECORD_BEGINS.match(self._data.read_at(at, 16)):
                return at
        return None


class _Compressed(Framing):
    def __init__(self, data: FileSlice, codec: _Codec) -> None:
        self._data, self._codec = data, codec

    @override
    def starts_at(self, offset: int) -> bool:
        return self._data.read_at(offset, len(self._codec.magic)) == self._codec.magic

    @override
    def begin(self, offset: int) -> int:
        for _ in range(_MEMBERS_MAX):
            offset = _behind_padding(self._data, offset)
            head = self._data.read_at(offset, 8)
            if head[:4] == _DICTIONARY_MAGIC:
                offset += 8 + int.from_bytes(head[4:], "little")
                continue
            if not self.starts_at(offset) or self.head(offset).strip(b"\r\n\0"):
                break
            member = self._member(offset, _HEADER_MAX)
            if member is None or member[0].strip(b"\r\n\0"):
                break
            offset = member[1]
        return min(offset, self._data.end)

    @override
    def end(self, offset: int) -> int | None:
        whole = self.record(offset, _LONG_HEADER_MAX)
        return whole[1] if whole is not None else None

    @override
    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
        whole = self._member(offset, most)
        if whole is None:
            return None
        unpacked, end = whole
        # Some programs compress a record in pieces, its head and its block for instance.
        for _ in range(_MEMBERS_MAX):
            head = read_head(unpacked[:_LONG_HEADER_MAX]) if len(unpacked) < most else None
            is_torn = (
                len(unpacked) < most
                and unpacked.startswith(VERSION_LINE)
                and (head is None or (head.length or 0) > len(unpacked) - head.size)
            )
            following = self.head(end) if is_torn and self.starts_at(end) else b""
            if following.startswith(VERSION_LINE) or not following.strip(b"\r\n\0"):
                break
            member = self._member(end, most - len(unpacked))
            if member is None:
                return None
            unpacked, end = unpacked + member[0], member[1]
        return unpacked, end

    def _member(self, offset: int, most: int) -> tuple[bytes, int] | None:
        """One member, unpacked, and where it ends; None if it is torn or corrupt."""
        member, at = self._codec.decompressor(), offset
        unpacked = bytearray()
        try:
            while chunk := self._data.read_at(at, _CHUNK):
                piece = member.decompress(chunk)
                unpacked += piece[: max(0, most - len(unpacked))]
                at += len(chunk)
                if member.eof:
                    return bytes(unpacked), at - len(member.unused_data)
        except (zlib.error, zstandard.ZstdError):
            pass
        return None

    @override
    def head(self, offset: int) -> bytes:
        data = self._data.read_at(offset, self._codec.head)
        try:
            return self._codec.decompressor().decompress(data)
        except (zlib.error, zstandard.ZstdError):
            return self._head_before_damage(data)

    def _head_before_damage(self, data: bytes) -> bytes:
        member, head = self._codec.decompressor(), b""
        try:
            # In small bites: what comes before a corrupt byte is lost with its bite.
            for start in range(0, len(data), _BITE):
                head += member.decompress(data[start : start + _BITE])
                if member.eof:
                    break
        except (zlib.error, zstandard.ZstdError):
            pass
        return head

    @override
    def next(self, offset: int, until: int | None = None) -> int | None:
        for position in _find(self._data, self._codec.magic, offset, until):
            if self.head(position).startswith(VERSION_LINE):
                return position
        return None


def _behind_padding(data: Readable, offset: int) -> int:
    while piece := data.read_at(offset, _CHUNK):
        padding = _PADDING.match(piece)
        assert padding is not None  # it may be empty
        offset += padding.end()
        if padding.end() < len(piece):
            break
    return offset


def _find(data: Readable, wanted: bytes, offset: int, until: int | None) -> Iterator[int]:
    """Every position of ``wanted`` from ``offset`` on, read in pieces."""
    overlap = len(wanted) - 1
    piece = data.read_at(offset, _CHUNK)
    while len(piece) > overlap and (until is None or offset < until):
        at = piece.find(wanted)
        while at >= 0:
            yield offset + at
            at = piece.find(wanted, at + 1)
        offset += len(piece) - overlap
        piece = data.read_at(offset, _CHUNK)
