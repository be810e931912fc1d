"""The record of a payload that several captures share: one, and always the same.

Of captures with the same payload (``captures.digest``) only one needs to hold it; the others may be
``revisit`` records that refer to it (WARC 1.1, section 6.7). Whoever looks for the payload asks
here, so that a record that is being written, a page read again, and a check of the records all mean
the same one. The order is

1. records of whole answers before those of answers that were cut: a cut answer may have the same
   digest as another one cut at the same byte, but a whole one proves that nothing is missing;
2. the one fetched first, since a revisit record refers to an earlier one;
3. the lower id. Never the id alone: rows that were lost and found again by ``scrapy doctor --mend``
   have higher ids than later captures.

"Not modified" answers (304) have no payload, whatever digest a server sent along.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass

_HOLDS_PAYLOAD = "warc_file IS NOT NULL AND status IS NOT 304"
_ORDER = "incomplete IS NOT NULL, fetched_at, id"

PAYLOAD_CAPTURE = f"""(
    SELECT id FROM captures WHERE digest = c.digest AND {_HOLDS_PAYLOAD} ORDER BY {_ORDER} LIMIT 1
)"""  # noqa: S608
"""SQL for the id of the capture whose record holds the payload of capture ``c``; NULL if none."""

_LOCATION = (
    "SELECT o.warc_file, o.warc_offset, coalesce(o.source, ''), o.url, "
    "coalesce(o.clock_at, o.captured_at)"
)
_OF_CAPTURE = f"""
    {_LOCATION} FROM captures AS c JOIN captures AS o ON o.id = {PAYLOAD_CAPTURE} WHERE c.id = ?
"""
_OF_DIGEST = f"""
    {_LOCATION} FROM captures AS o
    WHERE digest = ? AND {_HOLDS_PAYLOAD} AND incomplete IS NULL ORDER BY {_ORDER} LIMIT 1
"""

_OF_ANSWER = f"""
    {_LOCATION} FROM captures AS o
    WHERE url = ? AND status = ? AND digest = ? AND {_HOLDS_PAYLOAD} AND incomplete IS NULL
    AND source IN ('live', 'demo') ORDER BY fetched_at DESC, id DESC LIMIT 1
"""
"""A record of a live crawl, which may be one that refers to the payload of another URL."""


@dataclass(frozen=True, slots=True)
class PayloadLocation:
    """The WARC record that holds a payload; ``source`` says which folder ``warc_file`` is in."""

    warc_file: str
    warc_offset: int
    source: str
    url: str
    captured_at: dt.datetime
    """The record's ``WARC-Date``."""


def location_of_capture(db: sqlite3.Connection, capture_id: int) -> PayloadLocation | None:
    """The record with the payload of a capture: its own, or the one its record refers to."""
    return _location(db.execute(_OF_CAPTURE, (capture_id,)).fetchone())


def location_of_payload(db: sqlite3.Connection, digest: str) -> PayloadLocation | None:
    """The record with the payload of this digest, unless all answers with it were cut."""
    return _location(db.execute(_OF_DIGEST, (digest,)).fetchone())


def location_of_answer(
    db: sqlite3.Connection, url: str, status: int, digest: str
) -> PayloadLocation | None:
    """The last record of the same answer of a live portal: URL, status and payload."""
    return _location(db.execute(_OF_ANSWER, (url, status, digest)).fetchone())


def _location(row: tuple[str, int, str, str, str] | None) -> PayloadLocation | None:
    if row is None:
        return None
    warc_file, offset, source, url, captured_at = row
    moment = dt.datetime.fromisoformat(captured_at)
    date = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return PayloadLocation(warc_file, offset, source, url, date)
