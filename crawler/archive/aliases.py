"""URLs of articles: the table ``url_aliases`` beside ``articles.url``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from crawler.archive.url_places import replace_url_places
from crawler.german.places import place_in_url
from crawler.items import MOVES, Alias

CANONICAL = "canonical"
"""The rule of a URL that another sighting of the article called canonical."""


def article_ids(db: sqlite3.Connection, urls: Iterable[str]) -> dict[str, int]:
    """The ids of the articles that the known ones among ``urls`` belong to, canonical or alias."""
    wanted = json.dumps(list(urls))
    return dict(
        db.execute(
            "SELECT url, id FROM articles WHERE url IN (SELECT value FROM json_each(:wanted)) "
            "UNION ALL SELECT url, article_id FROM url_aliases "
            "WHERE url IN (SELECT value FROM json_each(:wanted))",
            {"wanted": wanted},
        )
    )


def add_aliases(
    db: sqlite3.Connection, article_id: int, canonical: str, aliases: Iterable[Alias]
) -> None:
    """Add further URLs of an article; its canonical one stands in ``articles`` only.

    Of two rules for one URL that of a move stays, then ``canonical``, else the first in
    alphabetical order, so that the order of sightings does not matter. A URL named by two articles
    belongs to the last.
    """
    others = [alias for alias in aliases if alias.url != canonical]
    db.executemany(
        f"""
        INSERT INTO url_aliases (url, article_id, rule) VALUES (?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET
            article_id = excluded.article_id,
            rule = CASE
                WHEN rule IN {MOVES} AND excluded.rule IN {MOVES} THEN min(rule, excluded.rule)
                WHEN rule IN {MOVES} THEN rule
                WHEN excluded.rule IN {MOVES} THEN excluded.rule
                WHEN rule = '{CANONICAL}' OR excluded.rule = '{CANONICAL}' THEN '{CANONICAL}'
                ELSE min(rule, excluded.rule) END
        """,  # noqa: S608
        [(alias.url, article_id, alias.rule) for alias in others],
    )
    if any(place_in_url(url) for url in (canonical, *(alias.url for alias in others))):
        replace_url_places(db, article_id)


def make_canonical(
    db: sqlite3.Connection, article_id: int, old: str, new: str, rule: str = CANONICAL
) -> None:
    """Give an article another canonical URL; the old one becomes an alias by ``rule``."""
    if old == new:
        return
    db.execute("DELETE FROM url_aliases WHERE url = ?", (new,))
    db.execute("UPDATE articles SET url = ? WHERE id = ?", (new, article_id))
    add_aliases(db, article_id, new, [Alias(old, rule)])
