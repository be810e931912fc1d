"""Errors of an archive, each with a message that says what is wrong, where, and what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from crawler.program import command


class ArchiveError(Exception):
    """The archive cannot be used; the message says what is wrong, where, and what to do."""


class NotAnArchiveError(ArchiveError):
    """The path names something that is no archive of ours: a folder, a text, another database."""


class NewerArchiveError(ArchiveError):
    """The archive was made by a newer version and would be damaged by this one."""


class OlderArchiveError(ArchiveError):
    """The archive was made before the oldest version this one can upgrade."""


class ArchiveWriteError(ArchiveError):
    """The file cannot be written: permissions, a full disk, another writer. Nothing was changed."""


class ItemError(Exception):
    """One item cannot be written; the message says why. Everything else of its batch can."""


class NotWritten(NamedTuple):
    """An item the archive refused, and why; also a row of ``rejects`` with stage ``archive``."""

    url: str | None
    reason: str

    def __str__(self) -> str:
        return f"{self.url or 'an item without URL'} could not be stored: {self.reason}"


_OF_THE_FILE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
"""Primary result codes that the next item would meet as well."""


def concerns_file(error: BaseException) -> bool:
    """Whether an error is the whole archive's, not that of the item being written."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return isinstance(error, sqlite3.Error) and code in _OF_THE_FILE


_OTHER_PATH = "or name another file with -s ARCHIVE_PATH=FILE"
_ROLLED_BACK = "Nothing of the last batch was stored, everything before it is"


def explain(error: sqlite3.Error, path: Path) -> ArchiveError:
    """The ArchiveError a person can act on, for an error SQLite raised while working on ``path``.

    SQLite's codes are at https://www.sqlite.org/rescode.html; extended codes are read by their
    primary code, which is the lowest byte.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return NotAnArchiveError(f"{path} is not an SQLite database: move it away, {_OTHER_PATH}.")
    if code == sqlite3.SQLITE_CORRUPT:
        return ArchiveError(
            f"{path} is damaged ({error}): `{command('doctor')}` says what can be saved."
        )
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return ArchiveWriteError(
            f"{path} cannot be written: make the file and its folder writable, {_OTHER_PATH}."
        )
    if code == sqlite3.SQLITE_FULL:
        return ArchiveWriteError(f"The disk with {path} is full. {_ROLLED_BACK}: free some space.")
    if code == sqlite3.SQLITE_IOERR:
        return ArchiveWriteError(
            f"{path} could not be read or written ({error}). {_ROLLED_BACK}: "
            "look for a full disk, a file size limit or a failing device."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveWriteError(
            f"{path} is held by another writer. {_ROLLED_BACK}: try again when that one is done."
        )
    return ArchiveError(f"{path}: {error}.")
