"""The articles of the attached archive ``other`` that have something to tell ``main``.

All functions work inside the caller's transaction, behind ``take_evidence``.
"""

from __future__ import annotations

import sqlite3

from crawler.archive.adopting import Shown, adopt, history_of, settle_gone

# Where both archives read the same capture, the later reading counts, as in one archive.
_TELLS = (
    "(m.content_hash IS NULL OR "
    "(m.content_hash IS NOT o.content_hash AND o.fetched_at > m.fetched_at))"
)
_CAPTURES = """
    FROM other.captures AS o
    JOIN temp.merged_captures AS t ON t.other_id = o.id
    JOIN main.captures AS m ON m.id = t.id
"""
_WITH_NEWS = f"""
    SELECT a.id FROM other.articles AS a WHERE EXISTS (
        SELECT 1 {_CAPTURES} WHERE o.article_id = a.id
        AND (m.article_id IS NULL OR (o.content_hash IS NOT NULL AND {_TELLS}))
    ) OR EXISTS (
        SELECT 1 FROM (
            SELECT a.url AS url
            UNION ALL SELECT url FROM other.url_aliases AS u WHERE u.article_id = a.id
        ) AS known
        WHERE known.url NOT IN (SELECT url FROM main.articles)
        AND known.url NOT IN (SELECT url FROM main.url_aliases)
    ) OR (a.gone_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM main.articles AS m WHERE m.url = a.url AND m.gone_at IS NOT a.gone_at
    ))
    ORDER BY a.id
"""  # noqa: S608
_SHOWN = f"""
    SELECT t.id, o.captured_at, o.url, o.content_hash, o.is_canonical, o.is_filed, {_TELLS},
        o.fetched_at, m.content_hash, m.is_canonical, m.is_filed
    {_CAPTURES} WHERE o.article_id = ? AND o.content_hash IS NOT NULL
"""
_ALSO_ITS = f"""
    UPDATE main.captures SET article_id = ? WHERE article_id IS NULL AND id IN (
        SELECT t.id {_CAPTURES} WHERE o.article_id = ?
    )
"""  # noqa: S608


def take_articles(db: sqlite3.Connection, other: sqlite3.Connection) -> tuple[list[int], int]:
    """Take in what ``other`` has to tell; ``other`` is a connection of its own to that archive.

    Returns the ids of the articles that were made or told something, and how many captures show a
    content that the other archive cannot tell any more, because it is damaged.
    """
    touched: list[int] = []
    lost = 0
    for other_id in [row[0] for row in db.execute(_WITH_NEWS)]:
        history = history_of(other, other_id)
        shown, read_later = [], []
        for row_id, at, url, digest, canonical, filed, tells, fetched_at, *here in db.execute(
            _SHOWN, (other_id,)
        ):
            if not tells:
                shown.append(Shown(row_id, at, url, *here))
            elif digest in history.contents:
                shown.append(Shown(row_id, at, url, digest, canonical, filed))
                read_later += [(fetched_at, row_id)] if here[0] is not None else []
            else:
                lost += 1
        article_id = adopt(db, history, shown)
        db.executemany("UPDATE main.captures SET fetched_at = ? WHERE id = ?", read_later)
        db.execute(_ALSO_ITS, (article_id, other_id))
        settle_gone(db, article_id, history.gone_at)
        touched.append(article_id)
    return touched, lost
