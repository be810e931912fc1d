"""Dating articles: what waits in ``dating_pending`` is looked at, and its portals are dated anew.

An article's date follows from its own evidence, from its copies, and from its neighbours on lists
and in numbering, which is why a portal is dated as a whole: from what the archive holds, whatever
the order it came in. What an article itself says is worked out once, and kept until it changes; so
is what its captures, its copies and links to it say. What lists say, and how they order a portal's
articles, is put together from them each time.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from crawler.archive.dating.evidence import Evidence, EvidenceKind, KindName, sorted_evidence
from crawler.archive.dating.interval import Dating, dated_by, in_words
from crawler.archive.dating.learning import learned_kinds
from crawler.archive.dating.own_evidence import own_evidence
from crawler.archive.dating.portal import Dated, PortalArticles
from crawler.archive.dating.portal_evidence import Beside, Lists, evidence_alone, since

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
_URLS = """
    WITH waiting AS (SELECT value AS id FROM json_each(:ids))
    SELECT url FROM articles WHERE id IN waiting
    UNION SELECT url FROM url_aliases WHERE article_id IN waiting
"""
_STORED = (
    f"SELECT id, {', '.join(DATING)} FROM articles "  # noqa: S608  # of this file's own words
    "WHERE id IN (SELECT value FROM json_each(?))"
)
_UPDATE = f"UPDATE articles SET {', '.join(f'{c} = ?' for c in DATING)} WHERE id = ?"  # noqa: S608

Kinds = dict[KindName, EvidenceKind]
Row = tuple[object, ...]
"""Values of ``DATING``."""


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
    asked = {"ids": json.dumps(ids)}
    others = db.execute(_TOUCHED, asked).fetchall()
    touched = {article_id for _, article_id in others}
    urls = {url for (url,) in db.execute(_URLS, asked)}
    for portal in sorted({portal for portal, *_ in (*waiting, *others)}):
        with _without_collection():
            dating = _PortalDating(db, portal, {*ids})
            dating.gather(touched, urls, has_lost=portal in bereft)
            dating.conclude()
    db.execute("DELETE FROM dating_pending")
    return len(ids)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Without the garbage collector, which takes a quarter of the time of a large portal.

    Evidence is hundreds of thousands of tuples, and none of them refers back to what has it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def date_all(db: sqlite3.Connection) -> None:
    """Look at every article anew. Inside the caller's transaction."""
    db.execute("INSERT OR IGNORE INTO dating_pending SELECT coalesce(portal, ''), id FROM articles")
    date_pending(db)


class _PortalDating:
    """Dates all articles of a portal (``""``: of none) by the evidence that the archive holds.

    An article whose evidence is as it was when it was dated last is dated as it was, as long as
    what the portal teaches about evidence is the same too. Of those whose pages state the day,
    evidence is kept where it is learned from.

    Args:
        db: the archive.
        portal: its name.
        waiting: articles to be looked at anew, of this portal and others.
    """

    def __init__(self, db: sqlite3.Connection, portal: str, waiting: Collection[int]) -> None:
        self._db = db
        self._articles = PortalArticles(db, portal)
        self._waiting = {number for number in waiting if number in self._articles.stated}
        self._dated = self._articles.dated
        for number in self._waiting:
            self._dated.setdefault(number, Dated(number, self._articles.stated[number]))
        self._before: Kinds | None = None
        self._kinds: Kinds = {}

    def gather(self, touched: Collection[int], urls: Collection[str], *, has_lost: bool) -> None:
        """Gather the evidence of all.

        Args:
            touched: articles of which those that wait may be evidence.
            urls: those of what waits, by which it was evidence so far.
            has_lost: whether articles were taken from the portal since, of which nothing is left
                to tell what it taught before, and what they were evidence of.
        """
        articles = self._articles
        if not has_lost:
            self._before = self._taught_before()
        told = articles.told_by(urls)
        for number, article in self._dated.items():
            is_new = number in self._waiting or not article.kept
            if not articles.is_given(number):
                article.clear()
            elif is_new or has_lost or number in touched or number in told:
                article.is_fresh = article.is_changed = True
                if is_new:
                    article.own = own_evidence(self._db, number)
        given = [article for number, article in self._dated.items() if articles.is_given(number)]
        fresh = {article.article_id: article for article in given if article.is_fresh}
        alone = evidence_alone(self._db, fresh)
        for number, article in fresh.items():
            article.alone = alone[number]
        since_then = since(articles.stated.values())
        lists = Lists(self._db, articles.name)
        listed = lists.evidence(
            {url: number for url, number in articles.ids.items() if articles.is_given(number)}
        )
        for article in given:
            if article.since != since_then:
                article.since = since_then
                article.is_changed = True
            article.has_listed(listed.get(article.article_id, []))
        kinds = self._taught(article.without_neighbours for article in self._teachers())
        beside = Beside(self._db, articles, lists, kinds).evidence()
        for article in given:
            article.has_beside(beside.get(article.article_id, []))
        self._kinds = self._taught(article.evidence for article in self._teachers())

    def conclude(self) -> None:
        """Date what has other evidence than before, or is weighed otherwise."""
        changed = [article for article in self._dated.values() if not article.is_as_kept]
        is_as_taught = self._kinds == self._before
        doubtful = [
            article
            for article in self._dated.values()
            if not is_as_taught or article.is_fresh or article.is_changed
        ]
        stored = self._stored(article.article_id for article in doubtful)
        rows = []
        for article in doubtful:
            dating = None if article.stated else dated_by(article.evidence, self._kinds)
            row = _row(article, dating)
            if row != stored[article.article_id]:
                rows.append((*row, article.article_id))
        self._db.executemany(_UPDATE, rows)
        _write_evidence(self._db, changed)

    def _teachers(self) -> list[Dated]:
        """The dated articles that it is learned from."""
        return [self._dated[number] for number in self._articles.teachers]

    def _taught(self, evidence: Iterable[list[Evidence]]) -> Kinds:
        """What they teach by such evidence, of each in turn."""
        days = [article.stated for article in self._teachers()]
        return learned_kinds(
            (day, pieces) for day, pieces in zip(days, evidence, strict=True) if day
        )

    def _taught_before(self) -> Kinds:
        """What the portal's dated articles taught when they were dated last."""
        stored = self._stored(self._waiting)
        known = []
        for number, article in self._dated.items():
            day = article.stated
            if row := stored.get(number):
                day = dt.date.fromisoformat(str(row[0])) if row[-1] == _STATED else None
            if day and article.kept:
                known.append((day, article.kept))
        return learned_kinds(known)

    def _stored(self, numbers: Iterable[int]) -> dict[int, Row]:
        """What the archive has in ``DATING``."""
        rows = self._db.execute(_STORED, (json.dumps([*numbers]),))
        return {number: tuple(row) for number, *row in rows}


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
