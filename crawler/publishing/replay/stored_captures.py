"""Captures of the archive with the pages in their records, and in words why one cannot be shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from http import HTTPStatus
from pathlib import Path
from typing import cast

from crawler.archive.payload_location import location_of_capture
from crawler.http_fields import field_values
from crawler.items import READING
from crawler.publishing.language import marked
from crawler.webarchives.warc.captured_page import (
    CapturedPage,
    Damage,
    LostPageError,
    read_stored,
    record_path,
)
from crawler.webarchives.warc.payload import payload_digest
from crawler.webarchives.warc.records import record_at
from crawler.webarchives.warc.warc_file import NotAWarcFileError


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A row of ``captures``, as far as it says what was captured when."""

    id: int
    url: str
    article_id: int | None
    captured_at: str
    status: int | None
    content_type: str | None
    digest: str | None
    content_hash: str | None
    incomplete: str | None
    dated_by: str | None

    @property
    def is_undated(self) -> bool:
        """Whether ``captured_at`` is only when it was read."""
        return self.dated_by == READING


_COLUMNS = ", ".join(field.name for field in fields(CaptureRow))


@dataclass(frozen=True, slots=True)
class NotShown:
    """Why the page of a capture cannot be shown: a text of the catalogue, without any path."""

    reason: str


_NO_RECORD = marked("This capture is in no WARC file: only what was read out of it is kept.")
_NOT_MODIFIED = marked("The server answered that nothing had changed, and sent no page.")
_NO_FILE = marked("The WARC file with this capture is not there any more.")
_NO_ACCESS = marked("The WARC file with this capture cannot be opened.")
_DAMAGED = marked("The record of this capture is damaged and cannot be read.")
_ANOTHER = marked("The record holds another page than the one that was captured.")
_ELSEWHERE = marked("The WARC file with this capture is in no folder that is served.")
_PACKED = marked("This capture stands in a file that can only be read as a whole.")


def find_capture(db: sqlite3.Connection, capture_id: int) -> CaptureRow | None:
    """A capture by its id; None if there is none, or none any more."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE id = ?",  # noqa: S608
        (capture_id,),
    ).fetchone()
    return CaptureRow(*row) if row else None


def captures_of(db: sqlite3.Connection, article_id: int, most: int) -> list[CaptureRow]:
    """The captures of an article, the newest first, ``most`` of them."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE article_id = ? "  # noqa: S608
        "ORDER BY captured_at DESC, id DESC LIMIT ?",
        (article_id, most),
    )
    return [CaptureRow(*row) for row in rows]


def page_of(
    db: sqlite3.Connection, folders: Sequence[Path], capture: CaptureRow
) -> CapturedPage | NotShown:
    """The page of a capture out of its record, or the one that its record refers to.

    Its digest has been checked. ``folders`` are WARC_DIR and others whose files may be shown.
    """
    place = location_of_capture(db, capture.id)
    if place is None:
        is_silent = capture.status == HTTPStatus.NOT_MODIFIED
        return NotShown(_NOT_MODIFIED if is_silent else _NO_RECORD)
    offset = cast("int | None", place.warc_offset)
    if offset is None:  # a file that was compressed as a whole
        return NotShown(_PACKED)
    if not is_served(folders, place.warc_file, place.source):
        return NotShown(_ELSEWHERE)
    try:
        page = read_stored(folders[0], place.warc_file, offset, place.source)
    except LostPageError as error:
        return NotShown(_why_lost(error))
    if capture.digest is not None and page.capture.digest != capture.digest:
        return NotShown(_ANOTHER)
    return page


def sent_payload(
    db: sqlite3.Connection, folders: Sequence[Path], capture: CaptureRow
) -> tuple[bytes, str] | None:
    """The payload of a capture as it was sent, and its content coding; None if it came plain.

    It is the one that the digest is made of. Of what cannot be read ``page_of`` says why.
    """
    place = location_of_capture(db, capture.id)
    if place is None or cast("int | None", place.warc_offset) is None:
        return None
    if not is_served(folders, place.warc_file, place.source):
        return None
    try:
        path = record_path(folders[0], place.warc_file, place.source)
        record = record_at(str(path), place.warc_offset)
    except (OSError, NotAWarcFileError):
        return None
    if isinstance(record, Damage) or record.replay is not None:  # another archive's page
        return None
    codings = field_values(record.http, "content-encoding")
    is_as_sent = payload_digest(record.payload) == capture.digest
    return (record.payload, ", ".join(codings)) if codings and is_as_sent else None


def is_served(folders: Sequence[Path], warc_file: str, source: str) -> bool:
    """Whether a file is in one of the folders once ``..`` and links are followed.

    Rows of an archive that came from elsewhere may name any file of this machine.
    """
    try:
        path = record_path(folders[0], warc_file, source).resolve()
        return any(path.is_relative_to(folder.resolve()) for folder in folders)
    except (OSError, RuntimeError, TypeError, ValueError):  # no path: a loop, a blob, a zero byte
        return False


def _why_lost(error: LostPageError) -> str:
    """The error's message names a file; readers of the archive are told without."""
    if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
        return _NO_FILE
    return _NO_ACCESS if isinstance(error.__cause__, OSError) else _DAMAGED
