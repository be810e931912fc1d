"""Reading captured pages again: from a row of ``captures`` to the page's bytes."""

from __future__ import annotations

from pathlib import Path

from crawler.sources.warc import read_capture
from crawler.webarchives.warc.damage import Damage, NotAWarcFileError
from crawler.webarchives.warc.pages import CapturedPage


class LostPageError(Exception):
    """The record of a capture cannot be read; the message says which and why."""


def record_path(folder: str | Path, warc_file: str, source: str) -> Path:
    """The file a row of ``captures`` names: our own lie in ``folder``, others where they were."""
    return Path(warc_file) if source.startswith("warc:") else Path(folder) / warc_file


def read_stored(folder: str | Path, warc_file: str, warc_offset: int, source: str) -> CapturedPage:
    """The page in the record a row of ``captures`` names.

    Args:
        folder: WARC_DIR.
        warc_file, warc_offset, source: as the row has them.

    Raises LostPageError.
    """
    path = record_path(folder, warc_file, source)
    try:
        page = read_capture(str(path), warc_offset)
    except OSError as error:
        raise LostPageError(f"{path} cannot be read: {error.strerror or error}") from error
    except NotAWarcFileError as error:
        raise LostPageError(f"{path} cannot be read as a WARC file: {error}") from error
    if isinstance(page, Damage):
        raise LostPageError(str(page))
    return page


def read_payload(folder: str | Path, warc_file: str, warc_offset: int, source: str) -> bytes:
    """As ``read_stored``, but the page's bytes alone, without content encoding."""
    return read_stored(folder, warc_file, warc_offset, source).body
