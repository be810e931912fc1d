"""Watches: stored searches, what they know and what they told; and deadlines for calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE watches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    notify TEXT NOT NULL,
    uuid TEXT NOT NULL,
    created_at TEXT NOT NULL,
    checked_at TEXT NOT NULL,
    run_id INTEGER NOT NULL
);
CREATE TABLE watch_articles (
    watch_id INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    is_match INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    version_at TEXT NOT NULL,
    deadline_on TEXT,
    gone_at TEXT,
    PRIMARY KEY (watch_id, article_id)
) WITHOUT ROWID;
CREATE INDEX idx_watch_articles_article_id ON watch_articles (article_id);
CREATE TABLE watch_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    watch_id INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    found_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    portal TEXT,
    title TEXT,
    url TEXT NOT NULL,
    old_deadline_on TEXT,
    deadline_on TEXT,
    changed_fields TEXT NOT NULL
);
CREATE INDEX idx_watch_events_watch_id ON watch_events (watch_id, id);
CREATE INDEX idx_watch_events_article_id ON watch_events (article_id);
CREATE TABLE watch_notices (
    event_id INTEGER NOT NULL REFERENCES watch_events (id) ON DELETE CASCADE,
    way TEXT NOT NULL,
    notice TEXT,
    sent_at TEXT,
    PRIMARY KEY (event_id, way)
) WITHOUT ROWID;
CREATE INDEX idx_watch_notices_waiting ON watch_notices (way) WHERE sent_at IS NULL;
CREATE TABLE deadlines (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    deadline_on TEXT NOT NULL,
    previous_on TEXT,
    is_cancelled INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX idx_deadlines_deadline_on ON deadlines (deadline_on);
CREATE TRIGGER deadlines_insert AFTER INSERT ON articles WHEN new.deadline_on IS NOT NULL BEGIN
    INSERT INTO deadlines (article_id, deadline_on, is_cancelled, sequence, changed_at)
    VALUES (
        new.id, new.deadline_on, new.gone_at IS NOT NULL, 0, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    )
    -- Of an article that comes back after its row was lost.
    ON CONFLICT (article_id) DO UPDATE SET
        deadline_on = excluded.deadline_on,
        is_cancelled = excluded.is_cancelled,
        sequence = sequence + 1,
        changed_at = excluded.changed_at;
END;
CREATE TRIGGER deadlines_update AFTER UPDATE OF deadline_on, gone_at ON articles
WHEN old.deadline_on IS NOT new.deadline_on OR (old.gone_at IS NULL) <> (new.gone_at IS NULL)
BEGIN
    UPDATE deadlines SET
        previous_on = CASE
            WHEN new.deadline_on <> deadline_on THEN deadline_on ELSE previous_on
        END,
        deadline_on = coalesce(new.deadline_on, deadline_on),
        is_cancelled = new.deadline_on IS NULL OR new.gone_at IS NOT NULL,
        sequence = sequence + 1,
        changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE article_id = new.id;
    INSERT INTO deadlines (article_id, deadline_on, is_cancelled, sequence, changed_at)
    SELECT
        new.id, new.deadline_on, new.gone_at IS NOT NULL, 0, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE new.deadline_on IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM deadlines WHERE article_id = new.id);
END;
"""
_KNOWN_DEADLINES = """
INSERT INTO deadlines (article_id, deadline_on, is_cancelled, sequence, changed_at)
SELECT id, deadline_on, gone_at IS NOT NULL, 0, coalesce(changed_at, first_seen_at)
FROM articles WHERE deadline_on IS NOT NULL
"""


def apply(db: Database) -> None:
    """Make the tables, and note the deadlines there are."""
    db.executescript(_TABLES)
    db.execute(_KNOWN_DEADLINES)
