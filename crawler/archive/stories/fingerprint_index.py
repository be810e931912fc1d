"""The inverted index: which articles have a fingerprint, and which fingerprints mean nothing.

A fingerprint is boilerplate when it stands under more than ``HEADLINES`` different headlines, or in
more than ``ARTICLES`` articles (*frequent*). Copies of one release keep their headline, mostly; the
same programme description stands under a new one in every call. Only these have a row in
``story_boilerplate``; what is frequent is not looked up, so the work an article makes is bounded.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Collection

HEADLINES = 5
ARTICLES = 60
ENOUGH = 0.05
"""Part of the fingerprints of the shorter text that the other one has if it tells the same.

Two long texts of one field have a few words in a row in common by chance; a copy of half a text
has four times as many of its fingerprints at least.
"""
NEARLY_ALL = 0.7
"""Part of the fingerprints of both that two texts share of which one copies the other whole."""


_CANDIDATES = """
    SELECT s.article_id FROM (
        SELECT f.article_id, count(*) AS alike, sum(b.hash IS NULL) AS evidence
        FROM json_each(:keys) AS k
        LEFT JOIN story_boilerplate AS b ON b.hash = k.value
        CROSS JOIN story_fingerprints AS f ON f.hash = k.value
        WHERE b.frequent IS NOT 1 AND f.article_id <> :id
        GROUP BY f.article_id
    ) AS shared
    CROSS JOIN story_signatures AS s ON s.article_id = shared.article_id
    WHERE shared.evidence >= max(1, :enough * min(length(s.fingerprints) / 8, :size))
        OR shared.alike >= :nearly_all * max(length(s.fingerprints) / 8, :size)
"""


def set_fingerprints(
    db: sqlite3.Connection, article_id: int, heading: int | None, keys: Collection[int]
) -> set[int]:
    """Replace the fingerprints of an article; ``heading`` None: the article is gone.

    Returns the articles whose fingerprints became boilerplate by that, or evidence again.
    """
    before = stored_signature(db, article_id)
    if before == ((heading, frozenset(keys)) if heading is not None else None):
        return set()
    old_heading, old = before or (None, frozenset())
    db.executemany(
        "DELETE FROM story_fingerprints WHERE hash = ? AND article_id = ?",
        [(key, article_id) for key in sorted(old - set(keys))],
    )
    db.executemany(
        "INSERT INTO story_fingerprints (hash, article_id) VALUES (?, ?)",
        [(key, article_id) for key in sorted(set(keys) - old)],
    )
    if heading is None:
        db.execute("DELETE FROM story_signatures WHERE article_id = ?", (article_id,))
    else:
        db.execute(
            "INSERT INTO story_signatures (article_id, heading, fingerprints) VALUES (?, ?, ?) "
            "ON CONFLICT (article_id) DO UPDATE SET "
            "heading = excluded.heading, fingerprints = excluded.fingerprints",
            (article_id, heading, array("q", sorted(keys)).tobytes()),
        )
    touched = old | set(keys) if heading != old_heading else old ^ set(keys)
    return _recount(db, touched)


def stored_signature(db: sqlite3.Connection, article_id: int) -> tuple[int, frozenset[int]] | None:
    """The number of the headline and the fingerprints of an article, as stored."""
    row = db.execute(
        "SELECT heading, fingerprints FROM story_signatures WHERE article_id = ?", (article_id,)
    ).fetchone()
    if row is None:
        return None
    keys = array("q")
    keys.frombytes(row[1])
    return row[0], frozenset(keys)


def boilerplate_among(db: sqlite3.Connection, keys: Collection[int]) -> dict[int, bool]:
    """Those of ``keys`` that are boilerplate, and whether they are too frequent to be looked up."""
    rows = db.execute(
        "SELECT hash, frequent FROM story_boilerplate "
        "WHERE hash IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(keys)),),
    )
    return {key: bool(frequent) for key, frequent in rows}


def candidates(
    db: sqlite3.Connection, article_id: int, keys: Collection[int], url_keys: Collection[int]
) -> set[int]:
    """The other articles that share enough evidence, nearly all of ``keys``, or an address.

    ``url_keys`` are those of ``keys`` that stand for one. The same from either side.
    """
    rows = db.execute(
        _CANDIDATES,
        {
            "id": article_id,
            "keys": json.dumps(sorted(keys)),
            "size": len(keys),
            "enough": ENOUGH,
            "nearly_all": NEARLY_ALL,
        },
    )
    certain = db.execute(
        "SELECT article_id FROM story_fingerprints "
        "WHERE hash IN (SELECT value FROM json_each(?)) "
        "AND hash NOT IN (SELECT hash FROM story_boilerplate) AND article_id <> ?",
        (json.dumps(sorted(url_keys)), article_id),
    )
    return {row[0] for row in (*rows, *certain)}


def _recount(db: sqlite3.Connection, keys: Collection[int]) -> set[int]:
    """Set right what is boilerplate among ``keys``; the articles for which that changed."""
    known = boilerplate_among(db, keys)
    affected: set[int] = set()
    counts = db.execute(
        "SELECT k.value, (SELECT count(*) FROM (SELECT 1 FROM story_fingerprints "
        "WHERE hash = k.value LIMIT ?)) FROM json_each(?) AS k",
        (ARTICLES + 1, json.dumps(sorted(keys))),
    ).fetchall()
    for key, count in counts:
        if count <= HEADLINES and key not in known:
            continue
        frequent = count > ARTICLES
        now = frequent if frequent or _headlines(db, key) > HEADLINES else None
        if now is known.get(key):
            continue
        db.execute("DELETE FROM story_boilerplate WHERE hash = ?", (key,))
        if now is not None:
            db.execute("INSERT INTO story_boilerplate (hash, frequent) VALUES (?, ?)", (key, now))
        affected.update(
            row[0]
            for row in db.execute(
                "SELECT article_id FROM story_fingerprints WHERE hash = ?", (key,)
            )
        )
    return affected


def _headlines(db: sqlite3.Connection, key: int) -> int:
    (number,) = db.execute(
        "SELECT count(DISTINCT s.heading) FROM story_fingerprints AS f "
        "JOIN story_signatures AS s ON s.article_id = f.article_id WHERE f.hash = ?",
        (key,),
    ).fetchone()
    return int(number)
