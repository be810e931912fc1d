"""The archive's rows of a forgotten article, in all tables, those of later versions included.

What refers to an article goes with it (``ON DELETE CASCADE``); what only names its URL is found by
looking into every column of every table that is no article's own.
All functions work inside the caller's transaction.
"""
# Names of tables and columns in the SQL come from SQLite itself.
# ruff: noqa: S608

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable

from crawler.archive.dating.placing import date_pending
from crawler.archive.forgotten import Forgotten, text_of_markup
from crawler.archive.search_words import words_of
from crawler.archive.stories import place_pending
from crawler.maintenance.forgetting.records import Traces

_UNTOUCHED = {"forgotten", "forgotten_keys", "superseded_files", "search_words", "portals"}
_INDEXED = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed USING fts5vocab (main, articles_fts, row)"
)


def erase_rows(
    db: sqlite3.Connection, forgotten: Forgotten, articles: Collection[int], traces: Traces
) -> Counter[str]:
    """Remove the articles and all that tells of them; how many rows of which table."""
    done: Counter[str] = Counter()
    texts = [text for article_id in articles for text in _texts(db, article_id)]
    names = _names_of(db, articles)
    db.executemany("DELETE FROM captures WHERE id = ?", [(each,) for each in traces.captures])
    db.executemany(
        "UPDATE captures SET warc_file = NULL, warc_offset = NULL, warc_length = NULL WHERE id = ?",
        [(each,) for each in traces.bare],
    )
    db.executemany("DELETE FROM articles WHERE id = ?", [(each,) for each in articles])
    done["captures"], done["articles"] = len(traces.captures), len(articles)
    for table, keys in names.items():
        done[table] += _drop_unused(db, table, keys)
    _drop_words(db, texts)
    for table in _tables(db):
        if count := _sweep(db, table, forgotten):
            done[table] += count
    place_pending(db)
    date_pending(db)
    for table in ("story_fingerprints", "story_signatures", "story_pending"):
        db.executemany(f"DELETE FROM {table} WHERE article_id = ?", [(each,) for each in articles])
    # What was deleted stays in the segments of the index until they are merged.
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    return done


def shared_rows(db: sqlite3.Connection, rows: Iterable[str]) -> dict[str, list[int]]:
    """Those of rows of words that also stand in articles, and the ids of these."""
    found = {}
    for row in rows:
        ids = [
            each[0]
            for each in db.execute(
                "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT 5", (f'"{row}"',)
            )
        ]
        if ids:
            found[row] = ids
    return found


def _texts(db: sqlite3.Connection, article_id: int) -> list[str]:
    """All that any version of an article says."""
    own = db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    parts = [value for value in own or () if isinstance(value, str)]
    for table in own_tables(db):
        for row in db.execute(f"SELECT * FROM {table} WHERE article_id = ?", (article_id,)):
            parts += [value for value in row if isinstance(value, str)]
    return parts


def own_tables(db: sqlite3.Connection) -> list[str]:
    """The tables whose rows are an article's own."""
    return [
        table
        for table in _tables(db)
        if any(
            key[2] == "articles" and key[3] == "article_id" and key[6] == "CASCADE"
            for key in db.execute(f'PRAGMA foreign_key_list("{table}")')
        )
    ]


def _tables(db: sqlite3.Connection) -> list[str]:
    return [
        row[0]
        for row in db.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\' "
            "ORDER BY name"
        )
    ]


def _names_of(db: sqlite3.Connection, articles: Collection[int]) -> dict[str, set[object]]:
    """Rows of other tables that an article's rows refer to: names of editors, for instance."""
    found: dict[str, set[object]] = {}
    ids = json.dumps([*articles])
    for table in own_tables(db):
        for _, _, parent, column, key, *_ in db.execute(
            f'PRAGMA foreign_key_list("{table}")'
        ).fetchall():
            if parent in ("articles", "captures", "stories", "runs", "portals"):
                continue
            rows = db.execute(
                f"SELECT {column} FROM {table} "
                "WHERE article_id IN (SELECT value FROM json_each(?))",
                (ids,),
            )
            found.setdefault(parent, set()).update(row[0] for row in rows)
            assert key in ("id", None)
    return found


