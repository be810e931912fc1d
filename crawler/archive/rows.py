"""Contents and filings as rows of ``articles`` and the tables of its lists, and back."""
# Table and column names in the SQL come from the dictionaries below, values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from crawler.archive.content import (
    FILING_FIELDS,
    NAME_LISTS,
    ROW_FIELDS,
    ROW_TYPES,
    TEXT_FIELDS,
    Content,
    cleaned,
    content_of,
    filing_of,
    to_json,
)
from crawler.archive.database import insert, update
from crawler.archive.gone import SET_GONE
from crawler.archive.url_places import replace_url_places
from crawler.german import BERLIN
from crawler.items import (
    FROM_CAPTURE,
    Alias,
    Article,
    Breadcrumb,
    DateMention,
    Editor,
    FurtherReading,
    Image,
    Link,
    Place,
)

# Lists whose rows belong to one article.
_LISTS = {
    "breadcrumbs": Breadcrumb,
    "links": Link,
    "images": Image,
    "dates": DateMention,
    "further_reading": FurtherReading,
}
SHARED_NAMES = {
    "sources": ("source_id", ("name",)),
    "editors": ("editor_id", ROW_FIELDS[Editor]),
    "places": ("place_id", ROW_FIELDS[Place]),
    "topics": ("topic_id", ("name",)),
}
"""Tables of names that articles share: table → (its id in ``article_<table>``, columns)."""
_OF_ARTICLE = {"places": "j.origin"}
"""What is said of a name for one article: the last field of the row's dataclass."""


def content_columns(content: Content) -> dict[str, Any]:
    """The columns of ``articles`` that a content fills."""
    columns: dict[str, Any] = {name: content.get(name) for name in TEXT_FIELDS}
    columns["word_count"] = sum(len((content.get(name) or "").split()) for name in ("lead", "body"))
    return columns


def set_seen(db: sqlite3.Connection, article_id: int, first: str, last: str) -> None:
    """Write when an article was seen, and what follows for one that bears no date of its own."""
    db.execute(
        "UPDATE articles SET first_seen_at = :first, last_seen_at = :last, published_edtf = "
        f"CASE WHEN published_from = '{FROM_CAPTURE}' THEN :bound ELSE published_edtf END "
        "WHERE id = :article",
        {"first": first, "last": last, "bound": _upper_bound(first), "article": article_id},
    )
    # What was seen after it had gone is back, and may be gone again.
    db.execute(f"{SET_GONE} AND gone_at IS NOT NULL", {"article": article_id})


def insert_article(
    db: sqlite3.Connection, article: Article, content: Content, content_hash: str, seen_at: str
) -> int:
    """A new article with its lists and its filing, seen once; its id.

    One statement: triggers of ``articles`` and its many indexes are what a row costs.
    """
    filing = _filing(db, article)
    values = {
        "url": article.url,
        "content_hash": content_hash,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        **content_columns(content),
        **_filing_columns(article, filing),
    }
    bound = _upper_bound(seen_at)  # raises for a moment that is in no calendar, whoever needs it
    if values["published_from"] == FROM_CAPTURE:
        values["published_edtf"] = bound
    article_id = insert(db, "articles", values)
    insert_lists(db, article_id, content)
    _insert_list(db, article_id, "breadcrumbs", filing["breadcrumbs"])
    return article_id


def insert_lists(db: sqlite3.Connection, article_id: int, content: Content) -> None:
    """Insert the rows of the content's lists for an article that has none."""
    for table in (*ROW_TYPES, *NAME_LISTS):
        if rows := content.get(table):
            _insert_list(db, article_id, table, rows)


def replace_lists(db: sqlite3.Connection, article_id: int, content: Content) -> None:
    """Replace all rows of the content's lists."""
    for table in (*ROW_TYPES, *NAME_LISTS):
        joined = f"article_{table}" if table in SHARED_NAMES else table
        db.execute(f"DELETE FROM {joined} WHERE article_id = ?", (article_id,))
    insert_lists(db, article_id, content)
    replace_url_places(db, article_id)


def replace_filing(db: sqlite3.Connection, article_id: int, article: Article) -> None:
    """Replace portal, kind and breadcrumb, and how sure the fields of that page are.

    A portal nobody has described yet gets a row.
    """
    filing = _filing(db, article)
    update(db, "articles", article_id, _filing_columns(article, filing))
    db.execute("DELETE FROM breadcrumbs WHERE article_id = ?", (article_id,))
    _insert_list(db, article_id, "breadcrumbs", filing["breadcrumbs"])


