"""How many processes read WARC files, and how they are begun before anything else of a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.processes import cores, import_ahead
from crawler.sources.local_files import find_files
from crawler.sources.protocols import SourceError
from crawler.webarchives.warc.warc_file import WARC_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

READING = "crawler.sources.warc"
"""The module with all that a process which reads needs."""

_WORTH_A_PROCESS = 2 * 2**20
"""Bytes whose pages take a few times as long to extract as a process takes to start."""


def worthwhile(paths: Sequence[Path]) -> int:
    """One process for each core, fewer if there is little to read."""
    return min(cores(), 1 + sum(map(_size, paths)) // _WORTH_A_PROCESS)


def begin_ahead(arguments: Mapping[str, str], settings: BaseSettings) -> None:
    """Have what processes need imported while the command imports what it needs itself.

    Nothing happens if a crawl with these arguments (``-a``) reads no WARC files, or alone.
    """
    kind, _, path = arguments.get("source", "").strip().partition(":")
    jobs = settings.getint("WARC_PROCESSES")
    if kind != "warc" or not path or jobs == 1 or (not jobs and arguments.get("limit")):
        return
    try:
        jobs = jobs or worthwhile(find_files(path, WARC_SUFFIXES))
    except SourceError:
        return  # the check of arguments tells it
    if jobs > 1:
        import_ahead(READING)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # a link to nowhere, told by who opens it
        return 0
