"""Since when an article's page is gone: worked out from its captures, whenever they came.

One 404 may be a bad minute of a server. Gone is a page of which two looks in a row found nothing:
looks of two runs, or of a web archive's crawlers on two days. All that came after the last look
that found it counts, so that any order of captures ends in the same.
"""

from __future__ import annotations

from crawler.items import GONE

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
