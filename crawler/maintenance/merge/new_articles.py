"""Articles of the attached archive ``other`` that ``main`` knows nothing of, copied as they are.

What a first crawl brings, mostly: one version, seen whole, under URLs and in captures that nobody
here has seen. Then there is no history to be worked out from the captures of both, and rows can be
copied by a few statements for all. What is not as simple ``take_articles`` takes one by one.

All functions work inside the caller's transaction, behind ``take_evidence``. The temporary table
``merged_articles`` says which article became which (``other_id`` → ``id``).
"""
# Table and column names in the SQL come from the archive's own schema.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3

from crawler.archive.captures import PARTIAL, UNDATED
from crawler.archive.content import content_hash
from crawler.archive.dating.placing import DATING
from crawler.archive.rows import SHARED_NAMES, read_contents
from crawler.items import GONE
from crawler.maintenance.merge.crawl_tables import columns_of

_AT_ONCE = 500
"""Articles whose rows are read at a time."""

_URLS = """
    SELECT a.url UNION ALL SELECT url FROM other.url_aliases WHERE article_id = a.id
"""
# Times are those of its captures, as they would be worked out here.
_IS_NEW = f"""
    a.revision_count = 0 AND a.kept_fields IS NULL AND a.gone_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM ({_URLS}) WHERE url IN (SELECT url FROM main.articles)
        OR url IN (SELECT url FROM main.url_aliases))
    AND NOT EXISTS (SELECT 1 FROM other.partial_contents WHERE article_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM main.captures WHERE status IN {GONE} AND url IN ({_URLS}))
    AND NOT EXISTS (
        SELECT 1 FROM other.captures AS o JOIN temp.merged_captures AS t ON t.other_id = o.id
        WHERE o.article_id = a.id AND (NOT t.is_new OR (o.content_hash IS NOT NULL AND (
            o.content_hash <> a.content_hash OR o.incomplete IS NOT NULL OR {PARTIAL} OR {UNDATED}
        )))
    )
    AND (a.first_seen_at, a.last_seen_at) = (
        SELECT min(captured_at), max(captured_at) FROM other.captures
        WHERE article_id = a.id AND content_hash IS NOT NULL
    )
"""
_CHOOSE = (
    f"INSERT INTO temp.merged_articles SELECT a.id, NULL FROM other.articles AS a WHERE {_IS_NEW}"
)
# Ids are never used twice, not even those of articles that are gone.
_NUMBER = """
    UPDATE temp.merged_articles AS t SET id = n.id FROM (
        SELECT other_id, row_number() OVER (ORDER BY other_id)
            + coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = 'articles'), 0) AS id
        FROM temp.merged_articles
    ) AS n WHERE n.other_id = t.other_id
"""
_SHOW = """
    UPDATE main.captures AS m SET article_id = n.id, content_hash = o.content_hash,
        is_canonical = o.is_canonical, is_filed = o.is_filed
    FROM temp.merged_articles AS n
    JOIN other.captures AS o ON o.article_id = n.other_id
    JOIN temp.merged_captures AS t ON t.other_id = o.id
    WHERE m.id = t.id
"""
_OWN_ROWS = ("url_aliases", "breadcrumbs", "links", "images", "dates", "further_reading")
"""Tables whose rows belong to one article and refer to nothing else."""


def take_new_articles(db: sqlite3.Connection, other: sqlite3.Connection) -> list[int]:
    """Copy what is new here; ids of the articles. ``other``: a connection of its own to that file.

    An article whose rows are not what its captures showed is left to ``take_articles``, which
    counts what is lost.
    """
    db.execute("DELETE FROM temp.merged_articles")
    db.execute(_CHOOSE)
    _leave_damaged(db, other)
    db.execute(_NUMBER)
    columns = columns_of(db, "articles", without=("id", "story_id", *DATING))
    _copy(db, "articles", "id", columns, joined="id")
    for table in _OWN_ROWS:
        columns = columns_of(db, table, without=("article_id",))
        _copy(db, table, "article_id", columns, joined="article_id")
    for table, (key, names) in SHARED_NAMES.items():
        _copy_names(db, table, key, names)
    db.execute(_SHOW)
    return [row[0] for row in db.execute("SELECT id FROM temp.merged_articles ORDER BY id")]


def _leave_damaged(db: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """Choose no article whose content has another hash than its captures say."""
    ids = [row[0] for row in db.execute("SELECT other_id FROM temp.merged_articles")]
    for start in range(0, len(ids), _AT_ONCE):
        contents = read_contents(other, ids[start : start + _AT_ONCE])
        digests = [(article_id, content_hash(content)) for article_id, content in contents.items()]
        db.executemany(
            "DELETE FROM temp.merged_articles WHERE other_id = ? AND ? <> "
            "(SELECT content_hash FROM other.articles WHERE id = other_id)",
            digests,
        )


def _copy(db: sqlite3.Connection, table: str, own: str, columns: list[str], *, joined: str) -> None:
    """Copy the rows of a table; ``own`` gets the article's id, by which they are ``joined``."""
    db.execute(
        f"INSERT INTO main.{table} ({own}, {', '.join(columns)}) "
        f"SELECT n.id, {', '.join(f'o.{name}' for name in columns)} "
        f"FROM temp.merged_articles AS n JOIN other.{table} AS o ON o.{joined} = n.other_id "
        "ORDER BY n.id"
    )


def _copy_names(db: sqlite3.Connection, table: str, key: str, names: tuple[str, ...]) -> None:
    """Copy which names articles bear; those that nobody has borne here are added."""
    borne = (
        f"FROM temp.merged_articles AS n JOIN other.article_{table} AS j ON j.article_id = "
        f"n.other_id JOIN other.{table} AS o ON o.id = j.{key}"
    )
    db.execute(
        f"INSERT INTO main.{table} ({', '.join(names)}) "
        f"SELECT {', '.join(f'o.{name}' for name in names)} {borne} "
        "ORDER BY n.id, j.position ON CONFLICT DO NOTHING"
    )
    columns = columns_of(db, f"article_{table}", without=("article_id", key))
    # The first by "=", so that SQLite goes by its index.
    same = " AND ".join(f"m.{name} {'=' if name == names[0] else 'IS'} o.{name}" for name in names)
    db.execute(
        f"INSERT INTO main.article_{table} (article_id, {key}, {', '.join(columns)}) "
        f"SELECT n.id, m.id, {', '.join(f'j.{name}' for name in columns)} {borne} "
        f"JOIN main.{table} AS m ON {same}"
    )
