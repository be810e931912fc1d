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

from crawler.webarchives.warc.arc import PackedArc, PlainArc, arc_framing_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.webarchives.warc.warc_file import FileSlice, WarcFile

_CHUNK = 64 * 1024
_VERSION_LINE = b"WARC/"
_HEADER_MAX = 64 * 1024
_LONG_HEADER_MAX = 1024 * 1024
"""Bytes of a record's head with a URL as long as nobody's."""
_HEADER = re.compile(rb"WARC/.*?\r?\n\r?\n", re.DOTALL)
_BITE = 16
_DAMAGED_HEAD_MAX = 10_000_000


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


_CODECS = (
    _Codec(b"\x1f\x8b\x08", lambda: zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), 1024),
    _Codec(b"\x28\xb5\x2f\xfd", lambda: zstandard.ZstdDecompressor().decompressobj(), 160 * 1024),
)


class Framing(Protocol):
    """How records are told apart in one file."""

    def starts_at(self, offset: int) -> bool:
        """Whether a record can be read from ``offset`` on, on its own."""

    def end(self, offset: int) -> int | None:
        """Where the record at ``offset`` ends; None if it is torn or corrupt."""

    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
        """The record at ``offset``, unpacked, and where it ends; None if it is torn or corrupt.

        Of one that is longer than ``most`` bytes only its beginning is given.
        """

    def head(self, offset: int) -> bytes:
        """The first bytes of the record at ``offset``, as far as they are readable."""

    def next(self, offset: int, until: int | None = None) -> int | None:
        """Where the first record from ``offset`` on begins; None if there is none ``until``."""


def framing_of(file: WarcFile, data: FileSlice) -> Framing | None:
    """The framing of a file by its first bytes or, if they are damaged, by what comes later.

    None when no record begins in the first ten megabytes.
    """
    head = data.read_at(file.start, 8)
    plain = _Plain(data)
    if plain.starts_at(file.start):
        return plain
    arc = arc_framing_at(data, file.start)
    if arc is not None:
        return arc
    by_head = [codec for codec in _CODECS if head.startswith(codec.magic)]
    framings: list[Framing] = [*(_Compressed(data, codec) for codec in by_head or _CODECS), plain]
    framings += [PackedArc(data), PlainArc(data)]
    until = file.start + _DAMAGED_HEAD_MAX
    return next((f for f in framings if f.next(file.start, until) is not None), None)


class _Plain:
    def __init__(self, data: FileSlice) -> None:
        self._data = data

    def starts_at(self, offset: int) -> bool:
        return bool(re.match(rb"WARC/\d\.", self._data.read_at(offset, 8)))

    def end(self, offset: int) -> int | None:
        header = _HEADER.match(self.head(offset)) or _HEADER.match(
            self._data.read_at(offset, _LONG_HEADER_MAX)
        )
        length = re.search(rb"(?im)^content-length:[ \t]*(\d+)\r?$", header[0]) if header else None
        if header is None or length is None:
            return None
        end = offset + header.end() + int(length[1])
        trailer = self._data.read_at(end, 4)
        if end > self._data.end or trailer.strip(b"\r\n"):
            return None
        return end + len(trailer)

    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
        end = self.end(offset)
        if end is None:
            return None
        return self._data.read_at(offset, min(end - offset, most)), end

    def head(self, offset: int) -> bytes:
        return self._data.read_at(offset, _HEADER_MAX)

    def next(self, offset: int, until: int | None = None) -> int | None:
        positions = _find(self._data, _VERSION_LINE, offset, until)
        # Text may speak of WARC/1.0, but not with a header field in the next line.
        followed = re.compile(rb"WARC/\d\.\d\r?\n[A-Z]")
        return next((at for at in positions if followed.match(self._data.read_at(at, 16))), None)


class _Compressed:
    def __init__(self, data: FileSlice, codec: _Codec) -> None:
        self._data, self._codec = data, codec

    def starts_at(self, offset: int) -> bool:
        return self._data.read_at(offset, len(self._codec.magic)) == self._codec.magic

    def end(self, offset: int) -> int | None:
        whole = self.record(offset, 0)
        return whole[1] if whole is not None else None

    def record(self, offset: int, most: int) -> tuple[bytes, int] | None:
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

    def next(self, offset: int, until: int | None = None) -> int | None:
        for position in _find(self._data, self._codec.magic, offset, until):
            if self.head(position).startswith(_VERSION_LINE):
                return position
        return None


def _find(data: FileSlice, wanted: bytes, offset: int, until: int | None) -> Iterator[int]:
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
