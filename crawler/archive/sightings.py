"""Rows of ``captures`` and ``revisions``: which sighting showed what, and what it changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.archive.content import Content, to_json
from crawler.archive.database import insert, now, update, utc_text
from crawler.archive.partial import PARTIAL_TYPE
from crawler.archive.versions import Revision, Sighting
from crawler.items import Article, Capture
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
)
CAPTURE_FIELDS = ("url", "fetched_at", "captured_at", *_FROM_CAPTURE)
"""The fields of ``Capture`` that are stored, as columns of the same names."""
_MESSAGES = ("content_type", "etag", "last_modified", "tdm_policy", "robots_tags")
PARTIAL = f"coalesce(content_type LIKE '{PARTIAL_TYPE}%', 0)"
"""SQL: whether a row of ``captures`` shows only part of a page, as text exports do."""
# Whole pages come before incomplete ones, and those before partial copies, of which the ones lead
# that show where they are filed; then sightings under the canonical address come before all others,
# later ones before earlier ones.
_RANK = f"""
    CASE WHEN {PARTIAL} THEN coalesce(is_filed, 0) WHEN incomplete IS NULL THEN 3 ELSE 2 END,
    is_canonical, captured_at, url, content_hash
"""
_LEADING = f"""
    SELECT {_RANK} FROM captures WHERE article_id = ? AND content_hash IS NOT NULL
    ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC, 5 DESC LIMIT 1
"""  # noqa: S608

Rank = tuple[int, int, str, str, str]
"""How much a sighting has to say on an article's address and filing: the highest decides."""


def capture_columns(capture: Capture) -> dict[str, Any]:
    """The columns of ``captures`` that a capture itself fills."""
    return {
        "url": capture.url,
        "fetched_at": utc_text(capture.fetched_at),
        "captured_at": utc_text(capture.captured_at or capture.fetched_at),
        **{name: getattr(capture, name) for name in _FROM_CAPTURE},
        # What a server said is never kept raw: SQLite's shell prints it as it is.
        **{name: plain(said) for name in _MESSAGES if (said := getattr(capture, name)) is not None},
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

    The same address captured at the same moment with the same payload is the same evidence read
    again (a WARC file crawled twice, or extraction improved): its row gets the new content.
    """
    capture = article.capture
    url = capture.url if capture else article.fetched_url or article.url
    is_canonical = int(url == article.url)
    incomplete = capture.incomplete if capture else None
    digest = capture.digest if capture else None
    shown = {
        "article_id": article_id,
        "content_hash": content_hash,
        "is_canonical": is_canonical,
        "is_filed": int(article.breadcrumb is not None),
        "incomplete": incomplete,
    }
    known = db.execute(
        "SELECT id, content_hash, incomplete IS NULL FROM captures "
        "WHERE url = ? AND captured_at = ? AND (article_id IS NULL OR article_id = ?) "
        "AND coalesce(digest = ?, 1) ORDER BY id",
        (url, captured_at, article_id, digest),
    ).fetchone()
    if known:
        update(db, "captures", known[0], shown)
        is_as_before = (known[1], known[2]) == (content_hash, int(incomplete is None))
        return Recorded(known[0], None if is_as_before else known[1])
    columns = capture_columns(capture) if capture else {"url": url, "fetched_at": utc_text(now())}
    values = {"run_id": run_id, **columns, "captured_at": captured_at, **shown}
    return Recorded(insert(db, "captures", values), None)


def leading_sighting(db: sqlite3.Connection, article_id: int) -> Rank | None:
    """The sighting that decides an article's address and filing, as far as recorded."""
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
        f"SELECT captured_at, url, content_hash, id, {PARTIAL}, incomplete IS NOT NULL "  # noqa: S608
        "FROM captures "
        "WHERE article_id = ? AND content_hash IS NOT NULL",
        (article_id,),
    )
    return [
        Sighting(captured_at, url, digest, capture_id, bool(is_partial), bool(incomplete))
        for captured_at, url, digest, capture_id, is_partial, incomplete in rows
    ]


def has_partial(db: sqlite3.Connection, article_id: int) -> bool:
    """Whether partial copies are among an article's sightings."""
    found = db.execute(
        "SELECT 1 FROM captures WHERE article_id = ? AND content_hash IS NOT NULL "  # noqa: S608
        f"AND {PARTIAL} LIMIT 1",
        (article_id,),
    ).fetchone()
    return found is not None


def read_partial_contents(db: sqlite3.Connection, article_id: int) -> dict[str, Content]:
    """What partial copies of an article show, by hash, as far as it is no version."""
    rows = db.execute(
        "SELECT content_hash, content FROM partial_contents WHERE article_id = ?", (article_id,)
    )
    return {digest: json.loads(content) for digest, content in rows}


def replace_partial_contents(
    db: sqlite3.Connection, article_id: int, contents: Mapping[str, Content]
) -> None:
    """Write what partial copies show in place of what was known of them."""
    db.execute("DELETE FROM partial_contents WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO partial_contents (article_id, content_hash, content) VALUES (?, ?, ?)",
        [(article_id, digest, to_json(content)) for digest, content in contents.items()],
    )


def is_seen_whole(db: sqlite3.Connection, article_id: int) -> bool:
    """Whether a sighting shows all of an article's page, as far as anybody can tell."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM captures WHERE article_id = ? "  # noqa: S608
        f"AND content_hash IS NOT NULL AND incomplete IS NULL AND NOT {PARTIAL})"
    )
    return bool(db.execute(sql, (article_id,)).fetchone()[0])


def read_revisions(db: sqlite3.Connection, article_id: int) -> list[Revision]:
    """The revisions of an article, the oldest first."""
    rows = db.execute(
        "SELECT number, content_hash, seen_at, changed_fields, old_values, capture_id "
        "FROM revisions WHERE article_id = ? ORDER BY number",
        (article_id,),
    )
    return [
        Revision(number, digest, seen_at, json.loads(changed), json.loads(old), capture_id)
        for number, digest, seen_at, changed, old, capture_id in rows
    ]


def replace_revisions(
    db: sqlite3.Connection, article_id: int, revisions: Iterable[Revision]
) -> None:
    """Write the revisions of an article in place of those it had."""
    db.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO revisions (article_id, number, content_hash, seen_at, changed_fields, "
        "old_values, capture_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                article_id,
                revision.number,
                revision.content_hash,
                revision.seen_at,
                to_json(revision.changed_fields),
                to_json(revision.old_values),
                revision.capture_id,
            )
            for revision in revisions
        ],
    )
