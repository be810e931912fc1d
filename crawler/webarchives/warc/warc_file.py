"""WARC files as they stand on disk: on their own, or stored inside a WACZ package."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.left_out import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Self


# -- What could not be read, said so that a person can find it -------------------------------------


class NotAWarcFileError(ValueError):
    """The file holds no WARC record; the message says what was found instead."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One page lost to a broken file: what came before and after it was read.

    ``offset`` counts bytes from the start of ``file``, ``line`` lines from 1; each is None where it
    has no meaning or is not known. ``url`` is None unless the damage left it readable. ``kind`` is
    what it is counted as.
    """

    file: str
    reason: str
    offset: int | None = None
    line: int | None = None
    url: str | None = None
    kind: Reason = Reason.UNREADABLE

    @property
    def place(self) -> str:
        """Where it is, in words: ``captures.warc.gz, byte 4711``."""
        if self.line is not None:
            return f"{self.file}, line {self.line}"
        return self.file if self.offset is None else f"{self.file}, byte {self.offset}"

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


WARC_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")

_ARCHIVE = "archive/"
"""Where WARC files stand in a package (WACZ 1.1.1, section 5.2.1)."""
_ZIP_MAGIC = b"PK\x03\x04"
_ZIP_LOCAL_HEADER = 30
"""Bytes of a ZIP local file header before the name (APPNOTE 4.3.7)."""


@dataclass(frozen=True, slots=True)
class WarcFile:
    """The bytes ``start`` to ``end`` of ``path``, which hold one WARC file.

    Offsets of records always count from the start of ``path``, so that a record inside a WACZ
    package is found again by a plain seek. ``member`` is its name in the package.
    """

    path: Path
    start: int
    end: int
    member: str | None = None

    @property
    def name(self) -> str:
        """What indexes call it: the last part of its name."""
        return (self.member or self.path.name).rpartition("/")[2]

    def __str__(self) -> str:
        return str(self.path)

    def open(self) -> FileSlice:
        """Open for reading. Raises OSError."""
        return FileSlice(self)


class FileSlice:
    """A reader that sees nothing behind ``end``; ``tell`` and ``seek`` count as the file does."""

    def __init__(self, file: WarcFile) -> None:
        self.end = file.end
        self._at = file.start
        self._file = file.path.open("rb", buffering=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def read(self, size: int = -1) -> bytes:
        """The next ``size`` bytes, all that are left if negative."""
        data = self.read_at(self._at, size if size >= 0 else self.end - self._at)
        self._at += len(data)
        return data

    def read_at(self, offset: int, size: int) -> bytes:
        """Up to ``size`` bytes at ``offset``, leaving the reading position alone."""
        return os.pread(self._file.fileno(), max(0, min(size, self.end - offset)), offset)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the reading position, as io.IOBase.seek does."""
        self._at = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.end}[whence] + offset
        return self._at

    def tell(self) -> int:
        """The reading position."""
        return self._at

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def warc_files(
    path: Path, passes: Callable[[str], object] = lambda name: None
) -> Iterator[WarcFile]:
    """The WARC file at ``path``, or those in the WACZ package at ``path``.

    ``passes`` is told of what stands among the captures of a package and is no WARC file.

    Raises OSError when it cannot be read, NotAWarcFileError for an empty file or a ZIP without WARC
    files. Whether a file that is no ZIP holds records is for the reader to find out.
    """
    size = path.stat().st_size
    if not size:
        raise NotAWarcFileError("it is empty")
    with path.open("rb") as file:
        is_zip = file.read(4) == _ZIP_MAGIC
    if is_zip:
        yield from _members(path, passes)
    else:
        yield WarcFile(path, 0, size)


def _members(path: Path, passes: Callable[[str], object]) -> Iterator[WarcFile]:
    """The WARC files under ``archive/`` of a WACZ package (WACZ 1.1.1, section 5.2.1)."""
    found = False
    try:
        with zipfile.ZipFile(path) as package, path.open("rb") as raw:
            for info in sorted(package.infolist(), key=lambda info: info.filename):
                if not info.filename.endswith(WARC_SUFFIXES):
                    if _ARCHIVE in info.filename and not info.is_dir():
                        passes(f"{path}, {info.filename}")
                    continue
                found = True
                if info.compress_type != zipfile.ZIP_STORED:
                    raise NotAWarcFileError(
                        f"{info.filename} is compressed inside the package, which WACZ forbids; "
                        "unpack it and name the WARC file instead"
                    )
                raw.seek(info.header_offset + _ZIP_LOCAL_HEADER - 4)
                lengths = raw.read(4)
                # Name and extra field may differ in length from the central directory's.
                start = info.header_offset + _ZIP_LOCAL_HEADER
                start += int.from_bytes(lengths[:2], "little")
                start += int.from_bytes(lengths[2:], "little")
                yield WarcFile(path, start, start + info.file_size, info.filename)
    except zipfile.BadZipFile as error:
        raise NotAWarcFileError(f"its ZIP directory cannot be read ({error})") from error
    if not found:
        raise NotAWarcFileError("it is a ZIP file without WARC files in it")
