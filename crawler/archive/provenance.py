"""From an article back to its evidence: each version, the capture that shows it, its record."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

_CAPTURE = """
    c.id, c.url, c.captured_at, c.status, c.digest, c.source, c.warc_file, c.warc_offset,
    c.warc_length
"""
_FIRST = f"""
    SELECT 0, c.captured_at, '[]', {_CAPTURE} FROM captures AS c
    WHERE c.article_id = ? AND c.content_hash IS NOT NULL ORDER BY c.captured_at, c.id LIMIT 1
"""  # noqa: S608
_LATER = f"""
    SELECT r.number, r.seen_at, r.changed_fields, {_CAPTURE}
    FROM revisions AS r LEFT JOIN captures AS c ON c.id = r.capture_id
    WHERE r.article_id = ? ORDER BY r.number
"""  # noqa: S608
_PLACE = """
    SELECT o.warc_file, o.warc_offset, coalesce(o.source, '') FROM captures AS c
    JOIN captures AS o ON o.digest = c.digest AND o.warc_file IS NOT NULL AND o.status IS NOT 304
    WHERE c.id = ? ORDER BY o.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article and its evidence; ``number`` 0 is the one seen first.

    ``seen_at`` is when it was seen first; the rest are columns of ``captures``, None where the
    capture is lost or was never in a WARC file (text exports).
    """

    number: int
    seen_at: str
    changed_fields: list[str]
    capture_id: int | None
    url: str | None
    captured_at: str | None
    status: int | None
    digest: str | None
    source: str | None
    warc_file: str | None
    warc_offset: int | None
    warc_length: int | None


@dataclass(frozen=True, slots=True)
class Payload:
    """Where a page's bytes stand: ``warc_file`` as in ``captures``, ``source`` says whose it is."""

    warc_file: str
    warc_offset: int
    source: str


def versions_of(db: sqlite3.Connection, article_id: int) -> list[Version]:
    """The versions of an article, the oldest first; empty if there is no such article."""
    rows = [*db.execute(_FIRST, (article_id,)), *db.execute(_LATER, (article_id,))]
    versions = []
    for number, seen_at, changed, *capture in rows:
        versions.append(Version(number, seen_at, json.loads(changed), *capture))
    return versions


def payload_of(db: sqlite3.Connection, capture_id: int) -> Payload | None:
    """Where the page of a capture stands: in its own record, or in the one that record repeats."""
    row = db.execute(_PLACE, (capture_id,)).fetchone()
    return Payload(*row) if row else None
