"""Articles that one look of a web archive found gone, told apart from those that two looks did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# Of an article that was not gone no two looks found that it was: what there is, is one.
_GONE_ONCE = """
ALTER TABLE articles ADD COLUMN gone_confirmed INTEGER;
UPDATE articles SET gone_confirmed = 1 WHERE gone_at IS NOT NULL;
UPDATE articles SET gone_at = once.at, gone_confirmed = 0
FROM (
    SELECT c.article_id, min(c.captured_at) AS at, max(c.source NOT IN ('live', 'demo')) AS archived
    FROM captures AS c WHERE c.status IN (404, 410) AND c.captured_at > coalesce((
        SELECT max(captured_at) FROM captures
        WHERE article_id = c.article_id AND content_hash IS NOT NULL
    ), '')
    GROUP BY c.article_id
) AS once
WHERE articles.id = once.article_id AND articles.gone_at IS NULL AND once.archived;
"""


def apply(db: Database) -> None:
    """Add the column, to the view as well, and fill it."""
    db.executescript(_GONE_ONCE)
    (view,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_articles'").fetchone()
    db.execute("DROP VIEW v_articles")
    db.execute(view.replace("a.gone_at, ", "a.gone_at, a.gone_confirmed, "))
