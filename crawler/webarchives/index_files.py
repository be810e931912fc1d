"""The indexes that lie beside WARC files or in their WACZ package, and what they list for us."""

from __future__ import annotations

import gzip
import logging
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from crawler.warc.damage import Damage
from crawler.webarchives.index_file import IndexFile, IndexFileError, file_name
from crawler.webarchives.listed import OK, POSSIBLE_PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import Self

    from crawler.warc.files import WarcFile
    from crawler.webarchives.listed import Listed

    Places = list[tuple[int, str]]

logger = logging.getLogger(__name__)

_SUFFIXES = (".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz")
_UNREADABLE = (IndexFileError, OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError)
"""What comes of files that are none, or packed as nobody packs indexes (RuntimeError)."""
_FOLDER = "indexes"
"""Where pywb keeps a collection's index beside ``archive/``, and WACZ packages theirs."""


class IndexFiles:
    """Finds indexes as files are asked about, and keeps what they list of some hosts.

    Args:
        hosts: whose captures are wanted.
        wanted: says by its address whether a capture is.

    What they list is kept in a temporary file, as are unpacked indexes: memory does not grow.
    """

    def __init__(self, hosts: Collection[str], wanted: Callable[[str], bool]) -> None:
        self._hosts, self._wanted = hosts, wanted
        self._folder = tempfile.TemporaryDirectory(prefix="clusterarchiv-indexes-")
        self._indexes: dict[tuple[Path, str], IndexFile | None] = {}
        self._asked: set[str] = set()
        self._near: set[Path] = set()
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE places (index_name TEXT, file TEXT, offset INTEGER, url TEXT,"
            " PRIMARY KEY (index_name, file, offset)) WITHOUT ROWID"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._rows.close()
        self._folder.cleanup()

    def of(self, file: WarcFile) -> list[tuple[IndexFile, Places]]:
        """The indexes that may know a file, and which of its records they say are wanted.

        Records by the offset in the file and their address.
        """
        self._asked.add(file.name)
        self._near.add(file.path.parent)
        found = _in_package(file.path) if file.member else _beside(file)
        indexes = filter(None, (self._opened(*place) for place in found))
        return [(index, self._places(index, file)) for index in indexes]

    def dangling(self) -> Iterator[Damage]:
        """What indexes list in files that are not there; to be asked when all files were."""
        for index, name, number, url in self._rows.execute(
            "SELECT index_name, file, count(*), min(url) FROM places GROUP BY 1, 2"
        ):
            near = {*self._near, Path(index).parent, Path(index).parent.parent / "archive"}
            if name not in self._asked and not any((folder / name).exists() for folder in near):
                reason = f"it lists {number} captures in {name}, which is not there, such as {url}"
                yield Damage(index, reason)

    def _places(self, index: IndexFile, file: WarcFile) -> Places:
        rows = self._rows.execute(
            "SELECT offset, url FROM places WHERE index_name = ? AND file = ? ORDER BY offset",
            (index.name, file.name),
        )
        return [(file.start + offset, url) for offset, url in rows]

    def _opened(self, path: Path, member: str) -> IndexFile | None:
        """The index at a place, its lines looked through; None if it cannot be used."""
        if (path, member) not in self._indexes:
            index: IndexFile | None
            try:
                index = self._unpacked(path, member)
                index.check()
                self._rows.executemany(
                    "INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?)", self._wanted_of(index)
                )
            except _UNREADABLE as error:
                name = _name(path, member)
                self._rows.execute("DELETE FROM places WHERE index_name = ?", (name,))
                said = isinstance(error, IndexFileError)
                reason = str(error) if said else f"{name} cannot be read: {error}"
                logger.warning(f"{reason}. It is not used, files are read whole.")
                index = None
            self._indexes[path, member] = index
        return self._indexes[path, member]

    def _wanted_of(self, index: IndexFile) -> Iterator[tuple[str, str, int | None, str]]:
        for host in self._hosts:
            for row in index.of_host(host):
                if _may_matter(row) and self._wanted(row.url):
                    yield index.name, file_name(row), row.offset, row.url

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


def _may_matter(row: Listed) -> bool:
    """Whether the record may hold a page, or says that there is none any more."""
    return row.is_revisit or row.status not in (None, OK) or row.media_type in POSSIBLE_PAGES


def _in_package(path: Path) -> list[tuple[Path, str]]:
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as package:
        names = package.namelist()
        return [
            (path, name)
            for name in sorted(names)
            if name.startswith(f"{_FOLDER}/") and name.endswith(_SUFFIXES)
        ]
    return []


def _beside(file: WarcFile) -> list[tuple[Path, str]]:
    """Indexes in the file's folder, the one above and their ``indexes``; its namesake first."""
    folder = file.path.absolute().parent
    folders = [folder, folder / _FOLDER, folder.parent, folder.parent / _FOLDER]
    found = []
    for place in folders:
        with suppress(OSError):  # not there, or not ours to look at
            names = sorted(place.iterdir())
            found += [path for path in names if path.name.endswith(_SUFFIXES) and path.is_file()]
    stem = file.path.name.partition(".")[0]
    return [(path, "") for path in sorted(found, key=lambda p: p.name.partition(".")[0] != stem)]
