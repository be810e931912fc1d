"""The files in a ZIP package, also in one that is cut off, and in packages inside of packages."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Buffer

ZIP_MAGIC = b"PK\x03\x04"
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
"""APPNOTE 4.3.7: signature, version, flags, method, time, date, CRC, two sizes, two lengths."""
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_ZIP64 = 0xFFFFFFFF
_CHUNK = 1024 * 1024


class Readable(Protocol):
    """Random access to a stretch of a file."""

    @property
    def end(self) -> int:
        """Where it ends."""

    def read_at(self, offset: int, size: int, /) -> bytes:
        """Up to ``size`` bytes at ``offset``."""


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in a package: its bytes are ``start`` to ``end`` of what the package stands in.

    ``size`` is how many they are once unpacked; None if that is not known without trying. Of one
    that is ``cut`` only the beginning is there.
    """

    name: str
    start: int
    end: int
    method: int
    size: int | None
    is_encrypted: bool
    cut: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether its bytes stand in the package as they are."""
        return self.method == zipfile.ZIP_STORED and not self.is_encrypted

    @property
    def refused(self) -> str | None:
        """Why it cannot be read; None if it can be."""
        if self.is_encrypted:
            return "it is encrypted inside the package; unpack it and name the file instead"
        if self.method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return (
                f"it is compressed inside the package in a way that is not read here (method "
                f"{self.method}); unpack it and name the file instead"
            )
        return None


def zip_members(data: Readable, start: int) -> tuple[list[ZipMember], str | None]:
    """The files in the package that is ``data`` from ``start`` on, in the order of their names.

    Returns them and, if the package's directory, which stands at its end, cannot be read, why not:
    then they are what local headers say.
    """
    try:
        with zipfile.ZipFile(_View(data, start)) as package:
            infos = package.infolist()
        if not infos or min(info.header_offset for info in infos):
            # What was cut off may end with a package inside of it, whose directory this is.
            raise zipfile.BadZipFile("it is not that of the whole file")
        members = [_listed(data, start, info) for info in infos if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        return sorted(_salvaged(data, start), key=lambda each: each.name), str(error)
    return sorted(members, key=lambda each: each.name), None


def inflated(data: Readable, member: ZipMember) -> Iterator[bytes]:
    """The content of a deflated member, piece by piece, as far as it can be unpacked."""
    for piece, _ in _inflated(data, member.start, member.end):
        yield piece


def _inflated(data: Readable, start: int, end: int) -> Iterator[tuple[bytes, int | None]]:
    """Pieces of a deflated stream; with the last one, if it is whole, where the stream ends."""
    stream, at = zlib.decompressobj(-zlib.MAX_WBITS), start
    while not stream.eof and (chunk := data.read_at(at, min(_CHUNK, end - at))):
        at += len(chunk)
        while chunk and not stream.eof:
            try:
                piece = stream.decompress(chunk, _CHUNK)
            except zlib.error:
                return
            chunk = stream.unconsumed_tail
            yield piece, at - len(stream.unused_data) if stream.eof else None


def _listed(data: Readable, start: int, info: zipfile.ZipInfo) -> ZipMember:
    at = start + info.header_offset
    header = data.read_at(at, _LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(ZIP_MAGIC):
        raise zipfile.BadZipFile(f"no file begins where it lists {info.filename}")
    # Name and extra field may differ in length from the central directory's.
    *_, name, extra = _LOCAL_HEADER.unpack(header)
    begins = at + _LOCAL_HEADER.size + name + extra
    ends = begins + info.compress_size
    return ZipMember(
        info.filename,
        begins,
        min(ends, data.end),
        info.compress_type,
        info.file_size,
        bool(info.flag_bits & _ENCRYPTED),
        cut=ends > data.end,
    )


# -- Without the directory -------------------------------------------------------------------------


def _salvaged(data: Readable, start: int) -> Iterator[ZipMember]:
    """What the local headers say, as far as they follow each other."""
    at: int | None = start
    while at is not None:
        header = _header_at(data, at)
        if header is None:
            at = _next_header(data, at + 1)
            continue
        flags, method, packed, size, name, begins = header
        follows = bool(flags & _SIZES_FOLLOW) and not packed
        ends: int | None = begins + packed
        if follows and method == zipfile.ZIP_DEFLATED:
            # The stream itself says where it ends.
            ends = None
            for _, ends in _inflated(data, begins, data.end):  # noqa: B007
                pass
        elif follows:
            ends = _next_header(data, begins)
            ends = ends and ends - _descriptor_before(data, ends, begins)
        is_cut = ends is None or ends > data.end
        until = data.end if ends is None or is_cut else ends
        if not name.endswith("/"):
            yield ZipMember(
                name,
                begins,
                until,
                method,
                None if follows or is_cut else size,
                bool(flags & _ENCRYPTED),
                cut=is_cut,
            )
        at = None if is_cut else _next_header(data, until)


def _header_at(data: Readable, at: int) -> tuple[int, int, int, int, str, int] | None:
    """Flags, method, packed and real size, name and first byte of the member at ``at``."""
    head = data.read_at(at, _LOCAL_HEADER.size)
    if len(head) < _LOCAL_HEADER.size or not head.startswith(ZIP_MAGIC):
        return None
    _, version, flags, method, _, _, _, packed, size, named, more = _LOCAL_HEADER.unpack(head)
    text = data.read_at(at + _LOCAL_HEADER.size, named)
    if version & 0xFF > 63 or method > 99 or not named or b"\0" in text or len(text) < named:
        return None
    if _ZIP64 in (packed, size):
        extra = data.read_at(at + _LOCAL_HEADER.size + named, more)
        size, packed = _zip64_sizes(extra, size, packed)
    name = text.decode("utf-8" if flags & 0x800 else "cp437", "replace")
    return flags, method, packed, size, name, at + _LOCAL_HEADER.size + named + more


def _zip64_sizes(extra: bytes, size: int, packed: int) -> tuple[int, int]:
    """Real and packed size by the extra field (APPNOTE 4.5.3), where the header has no room."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1 and length >= 16 and len(extra) >= 20:
            size, packed = struct.unpack_from("<QQ", extra, 4)
            break
        extra = extra[4 + length :]
    return size, packed


def _next_header(data: Readable, at: int) -> int | None:
    overlap = _LOCAL_HEADER.size
    while piece := data.read_at(at, _CHUNK + overlap):
        found = piece.find(ZIP_MAGIC)
        while 0 <= found < _CHUNK:
            if _header_at(data, at + found) is not None:
                return at + found
            found = piece.find(ZIP_MAGIC, found + 1)
        at += _CHUNK
    return None


def _descriptor_before(data: Readable, at: int, begins: int) -> int:
    """Bytes of the data descriptor (APPNOTE 4.3.9) before the header at ``at``."""
    for size in (24, 16):
        if at - size >= begins and data.read_at(at - size, 4) == b"PK\x07\x08":
            return size
    return 0


class _View(io.RawIOBase):
    """``data`` from ``start`` on as a file of its own, for ``zipfile``."""

    def __init__(self, data: Readable, start: int) -> None:
        self._data, self._start, self._at = data, start, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._data.end - self._start}
        self._at = base[whence] + offset
        if self._at < 0:
            self._at = 0
            raise OSError("before the beginning of the file")
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        found = self._data.read_at(self._start + self._at, len(view))
        view[: len(found)] = found
        self._at += len(found)
        return len(found)
