"""Selected articles as records, one at a time: what all formats but WACZ write."""
# The SQL is put together from the texts in this file; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.publishing.search.definition import Search
from crawler.publishing.search.names import find_name

TEXTS = (
    "url", "portal", "kind", "language", "title", "subtitle", "kicker", "lead", "body",
    "breadcrumb", "published_edtf", "published_basis", "title_from",
)  # fmt: skip
DATES = (
    "published_on", "published_earliest", "published_latest", "published_estimate", "updated_on",
    "deadline_on",
)  # fmt: skip
TIMES = ("first_seen_at", "last_seen_at", "changed_at", "gone_at")
NUMBERS = ("word_count", "revision_count", "story_id", "gone_confirmed")
LISTS = ("sources", "editors", "places", "topics", "further_reading")
COLUMNS = ("id", *TEXTS, *DATES, *LISTS, *NUMBERS, *TIMES)
"""The fields of a record, named as in docs/schema.md; those in ``LISTS`` are lists of names."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: all conditions that are set hold; days are inclusive.

    ``since`` and ``until`` go by the day of publication, stated or estimated; articles that have
    neither are left out then.
    ``search`` is what a reader types (docs/search.md).
    """

    portal: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    place: str | None = None
    topic: str | None = None
    search: str | None = None


def _names(table: str, key: str, label: str = "n.name") -> str:
    """The names of one list as JSON, in the article's order."""
    return f"""(
        SELECT json_group_array(label) FROM (
            SELECT {label} AS label FROM article_{table} AS j JOIN {table} AS n ON n.id = j.{key}
            WHERE j.article_id = a.id ORDER BY j.position
        )
    )"""


_LISTS = {
    "sources": _names("sources", "source_id"),
    "editors": _names("editors", "editor_id", "n.name || coalesce(', ' || n.organisation, '')"),
    "places": _names("places", "place_id"),
    "topics": _names("topics", "topic_id"),
    # EurActiv (2015-12-08): Wasser für alle https://…
    "further_reading": """(
        SELECT json_group_array(label) FROM (
            SELECT coalesce(
                publisher || coalesce(' (' || edtf || ')', '') || ': ', '(' || edtf || ') ', ''
            ) || title || coalesce(' ' || url, '') AS label
            FROM further_reading WHERE article_id = a.id ORDER BY position
        )
    )""",
}
_SELECT = ", ".join(_LISTS.get(name, f"a.{name}") for name in COLUMNS)
_NAMED = {"portal": "portals", "place": "places", "topic": "topics"}
"""Conditions on a name of a table, in any case and spelling."""


def records(
    db: sqlite3.Connection, selection: Selection, *, order: str = "a.id", limit: int = -1
) -> Iterator[Record]:
    """The articles of a selection, read while they are used: memory does not grow with them.

    Args:
        db: the archive.
        selection: which articles.
        order: an ``ORDER BY`` of this package, over ``a``, the articles.
        limit: at most so many; negative: all.
    """
    where, values = conditions(db, selection)
    return _read(db, f"WHERE {where} ORDER BY {order} LIMIT :limit", {**values, "limit": limit})


def records_of(db: sqlite3.Connection, ids: list[int]) -> list[Record]:
    """The articles with these ids, in this order; one that is there no more is left out."""
    where = "WHERE a.id IN (SELECT value FROM json_each(:ids))"
    found = {record["id"]: record for record in _read(db, where, {"ids": json.dumps(ids)})}
    return [found[number] for number in ids if number in found]


def _read(db: sqlite3.Connection, where: str, values: dict[str, Any]) -> Iterator[Record]:
    for row in db.execute(f"SELECT {_SELECT} FROM articles AS a {where}", values):
        record = dict(zip(COLUMNS, row, strict=True))
        for name in LISTS:
            record[name] = json.loads(record[name])
        yield record


def conditions(db: sqlite3.Connection, selection: Selection) -> tuple[str, dict[str, Any]]:
    """A selection as a condition over ``a``, the articles, and the values bound in it."""
    named = {name: getattr(selection, name) or "" for name in _NAMED}
    for name, table in _NAMED.items():
        named[name] = named[name] and (find_name(db, table, named[name]) or named[name])
    return Search(
        words=selection.search or "",
        portal=named["portal"],
        place=(named["place"],),
        topic=(named["topic"],),
        since=selection.since,
        until=selection.until,
    ).where(db)
