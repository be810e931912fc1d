"""Rows of ``captures``: answers as they were fetched, and which of them shows what of an article.

A *sighting* is a capture that shows an article with some content (``Sighting``).
All functions work inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from crawler.archive.database import insert, now, update, utc_text
from crawler.archive.partial import PARTIAL_TYPE
from crawler.archive.versions import Sighting
from crawler.items import LIVE_SOURCES, READING, Article, Capture
from crawler.terminal import plain

_FROM_CAPTURE = (
    "status",
    "content_type",
    "etag",
    "last_modified",
    "digest",
    "warc_file",
    "warc_offset",
    "warc_length",
    "source",
    "tdm_reserved",
    "tdm_policy",
    "robots_tags",
    "incomplete",
    "dated_by",
)
CAPTURE_TIMES = ("fetched_at", "captured_at", "clock_at")
"""The fields of ``Capture`` that are moments."""
CAPTURE_FIELDS = ("url", *CAPTURE_TIMES, *_FROM_CAPTURE)
"""The fields of ``Capture`` that are stored, as columns of the same names."""
_SENT = ("content_type", "etag", "last_modified", "tdm_policy", "robots_tags")
PARTIAL = f"coalesce(content_type LIKE '{PARTIAL_TYPE}%', 0)"
"""SQL: whether a row of ``captures`` shows only part of a page, as text exports do."""
UNDATED = f"dated_by IS '{READING}'"
"""SQL: whether nobody knows when the page of a row of ``captures`` stood on the web."""
# Whole pages come before incomplete ones, and those before partial copies, of which the ones lead
# that show where they are filed; then sightings under the canonical URL come before all others,
# later ones before earlier ones, and undated ones last, whenever they were read.
_RANK = f"""
    CASE WHEN {PARTIAL} THEN coalesce(is_filed, 0) WHEN incomplete IS NULL THEN 3 ELSE 2 END,
    is_canonical, iif({UNDATED}, '', captured_at), url, content_hash
"""
_LEADING = f"""
    SELECT {_RANK} FROM captures WHERE article_id = ? AND content_hash IS NOT NULL
    ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC, 5 DESC LIMIT 1
"""  # noqa: S608

RECORDED_AT = "coalesce(clock_at, captured_at)"
"""SQL: the time that the record of a capture bears (``WARC-Date``)."""
# A capture is the same by the time its record bears, whatever is made of that.
_SAME = f"url = ? AND {RECORDED_AT} = ? AND digest IS ?"

Rank = tuple[int, int, str, str, str]
"""Sort key of a sighting: the highest decides an article's canonical URL and filing."""


def capture_columns(capture: Capture) -> dict[str, Any]:
    """The columns of ``captures`` that a capture itself fills."""
    return {
        "url": capture.url,
        "fetched_at": utc_text(capture.fetched_at),
        "captured_at": utc_text(capture.captured_at or capture.fetched_at),
        "clock_at": capture.clock_at and utc_text(capture.clock_at),
        **{name: getattr(capture, name) for name in _FROM_CAPTURE},
        # What a server said is never kept raw: SQLite's shell prints it as it is.
        **{name: plain(said) for name in _SENT if (said := getattr(capture, name)) is not None},
    }


@dataclass(frozen=True, slots=True)
class Recorded:
    """A capture row written for a sighting.

    ``replaced`` is the hash it had before, if it had another or was not as incomplete as it is now.
    """

    capture_id: int
    replaced: str | None


def record_sighting(
    db: sqlite3.Connection,
    article: Article,
    article_id: int,
    content_hash: str,
    captured_at: str,
    run_id: int,
) -> Recorded:
    """Write the capture the article was read from, or find it: one row a sighting.

    The same URL captured at the same moment with the same payload is the same evidence read
    again (a WARC file crawled twice, or extraction improved): its row gets the new content.
    """
    capture = article.capture
    url = capture.url if capture else article.fetched_url or article.url
    is_canonical = int(url == article.url)
    incomplete = capture.incomplete if capture else None
    digest = capture.digest if capture else None
    # Two runs of ours look twice, though a clock that was set back may say the same second.
    is_live = capture is not None and capture.source in LIVE_SOURCES
    shown = {
        "article_id": article_id,
        "content_hash": content_hash,
        "is_canonical": is_canonical,
        "is_filed": int(article.breadcrumb is not None),
        "incomplete": incomplete,
    }
    known = db.execute(
        "SELECT id, content_hash, incomplete IS NULL FROM captures "  # noqa: S608
        f"WHERE url = ? AND {RECORDED_AT} = ? AND (article_id IS NULL OR article_id = ?) "
        "AND coalesce(digest = ?, 1) AND (run_id IS ? OR NOT ?) ORDER BY id",
        (url, _recorded_at(capture, captured_at), article_id, digest, run_id, is_live),
    ).fetchone()
    if known:
        update(db, "captures", known[0], {**(clock_columns(capture) if capture else {}), **shown})
        is_as_before = (known[1], known[2]) == (content_hash, int(incomplete is None))
        return Recorded(known[0], None if is_as_before else known[1])
    columns = capture_columns(capture) if capture else {"url": url, "fetched_at": utc_text(now())}
    values = {"run_id": run_id, **columns, "captured_at": captured_at, **shown}
    return Recorded(insert(db, "captures", values), None)


