"""People's decisions on two articles: that they tell the same story, or do not.

Kept by URL, which means the same article after a rebuild, in a copy and in another archive, as
ids do not; respected for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.archive.aliases import article_ids
from crawler.archive.database import now, utc_text


class UnknownUrlError(LookupError):
    """No stored article has this URL."""


@dataclass(frozen=True, slots=True)
class Override:
    """A row of ``story_overrides``."""

    url: str
    other_url: str
    verdict: str
    note: str | None
    decided_at: str


def override(
    db: sqlite3.Connection, url: str, other_url: str, verdict: str | None, note: str | None = None
) -> None:
    """Decide on two articles (``same``, ``different``), or take a decision back (None).

    Both will be placed again. Raises UnknownUrlError, and ValueError for one article twice.
    """
    ids = article_ids(db, (url, other_url))
    for asked in (url, other_url):
        if asked not in ids:
            raise UnknownUrlError(asked)
    if ids[url] == ids[other_url]:
        raise ValueError(f"{url} and {other_url} are one article")
    for one in _urls_of(db, ids[url]):
        for other in _urls_of(db, ids[other_url]):
            db.execute("DELETE FROM story_overrides WHERE url = ? AND other_url = ?",
                       sorted((one, other)))  # fmt: skip
    if verdict is not None:
        db.execute(
            "INSERT INTO story_overrides (url, other_url, verdict, note, decided_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (*sorted((url, other_url)), verdict, note, utc_text(now())),
        )
    db.executemany(
        "INSERT OR IGNORE INTO story_pending (article_id) VALUES (?)",
        [(article_id,) for article_id in ids.values()],
    )


def overrides(db: sqlite3.Connection) -> list[Override]:
    """All decisions, the oldest first."""
    rows = db.execute(
        "SELECT url, other_url, verdict, note, decided_at FROM story_overrides "
        "ORDER BY decided_at, url, other_url"
    )
    return [Override(*row) for row in rows]


def decided(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Of each article those that people decided on together with it, and what."""
    if not db.execute("SELECT EXISTS (SELECT 1 FROM story_overrides)").fetchone()[0]:
        return {}
    return {article_id: _decided(db, article_id) for article_id in ids}


def _decided(db: sqlite3.Connection, article_id: int) -> dict[int, str]:
    verdicts: dict[str, str] = {}
    for url in _urls_of(db, article_id):
        for other, verdict in db.execute(
            "SELECT other_url, verdict FROM story_overrides WHERE url = :url "
            "UNION SELECT url, verdict FROM story_overrides WHERE other_url = :url",
            {"url": url},
        ):
            verdicts[other] = verdict
    ids = article_ids(db, verdicts)
    return {ids[url]: verdict for url, verdict in verdicts.items() if url in ids}


def _urls_of(db: sqlite3.Connection, article_id: int) -> list[str]:
    rows = db.execute(
        "SELECT url FROM articles WHERE id = :id "
        "UNION SELECT url FROM url_aliases WHERE article_id = :id",
        {"id": article_id},
    )
    return [row[0] for row in rows]
