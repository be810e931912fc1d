"""Places that an article's URLs tell: the countries in whose folders its page lies.

They follow from all URLs of an article and from nothing else, so that it does not matter under
which of them it was seen first. All functions work inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3

from crawler.german.places import place_in_url

_URLS = """
    SELECT url FROM articles WHERE id = :article
    UNION SELECT url FROM url_aliases WHERE article_id = :article ORDER BY url
"""
_NAMED = """
    SELECT n.name FROM article_places AS j JOIN places AS n ON n.id = j.place_id
    WHERE j.article_id = :article AND j.origin = 'page'
"""
_FORGET = "DELETE FROM article_places WHERE article_id = :article AND origin = 'url'"
_KNOW = "INSERT INTO places (name, kind, iso_code) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_FILE = """
    INSERT INTO article_places (article_id, place_id, position, origin)
    SELECT ?, id, 1 + (SELECT coalesce(max(position), 0) FROM article_places WHERE article_id = ?),
        'url'
    FROM places WHERE name IS ? AND kind IS ? AND iso_code IS ?
"""


def replace_url_places(db: sqlite3.Connection, article_id: int) -> None:
    """Write the places told by the article's URLs that its page does not name."""
    article = {"article": article_id}
    told = dict.fromkeys(place_in_url(url) for (url,) in db.execute(_URLS, article))
    named = {name for (name,) in db.execute(_NAMED, article)}
    db.execute(_FORGET, article)
    for place in told:
        if place is not None and place.name not in named:
            row = (place.name, place.kind, place.iso_code)
            db.execute(_KNOW, row)
            db.execute(_FILE, (article_id, article_id, *row))
