"""Since when an article's page is gone: worked out from its captures, whenever they came.

One 404 may be a bad minute of a server. Gone is a page of which two looks in a row found nothing:
looks of two runs, or of a web archive's crawlers on two days. All that came after the last look
that found it counts, so that any order of captures ends in the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from crawler.archive.aliases import article_ids
from crawler.archive.captures import write_capture
from crawler.items import GONE, Capture

# Julian days count fractions: a day is 1.
GONE_SINCE = f"""(
    WITH absent AS (
        SELECT captured_at, run_id FROM captures
        WHERE article_id = :article AND status IN {GONE}
        AND captured_at > coalesce((
            SELECT max(captured_at) FROM captures
            WHERE article_id = :article AND content_hash IS NOT NULL
        ), '')
    ),
    first AS (SELECT captured_at, run_id FROM absent ORDER BY captured_at, run_id LIMIT 1)
    SELECT first.captured_at FROM first WHERE EXISTS (
        SELECT 1 FROM absent WHERE absent.run_id IS NOT first.run_id
        OR julianday(absent.captured_at) - julianday(first.captured_at) >= 1
    )
)"""  # noqa: S608
"""SQL for the moment the article ``:article`` was first found missing; NULL if it is not gone."""


def note_missing(
    db: sqlite3.Connection, capture: Capture, urls: Iterable[str], run_id: int
) -> bool:
    """Note that an article's page was not there; False if ``urls`` are no article's.

    The first time is noted only, by its capture. When the next look finds the same, ``gone_at``
    becomes the moment of the first time (``GONE_SINCE``). Everything else stays as it is.
    """
    ids = article_ids(db, urls)
    if not ids:
        return False
    article_id = min(ids.values())
    write_capture(db, capture, run_id, {"article_id": article_id})
    db.execute(
        f"UPDATE articles SET gone_at = {GONE_SINCE} WHERE id = :article",  # noqa: S608
        {"article": article_id},
    )
    return True


# An answer that an article is no more says so of none while the archive does not know the article.
_LINK_MISSING = f"""
    UPDATE captures SET article_id = :article
    WHERE article_id IS NULL AND status IN {GONE} AND url IN (
        SELECT url FROM articles WHERE id = :article
        UNION ALL SELECT url FROM url_aliases WHERE article_id = :article
    ) AND captured_at >= (SELECT first_seen_at FROM articles WHERE id = :article)
"""  # noqa: S608
# Where no captures are left that say since when, what was known before holds.
_SET_GONE = f"""
    UPDATE articles SET gone_at = coalesce(
        {GONE_SINCE}, gone_at, CASE WHEN :known > last_seen_at THEN :known END
    ) WHERE id = :article
"""  # noqa: S608


def settle_gone(db: sqlite3.Connection, article_id: int, known: str | None) -> None:
    """Since when the article has been gone, by all captures there are now.

    ``known`` is what the other archive says.
    """
    db.execute(_LINK_MISSING, {"article": article_id})
    db.execute(_SET_GONE, {"article": article_id, "known": known})
