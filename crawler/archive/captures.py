"""Answers that bring no article text: captures as such, pages not modified, pages that are gone.

All functions work inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from crawler.archive.aliases import article_ids
from crawler.archive.database import insert, update, utc_text
from crawler.archive.gone import GONE_SINCE
from crawler.archive.revisions import rebuild
from crawler.archive.rows import set_seen
from crawler.archive.sightings import PARTIAL, capture_columns, has_partial
from crawler.items import Capture

_SAME = "url = ? AND captured_at = ? AND digest IS ?"
# A server says of its own page that it is not modified, never of somebody's text export.
_LAST_SEEN_AS = f"""
    SELECT article_id, content_hash, is_canonical, is_filed FROM captures
    WHERE url = ? AND captured_at <= ? AND article_id IS NOT NULL AND content_hash IS NOT NULL
    AND NOT {PARTIAL} ORDER BY incomplete IS NOT NULL, captured_at DESC, id DESC LIMIT 1
"""  # noqa: S608


def insert_capture(db: sqlite3.Connection, capture: Capture, run_id: int) -> None:
    """Write a capture as it was taken; a sighting stored later takes its own up."""
    insert(db, "captures", {"run_id": run_id, **capture_columns(capture)})


def capture_id(db: sqlite3.Connection, capture: Capture) -> int | None:
    """The row of a capture, None if it has none."""
    moment = utc_text(capture.captured_at or capture.fetched_at)
    row = db.execute(
        f"SELECT id FROM captures WHERE {_SAME} ORDER BY id DESC LIMIT 1",  # noqa: S608
        (capture.url, moment, capture.digest),
    ).fetchone()
    return row[0] if row else None


def see_unmodified(db: sqlite3.Connection, capture: Capture, run_id: int) -> int | None:
    """Note that an article was seen as it was (304): its id, None if nothing is known of it.

    The capture becomes a sighting with the content seen there before.
    """
    seen_at = utc_text(capture.captured_at or capture.fetched_at)
    known = db.execute(_LAST_SEEN_AS, (capture.url, seen_at)).fetchone()
    if known is None:
        return None
    names = ("article_id", "content_hash", "is_canonical", "is_filed")
    article_id = known[0]
    _write(db, capture, run_id, dict(zip(names, known, strict=True)))
    if has_partial(db, article_id):  # what a text showed in between is no more
        rebuild(db, article_id, {})
        return int(article_id)
    first, last = db.execute(
        "SELECT first_seen_at, last_seen_at FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    set_seen(db, article_id, first, max(last, seen_at))
    return int(article_id)


def note_missing(
    db: sqlite3.Connection, capture: Capture, urls: Iterable[str], run_id: int
) -> bool:
    """Note that an article's page was not there; False if ``urls`` are no article's.

    The first time is noted only, by its capture. When the next look finds the same, ``gone_at``
    becomes the moment of the first time (``absence``). Everything else stays as it is.
    """
    ids = article_ids(db, urls)
    if not ids:
        return False
    article_id = min(ids.values())
    _write(db, capture, run_id, {"article_id": article_id})
    db.execute(
        f"UPDATE articles SET gone_at = {GONE_SINCE} WHERE id = :article",  # noqa: S608
        {"article": article_id},
    )
    return True


def _write(db: sqlite3.Connection, capture: Capture, run_id: int, shown: dict[str, Any]) -> None:
    row_id = capture_id(db, capture)
    if row_id is None:
        insert(db, "captures", {"run_id": run_id, **capture_columns(capture), **shown})
    else:
        update(db, "captures", row_id, shown)
