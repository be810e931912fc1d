"""The database file: opened and migrated or refused in one sentence; transactions, rows, times.

Rows are written in plain SQL through the connection: sqlite-utils' own ``insert`` looks at the
schema for every row, which costs more than the row.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from crawler.archive.errors import (
    ArchiveWriteError,
    ItemError,
    NewerArchiveError,
    NotAnArchiveError,
    OlderArchiveError,
    concerns_file,
    explain,
)
from crawler.archive.migrations import NAMES, OLDEST, create_tables, migrations

BUSY_SECONDS = 30.0
"""How long a writer waits for one of another process before it gives up."""

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

logger = logging.getLogger(__name__)

_turn = threading.RLock()
"""Writers of one process take turns: forty portals are crawled side by side. SQLite has them try
again now and then, and of forty under load some found the file held for all of BUSY_SECONDS."""


def open_database(path: Path) -> sqlite_utils.Database:
    """Open or make the archive at ``path`` and bring its tables up to this version.

    Raises NotAnArchiveError, NewerArchiveError, OlderArchiveError or ArchiveWriteError.
    """
    refuse_no_file(path)
    if not path.parent.is_dir():
        raise ArchiveWriteError(
            f"{path} cannot be made: its folder {path.parent} does not exist, make it first."
        )
    _make_companions_writable(path)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    try:
        # Plug-ins a user installed for the sqlite-utils command have no business in our writer.
        database = sqlite_utils.Database(connection, execute_plugins=False)
        _refuse_what_is_not_ours(database, path)
        connection.execute("PRAGMA foreign_keys = ON")
        # NORMAL never corrupts, but loses the last commits on power loss: articles that were
        # reported stored. FULL costs 18 µs an article in batches of 100.
        connection.execute("PRAGMA synchronous = FULL")
        _enter_wal(connection)
        if migrations.pending(database):
            with transaction(connection, path):
                # Only now does nobody else make the tables at the same time.
                if not database.table_names():
                    create_tables(database)
                migrations.apply(database)
    except sqlite3.Error as error:
        connection.close()
        raise explain(error, path) from error
    except BaseException:
        connection.close()
        raise
    return database


def refuse_no_file(path: Path) -> None:
    """Raise NotAnArchiveError for a folder, a device or a pipe, which nobody may wait for."""
    if path.exists() and not path.is_file():
        what = "folder" if path.is_dir() else "device or pipe, no file"
        raise NotAnArchiveError(f"{path} is a {what}: name a file with -s ARCHIVE_PATH=FILE.")


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """One write transaction: all of the block is stored, or nothing.

    IMMEDIATE takes the write lock at once. A deferred transaction that reads first and then
    writes fails without waiting when another writer came in between, whatever the timeout.
    Inside another transaction the block becomes part of that one.
    Raises ArchiveError for whatever SQLite refuses.
    """
    is_part = connection.in_transaction
    if is_part:
        yield
        return
    try:
        with _turn:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # SQLite itself rolls back when the disk is full
                    connection.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        raise explain(error, path) from error


@contextmanager
def alone(connection: sqlite3.Connection) -> Iterator[None]:
    """A part of a transaction whose failure costs nothing but itself: one item of a batch.

    Raises ItemError for whatever is raised inside, with all that the block wrote undone. What is
    wrong with the whole file (``concerns_file``) passes as it is, for the next item would fail too.
    """
    begun = False
    try:
        connection.execute("SAVEPOINT item")
        begun = True
        yield
        connection.execute("RELEASE item")
    except Exception as error:
        # SQLite ends the transaction itself when it cannot go on, with a full disk for example.
        if concerns_file(error) or not connection.in_transaction:
            raise
        if begun:
            connection.execute("ROLLBACK TO item")
            connection.execute("RELEASE item")
        if isinstance(error, ItemError):
            raise
        logger.debug("An item could not be written", exc_info=error)
        raise ItemError(f"{type(error).__name__}: {error}") from error


def _make_companions_writable(path: Path) -> None:
    """Give the files SQLite keeps beside a database the permissions of the database.

    SQLite makes ``-wal`` and ``-shm`` with the mode the database has at that moment and never
    changes it: what a reader left beside an archive that was read-only would keep writers out for
    good. Raises ArchiveWriteError if they are somebody else's.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:  # a new archive, or one that opening will complain about
        return
    for companion in (path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-shm")):
        try:
            found = stat.S_IMODE(companion.stat().st_mode)
            if lacking := mode & _WRITABLE & ~found:
                companion.chmod(found | lacking)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ArchiveWriteError(
                f"{companion} cannot be written ({error.strerror}): give it the owner and the "
                f"permissions of {path.name}; it is a part of the archive, do not delete it."
            ) from error


def _refuse_what_is_not_ours(database: sqlite_utils.Database, path: Path) -> None:
    tables = database.table_names()
    applied = [migration.name for migration in migrations.applied(database)]
    if tables and not applied:
        raise NotAnArchiveError(
            f"{path} is an SQLite database, but no archive of Clusterarchiv: "
            "name another file with -s ARCHIVE_PATH=FILE."
        )
    if newer := [name for name in applied if name not in NAMES]:
        raise NewerArchiveError(
            f"{path} was made by a newer version of Clusterarchiv (its tables are at step "
            f"{newer[-1]}, this version ends at {NAMES[-1]}): update Clusterarchiv."
        )
    if applied and OLDEST not in applied:
        raise OlderArchiveError(
            f"{path} was made by a version of Clusterarchiv that is too old (its tables are at "
            f"step {applied[-1]}, this version upgrades from {OLDEST} on): open it with a version "
            "in between first."
        )


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; SQLite does not wait for other openers here, so we do."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


# -- rows and times -----------------------------------------------------------------------------


def insert(db: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> int:
    """Insert a row and return its id; table and column names come from this package."""
    row_id = db.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES (:{', :'.join(values)})",  # noqa: S608
        values,
    ).lastrowid
    assert row_id is not None
    return row_id


def update(db: sqlite3.Connection, table: str, row_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of the row with this id."""
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(
        f"UPDATE {table} SET {assignments} WHERE id = :row_id",  # noqa: S608
        {**values, "row_id": row_id},
    )


def utc_text(moment: dt.datetime) -> str:
    """``2026-01-31T12:00:00Z``; a naive moment is taken as UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
