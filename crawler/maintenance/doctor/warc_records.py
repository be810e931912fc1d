"""The records captures point to: there, readable, and what their digests say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.archive.database import utc_text
from crawler.archive.payload_location import PAYLOAD_CAPTURE
from crawler.items import READING
from crawler.maintenance.doctor.findings import REEXTRACT, Finding
from crawler.webarchives.warc.captured_page import CapturedPage, read_capture, record_path
from crawler.webarchives.warc.payload import payload_digest
from crawler.webarchives.warc.records import Record, record_at
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError

_NOT_MODIFIED = 304

_RECORDS = f"""
    SELECT c.url, c.digest, c.status, coalesce(c.clock_at, c.captured_at), c.incomplete,
        CASE WHEN c.content_hash IS NOT NULL THEN a.url END,
        (SELECT count(*) FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL),
        c.warc_file, c.warc_offset, coalesce(c.source, ''),
        o.warc_file, o.warc_offset, coalesce(o.source, '')
    FROM captures AS c LEFT JOIN articles AS a ON a.id = c.article_id
    LEFT JOIN captures AS o ON o.id = {PAYLOAD_CAPTURE}
    WHERE c.warc_file IS NOT NULL
"""  # noqa: S608
_LOST = "restore the file from a backup; what was read from it stays in the archive"


def count_records(db: sqlite3.Connection) -> int:
    """How many captures point to a record."""
    (count,) = db.execute("SELECT count(*) FROM captures WHERE warc_file IS NOT NULL").fetchone()
    return int(count)


def check_records(
    db: sqlite3.Connection,
    folder: Path,
    sample: int | None = None,
    advance: Callable[[int], None] = lambda number: None,
) -> Iterator[Finding]:
    """Read the records of all captures, or of ``sample`` random ones; ``folder`` is WARC_DIR.

    What a record says decides what its capture may tell of an article: one that is only a part of
    its page tells nothing beside a whole one, and none tells of another time than its own.
    Of "not modified" answers only that the record can be read: they have no payload to hold
    against the digest.
    """
    order = "ORDER BY c.warc_file, c.warc_offset" if sample is None else "ORDER BY random() LIMIT ?"
    absent: dict[Path, int] = {}
    broken = 0
    first_broken = ""
    cut: dict[str, str] = {}
    misdated: dict[str, str] = {}
    for row in db.execute(f"{_RECORDS} {order}", () if sample is None else (sample,)):
        stored, places = _Stored(*row[:7]), row[7:]
        path = record_path(folder, places[0], places[2])
        advance(1)
        if path in absent or not path.is_file():
            absent[path] = absent.get(path, 0) + 1
            continue
        original = None
        if places[3] is not None:
            original = (str(record_path(folder, places[3], places[5])), places[4])
        place = (str(path), places[1])
        page = _read(stored, place, original)
        if isinstance(page, str):
            broken += 1
            first_broken = first_broken or f"{stored.url}: {page}"
        elif stored.article is not None and isinstance(page, CapturedPage):
            if why := _cut(stored, page):
                cut[stored.article] = f"{stored.article}: {_at(place)}: {why}"
            if why := _misdated(stored, page):
                misdated[stored.article] = f"{stored.article}: {_at(place)}: {why}"
    for path, count in sorted(absent.items()):
        yield Finding("records", "captures whose WARC file is not there", count, str(path), _LOST)
    if broken:
        what = "captures whose record is damaged or another one"
        yield Finding("records", what, broken, first_broken, _LOST)
    for what, found in (
        ("articles of which a copy that was cut short is taken for a whole one", cut),
        ("articles with a version at another time than its record says", misdated),
    ):
        if found:
            names = tuple(found[url] for url in sorted(found))
            yield Finding("articles", what, len(names), names[0], REEXTRACT, names=names)


class _Stored(NamedTuple):
    """What the archive says of a capture; ``captured_at`` as its record should have it.

    ``article`` is the URL of the article it tells of, ``times_seen`` how many captures do.
    """

    url: str
    digest: str | None
    status: int | None
    captured_at: str
    incomplete: str | None
    article: str | None
    times_seen: int


def _at(place: tuple[str, int]) -> str:
    return f"{place[0]}, byte {place[1]}"


def _read(
    stored: _Stored, place: tuple[str, int], original: tuple[str, int] | None
) -> CapturedPage | Record | str:
    """What stands in a record; what is wrong with it, if it is not as the archive says."""
    try:
        if stored.status == _NOT_MODIFIED:
            page: CapturedPage | Record | Damage = record_at(*place)
        else:
            page = read_capture(*place, original=original)
    except (OSError, NotAWarcFileError) as error:
        return str(error)
    if isinstance(page, Damage):
        return _as_it_came(stored, place, original) or str(page)
    if page.url != stored.url:
        return f"{_at(place)}: the record is about {page.url}"
    if isinstance(page, CapturedPage) and stored.digest and page.capture.digest != stored.digest:
        return f"{_at(place)}: its digest is {page.capture.digest}, not {stored.digest}"
    return page


def _as_it_came(
    stored: _Stored, place: tuple[str, int], original: tuple[str, int] | None
) -> Record | None:
    """The record of a payload that nobody can unpack, if it is the one that was received."""
    if isinstance(record_at(*place), Damage):
        return None  # it is the revisit that is damaged, whatever it repeats
    record = record_at(*(original or place))
    if isinstance(record, Damage) or payload_digest(record.payload) != stored.digest:
        return None
    return record


def _cut(stored: _Stored, page: CapturedPage) -> str | None:
    """Why a capture shows only a part of its page, if the archive takes it for a whole one."""
    return page.capture.incomplete if stored.incomplete is None else None


def _misdated(stored: _Stored, page: CapturedPage) -> str | None:
    """What its record says of when a page was captured, if the archive says otherwise.

    An article whose only capture bears no date is better stored at some time than lost.
    """
    if page.capture.captured_at is None:
        if stored.times_seen < 2 or page.capture.dated_by == READING:
            return None
        return f"captured at a time that is not known, and not at {stored.captured_at}"
    said = utc_text(page.capture.captured_at)
    if said == stored.captured_at:
        return None
    return f"captured at {said}, not at {stored.captured_at}"