def _filing(db: sqlite3.Connection, article: Article) -> Content:
    """How an article is filed; its portal has a row then, which articles refer to."""
    if article.portal:
        db.execute("INSERT INTO portals (name) VALUES (?) ON CONFLICT DO NOTHING", [article.portal])
    return cleaned(filing_of(article))


def _filing_columns(article: Article, filing: Content) -> dict[str, Any]:
    """The columns of ``articles`` that a filing fills, and how sure the fields of that page are."""
    sure = to_json(article.confidence) if article.confidence else None
    return {name: filing.get(name) for name in FILING_FIELDS} | {"confidence": sure}


def read_articles(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Article]:
    """The stored articles with their lists, by id; ids that do not exist are left out."""
    wanted = json.dumps(list(ids))
    lists: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for table, row_type in _LISTS.items():
        for article_id, *values in db.execute(_select_rows(table), (wanted,)):
            lists[article_id][table].append(row_type(*values))
    for table in SHARED_NAMES:
        row_type = ROW_TYPES.get(table, str)
        for article_id, *values in db.execute(_select_names(table), (wanted,)):
            lists[article_id][table].append(row_type(*values))
    for article_id, url, rule in db.execute(
        "SELECT article_id, url, rule FROM url_aliases "
        "WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY url",
        (wanted,),
    ):
        lists[article_id]["aliases"].append(Alias(url, rule))
    columns = ("url", *TEXT_FIELDS, *FILING_FIELDS)
    articles = {}
    for article_id, sure, *values in db.execute(
        f"SELECT id, confidence, {', '.join(columns)} FROM articles "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (wanted,),
    ):
        articles[article_id] = Article(**dict(zip(columns, values, strict=True)))
        articles[article_id].confidence = json.loads(sure) if sure else {}
        for name, rows in lists[article_id].items():
            setattr(articles[article_id], name, rows)
    return articles


def read_contents(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Content]:
    """What the newest version of each article says itself: without ``kept_fields``."""
    articles = read_articles(db, ids)
    contents = {article_id: content_of(article) for article_id, article in articles.items()}
    for article_id, kept in db.execute(
        "SELECT id, kept_fields FROM articles WHERE kept_fields IS NOT NULL "
        "AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(contents)),),
    ):
        for name in json.loads(kept):
            contents[article_id].pop(name, None)
    return contents


def _insert_list(db: sqlite3.Connection, article_id: int, table: str, rows: Iterable[Any]) -> None:
    if table in _LISTS:
        columns = ROW_FIELDS[_LISTS[table]]
        values = [
            (article_id, position, *(row.get(column) for column in columns))
            for position, row in enumerate(rows, start=1)
        ]
        db.executemany(
            f"INSERT INTO {table} (article_id, position, {', '.join(columns)}) "
            f"VALUES (?, ?{', ?' * len(columns)})",
            values,
        )
        return
    key, columns = SHARED_NAMES[table]
    names = [
        tuple(row.get(column) for column in columns) if isinstance(row, dict) else (row,)
        for row in rows
    ]
    db.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES (?{', ?' * (len(columns) - 1)}) "
        "ON CONFLICT DO NOTHING",
        names,
    )
    db.executemany(
        f"INSERT INTO article_{table} (article_id, position, {key}) "
        f"SELECT ?, ?, id FROM {table} WHERE {' AND '.join(f'{c} IS ?' for c in columns)}",
        [(article_id, position, *name) for position, name in enumerate(names, start=1)],
    )


def _select_rows(table: str) -> str:
    return (
        f"SELECT article_id, {', '.join(ROW_FIELDS[_LISTS[table]])} FROM {table} "
        "WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position"
    )


def _select_names(table: str) -> str:
    key, names = SHARED_NAMES[table]
    columns = [f"n.{name}" for name in names] + (
        [_OF_ARTICLE[table]] if table in _OF_ARTICLE else []
    )
    return (
        f"SELECT j.article_id, {', '.join(columns)} "
        f"FROM article_{table} AS j JOIN {table} AS n ON n.id = j.{key} "
        "WHERE j.article_id IN (SELECT value FROM json_each(?)) ORDER BY j.article_id, j.position"
    )


def _upper_bound(seen_at: str) -> str:
    """EDTF for "that day or earlier": the day it was in Germany when the page was seen."""
    day = dt.datetime.fromisoformat(seen_at).astimezone(BERLIN).date()
    return f"[..{day.isoformat()}]"
