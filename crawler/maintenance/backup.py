"""A copy of an archive and its captures as they were at one moment, while crawls go on.

The database is copied out of one read transaction (``VACUUM INTO``). Captures come behind it: rows
are committed when their records are on the disk, so every record that the copy names is there by
then, and no file is ever changed but at its end. Of a run that is still at work each file is copied
as far as the copy of the database knows it.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, cast

from crawler.archive import ArchiveError
from crawler.archive.errors import explain
from crawler.maintenance.captures.members import members
from crawler.maintenance.captures.rewriting import OWN
from crawler.webarchives.warc.capture_writer import sync

SUMS = "SHA256SUMS"
"""The manifest, as ``sha256sum --check`` reads it."""
ARCHIVE, CAPTURES = "archive.db", "captures"
_UNFINISHED = (".partial", ".snapshot")
_BLOCK = 1 << 20
_TRIES = 3
"""How often a backup begins anew whose files were packed or written anew while it was made."""


@dataclass(slots=True)
class BackedUp:
    """What stands in a backup."""

    articles: int = 0
    files: int = 0
    """Files of captures."""
    bytes: int = 0
    """Of all files together."""
    missing: list[str] = field(default_factory=list)
    """Files that captures stand in and that are not there."""
    foreign: list[str] = field(default_factory=list)
    """Files of others that captures were read from; they are no part of the archive."""


class _FileGone(Exception):
    """A file of captures has been written anew since the database was copied."""


class _Reader(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Target(Protocol):
    def add(self, name: str, file: _Reader, size: int) -> None:
        """Put a file in, the next ``size`` bytes of ``file``."""


def back_up(
    path: Path, folder: Path, target: Path, advance: Callable[[int], None] = lambda number: None
) -> BackedUp:
    """Copy the archive at ``path`` and its captures to ``target``, a new folder or ``.tar`` file.

    ``target`` is there when it is whole, or not at all. Raises ArchiveError, OSError.
    """
    if target.exists():
        raise ArchiveError(f"{target} exists: a backup is never written over, name another one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial, snapshot = (target.with_name(target.name + suffix) for suffix in _UNFINISHED)
    for attempt in range(1, _TRIES + 1):
        for path_ in (partial, snapshot):  # of a backup that was killed
            _remove(path_)
        try:
            _copy_database(path, snapshot)
            done = _copy_all(path, folder, snapshot, partial, advance, is_last=attempt == _TRIES)
        except _FileGone:
            continue
        except BaseException:
            _remove(partial)
            raise
        finally:
            _remove(snapshot)
        partial.replace(target)
        sync(target.parent)
        return done
    raise AssertionError("the last attempt tells what is missing")


def _copy_all(
    path: Path,
    folder: Path,
    snapshot: Path,
    partial: Path,
    advance: Callable[[int], None],
    *,
    is_last: bool,
) -> BackedUp:
    done, sums = BackedUp(), ""
    with _opened(partial) as target, closing(sqlite3.connect(snapshot)) as db:
        with snapshot.open("rb") as file:
            sums += _add(target, ARCHIVE, file, snapshot.stat().st_size, done)
        done.articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        done.foreign = _foreign(db)
        for name, known, is_open in _files(db):
            source = folder / name
            if not source.is_file():
                if not is_last and not _is_named(path, name):
                    raise _FileGone
                done.missing.append(name)
                continue
            size = _end(source, known) if is_open else source.stat().st_size
            with source.open("rb") as file:
                sums += _add(target, f"{CAPTURES}/{name}", file, size, done)
            done.files += 1
            advance(1)
        data = sums.encode()
        target.add(SUMS, io.BytesIO(data), len(data))
    return done


def _copy_database(path: Path, snapshot: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as db:
            db.execute("VACUUM INTO ?", (str(snapshot),))
    except sqlite3.Error as error:
        raise explain(error, path) from error
    with closing(sqlite3.connect(snapshot)) as db:
        db.execute("PRAGMA journal_mode = DELETE")  # one file, wherever it is put


def _files(db: sqlite3.Connection) -> Iterator[tuple[str, int, bool]]:
    """The files of captures, how far each is known, and whether its run was still at work."""
    for name, known, is_open in db.execute(
        "SELECT warc_file, max(warc_offset + warc_length), "  # noqa: S608
        "max(r.id IS NOT NULL AND r.finished_at IS NULL) "
        "FROM captures AS c LEFT JOIN runs AS r ON r.id = c.run_id "
        f"WHERE warc_file IS NOT NULL AND {OWN.replace('source', 'c.source')} "
        "GROUP BY warc_file ORDER BY warc_file"
    ).fetchall():
        if Path(name).name == name:
            yield name, known or 0, bool(is_open)


def _foreign(db: sqlite3.Connection) -> list[str]:
    sql = (
        "SELECT DISTINCT warc_file FROM captures "  # noqa: S608
        f"WHERE warc_file IS NOT NULL AND NOT {OWN} ORDER BY 1"
    )
    return [row[0] for row in db.execute(sql)]


def _is_named(path: Path, name: str) -> bool:
    """Whether the archive says by now that captures stand in a file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as db:
        sql = "SELECT EXISTS (SELECT 1 FROM captures WHERE warc_file = ?)"
        return bool(db.execute(sql, (name,)).fetchone()[0])


def _end(path: Path, known: int) -> int:
    """Where to cut a file that grows: behind the last known record and its request."""
    for member in members(path):
        if member.start < known:
            continue
        if member.start > known or member.damaged or member.fields.get("warc-type") != "request":
            break
        known = member.end
    return known


def _add(target: _Target, name: str, file: IO[bytes], size: int, done: BackedUp) -> str:
    reader = _Hashed(file)
    target.add(name, reader, size)
    done.bytes += size
    return f"{reader.hash.hexdigest()}  {name}\n"


class _Hashed:
    """Reads a file and hashes what is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """The next ``size`` bytes."""
        data = self._file.read(size)
        self.hash.update(data)
        return data


class _Folder:
    """A backup as a folder: every file as it is, to be looked at and put back by any program."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True)

    def __enter__(self) -> _Folder:
        return self

    def __exit__(self, *exc_info: object) -> None:
        for folder in (self._path / CAPTURES, self._path):
            if folder.is_dir():
                sync(folder)

    def add(self, name: str, file: _Reader, size: int) -> None:
        """Put a file in."""
        path = self._path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as copy:
            while size and (data := file.read(min(_BLOCK, size))):
                copy.write(data)
                size -= len(data)
            copy.flush()
            os.fsync(copy.fileno())


class _Tar:
    """A backup as one file; it is not packed, since captures are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._tar = tarfile.open(path, "x")  # noqa: SIM115 (closed by __exit__)

    def __enter__(self) -> _Tar:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._tar.close()
        sync(self._path)

    def add(self, name: str, file: _Reader, size: int) -> None:
        """Put a file in."""
        info = tarfile.TarInfo(name)
        info.size = size
        self._tar.addfile(info, cast("IO[bytes]", file))


def _opened(partial: Path) -> _Folder | _Tar:
    is_tar = partial.name.removesuffix(_UNFINISHED[0]).endswith(".tar")
    return _Tar(partial) if is_tar else _Folder(partial)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
