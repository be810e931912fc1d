"""Consistency of articles, their revisions, URLs and captures: rows that do not fit each other."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator

from crawler.archive.content import content_hash
from crawler.archive.rows import read_contents
from crawler.maintenance.doctor.findings import MEND, REEXTRACT, Finding

_AT_ONCE = 500

# Each gives what is wrong, the command that mends it, and one text a case.
_QUERIES = (
    (
        "articles",
        "articles without a capture",
        None,
        "SELECT url FROM articles WHERE id NOT IN (SELECT article_id FROM captures "
        "WHERE article_id IS NOT NULL AND content_hash IS NOT NULL)",
    ),
    (
        "articles",
        "articles whose history has lost or gained revisions",
        MEND,
        "SELECT url FROM articles AS a WHERE revision_count <> "
        "(SELECT count(*) FROM revisions WHERE article_id = a.id)",
    ),
    (
        "articles",
        "articles whose breadcrumb has lost its labels",
        MEND,
        "SELECT url FROM articles AS a WHERE breadcrumb IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM breadcrumbs WHERE article_id = a.id)",
    ),
    (
        "addresses",
        "aliases that lead nowhere",
        MEND,
        "SELECT url FROM url_aliases WHERE article_id NOT IN (SELECT id FROM articles)",
    ),
    (
        "addresses",
        "aliases that are another article's own address",
        MEND,
        "SELECT url FROM url_aliases WHERE url IN (SELECT url FROM articles)",
    ),
    (
        "addresses",
        "addresses that articles were read from and that lead to none",
        MEND,
        "SELECT DISTINCT url FROM captures WHERE article_id IS NOT NULL "
        "AND content_hash IS NOT NULL AND url NOT IN (SELECT url FROM articles) "
        "AND url NOT IN (SELECT url FROM url_aliases)",
    ),
    (
        "captures",
        "captures whose article the archive has lost",
        MEND,
        "SELECT url FROM captures WHERE content_hash IS NOT NULL "
        "AND (article_id IS NULL OR article_id NOT IN (SELECT id FROM articles))",
    ),
)


def check_articles(db: sqlite3.Connection) -> Iterator[Finding]:
    """Rows that do not fit each other."""
    return findings(db, _QUERIES)


def findings(
    db: sqlite3.Connection, queries: Iterable[tuple[str, str, str | None, str]]
) -> Iterator[Finding]:
    """One finding for each of ``queries`` that finds a row."""
    for check, what, mend, sql in queries:
        (count,) = db.execute(f"SELECT count(*) FROM ({sql})").fetchone()  # noqa: S608
        if count:
            (example,) = db.execute(f"{sql} LIMIT 1").fetchone()
            yield Finding(check, what, count, example, mend)


def count_articles(db: sqlite3.Connection) -> int:
    """How many articles there are."""
    (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
    return int(count)


def check_contents(
    db: sqlite3.Connection, advance: Callable[[int], None] = lambda number: None
) -> Iterator[Finding]:
    """Articles that do not say (any more) what their ``content_hash`` was made of."""
    differing = array("q")
    last = 0
    while hashes := dict(
        db.execute(
            "SELECT id, content_hash FROM articles WHERE id > ? ORDER BY id LIMIT ?",
            (last, _AT_ONCE),
        ).fetchall()
    ):
        for article_id, content in read_contents(db, hashes).items():
            if content_hash(content) != hashes[article_id]:
                differing.append(article_id)
        last = max(hashes)
        advance(len(hashes))
    if differing:
        what = "articles whose rows are not what was stored"
        sql = "SELECT url FROM articles WHERE id = ?"
        (example,) = db.execute(sql, (differing[0],)).fetchone()
        yield Finding("articles", what, len(differing), example, REEXTRACT)
