"""The best answers to an expression: one statement, for everybody who asks the index."""

from __future__ import annotations

NEWEST = 1000
"""Hits that are ranked: those archived last. To score all of a common word takes seconds."""

BEST = f"""
WITH edge AS (
    SELECT min(rowid) AS oldest FROM (
        SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query
        ORDER BY rowid DESC LIMIT {NEWEST}
    )
)
SELECT rowid FROM articles_fts
WHERE articles_fts MATCH :query AND rowid >= (SELECT oldest FROM edge)
ORDER BY bm25(articles_fts, 10, 4, 1) LIMIT :limit
"""  # noqa: S608
"""The ids of the best ``:limit`` articles for ``:query``; a word in the title weighs ten times."""
