"""Provenance of an article: each version, the capture that shows it, and its WARC record."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from crawler.archive.captures import UNDATED

_CAPTURE = """
    c.id, c.url, c.captured_at, c.status, c.digest, c.source, c.warc_file, c.warc_offset,
    c.warc_length
"""
# The first version is proved by what was captured before its first change, and by undated copies,
# which are before all others (versions.py).
_FIRST = f"""
    SELECT 0, coalesce(c.captured_at, a.first_seen_at), '[]', {_CAPTURE}
    FROM articles AS a LEFT JOIN captures AS c ON c.id = (
        SELECT id FROM captures
        WHERE article_id = a.id AND content_hash IS NOT NULL
        AND id NOT IN (SELECT ifnull(capture_id, 0) FROM revisions WHERE article_id = a.id)
        AND (
            {UNDATED} OR captured_at <= ifnull(
                (SELECT seen_at FROM revisions WHERE article_id = a.id AND number = 1), '9999'
            )
        )
        ORDER BY {UNDATED}, captured_at, id LIMIT 1
    )
    WHERE a.id = ?
"""  # noqa: S608
_LATER = f"""
    SELECT r.number, r.seen_at, r.changed_fields, {_CAPTURE}
    FROM revisions AS r LEFT JOIN captures AS c ON c.id = r.capture_id
    WHERE r.article_id = ? ORDER BY r.number
"""  # noqa: S608


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


def versions_of(db: sqlite3.Connection, article_id: int) -> list[Version]:
    """The versions of an article, the oldest first; empty if there is no such article."""
    rows = [*db.execute(_FIRST, (article_id,)), *db.execute(_LATER, (article_id,))]
    versions = []
    for number, seen_at, changed, *capture in rows:
        versions.append(Version(number, seen_at, json.loads(changed), *capture))
    return versions
