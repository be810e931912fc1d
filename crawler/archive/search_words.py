"""The words of all articles with the keys they are found by: ``search_words``.

The full-text index has words as they are written; a question is widened to those that belong to
its words (``crawler.publishing.search``). Each word is looked into once, when the first article
brings it.
All functions work inside the caller's transaction.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from crawler.german.words.compounds import LONGEST
from crawler.german.words.forms import keys
from crawler.german.words.spelling import fold

logger = logging.getLogger(__name__)

Found = tuple[tuple[str, str], ...]
"""What a word is found by, each with its relation to it."""

_WORDS = re.compile(r"[^\W_]+")
_CHUNK = 5000
_MANY = 50_000
_INDEXED = """
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed USING fts5vocab (main, articles_fts, row)
"""


def words_of(text: str) -> list[str]:
    """The words of a text as the index has them (FTS5's ``unicode61``), numbers included."""
    return [word.lower() for word in _WORDS.findall(text)]


def _different_words(texts: Iterable[str | None]) -> set[str]:
    """The same, each once: most stand in a text several times, and are made small but once."""
    written: set[str] = set()
    for text in texts:
        written.update(_WORDS.findall(text or ""))
    return set(map(str.lower, written))


def add_words(db: sqlite3.Connection, texts: Iterable[str | None]) -> None:
    """Add the words of these texts that are not known yet, as the full-text index has them."""
    _insert(db, _different_words(texts))


# -- words that were looked into where pages are read ----------------------------------------------

_KEPT = 200_000
_ENOUGH = 20_000
_told: set[str] = set()
_remembered: Mapping[str, Found] = {}


def knows_most_words(db: sqlite3.Connection) -> bool:
    """Whether few of the words that come will be new: it has those of some hundred pages."""
    (number,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search_words LIMIT ?)", (_ENOUGH,)
    ).fetchone()
    return bool(number == _ENOUGH)


def look_into(*texts: str | None) -> dict[str, Found]:
    """What the words of these texts are found by, but for those that this process has told of."""
    if len(_told) > _KEPT:
        _told.clear()
    new = {word for word in _different_words(texts) if _is_word(word)} - _told
    _told.update(new)
    return {word: tuple(_rows(word)) for word in new}


def remember_words(found: Mapping[str, Found]) -> None:
    """Have these words of articles that are about to be stored not looked into once more."""
    global _remembered  # the last batch's are in the archive
    _remembered = found


def missing_words(db: sqlite3.Connection) -> list[str]:
    """The words in the full-text index that lack their keys."""
    db.execute(_INDEXED)
    try:
        rows = db.execute(
            "SELECT term FROM temp.indexed WHERE term NOT IN (SELECT word FROM search_words)"
        )
        return [word for (word,) in rows if _is_word(word)]
    finally:
        db.execute("DROP TABLE temp.indexed")


def complete_words(db: sqlite3.Connection) -> int:
    """Add all words the full-text index has; how many were missing."""
    missing = missing_words(db)
    if len(missing) > _MANY:
        logger.info(
            "Looking up the base forms of %d words, once: this may take minutes", len(missing)
        )
    for start in range(0, len(missing), _CHUNK):
        _insert(db, set(missing[start : start + _CHUNK]))
    return len(missing)


def _is_word(word: str) -> bool:
    return word.isalpha() and len(word) <= LONGEST


def _insert(db: sqlite3.Connection, words: set[str]) -> None:
    candidates = json.dumps([word for word in words if _is_word(word)])
    new = db.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT word FROM search_words) "
        "ORDER BY value",  # neighbours in the table and in its index are written together
        (candidates,),
    ).fetchall()
    db.executemany(
        "INSERT OR IGNORE INTO search_words (key, relation, word) VALUES (?, ?, ?)",
        [
            (key, relation, word)
            for (word,) in new
            for relation, key in _remembered.get(word) or _rows(word)
        ],
    )


def _rows(word: str) -> Iterator[tuple[str, str]]:
    found = keys(word)
    if (spelling := fold(word)) != word:
        yield "spelling", spelling
    for key in found.forms:
        yield "form", key
    for key in found.parts:
        yield "part", key
