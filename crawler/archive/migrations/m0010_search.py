"""What the words of the full-text index are found by, German inflection and compounds included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.archive.search_words import complete_words

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE search_words (
    key TEXT NOT NULL,
    relation TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (key, relation, word)
) WITHOUT ROWID;
CREATE INDEX idx_search_words_word ON search_words (word);

CREATE VIEW v_search AS
SELECT
    word,
    (
        SELECT group_concat('"' || relative || '"', ' OR ') FROM (
            SELECT DISTINCT found.word AS relative
            FROM search_words AS asked JOIN search_words AS found ON found.key = asked.key
            WHERE asked.word = words.word
            AND asked.relation = 'form' AND found.relation IN ('form', 'part')
            ORDER BY found.relation, length(found.word) LIMIT 200
        )
    ) AS expression
FROM (SELECT DISTINCT word FROM search_words) AS words;
"""


def apply(db: Database) -> None:
    """Make table and view, and look into all words that are there: 20,000 a second or so."""
    db.executescript(_TABLES)
    complete_words(db.conn)
