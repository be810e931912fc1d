"""Dates that print no year of their own, and the events that articles announce or report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_EVENTS = """
ALTER TABLE dates ADD COLUMN year_from TEXT;
CREATE VIEW v_events AS
SELECT
    d.article_id, a.portal, a.title, a.kind,
    CASE WHEN d.char_start IS NULL THEN a.title ELSE trim(
        substr(a.body, max(1, d.char_start - 79), length(d.text) + 160), ' ' || char(10)
    ) END AS event,
    d.starts_on, d.ends_on, d.edtf, d.text,
    CASE
        WHEN d.edtf GLOB '*[~?%]*' THEN 'approximate'
        WHEN d.year_from = 'context' THEN 'inferred'
        ELSE 'printed'
    END AS certainty,
    a.published_on, a.gone_at, a.url
FROM dates AS d
JOIN articles AS a ON a.id = d.article_id
WHERE d.role = 'event' AND d.position = (
    SELECT min(same.position) FROM dates AS same
    WHERE same.article_id = d.article_id AND same.role = 'event'
    AND same.starts_on = d.starts_on AND same.ends_on = d.ends_on
);
"""


def apply(db: Database) -> None:
    """Add the column and the view.

    What earlier rows were completed from is told when their articles are read again.
    """
    db.executescript(_EVENTS)
