"""WARC files of another archive's captures, put beside those of the archive it goes into."""

from __future__ import annotations

import filecmp
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

from crawler.archive import ArchiveError
from crawler.program import command
from crawler.webarchives.warc.capture_writer import sync

_FILES = (
    "SELECT DISTINCT warc_file FROM captures WHERE warc_file IS NOT NULL "
    "AND coalesce(source, '') NOT LIKE 'warc:%' ORDER BY warc_file"
)
_HALF = ".half"


def bring_files(other: sqlite3.Connection, folder: Path, into: Path) -> list[str]:
    """Link the files that ``other``'s captures stand in from ``folder``; the names of those lost.

    A file of the same name is the same file, since every run makes new ones: links where the disk
    can, else copies. When it returns they would survive a power cut. Raises ArchiveError for two
    different files of one name, OSError when the disk is full or not writable.
    """
    lost = []
    for name in _names(other):
        source, target = folder / name, into / name
        if not source.is_file():
            if not target.is_file():
                lost.append(name)
        elif not target.exists() or _has_grown(target, source):
            place_file(source, target)
        elif not _is_part(source, target):
            raise ArchiveError(
                f"{source} and {target} are different files of one name: rename neither; one of "
                f"them was written over. `{command('doctor')}` says which archive has lost its "
                "records."
            )
    if into.is_dir():
        sync(into)
    return lost


def drop_needless(
    db: sqlite3.Connection, other: sqlite3.Connection, folder: Path, there: Collection[str]
) -> None:
    """Remove files that were brought, and not ``there`` before, of which nothing was needed.

    Their records stand in other files here, in which they were packed or written anew.
    """
    for name in _names(other):
        sql = "SELECT EXISTS (SELECT 1 FROM main.captures WHERE warc_file = ?)"
        if name not in there and not db.execute(sql, (name,)).fetchone()[0]:
            (folder / name).unlink(missing_ok=True)


def _names(db: sqlite3.Connection) -> Iterator[str]:
    for (name,) in db.execute(_FILES):
        if Path(name).name == name:  # nothing outside the folder, whatever the archive says
            yield name


def place_file(source: Path, target: Path) -> None:
    """Make ``target`` the same file as ``source``, whole from the moment it is there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + _HALF)
    half.unlink(missing_ok=True)
    try:
        os.link(source, half)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, half)
    sync(half)
    half.replace(target)


def _has_grown(target: Path, source: Path) -> bool:
    """Whether ``target`` was taken while ``source`` was still being written."""
    return target.stat().st_size < source.stat().st_size and _is_part(target, source)


def _is_part(part: Path, whole: Path) -> bool:
    """Whether ``part`` is ``whole`` or its beginning."""
    if part.samefile(whole):
        return True
    size = part.stat().st_size
    if size == whole.stat().st_size:
        return filecmp.cmp(part, whole, shallow=False)
    with part.open("rb") as one, whole.open("rb") as other:
        while block := one.read(1 << 20):
            if other.read(len(block)) != block:
                return False
    return True
