"""WARC files written anew, record by record as they are, with all that refers to them moved along.

Whatever happens in between, either the old files count or the new ones do, and both are whole:

1. The names of the new files go into ``superseded_files``: nothing counts in them yet.
2. The new files are written and synced. No file is ever changed in place.
3. One transaction moves all references to the new files, does what else belongs to it, and puts the
   old files into ``superseded_files`` in place of the new ones.
4. What ``superseded_files`` names is removed (``remove_superseded``). A run that is killed leaves
   that to the next one: it may be done at any time.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, ArchiveError
from crawler.maintenance.captures.members import Member, members
from crawler.webarchives.warc.capture_writer import sync

OWN = "coalesce(source, '') NOT LIKE 'warc:%'"
"""SQL: whether the file of a row of ``captures`` is one of ours, in WARC_DIR."""
_BLOCK = 1 << 20

Place = tuple[str, int]
"""A file's name in WARC_DIR, and an offset in it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One new file: the records of ``sources``, in order, but for those that begin at ``dropped``.

    What only belongs to a dropped record goes with it: its request. ``keeps_damage``: what cannot
    be read stays where it is, as long as the archive names it or something comes behind it.
    """

    target: str
    sources: Sequence[str]
    dropped: Mapping[str, Collection[int]] = field(default_factory=dict)
    keeps_damage: bool = True


@dataclass(slots=True)
class Rewritten:
    """What was done."""

    files: int = 0
    """How many files were there before, of those that were written anew."""
    into: int = 0
    """How many there are in their place."""
    records: int = 0
    """How many records were left out, requests included."""
    bytes: int = 0
    """How many bytes there are less."""


def unused_name(stem: str) -> str:
    """A name for a new file that no file has, here or in an archive that is merged some day."""
    return f"{stem}-{secrets.token_hex(4)}.warc.gz"


def rewrite(
    archive: Archive,
    folder: Path,
    plans: Sequence[Plan],
    also: Callable[[], None] = lambda: None,
) -> Rewritten:
    """Write files anew, and ``also`` do something in the transaction in which they begin to count.

    The caller holds the archive's lock. Raises ArchiveError, OSError when the disk is full; then
    everything is as it was.
    """
    db = archive.db.conn
    with archive.transaction():
        db.executemany(
            "INSERT OR IGNORE INTO superseded_files VALUES (?)", [(plan.target,) for plan in plans]
        )
    done = Rewritten()
    moved: dict[Place, Place] = {}
    written: list[str] = []
    for plan in plans:
        if _write(db, folder, plan, moved, done):
            written.append(plan.target)
    if written:
        sync(folder)
    with archive.transaction():
        also()
        _move(db, plans, moved)
        db.executemany(
            "DELETE FROM superseded_files WHERE warc_file = ?", [(name,) for name in written]
        )
        db.executemany(
            "INSERT OR IGNORE INTO superseded_files VALUES (?)",
            [(name,) for plan in plans for name in plan.sources],
        )
    done.into += len(written)
    remove_superseded(archive, folder)
    return done


def remove_superseded(archive: Archive, folder: Path) -> int:
    """Remove the files in which nothing counts; how many there were. Raises OSError."""
    db = archive.db.conn
    names = [row[0] for row in db.execute("SELECT warc_file FROM superseded_files")]
    if not names:
        return 0
    number = 0
    for name in names:
        path = folder / name
        if path.name == name and path.exists():
            path.unlink()
            number += 1
    if folder.is_dir():
        sync(folder)
    with archive.transaction():
        db.executemany("DELETE FROM superseded_files WHERE warc_file = ?", [(n,) for n in names])
    return number


def _write(
    db: sqlite3.Connection, folder: Path, plan: Plan, moved: dict[Place, Place], done: Rewritten
) -> bool:
    """Write the new file of a plan and note what went where; False if nothing is left to write."""
    path = folder / plan.target
    path.unlink(missing_ok=True)  # of a run that was killed
    offset = 0
    holds_records = False
    with path.open("xb", buffering=0) as target:
        for name in plan.sources:
            source = folder / name
            known = _known(db, name)
            kept, left_out = _sorted_out(source, plan, name, known)
            done.files += 1
            done.records += len(left_out)
            done.bytes += sum(member.end - member.start for member in left_out)
            with source.open("rb", buffering=0) as data:
                for member in kept:
                    _copy(data.fileno(), member, target.fileno())
                    moved[name, member.start] = plan.target, offset
                    offset += member.end - member.start
                    holds_records = holds_records or not member.is_info
        os.fsync(target.fileno())
    if not holds_records:
        path.unlink()
    return holds_records


def _known(db: sqlite3.Connection, name: str) -> list[tuple[int, int]]:
    return db.execute(
        "SELECT DISTINCT warc_offset, warc_length FROM captures "  # noqa: S608
        f"WHERE warc_file = ? AND {OWN} AND warc_length IS NOT NULL",
        (name,),
    ).fetchall()


def _sorted_out(
    path: Path, plan: Plan, name: str, known: Collection[tuple[int, int]]
) -> tuple[list[Member], list[Member]]:
    """The members of a file that are kept, and those left out."""
    dropped = plan.dropped.get(name, ())
    named = {offset for offset, _ in known}
    kept: list[Member] = []
    left_out: list[Member] = []
    gone: set[str] = set()
    everything = [*members(path, known)]
    last_whole = max((m.start for m in everything if not m.damaged), default=-1)
    for member in everything:
        is_lost = (
            member.damaged
            and member.start not in named
            and not (plan.keeps_damage and member.start < last_whole)
        )
        belongs = member.fields.get("warc-concurrent-to", "") in gone
        if member.start in dropped or belongs or is_lost:
            left_out.append(member)
            gone.add(member.fields.get("warc-record-id", "?"))
        else:
            kept.append(member)
    return kept, left_out


def _copy(source: int, member: Member, target: int) -> None:
    at = member.start
    while at < member.end:
        data = memoryview(os.pread(source, min(_BLOCK, member.end - at), at))
        at += len(data)
        while data:
            data = data[os.write(target, data) :]


def _move(db: sqlite3.Connection, plans: Sequence[Plan], moved: Mapping[Place, Place]) -> None:
    """Have everything that names a record name it where it is now, in the caller's transaction.

    Raises ArchiveError if a record would be lost that the archive names.
    """
    db.execute("DROP TABLE IF EXISTS temp.moved_records")
    db.execute(
        "CREATE TEMP TABLE moved_records (file TEXT, at INTEGER, new_file TEXT, new_at INTEGER, "
        "PRIMARY KEY (file, at)) WITHOUT ROWID"
    )
    db.executemany(
        "INSERT INTO temp.moved_records VALUES (?, ?, ?, ?)",
        [(*old, *new) for old, new in moved.items()],
    )
    db.execute(
        "UPDATE captures AS c SET warc_file = m.new_file, warc_offset = m.new_at "  # noqa: S608
        "FROM temp.moved_records AS m "
        f"WHERE m.file = c.warc_file AND m.at = c.warc_offset AND {OWN}"
    )
    sources = json.dumps([name for plan in plans for name in plan.sources])
    lost = db.execute(
        "SELECT warc_file, warc_offset FROM captures "  # noqa: S608
        f"WHERE warc_file IN (SELECT value FROM json_each(?)) AND {OWN} LIMIT 1",
        (sources,),
    ).fetchone()
    if lost is not None:
        raise ArchiveError(
            f"{lost[0]}, byte {lost[1]}: no record begins here, though the archive says so: "
            "`scrapy doctor` tells more. Nothing was changed."
        )
    for table in ("quarantine", "recent_edits"):
        db.execute(
            f"UPDATE {table} AS t SET article = json_set(t.article, "  # noqa: S608
            "'$.capture.warc_file', m.new_file, '$.capture.warc_offset', m.new_at) "
            "FROM temp.moved_records AS m WHERE json_valid(t.article) "
            "AND m.file = t.article ->> '$.capture.warc_file' "
            "AND m.at = t.article ->> '$.capture.warc_offset'"
        )
    db.execute("DROP TABLE temp.moved_records")
