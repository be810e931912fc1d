"""Lines of web archives' indexes (CDX), kept in ``listed_captures`` so as to be asked for once.

And what follows from them: coverage by month, and articles that are named and not stored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crawler.items import PAGE_STATUSES

LIST_PAGE = ""
"""``article_url`` of captures that show a page of a list."""


class ListedRow(NamedTuple):
    """A row of ``listed_captures`` without portal and source."""

    article_url: str
    url: str
    captured_at: str
    status: int | None
    content_type: str
    digest: str
    length: int | None
    file: str | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """How many captures an index lists for one month, and what became of them.

    ``captured`` is the sum of the others: ``recovered`` are stored, ``failed`` could not be had or
    were no article, ``missing`` have not been asked for (yet).
    """

    month: str
    captured: int
    recovered: int
    missing: int
    failed: int


def add_listed(db: sqlite3.Connection, portal: str, source: str, rows: Iterable[ListedRow]) -> None:
    """Write lines of an index; those that are known stay as they are."""
    db.execute("INSERT INTO portals (name) VALUES (?) ON CONFLICT DO NOTHING", (portal,))
    db.executemany(
        "INSERT OR IGNORE INTO listed_captures (portal, source, article_url, url, captured_at, "
        "status, content_type, digest, length, file, offset) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        ((portal, source, *row) for row in rows),
    )


_IS_ROW = (
    "WHERE portal = ? AND source = ? AND article_url = ? AND captured_at = ? AND url = ? "
    "AND digest = ?"
)


def correct_listed(
    db: sqlite3.Connection, portal: str, source: str, listed: ListedRow, found: ListedRow | None
) -> None:
    """Write what a capture turned out to be, where its index said less: its moment or status.

    None: it is no capture of its own.
    """
    key = (portal, source, listed.article_url, listed.captured_at, listed.url, listed.digest)
    if found is None:
        db.execute(f"DELETE FROM listed_captures {_IS_ROW}", key)  # noqa: S608
    else:
        db.execute(
            f"UPDATE OR REPLACE listed_captures SET captured_at = ?, status = ? {_IS_ROW}",  # noqa: S608
            (found.captured_at, found.status, *key),
        )


def listed_articles(
    db: sqlite3.Connection, portal: str, source: str
) -> Iterator[tuple[str, list[ListedRow]]]:
    """Every article an index lists captures of, with all of them, one article at a time."""
    last = LIST_PAGE
    key = (portal, source)
    while row := db.execute(
        "SELECT min(article_url) FROM listed_captures "
        "WHERE portal = ? AND source = ? AND article_url > ?",
        (*key, last),
    ).fetchone():
        if row[0] is None:
            return
        last = row[0]
        yield last, listed_captures(db, portal, source, last)


def listed_captures(
    db: sqlite3.Connection, portal: str, source: str, article_url: str
) -> list[ListedRow]:
    """All captures of one article that an index lists, or of list pages (``LIST_PAGE``)."""
    rows = db.execute(
        "SELECT article_url, url, captured_at, status, content_type, digest, length, file, "
        "offset FROM listed_captures WHERE portal = ? AND source = ? AND article_url = ?",
        (portal, source, article_url),
    )
    return [ListedRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SourceYear:
    """As ``Month``, of the captures that one web archive lists of one year.

    ``alone`` are those of them, stored or not, that no other web archive lists.
    """

    source: str
    year: str
    captured: int
    recovered: int
    missing: int
    failed: int
    alone: int


# A capture that several archives list, or one under two articles' URLs, is one.
_PAGES = f"""
    SELECT l.source, l.url, l.captured_at, EXISTS (
        SELECT 1 FROM captures AS c WHERE c.article_id IS NOT NULL AND (
            (c.url = l.url AND c.captured_at = l.captured_at)
            OR (l.digest <> '' AND c.digest = l.digest)
        )
    ) AS is_here,
    EXISTS (
        SELECT 1 FROM rejects AS r LEFT JOIN captures AS c ON c.id = r.capture_id
        WHERE r.url = l.url
        AND (l.captured_at IN (r.captured_at, c.captured_at) OR c.digest = l.digest)
    ) AS is_rejected
    FROM listed_captures AS l
    WHERE l.portal = :portal AND (:source IS NULL OR l.source = :source)
    AND (l.status IN {PAGE_STATUSES} OR l.status IS NULL) AND l.article_url <> '{LIST_PAGE}'
"""  # noqa: S608
_SUMS = """
    count(*), sum(is_here), sum(NOT is_here AND NOT is_rejected), sum(NOT is_here AND is_rejected)
