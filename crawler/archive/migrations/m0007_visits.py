"""What a crawl goes on from: lists read to their end, captures by digest; and what changed when."""
# The names put into the SQL stand in this file.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE lists (
    url TEXT PRIMARY KEY,
    portal TEXT NOT NULL REFERENCES portals (name) ON UPDATE CASCADE ON DELETE CASCADE,
    read_at TEXT NOT NULL,
    read_fully_at TEXT
) WITHOUT ROWID;
CREATE INDEX idx_lists_portal ON lists (portal);
CREATE INDEX idx_captures_digest ON captures (digest);
CREATE INDEX idx_rejects_url ON rejects (url);
"""

_COLUMNS = (
    "language",
    "title",
    "subtitle",
    "kicker",
    "lead",
    "body",
    "published_on",
    "published_at",
    "published_edtf",
    "published_text",
    "published_from",
    "updated_on",
    "deadline_on",
    "source_text",
    "editor_text",
)
_NOW = " ".join(f"WHEN '{name}' THEN a.{name}" for name in _COLUMNS)

# What a change led to is what the next change of the same field found there, or what is there now.
_CHANGES = f"""
CREATE VIEW v_changes AS
SELECT
    r.seen_at, a.portal, a.title, old.key AS field, old.value AS old_value,
    CASE
        WHEN later.number IS NOT NULL THEN (
            SELECT value FROM json_each(later.old_values) WHERE key = old.key
        )
        ELSE CASE old.key {_NOW} END
    END AS new_value,
    r.article_id, r.number, r.capture_id, a.url
FROM revisions AS r
JOIN articles AS a ON a.id = r.article_id
JOIN json_each(r.old_values) AS old
LEFT JOIN revisions AS later ON later.article_id = r.article_id AND later.number = (
    SELECT min(n.number) FROM revisions AS n
    WHERE n.article_id = r.article_id AND n.number > r.number
    AND EXISTS (SELECT 1 FROM json_each(n.changed_fields) WHERE value = old.key)
)
"""


def apply(db: Database) -> None:
    """Make the table, the indexes and the view."""
    db.executescript(_TABLES)
    db.execute(_CHANGES)
