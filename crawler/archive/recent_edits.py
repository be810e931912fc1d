"""Rows of ``recent_edits``: known articles as they were before the last few runs changed them.

A layout that breaks bit by bit changes a few articles in each of several runs: none of them is a
sign by itself. So what a few runs changed is judged together (``crawler.monitoring.health``), and
what the first of them stored can be taken back. All functions work inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from crawler.archive.aliases import article_ids
from crawler.archive.health_rows import article_from_json, article_to_json, hold
from crawler.archive.replaced_pages import as_seen
from crawler.archive.revisions import rebuild
from crawler.archive.rows import read_articles, replace_filing
from crawler.items import Article

JUDGED_TOGETHER = 5
"""Number of runs whose edits are judged together, the one that is judged included."""

# Pages seen again: of articles that an earlier run had seen.
_SEEN_AGAIN = """
    SELECT url, max(status IS NOT 304) AS was_sent FROM captures AS c
    WHERE run_id IN (SELECT value FROM json_each(:runs)) AND article_id IS NOT NULL
    AND url NOT IN (SELECT url FROM captures WHERE run_id = :run)
    AND EXISTS (
        SELECT 1 FROM captures AS e WHERE e.article_id = c.article_id AND e.run_id < c.run_id
    )
    GROUP BY url
"""
_FORGET_LATER = """
    UPDATE captures SET article_id = NULL, content_hash = NULL, is_canonical = NULL, is_filed = NULL
    WHERE article_id = :id AND content_hash IS NOT NULL AND run_id >= :run
"""


@dataclass(frozen=True, eq=False, slots=True)
class RecentEdit:
    """A change that ``run_id`` made to a known article, which is stored under ``url`` by now."""

    run_id: int
    url: str
    before: Article
    after: Article


def note_before(db: sqlite3.Connection, article: Article, run_id: int) -> None:
    """Keep what is stored of an article that ``run_id`` is about to change, if anything is."""
    ids = article_ids(db, [article.url, *(alias.url for alias in article.aliases)])
    if not ids:
        return
    article_id = min(ids.values())
    before = read_articles(db, [article_id])[article_id]
    db.execute(
        "INSERT INTO recent_edits (run_id, url, article) VALUES (?, ?, ?)",
        (run_id, before.url, article_to_json(before)),
    )


def forget_older(db: sqlite3.Connection, spider: str) -> None:
    """Forget what was changed by runs that are not judged together with the next one."""
    db.execute(
        "DELETE FROM recent_edits WHERE run_id IN (SELECT id FROM runs WHERE spider = :spider) "
        "AND run_id NOT IN (SELECT id FROM runs WHERE spider = :spider AND health IS NOT NULL "
        "ORDER BY id DESC LIMIT :runs)",
        {"spider": spider, "runs": JUDGED_TOGETHER},
    )


def recent_edits(db: sqlite3.Connection, runs: Collection[int]) -> list[RecentEdit]:
    """What these runs changed, the earliest change first."""
    rows = db.execute(
        "SELECT run_id, url, article FROM recent_edits "
        "WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([*runs]),),
    ).fetchall()
    ids = article_ids(db, [url for _, url, _ in rows])
    now = read_articles(db, {*ids.values()})
    after = dict(now)
    found = []
    for run_id, url, text in reversed(rows):
        if url in ids:  # else the article was removed since
            article_id, before = ids[url], article_from_json(text)
            found.append(RecentEdit(run_id, now[article_id].url, before, after[article_id]))
            after[article_id] = before
    return found[::-1]


def seen_by_others(db: sqlite3.Connection, run_id: int, runs: Collection[int]) -> tuple[int, int]:
    """Pages of known articles that ``runs`` requested and ``run_id`` did not.

    Returns the number of those that were sent at least once, and of those answered 304 only.
    """
    sent, all_of_them = db.execute(
        f"SELECT coalesce(sum(was_sent), 0), count(*) FROM ({_SEEN_AGAIN})",  # noqa: S608
        {"runs": json.dumps([*runs]), "run": run_id},
    ).fetchone()
    return sent, all_of_them - sent


def take_back(db: sqlite3.Connection, edit: RecentEdit, fields: Iterable[str], run_id: int) -> bool:
    """Put an article back to what it was before a recent edit, and hold back what it became.

    The captures that showed the edit stay, but tell nothing of the article any more: it is asked
    for again. Returns whether it was taken back: not if nothing else ever showed the article.

    Args:
        edit: the edit; later ones go with it.
        fields: those in doubt.
        run_id: the run whose alarm it is, which holds the article from now on.
    """
    article_id = article_ids(db, [edit.url]).get(edit.url)
    key = {"id": article_id, "run": edit.run_id}
    earlier = db.execute(
        "SELECT EXISTS (SELECT 1 FROM captures WHERE article_id = :id AND content_hash IS NOT NULL "
        "AND (run_id IS NULL OR run_id < :run))",
        key,
    ).fetchone()[0]
    if article_id is None or not earlier:
        return False
    signs = [f"edited {field}" for field in sorted(fields)]
    why = f"{'; '.join(signs)}; stored since run {edit.run_id} and taken back"
    seen = as_seen(db, article_id)
    waits = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE url = ? AND run_id = ?)"
    if not db.execute(waits, (seen.url, run_id)).fetchone()[0]:  # as this run saw it
        hold(db, seen, signs, run_id, why)
    db.execute(_FORGET_LATER, key)
    rebuild(db, article_id, {})
    replace_filing(db, article_id, edit.before)
    db.execute(
        "DELETE FROM recent_edits WHERE url IN (?, ?) AND run_id >= ?",
        (edit.before.url, edit.url, edit.run_id),
    )
    return True
