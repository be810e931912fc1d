"""Lists and feeds as evidence: the order of articles on them, and the dates that stand beside."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from crawler.archive.database import utc_text

if TYPE_CHECKING:
    from crawler.items import ListedDate, ListedUrls


def note_listed(db: sqlite3.Connection, portal: str, lists: Iterable[ListedUrls]) -> None:
    """Keep what stood on pages of lists; the same once more only makes it last longer."""
    found = [_says_more(db, portal, listed) for listed in lists]
    if any(found):
        _wait(db, portal)


def _says_more(db: sqlite3.Connection, portal: str, listed: ListedUrls) -> bool:
    """Keep a page of a list; whether that may date articles otherwise.

    It does not if the page is as it was, most nights: until when it stood so counts of a list's
    first page alone, beside another first page that came later (``list_order.absences``).
    """
    urls = json.dumps(list(listed.urls), ensure_ascii=False)
    digest = hashlib.sha256(urls.encode()).hexdigest()[:16]
    moment = utc_text(listed.captured_at)
    key = (portal, listed.list_url, listed.page, digest)
    before = db.execute(_SNAPSHOT, key).fetchone()
    db.execute(
        "INSERT INTO list_snapshots (portal, list_url, page, digest, first_at, last_at, urls) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)",
        (*key, moment, moment, urls),
    )
    if before is None or moment < before[0]:
        return True
    if listed.page > 1 or moment <= before[1]:
        return False
    return db.execute(_LATER, (*key[:2], before[0])).fetchone() is not None


_SNAPSHOT: Final = (
    "SELECT first_at, last_at FROM list_snapshots "
    "WHERE portal = ? AND list_url = ? AND page = ? AND digest = ?"
)
_LATER: Final = (
    "SELECT 1 FROM list_snapshots "
    "WHERE portal = ? AND list_url = ? AND page = 1 AND first_at > ? LIMIT 1"
)


def note_listed_dates(db: sqlite3.Connection, portal: str, dates: Iterable[ListedDate]) -> None:
    """Keep the dates beside articles, of several the earliest."""
    kept = db.executemany(
        "INSERT INTO listed_dates (portal, list_url, kind, url, day) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET day = excluded.day WHERE excluded.day < day",
        [(portal, date.list_url, date.kind, date.url, date.day.isoformat()) for date in dates],
    )
    if kept.rowcount > 0:
        _wait(db, portal)


def _wait(db: sqlite3.Connection, portal: str) -> None:
    """Have the portal dated anew, whatever becomes of its articles."""
    db.execute("INSERT OR IGNORE INTO dating_pending (portal, article_id) VALUES (?, 0)", (portal,))
