"""Stored articles whose fields are least sure, so that a maintainer looks where it pays."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A stored article with how sure its fields are.

    ``field`` is the least sure one, ``sure`` how sure it is; ``confidence`` has all.
    """

    article_id: int
    portal: str | None
    url: str
    title: str | None
    field: str
    sure: float
    confidence: dict[str, float]


_DOUBTFUL = """
    SELECT a.id, a.portal, a.url, a.title, f.key, min(f.value), a.confidence
    FROM articles AS a, json_each(a.confidence) AS f
    WHERE a.portal = coalesce(:portal, a.portal) OR (:portal IS NULL AND a.portal IS NULL)
    GROUP BY a.id ORDER BY min(f.value), a.id LIMIT :limit
"""


def doubtful_articles(db: sqlite3.Connection, portal: str | None, limit: int) -> list[Doubtful]:
    """The articles with the least sure field first, of one portal or of all."""
    rows = db.execute(_DOUBTFUL, {"portal": portal, "limit": limit})
    return [
        Doubtful(article_id, portal_name, url, title, field, sure, json.loads(confidence))
        for article_id, portal_name, url, title, field, sure, confidence in rows
    ]


def unjudged(db: sqlite3.Connection, portal: str | None) -> int:
    """How many articles there are of whose fields nothing is known."""
    (number,) = db.execute(
        "SELECT count(*) FROM articles WHERE confidence IS NULL AND (:portal IS NULL "
        "OR portal = :portal)",
        {"portal": portal},
    ).fetchone()
    return int(number)
