"""An index of what searches ask of articles beside their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def apply(db: Database) -> None:
    """Add the index."""
    db.execute(
        "CREATE INDEX idx_articles_search ON articles (id, portal, kind, published_on, "
        "published_edtf, published_earliest, published_latest, published_estimate)"
    )
