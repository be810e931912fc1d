"""Indexes beside WARC files or in their WACZ package, and the captures they list."""

from __future__ import annotations

import gzip
import logging
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from crawler.left_out import LeftOut, Reason
from crawler.urls import TEXT_URN, is_web_url
from crawler.webarchives.cdx import POSSIBLE_PAGES
from crawler.webarchives.cdx_file import IndexFile, IndexFileError, split_name
from crawler.webarchives.warc.captured_page import is_text_type, takes_text
from crawler.webarchives.warc.warc_file import Damage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import Self

    from crawler.webarchives.cdx import CdxLine, RecordLocation
    from crawler.webarchives.warc.warc_file import WarcFile


# -- How indexes and the WARC files they list lie to each other, in folders and WACZ packages ------

INDEX_SUFFIXES = (".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz")
_INDEXES, _ARCHIVE = "indexes", "archive"
"""pywb keeps a collection's index beside ``archive/``, and WACZ packages theirs."""


def indexes_near(file: WarcFile) -> list[tuple[Path, str]]:
    """The indexes that may list a WARC file: their paths, and their names within a package."""
    return _in_package(file.path) if file.member else _beside(file)


def folder_of(file: WarcFile) -> Path:
    """The folder of a WARC file or its package, absolute."""
    return Path(os.path.normpath(file.path.absolute().parent))


def folders_meant(index: Path, folder: str) -> list[Path]:
    """Where the files may be that an index lists in ``folder`` (empty if it names none).

    Tools write paths from the index's folder, from the collection's, or from its ``archive/``.
    """
    home = collection_of(index)
    bases = (index.parent, home, home / _ARCHIVE)
    return [Path(os.path.normpath(base / folder)) for base in bases]


def collection_of(index: Path) -> Path:
    """The folder an index is about."""
    return index.parent.parent if index.parent.name == _INDEXES else index.parent


def _in_package(path: Path) -> list[tuple[Path, str]]:
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as package:
        names = package.namelist()
        return [
            (path.absolute(), name)
            for name in sorted(names)
            if name.startswith(f"{_INDEXES}/") and name.endswith(INDEX_SUFFIXES)
        ]
    return []


def _beside(file: WarcFile) -> list[tuple[Path, str]]:
    """Indexes in the file's folder, the one above and their ``indexes``; its namesake first."""
    folder = folder_of(file)
    folders = [folder, folder / _INDEXES, folder.parent, folder.parent / _INDEXES]
    found = []
    for place in folders:
        with suppress(OSError):  # not there, or not ours to look at
            names = sorted(place.iterdir())
            found += [
                path for path in names if path.name.endswith(INDEX_SUFFIXES) and path.is_file()
            ]
    stem = file.path.name.partition(".")[0]
    return [(path, "") for path in sorted(found, key=lambda p: p.name.partition(".")[0] != stem)]


logger = logging.getLogger(__name__)

_UNREADABLE = (
    IndexFileError, UnicodeError, OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError,
)  # fmt: skip
"""What comes of files that are none, or packed as nobody packs indexes (RuntimeError)."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What an index lists of one WARC file: places that are wanted, and ``left`` counts others."""

    index: IndexFile
    places: list[RecordLocation]
    left: LeftOut


