"""Shards: archives of one portal that workers start from and leave, and their merge."""

# Table and column names in the SQL come from constants and from SQLite itself.
# ruff: noqa: S608

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

from crawler.archive import Archive, ArchiveError
from crawler.archive.crawl_state import CrawlState
from crawler.maintenance.merge import merge_archive
from crawler.maintenance.merge.warc_files import place_file
from crawler.maintenance.reextract.fresh import BY_ARTICLE, NAMES

ARCHIVE, CAPTURES = "archive.db", "captures"
"""The two things in the folder of a shard."""
PARTIAL = ".partial"
"""Suffix of a shard's folder while a worker is still moving it there."""
STATE = ".state"
"""Suffix of the folder of a shard that a crawl starts from."""


class ShardKept(Exception):
    """A shard could not be merged; the message says why, where it is, and what to do."""


@contextmanager
def shard_folder(folder: Path) -> Iterator[list[Path]]:
    """Make the folder for the block; yields the complete shards that an earlier update left.

    Before and after the block partial shards are removed, complete ones never. An empty folder is
    removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _tidy(folder)
    try:
        yield sorted(folder.iterdir())
    finally:
        _tidy(folder)
        with suppress(OSError):  # something is left
            folder.rmdir()


def spider_of(shard: Path) -> str:
    """The name of the spider that crawled a shard."""
    return shard.name.rpartition("-")[0]


def merge_shard(archive: Archive, captures: Path, shard: Path) -> None:
    """Merge a shard into the archive and remove it. Raises ShardKept."""
    try:
        merged = merge_archive(archive, captures, shard / ARCHIVE, shard / CAPTURES)
    except (ArchiveError, OSError) as error:
        raise ShardKept(
            f"a crawl could not be merged: {error} It is kept in {shard}; the next update merges it"
        ) from error
    if merged.not_written:
        raise ShardKept(
            f"{len(merged.not_written)} articles of a crawl could not be merged, for example "
            f"{merged.not_written[0]}. It is kept in {shard}; the next update merges it again"
        )
    remove(shard)


def remove(path: Path) -> None:
    """Remove a file or folder, as far as that is possible."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix in (PARTIAL, STATE) or not (path / ARCHIVE).is_file():
            remove(path)


# -- the state a crawl starts from ---------------------------------------------------------------

_ITS_ARTICLES = "IN (SELECT id FROM main.articles WHERE portal = :portal)"
_ITS_RUNS = "IN (SELECT id FROM main.runs WHERE spider = :portal)"
_ITS_CAPTURES = f"(run_id {_ITS_RUNS} OR article_id {_ITS_ARTICLES})"

_ROWS = {
    "portals": "name = :portal",
    "runs": f"id {_ITS_RUNS} OR id IN (SELECT run_id FROM main.captures WHERE {_ITS_CAPTURES})",
    **dict.fromkeys(NAMES, "true"),
    "articles": "portal = :portal",
    **dict.fromkeys(BY_ARTICLE, f"article_id {_ITS_ARTICLES}"),
    "captures": _ITS_CAPTURES,
    "rejects": f"run_id {_ITS_RUNS}",
    "health_measures": f"run_id {_ITS_RUNS}",
    "run_outcomes": f"run_id {_ITS_RUNS}",
    "quarantine": f"run_id {_ITS_RUNS}",
    "recent_edits": f"run_id {_ITS_RUNS}",
    "lists": "portal = :portal",
    "listed_captures": "portal = :portal",
    "forgotten": "true",
    "forgotten_keys": "true",
}
"""Table → condition on the rows that a crawl of the portal may need."""
# References out of the portal: stories have members in other portals.
_INSTEAD = {
    ("articles", "story_id"): "NULL",
    ("captures", "article_id"): f"CASE WHEN article_id {_ITS_ARTICLES} THEN article_id END",
}


def write_state(db: sqlite3.Connection, captures: Path, portal: str, folder: Path) -> None:
    """Make a shard in ``folder`` of what ``db`` has of ``portal``, and nothing else.

    ``captures`` is where the archive's own are. Only those of lists and feeds are copied: a
    crawl compares them with their earlier state.
    """
    folder.mkdir()
    path = folder / ARCHIVE
    path.write_bytes(_without_rows())
    _copy_rows(db, portal, path)
    with closing(sqlite3.connect(path)) as state:
        for name in _files_of_lists(CrawlState(state), portal):
            if (captures / name).is_file():
                place_file(captures / name, folder / CAPTURES / name)


@cache
def _without_rows() -> bytes:
    """An archive of today's tables; to make them takes as long as to copy a hundred articles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ARCHIVE)
        with Archive(path):
            pass
        return path.read_bytes()


def _files_of_lists(visits: CrawlState, portal: str) -> set[str]:
    """The WARC files with the last captures of the portal's lists."""
    found = set()
    for url, read in visits.lists(portal).items():
        visit = visits.to_list(url, read.read_at)
        place = visits.payload_location(visit.digest) if visit and visit.digest else None
        if place is not None and not place.source.startswith("warc:"):
            found.add(place.warc_file)
    return found


def _copy_rows(db: sqlite3.Connection, portal: str, path: Path) -> None:
    db.execute("ATTACH DATABASE ? AS state", (str(path),))
    try:
        db.execute("BEGIN")
        # Captures and articles refer to each other: keys are checked at the end.
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table, condition in _ROWS.items():
            names = [f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})")]
            values = ", ".join(_INSTEAD.get((table, name.strip('"')), name) for name in names)
            db.execute(
                f"INSERT INTO state.{table} ({', '.join(names)}) "
                f"SELECT {values} FROM main.{table} WHERE {condition}",
                {"portal": portal},
            )
        # Stories are grouped where all portals are.
        db.execute("DELETE FROM state.story_pending")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        db.execute("DETACH DATABASE state")
