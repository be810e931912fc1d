"""A CDX or CDXJ index on disk: sorted lines, of which only those asked for are read.

Such indexes are sorted by bytes (pywb, WACZ 1.1.1 section 5.2.2, ``LC_ALL=C sort``), so that lines
are found by bisection however big the file is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from crawler.webarchives.cdx import read_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.webarchives.cdx import CdxLine

_AT_ONCE = 1000
_LOOKED_THROUGH = 32 * 2**20
"""Bytes of an index that is looked through to see whether it is sorted; of bigger ones samples."""
_SAMPLES = 2000
_BEHIND_HOSTS = (b")", b":", b",www)", b",www:")
"""A path or a port; most indexers leave ``www.`` out of the key, not all."""

_BEHIND_KEYS = (b" ", b"?__wb_method=")
"""The end of the key, or what pywb and cdxj-indexer write of requests that are no GET."""


class IndexFileError(ValueError):
    """The index cannot be relied on; the message says why."""


@dataclass(frozen=True, slots=True)
class IndexFile:
    """An index whose lines stand in ``path``; ``name`` is what a person knows it by."""

    path: Path
    name: str

    def __str__(self) -> str:
        return self.name

    def check(self) -> None:
        """Raise IndexFileError if the lines are not sorted: then bisection would miss some."""
        with self.path.open("rb") as file:
            _legend(file)
            lines = file if _size(file) <= _LOOKED_THROUGH else _samples(file)
            if any(one > other for one, other in pairwise(lines)):
                raise IndexFileError(f"{self} is not sorted; `LC_ALL=C sort` does it")

    def of_host(self, host: str) -> Iterator[CdxLine]:
        """The captures of a host, whatever their scheme and port, with or without ``www.``.

        Raises IndexFileError for lines that make no sense or do not say where a record is.
        """
        key = _surt(f"http://{urlsplit(f'//{host}').hostname}/").partition(")")[0].encode()
        for rest in _BEHIND_HOSTS:
            yield from self._placed(key + rest)

    def _placed(self, key: bytes) -> Iterator[CdxLine]:
        for row in self._starting_with(key):
            if row.file is None or row.offset is None:
                raise IndexFileError(f"{self} does not say where records are")
            yield row

    def of_urn(self, beginning: str) -> Iterator[CdxLine]:
        """The records whose URN begins so: what is no page's is listed under its URI as it is.

        Raises IndexFileError as ``of_host``.
        """
        yield from self._placed(beginning.encode())

    def lists(self, url: str, name: str, offset: int) -> bool:
        """Whether it has a capture of ``url`` at ``offset`` of the WARC file ``name``."""
        key = _surt(url).encode()
        return any(
            row.offset == offset and split_name(row)[1] == name
            for rest in _BEHIND_KEYS
            for row in self._starting_with(key + rest)
        )

    def _starting_with(self, key: bytes) -> Iterator[CdxLine]:
        with self.path.open("rb") as file:
            legend = _legend(file)
            file.seek(_first_from(file, key))
            lines = _while_starting_with(key, file)
            while block := list(islice(lines, _AT_ONCE)):
                try:
                    rows = read_index(legend + b"".join(block)).rows
                except ValueError:
                    rows = []
                if len(rows) < len(block):
                    raise IndexFileError(f"{self} has lines that make no sense")
                yield from rows


def _legend(file: BinaryIO) -> bytes:
    """The line that names the fields, and the end of it; nothing, and the start, without one."""
    first = file.readline()
    if first.lstrip().startswith(b"CDX "):
        return first
    file.seek(0)
    return b""


def _surt(url: str) -> str:
    """The key under which indexes sort a URL: ``de,portal)/path``."""
    # Imported here: it brings tldextract and requests, 150 ms that most commands can do without.
    import surt  # type: ignore[import-untyped]

    key: str = surt.surt(url)
    return key


def split_name(row: CdxLine) -> tuple[str, str]:
    """The folder a line writes before the WARC file it points into (often none), and its name."""
    folder, slash, name = (row.file or "").rpartition("/")
    return folder or slash, name


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _first_from(file: BinaryIO, key: bytes) -> int:
    """Where the first line begins that is not before ``key``."""
    low, high = 0, _size(file)
    while low < high:
        middle = (low + high) // 2
        _to_line(file, middle)
        line = file.readline()
        if line and line < key:
            low = middle + 1
        else:
            high = middle
    return _to_line(file, low)


def _to_line(file: BinaryIO, offset: int) -> int:
    """Go to the first line that begins at ``offset`` or behind it."""
    file.seek(max(0, offset - 1))
    if offset:
        file.readline()
    return file.tell()


def _while_starting_with(key: bytes, file: BinaryIO) -> Iterator[bytes]:
    for line in file:
        if not line.startswith(key):
            return
        yield line if line.endswith(b"\n") else line + b"\n"


def _samples(file: BinaryIO) -> Iterator[bytes]:
    """Lines from all over the file in their order, and all of its end: there somebody appends."""
    end = _size(file) - _LOOKED_THROUGH // 2
    for number in range(_SAMPLES):
        _to_line(file, end * number // _SAMPLES)
        yield file.readline()
    _to_line(file, end)
    yield from file
