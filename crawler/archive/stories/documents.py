"""Articles as stories see them, read from the archive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from functools import lru_cache

from crawler.archive.stories.text import Document
from crawler.urls import canonical_url

DAY = (
    "coalesce(a.published_on, (SELECT max(ends_on) FROM dates "
    "WHERE article_id = a.id AND role = 'published'), substr(a.first_seen_at, 1, 10))"
)
"""SQL for the latest day on which article ``a`` can have been published, else the first seen."""

_LINKS = 20  # links of an article that names a source, one of which may lead to the original
_TOLD = f"""
    SELECT id, url, portal, language, coalesce(title, ''), coalesce(lead, ''), coalesce(body, ''),
        {DAY}, deadline_on, source_text
    FROM articles AS a WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
"""  # noqa: S608


def documents(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Document]:
    """The stored articles as stories see them, by id; those that do not exist are left out."""
    document = {}
    portals: list[tuple[str, str]] | None = None
    for article_id, url, portal, language, title, lead, body, day, deadline, source in db.execute(
        _TOLD, (json.dumps(sorted(ids)),)
    ).fetchall():
        credited: frozenset[str] = frozenset()
        cites: tuple[str, ...] = ()
        if source:
            if portals is None:
                portals = portal_names(db)
            credited = credited_to(source, portal, portals)
            # Even if no portal of that name is known yet: it may come later.
            cites = _cited(db, article_id)
        document[article_id] = _telling(
            url, portal, language, title, lead, body, day, deadline, cites, credited
        )
    return document


_telling = lru_cache(256)(Document)
"""Texts just read are mostly read again: what was worked out of them is kept with them."""


def portal_names(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each portal with the name people write."""
    return db.execute("SELECT name, coalesce(title, name) FROM portals ORDER BY name").fetchall()


def credited_to(
    source: str, portal: str | None, portals: Iterable[tuple[str, str]]
) -> frozenset[str]:
    """The portals other than its own that the text behind ``Quelle:`` names."""
    said = source.casefold()
    return frozenset(name for name, title in portals if name != portal and title.casefold() in said)


def _cited(db: sqlite3.Connection, article_id: int) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT url FROM links WHERE article_id = ? ORDER BY position LIMIT ?", (article_id, _LINKS)
    )
    return tuple(sorted({canonical_url(row[0]).url for row in rows if row[0].startswith("http")}))
