"""The words around the day of an event: whole ones, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_EVENTS = """
DROP VIEW v_events;
CREATE VIEW v_events AS
SELECT
    d.article_id, a.portal, a.title, a.kind,
    CASE WHEN d.char_start IS NULL THEN a.title ELSE replace(trim(
        CASE WHEN d.char_start <= 80 THEN substr(a.line, 1, d.char_start)
        ELSE ltrim(
            substr(a.line, d.char_start - 79, 80),
            replace(substr(a.line, d.char_start - 79, 80), ' ', '')
        ) END
        || substr(a.line, d.char_start + 1, length(d.text))
        || CASE WHEN length(a.line) <= d.char_start + length(d.text) + 80
        THEN substr(a.line, d.char_start + length(d.text) + 1)
        ELSE rtrim(
            substr(a.line, d.char_start + length(d.text) + 1, 80),
            replace(substr(a.line, d.char_start + length(d.text) + 1, 80), ' ', '')
        ) END
    ), '  ', ' ') END AS event,
    d.starts_on, d.ends_on, d.edtf, d.text,
    CASE
        WHEN d.edtf GLOB '*[~?%]*' THEN 'approximate'
        WHEN d.year_from = 'context' THEN 'inferred'
        ELSE 'printed'
    END AS certainty,
    a.published_on, a.gone_at, a.url
FROM dates AS d
JOIN (
    SELECT *, replace(body, char(10), ' ') AS line FROM articles
) AS a ON a.id = d.article_id
WHERE d.role = 'event' AND d.position = (
    SELECT min(same.position) FROM dates AS same
    WHERE same.article_id = d.article_id AND same.role = 'event'
    AND same.starts_on = d.starts_on AND same.ends_on = d.ends_on
);
"""


def apply(db: Database) -> None:
    """Replace the view."""
    db.executescript(_EVENTS)
