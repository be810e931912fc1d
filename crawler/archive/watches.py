"""Rows of ``watches`` and the tables beside it: stored searches, what they know and what happened.

What a search finds is not known here: ``crawler.publishing.watches`` asks it. All functions work
inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crawler.archive.content import to_json
from crawler.archive.database import insert


class EventKind(StrEnum):
    """What happened to an article of a watch."""

    NEW = "new"
    CHANGED = "changed"
    DEADLINE_MOVED = "deadline_moved"
    DEADLINE_SET = "deadline_set"
    DEADLINE_WITHDRAWN = "deadline_withdrawn"
    LEFT = "left"
    """Changed so that the search finds it no more."""
    GONE = "gone"
    BACK = "back"
    """Gone, and there again."""
    TAKEN_BACK = "taken_back"
    """What was told was an error of reading, which a health check has undone since."""
    RECOVERED = "recovered"
    """Stood on the web before the watch did, and came into the archive since: not told singly."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A stored search; the fields are columns of ``watches``."""

    id: int
    name: str
    query: str
    ways: tuple[str, ...]
    """By which ways it notifies."""
    uuid: str
    created_at: str
    checked_at: str
    run_id: int


@dataclass(frozen=True, slots=True)
class Event:
    """One row of ``watch_events``; ``id`` is 0 until it is written."""

    article_id: int
    kind: EventKind
    found_at: str
    seen_at: str
    content_hash: str
    portal: str | None
    title: str | None
    url: str
    old_deadline_on: str | None = None
    deadline_on: str | None = None
    changed_fields: tuple[str, ...] = ()
    id: int = 0


_WATCH = "SELECT id, name, query, notify, uuid, created_at, checked_at, run_id FROM watches"
_EVENT = (
    "SELECT article_id, kind, found_at, seen_at, content_hash, portal, title, url, "
    "old_deadline_on, deadline_on, changed_fields, id FROM watch_events"
)
LAST_RUN = "(SELECT coalesce(max(id), 0) FROM runs)"


def watches(db: sqlite3.Connection) -> list[Watch]:
    """All watches, by name."""
    return [_watch(row) for row in db.execute(f"{_WATCH} ORDER BY name")]


def find_watch(db: sqlite3.Connection, name: str) -> Watch | None:
    """The watch of this name, in any case."""
    row = db.execute(f"{_WATCH} WHERE name = ? COLLATE NOCASE", (name,)).fetchone()
    return None if row is None else _watch(row)


def _watch(row: Any) -> Watch:
    watch_id, name, query, notify, uid, created_at, checked_at, run_id = row
    ways = tuple(filter(None, notify.split(",")))
    return Watch(watch_id, name, query, ways, uid, created_at, checked_at, run_id)


def insert_watch(
    db: sqlite3.Connection, name: str, query: str, ways: Iterable[str], moment: str
) -> Watch:
    """Write a watch that knows all runs so far, and no article yet."""
    (run_id,) = db.execute(f"SELECT {LAST_RUN}").fetchone()
    values = {
        "name": name, "query": query, "notify": ",".join(ways), "uuid": str(uuid.uuid4()),
        "created_at": moment, "checked_at": moment, "run_id": run_id,
    }  # fmt: skip
    insert(db, "watches", values)
    found = find_watch(db, name)
    assert found is not None
    return found


def remove_watch(db: sqlite3.Connection, watch: Watch) -> None:
    """Remove a watch with all it knows and has told."""
    db.execute("DELETE FROM watches WHERE id = ?", (watch.id,))


def note_checked(db: sqlite3.Connection, watch: Watch, moment: str) -> None:
    """Note that all runs so far have been looked at."""
    db.execute(
        f"UPDATE watches SET checked_at = ?, run_id = {LAST_RUN} WHERE id = ?",  # noqa: S608
        (moment, watch.id),
    )


def insert_event(db: sqlite3.Connection, watch: Watch, event: Event, ways: Collection[str]) -> None:
    """Write an event, and that it waits to be told by these ways."""
    event_id = insert(
        db,
        "watch_events",
        {
            "watch_id": watch.id, "article_id": event.article_id, "kind": event.kind,
            "found_at": event.found_at, "seen_at": event.seen_at,
            "content_hash": event.content_hash, "portal": event.portal, "title": event.title,
            "url": event.url, "old_deadline_on": event.old_deadline_on,
            "deadline_on": event.deadline_on, "changed_fields": to_json(event.changed_fields),
        },
    )  # fmt: skip
    db.executemany(
        "INSERT INTO watch_notices (event_id, way) VALUES (?, ?)",
        [(event_id, way) for way in ways],
    )


