"""Extraction of stored captures: normalised articles, as a crawl makes them, in many processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from crawler.items import Article, Capture
from crawler.layouts.captured import NotExtracted, PortalExtraction, extract_captured
from crawler.maintenance.reextract.stored_captures import NOT_MODIFIED, Sightings, StoredCapture
from crawler.processes import in_order, processes
from crawler.webarchives.warc.captured_page import CapturedPage, read_capture
from crawler.webarchives.warc.open_files import OpenFiles
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A capture no article can be made of, and why.

    ``lost``: its record should be there and is not, or is damaged. Not so for saved pages and text
    exports of earlier versions, which never had one.
    """

    capture: StoredCapture
    reason: str
    lost: bool = True


Extracted = Article | Unreadable | None
"""What a capture gave; None for "not modified", which says that the page is as it was before."""


def read_sightings(
    groups: Iterable[Sightings], portals: Mapping[str, PortalExtraction]
) -> list[list[Extracted]]:
    """What each capture of each group gives."""
    with OpenFiles() as files:
        return [[_read(each, portals, files) for each in group.captures] for group in groups]


def _read(
    capture: StoredCapture, portals: Mapping[str, PortalExtraction], files: OpenFiles
) -> Extracted:
    if capture.status == NOT_MODIFIED:
        return None
    page = _page(capture, files)
    if isinstance(page, Unreadable):
        return page
    portal = portals.get(capture.portal or "") or PortalExtraction(capture.portal or "")
    shown = as_capture(capture)
    shown.content_type = page.capture.content_type
    shown.incomplete = page.capture.incomplete
    shown.open_ended = page.capture.open_ended
    # What its record says: an earlier version may have read it otherwise, or made it up.
    stored = shown.captured_at
    if not capture.repeats:
        shown.captured_at, shown.dated_by = page.capture.captured_at, page.capture.dated_by
    found = extract_captured(replace(page, capture=shown), portal, stored)
    return Unreadable(capture, found.reason) if isinstance(found, NotExtracted) else found


def _page(capture: StoredCapture, files: OpenFiles) -> CapturedPage | Unreadable:
    if capture.place is None:
        return Unreadable(capture, "it came from no WARC file", lost=False)
    try:
        page = read_capture(*capture.place, capture.original, files.record_at)
    except (OSError, NotAWarcFileError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Unreadable(capture, f"{capture.place.path}: {reason}")
    if isinstance(page, Damage):
        return Unreadable(capture, str(page))
    if capture.repeats:
        page = replace(page, url=capture.url)
    if page.url != capture.url or (capture.digest and page.capture.digest != capture.digest):
        where = f"{capture.place.path}, byte {capture.place.offset}"
        return Unreadable(capture, f"{where}: another capture than the archive's stands here")
    return page


def as_capture(capture: StoredCapture) -> Capture:
    """The capture as articles carry it, by which the archive finds its row."""
    return Capture(
        url=capture.url,
        fetched_at=dt.datetime.fromisoformat(capture.fetched_at),
        captured_at=dt.datetime.fromisoformat(capture.captured_at),
        status=capture.status,
        digest=capture.digest,
        clock_at=dt.datetime.fromisoformat(capture.clock_at) if capture.clock_at else None,
    )


# -- in processes beside each other --------------------------------------------------------------

Chunk = list[Sightings]
ReadAll = Callable[
    [Iterable[Chunk], Mapping[str, PortalExtraction]], Iterator[tuple[Chunk, list[list[Extracted]]]]
]
"""Reads chunks somewhere, and gives them back in their order with what their captures gave."""

_portals: Mapping[str, PortalExtraction] = {}


@contextmanager
def reading(portals: Mapping[str, PortalExtraction], jobs: int) -> Iterator[ReadAll]:
    """Have ``jobs`` processes read, or this one if that is 1.

    Raises BrokenProcessPool when a process dies.
    """
    if jobs == 1:
        yield lambda chunks, portals: ((chunk, read_sightings(chunk, portals)) for chunk in chunks)
        return
    with processes(jobs, __name__, partial(_begin, portals)) as pool:
        yield lambda chunks, _: in_order(chunks, lambda chunk: pool.submit(_work, chunk), jobs)


def _begin(portals: Mapping[str, PortalExtraction]) -> None:
    global _portals  # a process's initializer has no other place
    _portals = portals


def _work(chunk: Chunk) -> list[list[Extracted]]:
    return read_sightings(chunk, _portals)