class IndexFiles:
    """Finds indexes as files are asked about, and keeps what they list of some hosts.

    Args:
        hosts: whose captures are wanted.
        wanted: whether the page at a URL is.

    What they list is kept in a temporary file, as are unpacked indexes: memory does not grow.
    """

    def __init__(self, hosts: Collection[str], wanted: Callable[[str], bool]) -> None:
        self._hosts, self._wanted = hosts, wanted
        self._folder = tempfile.TemporaryDirectory(prefix="clusterarchiv-indexes-")
        self._indexes: dict[tuple[Path, str], IndexFile | None] = {}
        self._left: dict[tuple[Path, str, str], LeftOut] = {}
        """By index and file, what they list of our hosts beside what is wanted."""
        self._asked: set[str] = set()
        self._near: set[Path] = set()
        self._meant: set[tuple[str, str, str]] = set()
        """Folders, as indexes write them, in which they list files that were asked about."""
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE places (path TEXT, member TEXT, name TEXT, folder TEXT, offset INTEGER,"
            " url TEXT, PRIMARY KEY (path, member, name, folder, offset)) WITHOUT ROWID"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._rows.close()
        self._folder.cleanup()

    def of(self, file: WarcFile) -> list[Listing]:
        """The indexes that may know a file, and which of its records they say are wanted.

        Args:
            file: what is about to be read; offsets of records count from the start of its path.

        Indexes that cannot be used are left out, and the log says why. Raises OSError.
        """
        self._asked.add(file.name)
        self._near.add(folder_of(file))
        indexes = [(place, self._opened(*place)) for place in indexes_near(file)]
        return [
            Listing(
                index, self._places(*place, file), self._left.get((*place, file.name), LeftOut())
            )
            for place, index in indexes
            if index
        ]

    def dangling(self) -> Iterator[Damage]:
        """What indexes list in files that are not there; to be asked when all files were.

        An index may be about more folders than were asked about: what it lists elsewhere is no
        loss.
        """
        for path, member, folder, name, number, url in self._rows.execute(
            "SELECT path, member, folder, name, count(*), min(url) FROM places GROUP BY 1, 2, 3, 4"
        ):
            if self._is_missing(path, member, folder, name):
                reason = f"it lists {number} captures in {name}, which is not there, such as {url}"
                yield Damage(_name(Path(path), member), reason)

    def _is_missing(self, path: str, member: str, folder: str, name: str) -> bool:
        """Whether a file that an index lists belongs to those asked about and is not there."""
        index = Path(path)
        meant = folders_meant(index, folder)
        asked = self._near.intersection(meant)
        if folder and asked and not member:
            return not any((place / name).exists() for place in asked)
        if name in self._asked or not (asked or (path, member, folder) in self._meant):
            return False
        # Where an index names no folder, it may be about all there are.
        below = () if folder or member else collection_of(index).glob("*")
        return not any((place / name).exists() for place in (*self._near, *meant, *below))

    def _places(self, path: Path, member: str, file: WarcFile) -> list[RecordLocation]:
        index = (str(path), member)
        rows = self._rows.execute(
            "SELECT folder, offset, url FROM places WHERE path = ? AND member = ? AND name = ?"
            " ORDER BY offset",
            (*index, file.name),
        ).fetchall()
        # Of files with one name it is the one here, unless the index was made somewhere else.
        here = folder_of(file)
        told = {folder for folder, *_ in rows}
        told = {folder for folder in told if here in folders_meant(path, folder)} or told
        self._meant.update((*index, folder) for folder in told)
        found = {file.start + offset: url for folder, offset, url in rows if folder in told}
        return list(found.items())

    def _opened(self, path: Path, member: str) -> IndexFile | None:
        """The index at a place, its lines looked through; None if it cannot be used."""
        if (path, member) not in self._indexes:
            index: IndexFile | None
            try:
                index = self._unpacked(path, member)
                index.check()
                self._rows.executemany(
                    "INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?, ?, ?)",
                    ((str(path), member, *row) for row in self._wanted_of(index, path, member)),
                )
            except _UNREADABLE as error:
                name = _name(path, member)
                self._rows.execute(
                    "DELETE FROM places WHERE path = ? AND member = ?", (str(path), member)
                )
                said = isinstance(error, IndexFileError)
                reason = str(error) if said else f"{name} cannot be read: {error}"
                logger.warning(f"{reason}. It is not used, files are read whole.")
                index = None
            self._indexes[path, member] = index
        return self._indexes[path, member]

    def _wanted_of(
        self, index: IndexFile, path: Path, member: str
    ) -> Iterator[tuple[str, str, int | None, str]]:
        texts = index.of_urn(TEXT_URN)
        for row in chain(*map(index.of_host, self._hosts), texts):
            folder, name = split_name(row)
            reason = self._why_left(row)
            if reason is None:
                yield name, folder, row.offset, row.url
            else:
                self._left.setdefault((path, member, name), LeftOut()).add(reason, row.url)

    def _why_left(self, row: CdxLine) -> Reason | None:
        """Why a capture is left out; None if it is wanted."""
        if _may_be_text(row) and takes_text(self._wanted, row.url):
            return None  # which type of record holds it an index does not tell
        if not is_web_url(row.url):
            return Reason.UNREADABLE
        if self._wanted(row.url):
            return None if _may_matter(row) else Reason.NO_PAGE
        return Reason.NOT_WANTED if row.may_be_page and not row.is_revisit else Reason.BESIDE

    def _unpacked(self, path: Path, member: str) -> IndexFile:
        name = _name(path, member)
        if not member and path.suffix != ".gz":
            return IndexFile(path, name)
        target = Path(self._folder.name, f"{len(self._indexes)}.cdxj")
        with target.open("wb") as out:
            if member:
                with zipfile.ZipFile(path) as package, package.open(member) as packed:
                    _unpack(packed, out, member)
            else:
                with path.open("rb") as packed:
                    _unpack(packed, out, path.name)
        return IndexFile(target, name)


def _unpack(packed: IO[bytes], out: IO[bytes], name: str) -> None:
    shutil.copyfileobj(gzip.GzipFile(fileobj=packed) if name.endswith(".gz") else packed, out)


def _name(path: Path, member: str) -> str:
    return f"{path}, {member}" if member else str(path)


def _may_be_text(row: CdxLine) -> bool:
    """Whether the record may hold the text that was kept of a page."""
    is_ours = is_web_url(row.url) or row.url.startswith(TEXT_URN)
    is_whole = row.status in (None, HTTPStatus.OK)
    return is_ours and is_whole and row.media_type != "" and is_text_type(row.media_type)


def _may_matter(row: CdxLine) -> bool:
    """Whether the record may hold a page, or says that there is none any more."""
    return (
        row.is_revisit
        or row.status not in (None, HTTPStatus.OK)
        or row.media_type in POSSIBLE_PAGES
    )
