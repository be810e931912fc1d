"""How indexes and the WARC files they list lie to each other, in folders and WACZ packages."""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.warc.files import WarcFile

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