_TOLD = """
    SELECT EXISTS (
        SELECT 1 FROM watch_events AS e WHERE watch_id = :watch AND article_id = :article
        AND seen_at = :seen_at AND content_hash = :content_hash
        AND (kind = 'gone') = (:kind = 'gone') AND kind NOT IN ('recovered', 'taken_back')
        AND NOT EXISTS (
            SELECT 1 FROM watch_events WHERE watch_id = :watch AND article_id = :article
            AND kind = 'taken_back' AND id > e.id
        )
    )
"""


def is_told(db: sqlite3.Connection, watch: Watch, event: Event) -> bool:
    """Whether the same was found before, and not taken back since.

    The same is this content, or its absence, first seen at the same moment.
    """
    if event.kind is EventKind.TAKEN_BACK:
        return False
    values = {
        "watch": watch.id, "article": event.article_id, "seen_at": event.seen_at,
        "content_hash": event.content_hash, "kind": event.kind,
    }  # fmt: skip
    return bool(db.execute(_TOLD, values).fetchone()[0])


def last_told(db: sqlite3.Connection, watch: Watch, article_id: int) -> Event | None:
    """The last event of an article that was told."""
    row = db.execute(
        f"{_EVENT} WHERE watch_id = ? AND article_id = ? AND kind <> 'recovered' "
        "ORDER BY id DESC LIMIT 1",
        (watch.id, article_id),
    ).fetchone()
    return None if row is None else _event(row)


def events(
    db: sqlite3.Connection, watch: Watch, limit: int = -1, before: int | None = None
) -> list[Event]:
    """The events of a watch that are told one by one, the latest first; of those before an id."""
    rows = db.execute(
        f"{_EVENT} WHERE watch_id = ? AND kind <> 'recovered' AND coalesce(id < ?, 1) "
        "ORDER BY id DESC LIMIT ?",
        (watch.id, before, limit),
    )
    return [_event(row) for row in rows]


def event_counts(db: sqlite3.Connection, watch: Watch) -> dict[EventKind, int]:
    """How many events of each kind a watch has found."""
    rows = db.execute(
        "SELECT kind, count(*) FROM watch_events WHERE watch_id = ? GROUP BY kind", (watch.id,)
    )
    return {EventKind(kind): count for kind, count in rows}


def _event(row: Any) -> Event:
    article_id, kind, found_at, seen_at, content_hash, portal, title, url, old, new, names, at = row
    return Event(
        article_id, EventKind(kind), found_at, seen_at, content_hash, portal, title, url, old, new,
        tuple(json.loads(names)), at,
    )  # fmt: skip


# -- Notices ---------------------------------------------------------------------------------------


def begin_notices(db: sqlite3.Connection, watch: Watch, way: str) -> dict[str, list[Event]]:
    """What waits to be told by a way: the events of each notice, by its id, the latest first.

    Events that wait for the first time become one notice. One that was begun before stays as it
    was and keeps its id: it may have arrived.
    """
    waiting = (
        "way = ? AND sent_at IS NULL AND event_id IN "
        "(SELECT id FROM watch_events WHERE watch_id = ?)"
    )
    db.execute(
        f"UPDATE watch_notices SET notice = ? WHERE notice IS NULL AND {waiting}",  # noqa: S608
        (str(uuid.uuid4()), way, watch.id),
    )
    found: dict[str, list[Event]] = {}
    for notice, event_id in db.execute(
        f"SELECT notice, event_id FROM watch_notices WHERE {waiting} ORDER BY event_id DESC",  # noqa: S608
        (way, watch.id),
    ).fetchall():
        row = db.execute(f"{_EVENT} WHERE id = ?", (event_id,)).fetchone()
        found.setdefault(notice, []).append(_event(row))
    return dict(reversed(found.items()))


def note_sent(db: sqlite3.Connection, notice: str, moment: str) -> None:
    """Note that a notice was sent."""
    db.execute("UPDATE watch_notices SET sent_at = ? WHERE notice = ?", (moment, notice))


def drop_notices(db: sqlite3.Connection, watch: Watch, ways: Collection[str]) -> int:
    """Forget what waits for ways other than these, which nobody has set any more; how many."""
    return db.execute(
        "DELETE FROM watch_notices WHERE sent_at IS NULL "
        "AND way NOT IN (SELECT value FROM json_each(?)) "
        "AND event_id IN (SELECT id FROM watch_events WHERE watch_id = ?)",
        (json.dumps([*ways]), watch.id),
    ).rowcount
