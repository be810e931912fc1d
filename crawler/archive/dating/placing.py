"""Dating articles: what waits in ``dating_pending`` is looked at, and its portals are dated anew.

An article's date follows from its own evidence, from its copies, and from its neighbours on lists
and in numbering, which is why a portal is dated as a whole: from what the archive holds, whatever
the order it came in. What an article itself says is worked out once, and kept until it changes.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Mapping

from crawler.archive.dating.evidence import EvidenceKind, KindName, sorted_evidence
from crawler.archive.dating.interval import Dating, dated_by, in_words
from crawler.archive.dating.learning import learned_kinds, sample
from crawler.archive.dating.own_evidence import own_evidence
from crawler.archive.dating.portal import Dated, read_portal
from crawler.archive.dating.portal_evidence import add_orders, add_shared

_STATED = "the page says so"
DATING = (
    "published_earliest",
    "published_latest",
    "published_estimate",
    "published_probability",
    "published_basis",
)
"""The columns of ``articles`` that are worked out here."""
_TOUCHED = """
    WITH waiting AS (SELECT value AS id FROM json_each(:ids))
    SELECT coalesce(portal, ''), id FROM articles WHERE story_id IN (
        SELECT story_id FROM articles WHERE id IN waiting
    )
    UNION SELECT coalesce(a.portal, ''), a.id FROM links AS l JOIN articles AS a ON a.url = l.url
    WHERE l.article_id IN waiting
"""
"""The articles of which those that wait may be evidence: copies, and what they link."""
_UPDATE = f"UPDATE articles SET {', '.join(f'{c} = ?' for c in DATING)} WHERE id = ?"  # noqa: S608


def date_pending(db: sqlite3.Connection) -> int:
    """Date the portals of what waits; how many articles waited.

    Inside the caller's transaction.
    """
    waiting = db.execute(
        "SELECT p.portal, a.id, p.article_id AND a.portal IS NOT nullif(p.portal, '') "
        "FROM dating_pending AS p LEFT JOIN articles AS a ON a.id = p.article_id ORDER BY 1, 2"
    ).fetchall()
    ids = sorted({article_id for _, article_id, _ in waiting if article_id is not None})
    bereft = {portal for portal, _, is_lost in waiting if is_lost}
    others = db.execute(_TOUCHED, {"ids": json.dumps(ids)}).fetchall()
    for portal in sorted({portal for portal, *_ in (*waiting, *others)}):
        _date_portal(db, portal, {*ids}, has_lost=portal in bereft)
    db.execute("DELETE FROM dating_pending")
    return len(ids)


def date_all(db: sqlite3.Connection) -> None:
    """Look at every article anew. Inside the caller's transaction."""
    db.execute("INSERT OR IGNORE INTO dating_pending SELECT coalesce(portal, ''), id FROM articles")
    date_pending(db)


def _date_portal(
    db: sqlite3.Connection, portal: str, waiting: Collection[int], *, has_lost: bool
) -> None:
    """Date all articles of a portal (``""``: of none) by the evidence that the archive holds.

    An article whose evidence is as it was when it was dated last is dated as it was, as long as
    what the portal teaches about evidence is the same too. Of those whose pages state the day,
    evidence is kept where it is learned from.

    Args:
        db: the archive.
        portal: its name.
        waiting: articles to be looked at anew, of this portal and others.
        has_lost: whether articles were taken from it since, of which nothing is left to tell what
            it taught before.
    """
    articles = read_portal(db, portal)
    teachers = {teacher.article_id for teacher in _teachers(articles)}
    for article in articles.values():
        if article.stated and article.article_id not in teachers:
            article.own = []
        elif article.article_id in waiting or not article.kept:
            article.own = own_evidence(db, article.article_id)
            article.is_looked_at = True
    before = None if has_lost else _taught_before(articles)
    add_shared(db, portal, articles)
    add_orders(db, portal, articles, _taught(articles))
    kinds = _taught(articles)
    is_as_taught = kinds == before
    rows = []
    changed = []
    for article in articles.values():
        if article.stated and article.article_id not in teachers:
            article.shared = []
        is_as_kept = article.is_as_kept
        if not is_as_kept:
            changed.append(article)
        elif is_as_taught and not article.is_looked_at:
            continue  # and so is its row
        row = _row(article, None if article.stated else dated_by(article.evidence, kinds))
        if row != article.stored:
            rows.append((*row, article.article_id))
    db.executemany(_UPDATE, rows)
    _write_evidence(db, changed)


def _teachers(articles: Mapping[int, Dated]) -> list[Dated]:
    """The dated articles that it is learned from."""
    return sample([(a.url, a) for a in articles.values() if a.stated is not None])


def _taught(articles: Mapping[int, Dated]) -> dict[KindName, EvidenceKind]:
    """What the portal's dated articles teach."""
    return learned_kinds((a.stated, a.evidence) for a in _teachers(articles) if a.stated)


def _taught_before(articles: Mapping[int, Dated]) -> dict[KindName, EvidenceKind]:
    """What they taught when they were dated last."""
    stated = sample([(a.url, a) for a in articles.values() if a.stored[-1] == _STATED])
    return learned_kinds((dt.date.fromisoformat(str(a.stored[0])), a.kept) for a in stated)


def _row(article: Dated, dating: Dating | None) -> tuple[object, ...]:
    if article.stated:
        day = article.stated.isoformat()
        return day, day, day, None, _STATED
    if dating is None:
        return None, None, None, None, None
    days = (dating.earliest, dating.latest, dating.estimate)
    probability = round(dating.probability, 4)
    return (*(day.isoformat() if day else None for day in days), probability, in_words(dating))


def _write_evidence(db: sqlite3.Connection, articles: list[Dated]) -> None:
    db.executemany(
        "DELETE FROM dating_evidence WHERE article_id = ?", [(a.article_id,) for a in articles]
    )
    db.executemany(
        "INSERT INTO dating_evidence VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                article.article_id,
                position,
                piece.kind,
                piece.earliest.isoformat() if piece.earliest else None,
                piece.latest.isoformat() if piece.latest else None,
                piece.text,
                piece.capture_id,
            )
            for article in articles
            for position, piece in enumerate(sorted_evidence(article.evidence), start=1)
        ],
    )
