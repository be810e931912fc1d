"""Placing articles: what waits in ``story_pending`` is compared, linked and grouped.

The stories of an archive follow from its articles and from what people decided, not from the order
in which either came: links are a symmetrical function of two texts and of what is boilerplate;
where that changes, the articles concerned are compared again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator

from crawler.archive.database import alone
from crawler.archive.errors import ItemError, NotWritten
from crawler.archive.stories.documents import documents
from crawler.archive.stories.fingerprint_index import Fingerprinted, FingerprintIndex
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


def place_or_tell(db: sqlite3.Connection, limit: int, unplaced: set[int]) -> list[NotWritten]:
    """Place articles that wait; those that cannot be placed are told once and wait on.

    They are added to ``unplaced``, whose articles are not tried. Inside the caller's transaction.
    """
    told: list[NotWritten] = []
    try:
        with alone(db):
            place_pending(db, limit, but=unplaced)
    except ItemError:
        waiting: list[tuple[int, str | None]] = []
        try:
            with alone(db):
                waiting = pending(db, limit, but=unplaced)
        except ItemError as error:
            reason = f"articles are in no story, for which ones wait cannot be read ({error})"
            told.append(NotWritten(None, reason))
        for article_id, url in waiting:
            try:
                with alone(db):
                    place(db, {article_id})
            except ItemError as error:
                unplaced.add(article_id)
                told.append(NotWritten(url, f"it is stored, but in no story ({error})"))
    return told


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
        _Batch(db).index(chunk)
    settled: set[int] = set()
    for chunk in _chunks(ids):
        _Batch(db).link(chunk, settled)
        advance(len(chunk))
    group(db, ids)
    return len(ids)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _place(db: sqlite3.Connection, ids: set[int]) -> None:
    batch = _Batch(db)
    touched = ids | batch.index(ids)
    near = touched | connected(db, touched)
    listed = json.dumps(sorted(touched))
    db.execute(
        "DELETE FROM story_links WHERE article_id IN (SELECT value FROM json_each(:ids)) "
        "OR other_article_id IN (SELECT value FROM json_each(:ids))",
        {"ids": listed},
    )
    batch.link(sorted(touched), set())
    group(db, near)


class _Batch:
    """Articles that are placed together, with what is needed of them more than once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._index = FingerprintIndex(db)
        self._told: dict[int, Document | None] = {}

    def index(self, ids: Collection[int]) -> set[int]:
        """Bring the index up to date; the articles to be compared again because of that."""
        self._load(ids)
        signatures: dict[int, Fingerprinted | None] = dict.fromkeys(ids)
        for article_id in ids:
            if document := self._told[article_id]:
                _, heading, keys = signature_of(document)
                signatures[article_id] = Fingerprinted(heading, keys | url_keys(document))
        return self._index.replace(signatures)

    def link(self, ids: Collection[int], settled: set[int]) -> None:
        """Compare articles with all that may tell the same, and write what came of it.

        Not with those that are ``settled``, which have been compared with them; now they are, too.
        """
        self._load(ids)
        told = {one: document for one in ids if (document := self._told[one])}
        found = self._index.candidates({one: url_keys(each) for one, each in told.items()})
        people = decided(self._db, told)
        pairs = []
        for article_id in ids:
            settled.add(article_id)
            others = found.get(article_id, set()) | people.get(article_id, {}).keys()
            pairs += [(article_id, other) for other in others - settled]
        self._load({other for _, other in pairs})
        boilerplate = self._index.boilerplate({one for pair in pairs for one in pair})
        links = []
        for one, other in pairs:
            told_there = self._told[other]
            if told_there is None:
                continue
            comparison = compare(told[one], told_there, boilerplate)
            if verdict := people.get(one, {}).get(other):
                comparison = Comparison(
                    Verdict(verdict), comparison.shared, comparison.other_shared, OVERRIDE
                )
            if comparison.verdict is not Verdict.UNRELATED:
                links.append(_row(one, other, comparison))
        self._db.executemany(_LINK, links)

    def _load(self, ids: Iterable[int]) -> None:
        """Read the texts of articles at once; None stands for one that is gone."""
        missing = [article_id for article_id in ids if article_id not in self._told]
        found = documents(self._db, missing) if missing else {}
        self._told.update({article_id: found.get(article_id) for article_id in missing})


OVERRIDE = "override"
"""The reason of a link that a person decided on."""


_LINK = (
    "INSERT OR REPLACE INTO story_links "
    "(article_id, other_article_id, verdict, shared, other_shared, reason) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)


def _row(one: int, other: int, comparison: Comparison) -> tuple[object, ...]:
    """A row of ``story_links``, in which the first article is the older one."""
    if one > other:
        one, other, comparison = other, one, comparison.reversed()
    shared = comparison.shared, comparison.other_shared
    return one, other, comparison.verdict, *shared, comparison.reason


def compared_with(
    db: sqlite3.Connection, article_id: int
) -> Iterator[tuple[int, Comparison, frozenset[int]]]:
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
    index = FingerprintIndex(db)
    for other, verdict, shared, other_shared, reason, _ in rows:
        comparison = Comparison(Verdict(verdict), shared, other_shared, reason)
        yield other, comparison, index.boilerplate((article_id, other))