"""
_COVERAGE = f"""
    SELECT substr(captured_at, 1, 7), {_SUMS} FROM (
        SELECT captured_at, max(is_here) AS is_here, max(is_rejected) AS is_rejected
        FROM ({_PAGES}) GROUP BY url, captured_at
    ) GROUP BY 1 ORDER BY 1
"""  # noqa: S608
_BY_SOURCE = f"""
    SELECT source, substr(captured_at, 1, 4), {_SUMS}, sum(sources = 1) FROM (
        SELECT source, captured_at, is_here, is_rejected,
            count(*) OVER (PARTITION BY url, captured_at) AS sources
        FROM (
            SELECT source, url, captured_at, max(is_here) AS is_here,
                max(is_rejected) AS is_rejected
            FROM ({_PAGES}) GROUP BY source, url, captured_at
        )
    ) GROUP BY 1, 2 ORDER BY 2, 1
"""  # noqa: S608


def coverage(db: sqlite3.Connection, portal: str, source: str | None = None) -> list[Month]:
    """Months with captures of pages, by what an index lists (of one source) and the archive has.

    A capture whose payload is stored from another capture counts as recovered, and one that several
    web archives list counts once.
    """
    rows = db.execute(_COVERAGE, {"portal": portal, "source": source})
    return [Month(*row) for row in rows]


def coverage_by_source(db: sqlite3.Connection, portal: str) -> list[SourceYear]:
    """What each web archive lists of each year, and what of that the archive has."""
    rows = db.execute(_BY_SOURCE, {"portal": portal, "source": None})
    return [SourceYear(*row) for row in rows]


def has_proved_digest(db: sqlite3.Connection, portal: str, source: str) -> bool:
    """Whether a payload that is stored has the digest that a web archive's index has for it."""
    (found,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM listed_captures AS l JOIN captures AS c "
        "ON c.url = l.url AND c.captured_at = l.captured_at AND c.digest = l.digest "
        "WHERE l.portal = ? AND l.source = ? AND l.digest <> '' "
        "AND c.content_hash IS NOT NULL)",
        (portal, source),
    ).fetchone()
    return bool(found)


def known_urls(db: sqlite3.Connection, portal: str) -> Iterator[str]:
    """All URLs of a portal's articles: canonical ones and others."""
    for (url,) in db.execute(
        "SELECT url FROM articles WHERE portal = :portal AND url LIKE 'http%' UNION "
        "SELECT u.url FROM url_aliases AS u JOIN articles AS a ON a.id = u.article_id "
        "WHERE a.portal = :portal AND u.url LIKE 'http%' ORDER BY 1",
        {"portal": portal},
    ):
        yield url


def digest_captured(db: sqlite3.Connection, url: str, moment: str) -> str | None:
    """The digest of a capture that is kept; None if there is none."""
    row: tuple[str | None] | None = db.execute(
        "SELECT digest FROM captures WHERE url = ? AND captured_at = ? AND warc_file IS NOT NULL",
        (url, moment),
    ).fetchone()
    return row[0] if row else None


def linked_elsewhere(db: sqlite3.Connection, portal: str) -> Iterator[str]:
    """Targets of links in a portal's articles that are no stored article's URL."""
    for (url,) in db.execute(
        "SELECT DISTINCT k.url FROM links AS k JOIN articles AS a ON a.id = k.article_id "
        "WHERE a.portal = ? AND k.url LIKE 'http%' "
        "AND k.url NOT IN (SELECT url FROM articles) AND k.url NOT IN (SELECT url FROM url_aliases)"
        " ORDER BY k.url",
        (portal,),
    ):
        yield url


def listed_without_article(db: sqlite3.Connection, portal: str) -> Iterator[str]:
    """Articles an index lists, by whatever status, that the archive does not have."""
    for (url,) in db.execute(
        "SELECT DISTINCT article_url FROM listed_captures WHERE portal = ? AND article_url <> ? "
        "AND article_url NOT IN (SELECT url FROM articles) "
        "AND article_url NOT IN (SELECT url FROM url_aliases) ORDER BY 1",
        (portal, LIST_PAGE),
    ):
        yield url


def failed_often(db: sqlite3.Connection, url: str, moment: str) -> bool:
    """Whether a capture could not be had in two runs."""
    (runs,) = db.execute(
        "SELECT count(DISTINCT run_id) FROM rejects WHERE url = ? AND captured_at = ?",
        (url, moment),
    ).fetchone()
    return bool(runs >= 2)
