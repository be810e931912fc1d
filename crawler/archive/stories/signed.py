"""Signatures of texts, worked out in an archive whose articles are placed in another one.

A worker crawls into an archive of its own, and stories are told where all portals are. The table
is made by the worker for its shard, and no part of an archive's own schema.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable

from crawler.archive.stories.documents import documents
from crawler.archive.stories.text.signature import remember, signature_of
from crawler.items import Signature

_MAKE = """
    CREATE TABLE IF NOT EXISTS text_signatures (
        article_id INTEGER PRIMARY KEY, content_hash TEXT, heading INTEGER, fingerprints BLOB
    )
"""
_HAS = "SELECT EXISTS (SELECT 1 FROM other.sqlite_master WHERE name = 'text_signatures')"
_SAME_TEXTS = """
    SELECT coalesce(a.title, ''), coalesce(a.lead, ''), coalesce(a.body, ''), s.heading,
        s.fingerprints
    FROM json_each(?) AS wanted
    JOIN main.articles AS m ON m.id = wanted.value
    JOIN other.articles AS a ON a.url = m.url AND a.content_hash = m.content_hash
    JOIN other.text_signatures AS s ON s.article_id = a.id AND s.content_hash = a.content_hash
"""
_AT_ONCE = 500


def sign_waiting(db: sqlite3.Connection) -> None:
    """Work out the signatures of the articles that wait for their stories; they wait on."""
    db.execute(_MAKE)
    waiting = dict(
        db.execute(
            "SELECT p.article_id, a.content_hash FROM story_pending AS p "
            "JOIN articles AS a ON a.id = p.article_id"
        )
    )
    ids = [*waiting]
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        signed = {key: signature_of(document) for key, document in documents(db, chunk).items()}
        db.executemany(
            "INSERT OR REPLACE INTO text_signatures VALUES (?, ?, ?, ?)",
            [
                (key, waiting[key], one.heading, array("q", sorted(one.keys)).tobytes())
                for key, one in signed.items()
            ],
        )


def remember_signed(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Remember what the attached archive ``other`` knows of the texts of these articles."""
    if not db.execute(_HAS).fetchone()[0]:
        return
    found = []
    for *told, heading, fingerprints in db.execute(_SAME_TEXTS, (json.dumps([*ids]),)):
        keys = array("q")
        keys.frombytes(fingerprints)
        found.append(Signature((told[0], told[1], told[2]), heading, frozenset(keys)))
    remember(found)
