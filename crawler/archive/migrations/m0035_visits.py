"""Indexes that tell which articles are due to be visited, and when the last capture was."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_INDEXES = """
CREATE INDEX idx_articles_visited ON articles (portal, last_seen_at);
DROP INDEX idx_articles_published_on;
CREATE INDEX idx_articles_published_on ON articles (published_on, last_seen_at);
CREATE INDEX idx_articles_undated ON articles (first_seen_at, last_seen_at)
WHERE published_on IS NULL;
CREATE INDEX idx_captures_captured_at ON captures (captured_at);
CREATE INDEX idx_captures_out_of_turn ON captures (article_id)
WHERE status IN (404, 410) OR incomplete IS NOT NULL OR clock_at IS NOT NULL;
"""


def apply(db: Database) -> None:
    """Make the indexes anew, and the new ones."""
    for statement in _INDEXES.split(";\n"):
        if statement.strip():
            db.execute(statement)
