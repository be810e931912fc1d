"""The articles of a watch compared with what it last knew of them.

Nothing is taken from the course of a run: whatever became of the runs since, and whoever changed
the archive, the difference between then and now is told, once.
"""
# The SQL is put together from the texts in this file and a search's; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl

from crawler.archive.watches import (
    Event,
    EventKind,
    Watch,
    find_watch,
    insert_event,
    insert_watch,
    is_told,
    last_told,
    note_checked,
)
from crawler.publishing.search.definition import RefusedSearchError, Search, read_search


class _Compared(NamedTuple):
    """An article as it is, and as the watch knew it (None: it did not)."""

    article_id: int
    portal: str | None
    title: str | None
    url: str
    content_hash: str
    version_at: str
    deadline_on: str | None
    gone_at: str | None
    last_seen_at: str
    was_match: int | None
    old_hash: str | None
    old_version_at: str | None
    old_deadline_on: str | None
    old_gone_at: str | None


_COMPARED = """
    SELECT a.id, a.portal, a.title, a.url, a.content_hash, coalesce(a.changed_at, a.first_seen_at),
        a.deadline_on, a.gone_at, a.last_seen_at,
        s.is_match, s.content_hash, s.version_at, s.deadline_on, s.gone_at
"""
_FOUND = f"""{_COMPARED}
    FROM articles AS a
    LEFT JOIN watch_articles AS s ON s.watch_id = :watch AND s.article_id = a.id
    WHERE ({{where}}) AND (
        s.article_id IS NULL OR NOT s.is_match OR s.content_hash <> a.content_hash
        OR s.deadline_on IS NOT a.deadline_on OR s.gone_at IS NOT a.gone_at
    )
    ORDER BY a.id
"""
_LOST = f"""{_COMPARED}
    FROM watch_articles AS s JOIN articles AS a ON a.id = s.article_id
    WHERE s.watch_id = :watch AND s.is_match
    AND a.id NOT IN (SELECT a.id FROM articles AS a WHERE {{where}})
    ORDER BY a.id
"""
_KNOW_ALL = """
    INSERT INTO watch_articles
        (watch_id, article_id, is_match, content_hash, version_at, deadline_on, gone_at)
    SELECT :watch, a.id, 1, a.content_hash, coalesce(a.changed_at, a.first_seen_at),
        a.deadline_on, a.gone_at
    FROM articles AS a WHERE {where}
"""
_KNOW = """
    INSERT INTO watch_articles
        (watch_id, article_id, is_match, content_hash, version_at, deadline_on, gone_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET is_match = excluded.is_match, content_hash = excluded.content_hash,
        version_at = excluded.version_at, deadline_on = excluded.deadline_on,
        gone_at = excluded.gone_at
"""
# The capture that first shows the article as it is: taken after the watch was made, by a run nobody
# has looked at (or a person has accepted since). If the page's bytes are those of the capture
# before, it is read differently, and no other page.
_FRESH = """
    SELECT EXISTS (
        SELECT 1 FROM captures AS c LEFT JOIN runs AS r ON r.id = c.run_id
        WHERE c.article_id = :article AND c.captured_at = :version_at
        AND c.content_hash IS NOT NULL AND c.captured_at >= :created_at
        AND (c.run_id > :run OR r.accepted_at >= :checked_at)
        AND (c.digest IS NULL OR c.digest IS NOT (
            SELECT p.digest FROM captures AS p
            WHERE p.article_id = c.article_id AND p.content_hash IS NOT NULL
            AND p.status IS NOT 304 AND p.captured_at < c.captured_at
            ORDER BY p.captured_at DESC, p.id DESC LIMIT 1
        ))
    )
"""
_CAME_SINCE = """
    SELECT NOT EXISTS (
        SELECT 1 FROM captures WHERE article_id = ? AND content_hash IS NOT NULL AND run_id <= ?
    )
"""
_CHANGED_FIELDS = """
    SELECT changed_fields FROM revisions WHERE article_id = :article AND number > coalesce(
        (SELECT max(number) FROM revisions WHERE article_id = :article AND content_hash = :known),
        (SELECT max(number) FROM revisions WHERE article_id = :article AND seen_at <= :since), 0
    ) ORDER BY number
"""
_IS_HELD = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE url = ?)"


@dataclass(slots=True)
class Checked:
    """What was found for one watch."""

    watch: Watch
    counts: Counter[EventKind] = field(default_factory=Counter)
    reread: int = 0
    """Articles that are read or found differently though their pages are as they were: not told."""
    trouble: str | None = None
    """Why the search could not be asked; then nothing was compared."""


def search_of(db: sqlite3.Connection, watch: Watch) -> Search:
    """The search of a watch. Raises RefusedSearchError if a name in it is the archive's no more."""
    return read_search(db, parse_qsl(watch.query))


def add_watch(
    db: sqlite3.Connection, name: str, search: Search, ways: Collection[str], moment: str
) -> Watch:
    """Store a search. All that it finds now is known: it tells what comes.

    Raises ValueError if there is a watch of that name.
    """
    if find_watch(db, name):
        raise ValueError(name)
    watch = insert_watch(db, name, search.query_string, ways, moment)
    where, values = search.where(db)
    db.execute(_KNOW_ALL.format(where=where), {**values, "watch": watch.id})
    return watch


