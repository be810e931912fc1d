"""Stories: one event told in several articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    size INTEGER NOT NULL
);
CREATE INDEX idx_stories_article_id ON stories (article_id);

CREATE TABLE story_members (
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    similarity REAL,
    PRIMARY KEY (story_id, article_id)
) WITHOUT ROWID;
CREATE INDEX idx_story_members_article_id ON story_members (article_id);
CREATE INDEX idx_story_members_relation ON story_members (relation);
"""


def apply(db: Database) -> None:
    """Make the tables and their indexes."""
    db.executescript(_TABLES)
