"""A check that an archive can be served, before a server starts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.archive import Archive, ArchiveError
from crawler.archive.migrations import NAMES
from crawler.publishing.datasette.site import Site
from crawler.publishing.replay.stored_captures import is_served


class UnreadableError(Exception):
    """The archive cannot be served; the message is for people."""


def check_readable(path: Path) -> None:
    """Open the archive as Datasette will, for reading only; bring an older one up to date first.

    Raises UnreadableError.
    """
    if not _is_text(path):
        raise UnreadableError(
            f"{path} cannot be served: its name is not written in UTF-8, and Datasette needs that; "
            "rename it, or name a link to it with -s ARCHIVE_PATH=FILE"
        )
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            applied = {name for (name,) in db.execute("SELECT name FROM _sqlite_migrations")}
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise UnreadableError(f"{path} is no archive of Clusterarchiv") from error
        # Readers share a memory file beside the archive, which the first of them makes.
        raise UnreadableError(
            f"{path} cannot be read ({error}): who serves it needs write permission on the folder "
            f"{path.resolve().parent}, or a copy made by `sqlite3 {path} \"VACUUM INTO 'copy.db'\"`"
        ) from error
    except sqlite3.DatabaseError as error:
        raise UnreadableError(f"{path} is no archive of Clusterarchiv: {error}") from error
    if applied != set(NAMES):
        try:
            with Archive(path):
                pass
        except ArchiveError as error:
            raise UnreadableError(str(error)) from error


def files_not_shown(path: Path, site: Site) -> list[str]:
    """WARC files named with ``warc:PATH`` whose pages are not shown: they are in no folder for it.

    Some of them, if they are very many.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT DISTINCT warc_file, source FROM captures "
            "WHERE source LIKE 'warc:%' AND warc_file IS NOT NULL LIMIT 1000"
        ).fetchall()
    return [file for file, source in rows if not is_served(site.served_captures, file, source)]


def _is_text(path: Path) -> bool:
    """Whether a path can be written down, unlike bytes of another encoding (PEP 383)."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
