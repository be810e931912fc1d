"""The contents of an article's page, and the queries behind the front page."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.archive.provenance import Version, versions_of
from crawler.items import PAGE_STATUSES
from crawler.publishing.archive_words import (
    EVIDENCE,
    RELATIONS,
    ROLES,
    named,
    period,
    publication,
    rules_named,
)
from crawler.publishing.datasette.own_reading import read_archive
from crawler.publishing.datasette.site import site_of
from crawler.publishing.datasette.stored_pages import status_words
from crawler.publishing.field_names import field_name
from crawler.publishing.language import Language, marked
from crawler.publishing.replay.stored_captures import CaptureRow, captures_of

_CAPTURES_MAX = 100
"""Captures that the page lists; the stored page itself lets choose among more."""

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
    "others": "SELECT a.id, a.title, coalesce(p.title, a.portal) AS portal, a.published_on, "
    "m.relation FROM story_members AS m JOIN articles AS a ON a.id = m.article_id "
    "LEFT JOIN portals AS p ON p.name = a.portal "
    "WHERE m.story_id = (SELECT story_id FROM articles WHERE id = :id) AND a.id <> :id "
    "ORDER BY a.published_on, a.id",
    "own_relation": "SELECT relation FROM story_members WHERE article_id = :id",
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
_ARTICLE = """
SELECT a.*, v.reservation, v.incomplete, coalesce(p.title, a.portal) AS portal_title,
    p.alive AS portal_alive
FROM articles AS a JOIN v_articles AS v ON v.id = a.id
LEFT JOIN portals AS p ON p.name = a.portal WHERE a.id = :id
"""


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version of the article, as the page lists it; ``number`` 1 is the one seen first."""

    number: int
    seen_at: str
    changed: Sequence[str]
    """The names of the fields that changed, in the reader's language."""
    capture_id: int | None


async def read_article(datasette: Any, request: Any) -> dict[str, Any]:
    """The details of an article, by their names in the template."""
    article_id = int(request.url_vars["pks"])
    words = site_of(datasette).words
    parts = await read_archive(datasette, lambda db: _read(db, article_id))
    article, captures = parts["article"], parts["captures"]
    shown = newest_page(captures)
    read_elsewhere = {item["url"] for item in parts["further_reading"]}
    parts["links"] = [item for item in parts["links"] if item["url"] not in read_elsewhere]
    parts |= {
        "facts": _facts(words, article),
        "versions": [*_shown_versions(words, parts["versions"])][::-1],
        "shown_capture": shown,
        "status_of": lambda capture: status_words(words, capture.status),
        "relation_of": _namer(words, RELATIONS),
        "evidence_of": _namer(words, EVIDENCE),
        "role_of": _namer(words, ROLES),
        "rule_of": lambda rule: rules_named(words, rule),
        "period": lambda edtf: period(words, edtf),
        "name_of": lambda field: words.gettext(field_name(field)),
    }
    stored_at = datasette.absolute_url(request, datasette.urls.path("/gespeichert/"))
    parts["citation"] = _citation(words, article, shown, stored_at)
    return parts


def _read(db: sqlite3.Connection, article_id: int) -> dict[str, Any]:
    db.row_factory = sqlite3.Row
    asked = {"id": article_id}
    parts: dict[str, Any] = {
        name: [dict(row) for row in db.execute(sql, asked)] for name, sql in _LISTS.items()
    }
    for table, (key, label) in _NAMES.items():
        sql = _NAMED.format(table=table, key=key, label=label)
        parts[table] = [dict(row) for row in db.execute(sql, asked)]
    parts["article"] = dict(db.execute(_ARTICLE, asked).fetchone() or {})
    db.row_factory = None
    parts["versions"] = versions_of(db, article_id)
    parts["captures"] = captures_of(db, article_id, _CAPTURES_MAX)
    (parts["capture_count"],) = db.execute(
        "SELECT count(*) FROM captures WHERE article_id = :id", asked
    ).fetchone()
    return parts


def newest_page(captures: Iterable[CaptureRow]) -> CaptureRow | None:
    """Of captures, the newest first, the first that shows the article; else its newest text."""
    seen = [capture for capture in captures if capture.content_hash and capture.digest]
    pages = [capture for capture in seen if capture.status in PAGE_STATUSES]
    return next(iter([*pages, *seen]), None)


def _namer(words: Language, names: Any) -> Callable[[str | None], str]:
    return lambda word: named(words, names, word)


def _shown_versions(words: Language, versions: Iterable[Version]) -> Iterable[ShownVersion]:
    for version in versions:
        changed = [words.gettext(field_name(field)) for field in version.changed_fields]
        yield ShownVersion(version.number + 1, version.seen_at, changed, version.capture_id)


def _facts(words: Language, article: dict[str, Any]) -> list[str]:
    """When, where, until when: the one line under the title."""
    told = [publication(words, article), article["portal_title"] or ""]
    for name, sentence in (
        ("updated_on", marked("updated on %(day)s")),
        ("last_seen_at", marked("last seen on %(day)s")),
        (
            "gone_at",
            marked("gone since %(day)s")
            if article["gone_confirmed"]
            else marked("probably gone since %(day)s"),
        ),
    ):
        if article[name]:
            told.append(words.gettext(sentence) % {"day": words.day(article[name])})
    return [text for text in told if text]


def _citation(
    words: Language, article: dict[str, Any], shown: CaptureRow | None, stored_at: str
) -> str:
    """A reference in words: who, what, when, where, and the capture that proves it.

    ``stored_at`` is the URL below which captures are.
    """
    title = article["title"] or article["url"]
    quoted = f"„{title}“" if words.code == "de" else f"“{title}”"
    told = [f"{article['portal_title'] or ''}: {quoted}", publication(words, article)]
    told.append(article["url"])
    if shown is not None:
        sentence = marked("Stored page of %(moment)s: %(url)s (digest %(digest)s)")
        told.append(
            words.gettext(sentence)
            % {
                "moment": words.moment(shown.captured_at),
                "url": f"{stored_at}{shown.id}",
                "digest": shown.digest,
            }
        )
    return ". ".join(told) + "."


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
    (SELECT count(*) FROM articles WHERE gone_at IS NOT NULL) AS gone,
    (SELECT count(*) FROM quarantine) AS held,
    (SELECT max(finished_at) FROM runs) AS finished_at
"""
