"""Placing articles: what waits in ``story_pending`` is compared, linked and grouped.

The stories of an archive follow from its articles and from what people decided, not from the order
in which either came: links are a symmetrical function of two texts and of what is boilerplate;
where that changes, the articles concerned are compared again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator

from crawler.archive.stories.documents import documents
from crawler.archive.stories.fingerprint_index import (
    boilerplate_among,
    candidates,
    set_fingerprints,
    stored_signature,
)
from crawler.archive.stories.grouping import connected, group
from crawler.archive.stories.overrides import decided
from crawler.archive.stories.text import Comparison, Document, compare
from crawler.archive.stories.text.compare import Verdict
from crawler.archive.stories.text.fingerprints import url_keys
from crawler.archive.stories.text.signature import signature_of

AT_ONCE = 500
"""Articles a batch of the writer catches up with when an older archive has many waiting."""


def place_pending(
    db: sqlite3.Connection, limit: int | None = None, but: Collection[int] = ()
) -> int:
    """Place the articles that wait, the newest ``limit`` of them; how many.

    Those of ``but`` wait on. Inside the caller's transaction.
    """
    ids = {article_id for article_id, _ in pending(db, limit, but)}
    if ids:
        place(db, ids)
    return len(ids)


def pending(
    db: sqlite3.Connection, limit: int | None = None, but: Collection[int] = ()
) -> list[tuple[int, str | None]]:
    """The articles that wait to be placed, the newest first, with their URLs."""
    return db.execute(
        "SELECT p.article_id, a.url FROM story_pending AS p "
        "LEFT JOIN articles AS a ON a.id = p.article_id "
        "WHERE p.article_id NOT IN (SELECT value FROM json_each(?)) "
        "ORDER BY p.article_id DESC LIMIT ?",
        (json.dumps([*but]), -1 if limit is None else limit),
    ).fetchall()


def place(db: sqlite3.Connection, ids: set[int]) -> None:
    """Place these articles, which wait no longer then. Inside the caller's transaction."""
    _place(db, ids)
    db.executemany(
        "DELETE FROM story_pending WHERE article_id = ?", [(article_id,) for article_id in ids]
    )


