"""A portal's newest article is found by one look into an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def apply(db: Database) -> None:
    """Put the time behind the portal in its index."""
    db.execute("DROP INDEX IF EXISTS idx_articles_portal")
    db.execute("CREATE INDEX idx_articles_portal ON articles (portal, first_seen_at)")
