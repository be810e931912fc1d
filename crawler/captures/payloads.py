"""Reading captured pages again: from a row of ``captures`` to the page's bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crawler.sources.captured import CapturedPage
from crawler.sources.warc import read_capture

if TYPE_CHECKING:
    from crawler.archive.visits import Place


def warc_path(place: Place, folder: str | Path) -> Path:
    """The file of a record: our own lie in ``folder`` (WARC_DIR), others where they were read."""
    if place.source.startswith("warc:"):
        return Path(place.warc_file)
    return Path(folder) / place.warc_file


def read_payload(place: Place, folder: str | Path) -> bytes | None:
    """The page a record holds, without content encoding; None if it cannot be read any more."""
    try:
        page = read_capture(str(warc_path(place, folder)), place.warc_offset)
    except OSError:
        return None
    return page.body if isinstance(page, CapturedPage) else None