def _recorded_at(capture: Capture | None, captured_at: str) -> str:
    """The time an article's record bears; ``captured_at`` but for a clock that was wrong."""
    is_wrong = capture is not None and capture.clock_at is not None
    return recorded_at(capture) if capture is not None and is_wrong else captured_at


def leading_sighting(db: sqlite3.Connection, article_id: int) -> Rank | None:
    """The rank of the sighting that decides an article's canonical URL and filing, if any."""
    row: Rank | None = db.execute(_LEADING, (article_id,)).fetchone()
    return row


def rank_of(db: sqlite3.Connection, capture_id: int) -> Rank:
    """The rank of one sighting, by which ``leading_sighting`` chooses."""
    row: Rank = db.execute(
        f"SELECT {_RANK} FROM captures WHERE id = ?",  # noqa: S608
        (capture_id,),
    ).fetchone()
    return row


def sightings_of(db: sqlite3.Connection, article_id: int) -> list[Sighting]:
    """All sightings of an article, in no order."""
    rows = db.execute(
        f"SELECT captured_at, url, content_hash, id, {PARTIAL}, incomplete IS NOT NULL, "  # noqa: S608
        f"{UNDATED} FROM captures WHERE article_id = ? AND content_hash IS NOT NULL",
        (article_id,),
    )
    return [Sighting(*row[:4], *map(bool, row[4:])) for row in rows]


def has_partial(db: sqlite3.Connection, article_id: int) -> bool:
    """Whether partial copies are among an article's sightings."""
    found = db.execute(
        "SELECT 1 FROM captures WHERE article_id = ? AND content_hash IS NOT NULL "  # noqa: S608
        f"AND {PARTIAL} LIMIT 1",
        (article_id,),
    ).fetchone()
    return found is not None


def has_undated(db: sqlite3.Connection, article_id: int) -> bool:
    """Whether undated copies are among an article's sightings."""
    sql = f"SELECT EXISTS (SELECT 1 FROM captures WHERE article_id = ? AND {UNDATED})"  # noqa: S608
    return bool(db.execute(sql, (article_id,)).fetchone()[0])


def is_seen_whole(db: sqlite3.Connection, article_id: int) -> bool:
    """Whether a sighting shows all of an article's page, as far as anybody can tell."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM captures WHERE article_id = ? "  # noqa: S608
        f"AND content_hash IS NOT NULL AND incomplete IS NULL AND NOT {PARTIAL})"
    )
    return bool(db.execute(sql, (article_id,)).fetchone()[0])


def recorded_at(capture: Capture) -> str:
    """The time that the record of a capture bears, as ``RECORDED_AT`` has it of rows."""
    return utc_text(capture.clock_at or capture.captured_at or capture.fetched_at)


def clock_columns(capture: Capture) -> dict[str, Any]:
    """The columns of a capture's row that change when its clock is found to be wrong."""
    if capture.clock_at is None or capture.captured_at is None:
        return {}
    times = {"captured_at": capture.captured_at, "clock_at": capture.clock_at}
    return {name: utc_text(moment) for name, moment in times.items()}


def insert_capture(db: sqlite3.Connection, capture: Capture, run_id: int) -> None:
    """Write a capture as it was taken; a sighting stored later takes its own up."""
    insert(db, "captures", {"run_id": run_id, **capture_columns(capture)})


def capture_id(db: sqlite3.Connection, capture: Capture) -> int | None:
    """The row of a capture, None if it has none."""
    moment = recorded_at(capture)
    row = db.execute(
        f"SELECT id FROM captures WHERE {_SAME} ORDER BY id DESC LIMIT 1",  # noqa: S608
        (capture.url, moment, capture.digest),
    ).fetchone()
    return row[0] if row else None


def write_capture(
    db: sqlite3.Connection, capture: Capture, run_id: int, shown: dict[str, Any]
) -> None:
    """Write a capture, or complete its row, with what it shows: columns of ``captures``."""
    row_id = capture_id(db, capture)
    if row_id is None:
        insert(db, "captures", {"run_id": run_id, **capture_columns(capture), **shown})
    else:
        update(db, "captures", row_id, {**clock_columns(capture), **shown})
