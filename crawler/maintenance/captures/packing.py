"""Small files of captures packed into bigger ones, when their month is over."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, ArchiveError
from crawler.archive.database import now
from crawler.maintenance.captures.members import is_packed_by_record
from crawler.maintenance.captures.rewriting import (
    OWN,
    Plan,
    remove_superseded,
    rewrite,
    unused_name,
)
from crawler.webarchives.warc.warc_file import NotAWarcFileError

_NAME = re.compile(
    r"(?P<spider>.+?)-(?P<month>\d{6})"
    r"(?:\d{14}-\d+-\d{5}(?:-[0-9a-f]{8})?|-packed-[0-9a-f]{8})\.warc\.gz"
)
"""Files of a run, those written anew without some records, and those that were packed before."""


@dataclass(slots=True)
class Packing:
    """What packing did."""

    files: int = 0
    """How many files were packed."""
    into: int = 0
    """How many files they are now."""
    left: list[str] = field(default_factory=list)
    """Why files were left as they are, though they are small, in sentences."""
    unfinished: int = 0
    """Files that an interrupted run had left, removed now."""


def pack(archive: Archive, folder: Path, most: int, today: dt.date | None = None) -> Packing:
    """Pack the small files of months that are over, each month of each spider by itself.

    Args:
        archive: whose captures; the caller holds its lock.
        folder: WARC_DIR.
        most: bytes that a file may have; those of half as many are small.
        today: what day it is.

    Raises ArchiveError, OSError. Each packed file counts for itself: what was packed before an
    error stays packed.
    """
    done = Packing(unfinished=remove_superseded(archive, folder))
    day = today or now().date()
    for (spider, month), names in sorted(_small(archive.db.conn, folder, most).items()):
        if month >= day.strftime("%Y%m"):
            continue
        for group in _groups(folder, names, most):
            plan = Plan(unused_name(f"{spider}-{month}-packed"), group)
            try:
                written = rewrite(archive, folder, [plan])
            except (ArchiveError, NotAWarcFileError) as error:
                done.left.append(f"{spider}, {month[:4]}-{month[4:]}: {error}")
                remove_superseded(archive, folder)
            else:
                done.files += written.files
                done.into += written.into
    return done


def _small(db: sqlite3.Connection, folder: Path, most: int) -> dict[tuple[str, str], list[str]]:
    """The small files that captures stand in, by spider and month."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (name,) in db.execute(
        "SELECT DISTINCT warc_file FROM captures "  # noqa: S608
        f"WHERE warc_file IS NOT NULL AND {OWN} ORDER BY warc_file"
    ):
        known = _NAME.fullmatch(name)
        path = folder / name
        if known is None or path.name != name or not path.is_file():
            continue  # `scrapy doctor` tells of files that are not there
        if path.stat().st_size < most // 2 and is_packed_by_record(path):
            found[known["spider"], known["month"]].append(name)
    return found


def _groups(folder: Path, names: list[str], most: int) -> Iterator[list[str]]:
    """Files that make one of at most ``most`` bytes, two of them at least."""
    group: list[str] = []
    size = 0
    for name in names:
        bytes_ = (folder / name).stat().st_size
        if group and size + bytes_ > most:
            if len(group) > 1:
                yield group
            group, size = [], 0
        group.append(name)
        size += bytes_
    if len(group) > 1:
        yield group
