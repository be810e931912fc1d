"""Views for people who read rather than join."""
# The names put into the SQL stand in this file.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def _joined(table: str, key: str, label: str = "n.name") -> str:
    """The names of one list of article ``a``, in the article's order; names contain commas."""
    return f"""(
        SELECT group_concat(label, '; ') FROM (
            SELECT {label} AS label FROM article_{table} AS j
            JOIN {table} AS n ON n.id = j.{key}
            WHERE j.article_id = a.id ORDER BY j.position
        )
    )"""


_EDITOR = "n.name || coalesce(', ' || n.organisation, '')"

# What is not split with certainty is only in the verbatim column; people want it all the same.
_ARTICLES = f"""
CREATE VIEW v_articles AS
SELECT
    a.id, a.portal, a.kind, a.published_on, a.title, a.subtitle, a.kicker, a.lead, a.body,
    coalesce({_joined("sources", "source_id")}, a.source_text) AS source,
    coalesce({_joined("editors", "editor_id", _EDITOR)}, a.editor_text) AS editor,
    {_joined("places", "place_id")} AS places,
    {_joined("topics", "topic_id")} AS topics,
    a.deadline_on, a.updated_on, a.published_edtf, a.language, a.breadcrumb, a.word_count,
    a.story_id, a.revision_count, a.first_seen_at, a.last_seen_at, a.changed_at, a.gone_at, a.url
FROM articles AS a
"""

# Month and year come from EDTF where the day is not known; NULL gathers what has no date, so that
# the counts add up to all articles.
_TIMELINE = """
CREATE VIEW v_timeline AS
SELECT
    year, month, portal, kind,
    count(*) AS articles,
    count(DISTINCT coalesce('s' || story_id, 'a' || id)) AS stories,
    sum(word_count) AS words,
    sum(revision_count > 0) AS changed,
    sum(gone_at IS NOT NULL) AS gone
FROM (
    SELECT
        *,
        CASE WHEN known GLOB '[0-9][0-9][0-9][0-9]*' THEN substr(known, 1, 4) END AS year,
        CASE WHEN known GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*' THEN substr(known, 1, 7) END AS month
    FROM (SELECT *, coalesce(published_on, published_edtf) AS known FROM articles)
)
GROUP BY year, month, portal, kind
"""

_STORIES = """
CREATE VIEW v_stories AS
SELECT
    s.id, a.title, a.url, s.size,
    count(DISTINCT m.portal) AS portal_count,
    group_concat(DISTINCT m.portal) AS portals,
    min(m.published_on) AS first_published_on,
    max(m.published_on) AS last_published_on,
    min(m.first_seen_at) AS first_seen_at,
    s.article_id
FROM stories AS s
LEFT JOIN articles AS a ON a.id = s.article_id
LEFT JOIN story_members AS sm ON sm.story_id = s.id
LEFT JOIN articles AS m ON m.id = sm.article_id
GROUP BY s.id
"""


def apply(db: Database) -> None:
    """Make the views."""
    for view in (_ARTICLES, _TIMELINE, _STORIES):
        db.execute(view)
