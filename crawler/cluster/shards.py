"""The folder in which workers leave shards: each is merged and goes, or stays and is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.archive import Archive, ArchiveError
from crawler.cluster.crawling import HALF
from crawler.cluster.state import ARCHIVE, CAPTURES
from crawler.merging import merge_archive

STATE = ".state"
"""How the name of a folder ends that a crawl begins with."""


class ShardKept(Exception):
    """A shard could not be merged; the message says why, where it is, and what to do."""


@contextmanager
def shard_folder(folder: Path) -> Iterator[list[Path]]:
    """Make the folder for the block; yields the whole shards that an earlier update left in it.

    Before and behind the block half ones are thrown away, whole ones never. An empty folder goes.
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
    """The spider that brought a shard."""
    return shard.name.rpartition("-")[0]


def merge_shard(archive: Archive, captures: Path, shard: Path) -> None:
    """Take a shard into the archive, and remove it. Raises ShardKept."""
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
        if path.suffix in (HALF, STATE) or not (path / ARCHIVE).is_file():
            remove(path)