def check_watch(
    db: sqlite3.Connection, watch: Watch, ways: Collection[str], moment: str
) -> Checked:
    """Write what has happened to a watch's articles, and that it waits to be told by ``ways``."""
    checked = Checked(watch)
    try:
        where, values = search_of(db, watch).where(db)
    except RefusedSearchError as error:
        checked.trouble = str(error)
        return checked
    values["watch"] = watch.id
    for query, is_match in ((_LOST, False), (_FOUND, True)):
        for row in db.execute(query.format(where=where), values).fetchall():
            now = _Compared(*row)
            known = len(checked.counts), checked.counts.total()
            for event in _events(db, watch, now, moment, is_match=is_match):
                if not is_told(db, watch, event):
                    told = event.kind is not EventKind.RECOVERED
                    insert_event(db, watch, event, ways if told else ())
                    checked.counts[event.kind] += 1
            if known == (len(checked.counts), checked.counts.total()):
                checked.reread += 1
            _know(db, watch, now, is_match=is_match)
    note_checked(db, watch, moment)
    return checked


def _know(db: sqlite3.Connection, watch: Watch, now: _Compared, *, is_match: bool) -> None:
    db.execute(
        _KNOW,
        (
            watch.id, now.article_id, is_match, now.content_hash, now.version_at,
            now.deadline_on, now.gone_at,
        ),
    )  # fmt: skip


def _events(
    db: sqlite3.Connection, watch: Watch, now: _Compared, moment: str, *, is_match: bool
) -> Iterator[Event]:
    """What has happened to an article; nothing if it is only read or found differently."""
    is_fresh = _is_fresh(db, watch, now)
    if not is_match:
        if is_fresh and now.content_hash != now.old_hash:
            yield _event(db, now, EventKind.LEFT, moment)
        return
    if not now.was_match:
        if is_fresh:
            yield _event(db, now, EventKind.NEW, moment)
        elif now.version_at < watch.created_at and _came_since(db, watch, now):
            yield _event(db, now, EventKind.RECOVERED, moment)
    elif now.content_hash != now.old_hash:
        if is_fresh:
            yield _event(db, now, _kind_of_change(now), moment)
        elif _is_taken_back(db, watch, now):
            yield _event(db, now, EventKind.TAKEN_BACK, moment)
    if not now.was_match and not is_fresh:
        return
    if now.gone_at and not now.old_gone_at and now.gone_at >= watch.created_at:
        yield _event(db, now, EventKind.GONE, moment, seen_at=now.gone_at)
    elif now.old_gone_at and not now.gone_at and now.last_seen_at > now.old_gone_at:
        yield _event(db, now, EventKind.BACK, moment, seen_at=now.last_seen_at)


def _event(
    db: sqlite3.Connection,
    now: _Compared,
    kind: EventKind,
    moment: str,
    seen_at: str | None = None,
) -> Event:
    fields: tuple[str, ...] = ()
    if now.old_hash not in (None, now.content_hash):
        fields = _changed_fields(db, now)
    return Event(
        article_id=now.article_id, kind=kind, found_at=moment, seen_at=seen_at or now.version_at,
        content_hash=now.content_hash, portal=now.portal, title=now.title, url=now.url,
        old_deadline_on=now.old_deadline_on, deadline_on=now.deadline_on, changed_fields=fields,
    )  # fmt: skip


def _kind_of_change(now: _Compared) -> EventKind:
    if now.deadline_on == now.old_deadline_on:
        return EventKind.CHANGED
    if now.deadline_on is None:
        return EventKind.DEADLINE_WITHDRAWN
    return EventKind.DEADLINE_MOVED if now.old_deadline_on else EventKind.DEADLINE_SET


def _is_fresh(db: sqlite3.Connection, watch: Watch, now: _Compared) -> bool:
    """Whether the article is as it is since a capture that is news for the watch."""
    if now.version_at == now.old_version_at:
        return False
    values = {
        "article": now.article_id, "version_at": now.version_at, "created_at": watch.created_at,
        "run": watch.run_id, "checked_at": watch.checked_at,
    }  # fmt: skip
    return bool(db.execute(_FRESH, values).fetchone()[0])


def _came_since(db: sqlite3.Connection, watch: Watch, now: _Compared) -> bool:
    return bool(db.execute(_CAME_SINCE, (now.article_id, watch.run_id)).fetchone()[0])


def _is_taken_back(db: sqlite3.Connection, watch: Watch, now: _Compared) -> bool:
    """Whether what was told last of an article has been put back and waits in the quarantine."""
    told = last_told(db, watch, now.article_id)
    if told is None or told.content_hash != now.old_hash or told.seen_at <= now.version_at:
        return False
    return bool(db.execute(_IS_HELD, (now.url,)).fetchone()[0])


def _changed_fields(db: sqlite3.Connection, now: _Compared) -> tuple[str, ...]:
    """Names of the fields that changed since the content the watch knew, in their order."""
    rows = db.execute(
        _CHANGED_FIELDS,
        {"article": now.article_id, "known": now.old_hash, "since": now.old_version_at},
    )
    return tuple(dict.fromkeys(name for (names,) in rows for name in json.loads(names)))
