"""Entries of "Zum Nachlesen" lists, and where a title comes from that no page prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE further_reading (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    publisher TEXT,
    edtf TEXT,
    title TEXT NOT NULL,
    url TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX idx_further_reading_publisher ON further_reading (publisher);
CREATE INDEX idx_further_reading_url ON further_reading (url);
ALTER TABLE articles ADD COLUMN title_from TEXT;
"""
_LAST = "WHEN 'editor_text' THEN a.editor_text"


def apply(db: Database) -> None:
    """Add them, the latter to the view of changes as well; reextraction fills both."""
    db.executescript(_TABLES)
    (view,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_changes'").fetchone()
    assert view.count(_LAST) == 1, view
    db.execute("DROP VIEW v_changes")
    db.execute(view.replace(_LAST, f"{_LAST} WHEN 'title_from' THEN a.title_from"))
