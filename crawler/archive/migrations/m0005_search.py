"""Full text over title, lead and body."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# Diacritics stay: without them *fördern* (fund) and *fordern* (demand) are one word.
# The triggers are not sqlite-utils' own, which index an article again on every update of any
# column: seeing an article once more would cost as much as storing it.
_TABLES = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, lead, body,
    content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, lead, body)
    VALUES (new.id, new.title, new.lead, new.body);
END;

CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, lead, body)
    VALUES ('delete', old.id, old.title, old.lead, old.body);
END;

CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, lead, body ON articles
WHEN old.title IS NOT new.title OR old.lead IS NOT new.lead OR old.body IS NOT new.body
BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, lead, body)
    VALUES ('delete', old.id, old.title, old.lead, old.body);
    INSERT INTO articles_fts (rowid, title, lead, body)
    VALUES (new.id, new.title, new.lead, new.body);
END;
"""


def apply(db: Database) -> None:
    """Make the index and the triggers that keep it in step."""
    db.executescript(_TABLES)
