"""What tells stories apart: fingerprints, boilerplate, links between articles, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# story_fingerprints has no reference to articles: an index for it would double the largest table.
# Triggers note every article that stories must look at again, whoever changed it; what they note
# is done in the writer's next batch. All articles of an older archive are noted.
_TABLES = """
CREATE TABLE story_fingerprints (
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (hash, article_id)
) WITHOUT ROWID;

CREATE TABLE story_signatures (
    article_id INTEGER PRIMARY KEY,
    heading INTEGER NOT NULL,
    fingerprints BLOB NOT NULL
);

CREATE TABLE story_boilerplate (
    hash INTEGER PRIMARY KEY,
    frequent INTEGER NOT NULL
);

CREATE TABLE story_links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    shared REAL NOT NULL,
    other_shared REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (article_id, other_article_id)
) WITHOUT ROWID;
CREATE INDEX idx_story_links_other_article_id ON story_links (other_article_id);

CREATE TABLE story_overrides (
    url TEXT NOT NULL,
    other_url TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
    note TEXT,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (url, other_url)
) WITHOUT ROWID;
CREATE INDEX idx_story_overrides_other_url ON story_overrides (other_url);

CREATE TABLE story_pending (
    article_id INTEGER PRIMARY KEY
);
INSERT INTO story_pending SELECT id FROM articles;

CREATE TRIGGER story_pending_insert AFTER INSERT ON articles BEGIN
    INSERT INTO story_pending SELECT new.id
    WHERE NOT EXISTS (SELECT 1 FROM story_pending WHERE article_id = new.id);
END;

CREATE TRIGGER story_pending_update
AFTER UPDATE OF content_hash, url, portal, first_seen_at, published_edtf ON articles
WHEN old.content_hash IS NOT new.content_hash OR old.url IS NOT new.url
    OR old.portal IS NOT new.portal OR old.first_seen_at IS NOT new.first_seen_at
    OR old.published_edtf IS NOT new.published_edtf
BEGIN
    INSERT INTO story_pending SELECT new.id
    WHERE NOT EXISTS (SELECT 1 FROM story_pending WHERE article_id = new.id);
END;

-- Before: the links of a deleted article go with it, and its neighbours must be looked at.
CREATE TRIGGER story_pending_delete BEFORE DELETE ON articles BEGIN
    INSERT INTO story_pending
    SELECT id FROM (
        SELECT old.id AS id
        UNION SELECT other_article_id FROM story_links WHERE article_id = old.id
        UNION SELECT article_id FROM story_links WHERE other_article_id = old.id
    ) WHERE id NOT IN (SELECT article_id FROM story_pending);
END;
"""

_STORY = "coalesce((SELECT s.article_id FROM stories AS s WHERE s.id = a.story_id), a.id) AS story"


def apply(db: Database) -> None:
    """Make the tables and triggers, and give ``v_articles`` the column ``story``."""
    db.executescript(_TABLES)
    view = db.view("v_articles").schema
    db.execute("DROP VIEW v_articles")
    db.execute(view.replace("a.story_id,", f"a.story_id, {_STORY},", 1))
