"""Pairs of articles, fresh and old: the same article is the one that has the same captures."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from crawler.archive.aliases import CANONICAL, add_aliases
from crawler.items import Alias
from crawler.maintenance.reextract.fresh import BY_ARTICLE

# Best matches first: articles that were not rebuilt, then the same URL, then most captures.
_SHARED = """
    SELECT f.article_id, m.article_id
    FROM fresh.captures AS f
    JOIN main.captures AS m ON m.id = f.id
    JOIN fresh.articles AS new ON new.id = f.article_id
    LEFT JOIN main.articles AS old ON old.id = m.article_id
    WHERE m.article_id IS NOT NULL
    GROUP BY f.article_id, m.article_id
    ORDER BY f.article_id = m.article_id DESC, new.url IS old.url DESC, count(*) DESC,
        m.article_id, f.article_id
"""


@dataclass(slots=True)
class Pairing:
    """Ids of the fresh archive's articles → ids in the old one; who went into whom."""

    ids: dict[int, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    """Articles of the old archive that turn out to be part of another one (by the ids there)."""


def pair(db: sqlite3.Connection) -> Pairing:
    """Pair the articles; ``db`` has the old archive as ``main`` and the fresh one as ``fresh``."""
    pairing = Pairing()
    left: list[tuple[int, int]] = []
    taken: set[int] = set()
    for new, old in db.execute(_SHARED):
        if new not in pairing.ids and old not in taken:
            pairing.ids[new] = old
            taken.add(old)
        else:
            left.append((new, old))
    for new, old in left:
        if old not in taken:
            pairing.merged.setdefault(old, pairing.ids.get(new, new))
    return pairing


def renumber(fresh: sqlite3.Connection, pairing: Pairing) -> None:
    """Give the fresh archive's articles their ids in the old one.

    Ids of the fresh archive are above all of the old one's, so none is in the way of another.
    """
    moves = [(old, new) for new, old in pairing.ids.items() if old != new]
    fresh.execute("PRAGMA foreign_keys = OFF")
    fresh.execute("BEGIN")
    fresh.execute("CREATE TEMP TABLE moves (id INTEGER, here INTEGER PRIMARY KEY)")
    fresh.executemany("INSERT INTO moves VALUES (?, ?)", moves)
    for table in ("articles", *BY_ARTICLE, "captures"):
        key = "id" if table == "articles" else "article_id"
        fresh.execute(
            f"UPDATE {table} SET {key} = m.id FROM temp.moves AS m "  # noqa: S608
            f"WHERE m.here = {table}.{key}"
        )
    fresh.execute("DROP TABLE temp.moves")
    fresh.execute("COMMIT")
    fresh.execute("PRAGMA foreign_keys = ON")


# URLs of the old archive's articles that are not another one's by now.
_STILL_THEIRS = """
    WITH before (url, article_id, rule) AS (
        SELECT url, article_id, rule FROM main.url_aliases
        UNION ALL SELECT url, id, :canonical FROM main.articles
    )
    SELECT b.url, coalesce(m.into_id, b.article_id) AS owner, b.rule
    FROM before AS b
    LEFT JOIN temp.merged AS m ON m.id = b.article_id
    LEFT JOIN fresh.url_aliases AS f ON f.url = b.url
    WHERE b.url NOT IN (SELECT url FROM fresh.articles)
    AND coalesce(f.article_id, owner) = owner AND owner IN (SELECT id FROM fresh.articles)
"""


def keep_urls(db: sqlite3.Connection, fresh: sqlite3.Connection, pairing: Pairing) -> None:
    """A URL that led to an article leads there still, though no capture may tell it.

    Most were told by the links of list pages; others are cited somewhere.
    """
    db.execute("CREATE TEMP TABLE merged (id INTEGER PRIMARY KEY, into_id INTEGER)")
    db.executemany("INSERT INTO merged VALUES (?, ?)", pairing.merged.items())
    rows = db.execute(_STILL_THEIRS, {"canonical": CANONICAL}).fetchall()
    db.execute("DROP TABLE temp.merged")
    fresh.execute("BEGIN")
    for url, article_id, rule in rows:
        add_aliases(fresh, article_id, "", [Alias(url, rule)])
    fresh.execute("COMMIT")
