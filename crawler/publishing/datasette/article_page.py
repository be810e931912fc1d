"""Queries behind the page of an article and the front page."""

from __future__ import annotations

import json
from typing import Any

_LISTS = {
    "breadcrumbs": "SELECT label, url FROM breadcrumbs WHERE article_id = :id ORDER BY position",
    "links": "SELECT url, text, section, kind FROM links WHERE article_id = :id ORDER BY position",
    "further_reading": "SELECT publisher, edtf, title, url FROM further_reading "
    "WHERE article_id = :id ORDER BY position",
    "images": "SELECT url, caption, credit FROM images WHERE article_id = :id ORDER BY position",
    "aliases": "SELECT url, rule FROM url_aliases WHERE article_id = :id ORDER BY url",
    "dates": "SELECT role, edtf, text FROM dates WHERE article_id = :id AND role IN "
    "('deadline', 'event') ORDER BY position",
    "whereabouts": "SELECT w.state, w.stands_at, w.rule, w.successor_id FROM v_whereabouts AS w "
    "JOIN articles AS a ON a.id = w.article_id AND a.url = w.url "
    "WHERE w.article_id = :id AND w.state = 'elsewhere'",
    "evidence": "SELECT kind, earliest, latest, text, capture_id FROM dating_evidence "
    "WHERE article_id = :id ORDER BY position",
    "revisions": "SELECT number, seen_at, changed_fields, old_values, capture_id FROM revisions "
    "WHERE article_id = :id ORDER BY number DESC",
    "captures": "SELECT id, captured_at, status, digest FROM captures WHERE article_id = :id "
    "ORDER BY captured_at DESC, id DESC LIMIT 20",
    "others": "SELECT a.id, a.title, a.portal, a.published_on, m.relation "
    "FROM story_members AS m JOIN articles AS a ON a.id = m.article_id "
    "WHERE m.story_id = (SELECT story_id FROM articles WHERE id = :id) AND a.id <> :id "
    "ORDER BY a.published_on",
}
_NAMES = {
    "sources": ("source_id", "n.name"),
    "editors": ("editor_id", "n.name || coalesce(', ' || n.organisation, '')"),
    "places": ("place_id", "n.name"),
    "topics": ("topic_id", "n.name"),
}
_NAMED = """
SELECT n.id, {label} AS name FROM article_{table} AS j JOIN {table} AS n ON n.id = j.{key}
WHERE j.article_id = :id ORDER BY j.position
"""


async def read_article(database: Any, article_id: str) -> dict[str, Any]:
    """The details of an article, by their names in the template."""

    async def rows(sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in (await database.execute(sql, {"id": article_id})).rows]

    parts: dict[str, Any] = {name: await rows(sql) for name, sql in _LISTS.items()}
    for table, (key, label) in _NAMES.items():
        parts[table] = await rows(_NAMED.format(table=table, key=key, label=label))
    for revision in parts["revisions"]:
        revision["changes"] = [
            (
                name,
                value if isinstance(value, str | None) else json.dumps(value, ensure_ascii=False),
            )
            for name, value in json.loads(revision["old_values"]).items()
        ]
    found = await rows(
        "SELECT a.*, v.reservation, p.title AS portal_title FROM articles AS a "
        "JOIN v_articles AS v ON v.id = a.id LEFT JOIN portals AS p ON p.name = a.portal "
        "WHERE a.id = :id"
    )
    parts["article"] = found[0] if found else {}
    return parts


CONTENTS = """
SELECT p.name, p.title, p.home_url, p.alive, count(a.id) AS articles,
    count(a.id) - count(a.published_on) AS undated,
    min(a.published_on) AS first_on, max(a.published_on) AS last_on
FROM portals AS p LEFT JOIN articles AS a ON a.portal = p.name
GROUP BY p.name ORDER BY articles DESC, p.name
"""
"""Portals with their numbers of articles, for the front page."""

TOTALS = """
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT count(*) FROM revisions) AS revisions,
    (SELECT count(*) FROM places) AS places,
    (SELECT count(*) FROM topics) AS topics,
    (SELECT count(*) FROM sources) AS sources,
    (SELECT count(*) FROM captures) AS captures,
    (SELECT max(finished_at) FROM runs) AS finished_at
"""
