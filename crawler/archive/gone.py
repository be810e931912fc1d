"""Since when an article's page is gone: worked out from its captures, whenever they came.

One 404 may be a bad minute of a server. Gone for certain is a page of which two looks in a row
found nothing: looks of two runs, or of a web archive's crawlers on two days. What one look of a web
archive found last is all that may ever be known: that page is gone too, and marked as not
confirmed. A living portal is looked at again instead, and one look at it says nothing. All that
came after the last look that found the page counts, so that any order of captures ends in the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from crawler.archive.aliases import article_ids
from crawler.archive.captures import UNDATED, write_capture
from crawler.items import GONE, LIVE_SOURCES, Capture

# Julian days count fractions: a day is 1.
_FOUND_GONE = f"""(
    WITH absent AS (
        SELECT captured_at, run_id, source FROM captures
        WHERE article_id = :article AND status IN {GONE}
        AND captured_at > coalesce((
            SELECT max(captured_at) FROM captures
            WHERE article_id = :article AND content_hash IS NOT NULL AND NOT {UNDATED}
        ), '')
    ),
    first AS (SELECT captured_at, run_id FROM absent ORDER BY captured_at, run_id LIMIT 1),
    known AS (
        SELECT captured_at, EXISTS (
            SELECT 1 FROM absent WHERE absent.run_id IS NOT first.run_id
            OR julianday(absent.captured_at) - julianday(first.captured_at) >= 1
        ) AS is_confirmed FROM first
    )
    SELECT captured_at, is_confirmed FROM known
    WHERE is_confirmed OR EXISTS (SELECT 1 FROM absent WHERE source NOT IN {LIVE_SOURCES})
)"""  # noqa: S608
SET_GONE = f"UPDATE articles SET (gone_at, gone_confirmed) = {_FOUND_GONE} WHERE id = :article"  # noqa: S608
"""SQL that notes when the article ``:article`` was first found missing; NULL if it is not gone."""


def note_missing(
    db: sqlite3.Connection, capture: Capture, urls: Iterable[str], run_id: int
) -> bool:
    """Note that an article's page was not there; False if ``urls`` are no article's.

    The look is noted by its capture, and what follows for ``gone_at`` from all of them
    (``SET_GONE``). Everything else stays as it is.
    """
    ids = article_ids(db, urls)
    if not ids:
        return False
    article_id = min(ids.values())
    write_capture(db, capture, run_id, {"article_id": article_id})
    db.execute(SET_GONE, {"article": article_id})
    return True


# An answer that an article is no more says so of none while the archive does not know the article.
# By its URLs (+): captures that no article has are those of all lists.
_LINK_MISSING = f"""
    UPDATE captures SET article_id = :article
    WHERE +article_id IS NULL AND +status IN {GONE} AND url IN (
        SELECT url FROM articles WHERE id = :article
        UNION ALL SELECT url FROM url_aliases WHERE article_id = :article
    ) AND captured_at >= (SELECT first_seen_at FROM articles WHERE id = :article)
"""  # noqa: S608
# Where no captures are left that say since when, what was known before holds.
_KNOWN_BEFORE = """
    UPDATE articles SET gone_at = :gone_at, gone_confirmed = :confirmed
    WHERE id = :article AND gone_at IS NULL AND :gone_at IS NOT NULL
"""


def settle_gone(
    db: sqlite3.Connection, article_id: int, known: tuple[str | None, int | None] = (None, None)
) -> None:
    """Since when the article has been gone, by all captures there are now.

    ``known`` is what the other archive says: its ``gone_at`` and ``gone_confirmed``.
    """
    last_seen, *here = db.execute(
        "SELECT last_seen_at, gone_at, gone_confirmed FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    there = known if known[0] is not None and known[0] > last_seen else (None, None)
    db.execute(_LINK_MISSING, {"article": article_id})
    db.execute(SET_GONE, {"article": article_id})
    for gone_at, is_confirmed in (here, there):
        values = {"article": article_id, "gone_at": gone_at, "confirmed": is_confirmed}
        db.execute(_KNOWN_BEFORE, values)
