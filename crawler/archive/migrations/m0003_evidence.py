"""Where values come from: runs, captures, revisions, rejects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,
    source TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    finish_reason TEXT,
    requests INTEGER,
    responses INTEGER,
    not_modified INTEGER,
    new INTEGER,
    changed INTEGER,
    unchanged INTEGER,
    duplicates INTEGER,
    rejected INTEGER,
    errors INTEGER,
    seconds REAL,
    health TEXT
);
CREATE INDEX idx_runs_spider ON runs (spider);
CREATE INDEX idx_runs_started_at ON runs (started_at);

CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    url TEXT NOT NULL,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    fetched_at TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    status INTEGER,
    content_type TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    warc_file TEXT,
    warc_offset INTEGER,
    warc_length INTEGER,
    source TEXT,
    content_hash TEXT,
    is_canonical INTEGER
);
CREATE INDEX idx_captures_url_captured_at ON captures (url, captured_at);
CREATE INDEX idx_captures_article_id_captured_at ON captures (article_id, captured_at);
CREATE INDEX idx_captures_run_id ON captures (run_id);

CREATE TABLE revisions (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    changed_fields TEXT NOT NULL,
    old_values TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL,
    PRIMARY KEY (article_id, number)
) WITHOUT ROWID;
CREATE INDEX idx_revisions_seen_at ON revisions (seen_at);
CREATE INDEX idx_revisions_capture_id ON revisions (capture_id);

CREATE TABLE rejects (
    id INTEGER PRIMARY KEY,
    run_id INTEGER REFERENCES runs (id) ON DELETE CASCADE,
    url TEXT,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL
);
CREATE INDEX idx_rejects_run_id ON rejects (run_id);
CREATE INDEX idx_rejects_stage ON rejects (stage);
CREATE INDEX idx_rejects_capture_id ON rejects (capture_id);
"""


def apply(db: Database) -> None:
    """Make the tables and their indexes."""
    db.executescript(_TABLES)
