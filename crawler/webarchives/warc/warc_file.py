"""WARC and ARC files as they stand on disk: on their own, or inside a WACZ package.

Packages may hold packages, deflate what they hold, and be cut off: see ``warc_files``.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from crawler.left_out import Reason
from crawler.webarchives.warc.zip_members import ZIP_MAGIC, ZipMember, inflated, zip_members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


WARC_SUFFIXES = (
    ".warc", ".warc.gz", ".warc.zst", ".wet", ".wet.gz", ".arc", ".arc.gz", ".wacz",
)  # fmt: skip
"""Names of files of captures; what they really are, their first bytes tell."""
_PACKAGES = (".wacz", ".zip")
_DEPTH_MAX = 4
"""Maximum number of packages inside of each other."""
_UNPACKED_MAX = 16 * 1024**3
"""Maximum size in bytes of a file that is deflated in a package."""
_PARTS = re.compile(
    r"(?:^|/)(?:pages/.+\.jsonl|indexes/.+|logs/.+|fuzzy\.json|datapackage(?:-digest)?\.json)$"
)
"""What a package has beside captures (WACZ 1.1.1, section 5)."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that is deflated inside a package, which is read as if it stood behind the package.

    Its first byte has the offset ``base``, behind the end of the package and of other such files in
    it: so every record has one offset, which is the same as long as the package is.
    """

    member: ZipMember
    base: int
    within: Packed | None = None


@dataclass(frozen=True, slots=True)
class WarcFile:
    """The bytes ``start`` to ``end`` of ``path``, which hold one WARC or ARC file.

    Offsets of records always count from the start of ``path``, so that a record inside a WACZ
    package is found again by a plain seek. ``member`` is its name in the package; ``packed`` says
    how to unpack what ``start`` and ``end`` are offsets in. ``broken`` says why it cannot be read,
    ``cut`` what is missing behind its end.
    """

    path: Path
    start: int
    end: int
    member: str | None = None
    packed: Packed | None = None
    broken: str | None = None
    cut: str | None = None

    @property
    def name(self) -> str:
        """What indexes call it: the last part of its name."""
        return (self.member or self.path.name).rpartition("/")[2]

    def __str__(self) -> str:
        return str(self.path)

    def open(self) -> FileSlice:
        """Open for reading. Raises OSError, NotAWarcFileError if it is broken."""
        if self.broken:
            raise NotAWarcFileError(self.broken)
        return FileSlice(self)


class FileSlice:
    """A reader that sees nothing behind ``end``; ``tell`` and ``seek`` count as the file does."""

    def __init__(self, file: WarcFile) -> None:
        self.end = file.end
        self._at = file.start
        self._file: IO[bytes]
        if file.packed is None:
            self._file, self._base = file.path.open("rb", buffering=0), 0
        else:
            self._file = _unpacked(file.path, file.packed).reopen()
            self._base = file.packed.base

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
        wanted = max(0, min(size, self.end - offset))
        return os.pread(self._file.fileno(), wanted, offset - self._base)

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
    """The WARC or ARC file at ``path``, or those in the WACZ package at ``path``.

    Packages inside of it are looked into, too, and members that are deflated, which the standard
    forbids. If it is cut off, what is left of it is told by the files' own headers.
    ``passes`` is told of what stands in a package beside captures and what every package has.

    Raises OSError when it cannot be read, NotAWarcFileError for an empty file or a ZIP without WARC
    files. Whether a file that is no ZIP holds records is for the reader to find out.
    """
    status = path.stat()
    if path.is_dir():
        os.scandir(path).close()  # says why a folder that is among the files cannot be read
    if not status.st_size:
        raise NotAWarcFileError("it is empty")
    with path.open("rb") as file:
        is_zip = file.read(4) == ZIP_MAGIC
    if not is_zip:
        yield WarcFile(path, 0, status.st_size)
        return
    files, others = _package(path, status.st_size, status.st_mtime_ns)
    for name in others:
        passes(f"{path}, {name}")
    yield from files


# -- Packages --------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _package(path: Path, size: int, mtime_ns: int) -> tuple[tuple[WarcFile, ...], tuple[str, ...]]:
    """The files of captures in a package, and the names of other files; as it is at a time."""
    found = _Package(path, size)
    found.open(WarcFile(path, 0, size))
    if not found.files:
        raise NotAWarcFileError(
            "it is a ZIP file without WARC files in it"
            if found.is_whole
            else "its ZIP directory cannot be read, and there is no WARC file in what is left of it"
        )
    return tuple(found.files), tuple(found.others)


class _Package:
    """What stands in a package and in the packages inside of it."""

    def __init__(self, path: Path, size: int) -> None:
        self.files: list[WarcFile] = []
        self.others: list[str] = []
        self.is_whole = True
        self._path, self._free = path, size

    def open(self, package: WarcFile, depth: int = 1) -> None:
        with package.open() as data:
            members, damage = zip_members(data, package.start)
        self.is_whole = self.is_whole and damage is None
        for member in members:
            name = f"{package.member}/{member.name}" if package.member else member.name
            if member.name.lower().endswith((*WARC_SUFFIXES, *_PACKAGES)):
                self._take(self._placed(package, member, name), depth)
            elif not _PARTS.search(member.name):
                self.others.append(name)

    def _take(self, file: WarcFile, depth: int) -> None:
        if file.broken is None and _begins_zip(file):
            if depth < _DEPTH_MAX:
                self.open(file, depth + 1)
                return
            file = replace(file, broken=f"packages stand in packages {depth} times and more")
        elif file.name.lower().endswith(_PACKAGES) and file.broken is None:
            file = replace(file, broken="it is no ZIP file")
        self.files.append(file)

    def _placed(self, package: WarcFile, member: ZipMember, name: str) -> WarcFile:
        """A member with the offsets at which it is read."""
        cut = "the package is cut off here, and what came behind is lost" if member.cut else None
        if member.refused or member.is_stored:
            return WarcFile(
                self._path, member.start, member.end, name, package.packed, member.refused, cut
            )
        packed = Packed(member, self._free, package.packed)
        file = WarcFile(self._path, self._free, self._free, name, packed, cut=cut)
        try:
            size = member.size
            if size is None:
                size = _unpacked(self._path, packed).size
        except NotAWarcFileError as error:
            return replace(file, broken=str(error))
        self._free += size
        return replace(file, end=file.start + size)


def _begins_zip(file: WarcFile) -> bool:
    try:
        with file.open() as data:
            return data.read_at(file.start, 4) == ZIP_MAGIC
    except NotAWarcFileError:
        return False


class _Unpacked:
    """A deflated member as a file of its own, which is gone when nobody reads it any more."""

    def __init__(self, file: IO[bytes]) -> None:
        file.flush()
        descriptor = os.dup(file.fileno())
        self.size = os.fstat(descriptor).st_size
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def reopen(self) -> IO[bytes]:
        """The file once more, for one reader."""
        return os.fdopen(os.dup(self._descriptor), "rb", buffering=0)


def _unpacked(path: Path, packed: Packed) -> _Unpacked:
    """The content of a deflated member.

    Raises OSError, NotAWarcFileError for what is too big.
    """
    status = path.stat()
    return _unpacked_as_of(path, packed, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4)
def _unpacked_as_of(path: Path, packed: Packed, size: int, mtime_ns: int) -> _Unpacked:
    folder = tempfile.gettempdir()
    most = min(_UNPACKED_MAX, shutil.disk_usage(folder).free // 2)
    with (
        FileSlice(WarcFile(path, 0, packed.member.end, packed=packed.within)) as data,
        tempfile.TemporaryFile(prefix="clusterarchiv-") as file,  # without a name: see _Unpacked
    ):
        for piece in inflated(data, packed.member):
            most -= len(piece)
            if most < 0:
                raise NotAWarcFileError(
                    "it is compressed inside the package, and too big to be unpacked in "
                    f"{folder}; unpack it elsewhere and name the WARC file instead"
                )
            file.write(piece)
        return _Unpacked(file)
