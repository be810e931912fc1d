"""The archive: one SQLite file with every article, its history and the evidence for it.

``Archive(path)`` opens it; docs/schema.md describes the tables.
"""

from crawler.archive.archive import Archive
from crawler.archive.errors import (
    ArchiveError,
    ArchiveWriteError,
    NewerArchiveError,
    NotAnArchiveError,
    NotWritten,
    OlderArchiveError,
)
from crawler.archive.runs import Portal
from crawler.archive.store import Outcome
from crawler.items import ListedDate, ListedUrls

__all__ = [
    "Archive",
    "ArchiveError",
    "ArchiveWriteError",
    "ListedDate",
    "ListedUrls",
    "NewerArchiveError",
    "NotAnArchiveError",
    "NotWritten",
    "OlderArchiveError",
    "Outcome",
    "Portal",
]
