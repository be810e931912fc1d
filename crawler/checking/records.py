"""The records captures point to: there, readable, and what their digests say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from crawler.archive.originals import ORIGINAL
from crawler.captures.payloads import record_path
from crawler.checking.findings import Finding
from crawler.sources.captured import CapturedPage
from crawler.sources.warc import read_capture
from crawler.warc.damage import Damage, NotAWarcFileError
from crawler.warc.records import Record, record_at

_NOT_MODIFIED = 304

_RECORDS = f"""
    SELECT c.url, c.digest, c.status, c.warc_file, c.warc_offset, coalesce(c.source, ''),
        o.warc_file, o.warc_offset, coalesce(o.source, '')
    FROM captures AS c LEFT JOIN captures AS o ON o.id = {ORIGINAL}
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

    Of "not modified" answers only that the record can be read: they have no payload to hold
    against the digest.
    """
    order = "ORDER BY c.warc_file, c.warc_offset" if sample is None else "ORDER BY random() LIMIT ?"
    absent: dict[Path, int] = {}
    broken: list[str] = []
    for row in db.execute(f"{_RECORDS} {order}", () if sample is None else (sample,)):
        url, digest, status, *places = row
        path = record_path(folder, places[0], places[2])
        advance(1)
        if path in absent or not path.is_file():
            absent[path] = absent.get(path, 0) + 1
            continue
        original = None
        if places[3] is not None:
            original = (str(record_path(folder, places[3], places[5])), places[4])
        reason = _trouble(url, digest, status, (str(path), places[1]), original)
        if reason:
            broken.append(f"{url}: {reason}")
    for path, count in sorted(absent.items()):
        yield Finding("records", "captures whose WARC file is not there", count, str(path), _LOST)
    if broken:
        what = "captures whose record is damaged or another one"
        yield Finding("records", what, len(broken), broken[0], _LOST)


def _trouble(
    url: str,
    digest: str | None,
    status: int | None,
    place: tuple[str, int],
    original: tuple[str, int] | None,
) -> str | None:
    """What is wrong with a record, None if it is as the archive says."""
    try:
        if status == _NOT_MODIFIED:
            page: CapturedPage | Record | Damage = record_at(*place)
        else:
            page = read_capture(*place, original=original)
    except (OSError, NotAWarcFileError) as error:
        return str(error)
    if isinstance(page, Damage):
        return str(page)
    if page.url != url:
        return f"{place[0]}, byte {place[1]}: the record is about {page.url}"
    if isinstance(page, CapturedPage) and digest and page.capture.digest != digest:
        return f"{place[0]}, byte {place[1]}: its digest is {page.capture.digest}, not {digest}"
    return None