def _drop_unused(db: sqlite3.Connection, table: str, keys: Iterable[object]) -> int:
    """Remove those of some rows that nothing refers to any more."""
    users = [
        f"SELECT 1 FROM {user} WHERE {key[3]} = :id"
        for user in _tables(db)
        for key in db.execute(f'PRAGMA foreign_key_list("{user}")')
        if key[2] == table
    ]
    number = 0
    for key in keys:
        used = db.execute(f"SELECT EXISTS ({' UNION ALL '.join(users)})", {"id": key}).fetchone()[0]
        if not used:
            number += db.execute(f"DELETE FROM {table} WHERE id = ?", (key,)).rowcount
    return number


def _drop_words(db: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Remove the words from the search that no article has any more."""
    words = {word for text in texts for word in words_of(text)}
    db.execute(_INDEXED)
    try:
        for word in sorted(words):
            if db.execute("SELECT 1 FROM temp.indexed WHERE term = ?", (word,)).fetchone() is None:
                db.execute("DELETE FROM search_words WHERE word = ?", (word,))
    finally:
        db.execute("DROP TABLE temp.indexed")


def _sweep(db: sqlite3.Connection, table: str, forgotten: Forgotten) -> int:
    """Take URLs and words of forgotten articles out of a table that is nobody's own.

    A row that is about one (``url``, ``article_url``) goes. Of another value that is left which
    tells nothing; if nothing is, it is emptied, or its row goes where it may not be empty.
    """
    if table in _UNTOUCHED or table == "articles" or table in own_tables(db):
        return 0
    info = db.execute(f"PRAGMA table_info({table})").fetchall()
    key = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]
    may_be_empty = {row[1]: not row[3] for row in info if row[2] == "TEXT"}
    names = [name for name in may_be_empty if name not in key or name in _ABOUT]
    if not names or not key:
        return 0
    number = 0
    where = " AND ".join(f"{_quoted(name)} IS ?" for name in key)
    sql = f"SELECT {', '.join(map(_quoted, [*key, *names]))} FROM {table}"
    for row in db.execute(sql).fetchall():
        at, values = row[: len(key)], dict(zip(names, row[len(key) :], strict=True))
        left = {name: _left_of(v, forgotten) for name, v in values.items() if isinstance(v, str)}
        changed = {name: value for name, value in left.items() if value != values[name]}
        if not changed:
            continue
        if any(
            name in _ABOUT or (changed[name] is None and not may_be_empty[name]) for name in changed
        ):
            number += db.execute(f"DELETE FROM {table} WHERE {where}", at).rowcount
        else:
            sets = ", ".join(f"{_quoted(name)} = ?" for name in changed)
            sql = f"UPDATE {table} SET {sets} WHERE {where}"
            number += db.execute(sql, (*changed.values(), *at)).rowcount
    return number


_ABOUT = ("url", "article_url", "other_url")
"""Columns that say what a row is about."""
_WEB_URL = re.compile(r"(?:https?://|urn:)[^\s\"'<>\\,;)\]}]+")
_INSTEAD = "(forgotten)"
_SHORT = 24
"""Letters that four words have at least."""


def _left_of(value: str, forgotten: Forgotten) -> str | None:
    """What may stay of a value; None if nothing may."""
    if value.startswith("[") and (urls := _urls_in(value)) is not None:
        left = [url for url in urls if forgotten.by_url(url) is None]
        return value if len(left) == len(urls) else json.dumps(left, ensure_ascii=False)
    left_over = _WEB_URL.sub(
        lambda url: _INSTEAD if forgotten.by_url(url[0]) is not None else url[0], value
    )
    if len(value) > _SHORT and forgotten.standing_in(text_of_markup(left_over)):
        return None
    return left_over


def _urls_in(value: str) -> list[str] | None:
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else None


def _quoted(name: str) -> str:
    return f'"{name}"'