def rebuild_stories(
    db: sqlite3.Connection, advance: Callable[[int], None] = lambda number: None
) -> int:
    """Forget all stories and tell them apart again; how many articles were placed.

    Inside the caller's transaction. Numbers of stories are kept where a story is.
    """
    for table in ("story_links", "story_fingerprints", "story_signatures", "story_boilerplate"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    db.execute("DELETE FROM story_pending")
    ids = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY id")]
    for chunk in _chunks(ids):
        memory = _Memory(db)
        memory.load(chunk)
        for article_id in chunk:
            _index(db, article_id, memory)
    settled: set[int] = set()
    for chunk in _chunks(ids):
        memory = _Memory(db)
        for article_id in chunk:
            _link(db, article_id, memory, settled)
        advance(len(chunk))
    group(db, ids)
    return len(ids)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _place(db: sqlite3.Connection, ids: set[int]) -> None:
    memory = _Memory(db)
    memory.load(ids)
    touched = set(ids)
    for article_id in sorted(ids):
        touched |= _index(db, article_id, memory)
    near = set(touched)
    for article_id in touched:
        near |= connected(db, article_id)
    db.executemany(
        "DELETE FROM story_links WHERE article_id = :id OR other_article_id = :id",
        [{"id": article_id} for article_id in sorted(touched)],
    )
    settled: set[int] = set()
    for article_id in sorted(touched):
        _link(db, article_id, memory, settled)
    group(db, near | touched)


def _index(db: sqlite3.Connection, article_id: int, memory: _Memory) -> set[int]:
    """Bring the index up to date; the articles to be compared again because of that."""
    document = memory.document(article_id)
    if document is None:
        return set_fingerprints(db, article_id, None, ())
    _, heading, keys = signature_of(document)
    return set_fingerprints(db, article_id, heading, keys | url_keys(document))


class _Memory:
    """What is needed more than once in a batch; all but the texts once the batch is indexed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._told: dict[int, Document | None] = {}
        self._keys: dict[int, frozenset[int]] = {}
        self._boilerplate: dict[int, dict[int, bool]] = {}

    def load(self, ids: Iterable[int]) -> None:
        """Read the texts of articles at once."""
        missing = [article_id for article_id in ids if article_id not in self._told]
        found = documents(self._db, missing) if missing else {}
        self._told.update({article_id: found.get(article_id) for article_id in missing})

    def document(self, article_id: int) -> Document | None:
        """What an article says; None if it is gone."""
        self.load([article_id])
        return self._told[article_id]

    def keys(self, article_id: int) -> frozenset[int]:
        """Its fingerprints."""
        if article_id not in self._keys:
            _, self._keys[article_id] = stored_signature(self._db, article_id) or (0, frozenset())
        return self._keys[article_id]

    def boilerplate(self, article_id: int) -> dict[int, bool]:
        """What is boilerplate among them."""
        if article_id not in self._boilerplate:
            self._boilerplate[article_id] = boilerplate_among(self._db, self.keys(article_id))
        return self._boilerplate[article_id]


def _link(db: sqlite3.Connection, article_id: int, memory: _Memory, settled: set[int]) -> None:
    """Compare an article with all that may tell the same, and write what came of it.

    Not with those that are ``settled``, which have been compared with this one; now it is, too.
    """
    settled.add(article_id)
    document = memory.document(article_id)
    if document is None:
        return
    people = decided(db, article_id)
    found = candidates(db, article_id, memory.keys(article_id), url_keys(document))
    others = (found | people.keys()) - settled
    memory.load(others)
    for other in others:
        told_there = memory.document(other)
        if told_there is None:
            continue
        known = memory.boilerplate(article_id) | memory.boilerplate(other)
        comparison = compare(document, told_there, known)
        if other in people:
            comparison = Comparison(
                Verdict(people[other]), comparison.shared, comparison.other_shared, OVERRIDE
            )
        if comparison.verdict is not Verdict.UNRELATED:
            _write(db, article_id, other, comparison)


OVERRIDE = "override"
"""The reason of a link that a person decided on."""


def _write(db: sqlite3.Connection, one: int, other: int, comparison: Comparison) -> None:
    if one > other:
        one, other, comparison = other, one, comparison.reversed()
    db.execute(
        "INSERT OR REPLACE INTO story_links "
        "(article_id, other_article_id, verdict, shared, other_shared, reason) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (one, other, comparison.verdict, comparison.shared, comparison.other_shared,
         comparison.reason),
    )  # fmt: skip


def compared_with(
    db: sqlite3.Connection, article_id: int
) -> Iterator[tuple[int, Comparison, set[int]]]:
    """The articles linked to this one, what the comparison says, and what is boilerplate to them.

    Members of its story first, then those that were found to be different.
    """
    rows = db.execute(
        """
        SELECT l.*, m.story_id IS NOT NULL AS together FROM (
            SELECT other_article_id AS other, verdict, shared, other_shared, reason
            FROM story_links WHERE article_id = :id
            UNION ALL SELECT article_id, verdict, other_shared, shared, reason
            FROM story_links WHERE other_article_id = :id
        ) AS l
        LEFT JOIN story_members AS o ON o.article_id = :id
        LEFT JOIN story_members AS m ON m.article_id = l.other AND m.story_id = o.story_id
        ORDER BY together DESC, verdict = 'same' DESC, other
        """,
        {"id": article_id},
    ).fetchall()
    memory = _Memory(db)
    for other, verdict, shared, other_shared, reason, _ in rows:
        keys = memory.keys(article_id) | memory.keys(other)
        comparison = Comparison(Verdict(verdict), shared, other_shared, reason)
        yield other, comparison, set(boilerplate_among(db, keys))
