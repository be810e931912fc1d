"""The stored history of an article, worked out again when a sighting does not just go on from it.

All functions work inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from crawler.archive.aliases import CANONICAL, add_aliases, make_canonical
from crawler.archive.captures import leading_sighting, sightings_of
from crawler.archive.content import Content, to_json
from crawler.archive.database import update
from crawler.archive.rows import (
    content_columns,
    read_articles,
    read_contents,
    replace_filing,
    replace_lists,
    set_seen,
)
from crawler.archive.versions import (
    Revision,
    completed_sightings,
    contents_by_hash,
    counted,
    kept_of_older,
    revisions_of,
)
from crawler.items import Alias

POINTERS = (
    "UPDATE stories SET article_id = ? WHERE article_id = ?",
    # What a watch knows of the article that stays is as good: the other's goes with it.
    "UPDATE OR IGNORE watch_articles SET article_id = ? WHERE article_id = ?",
    "UPDATE watch_events SET article_id = ? WHERE article_id = ?",
)
"""SQL that has what points at an article (second value) point at the one it is joined with."""
_MOVES = (
    "UPDATE captures SET article_id = ? WHERE article_id = ?",
    "UPDATE url_aliases SET article_id = ? WHERE article_id = ?",
    *POINTERS,
)


def rebuild(db: sqlite3.Connection, article_id: int, seen: dict[str, Content]) -> bool:
    """Work out the history again from all sightings; whether anything in it changed.

    ``seen`` holds contents (by hash) that the stored history cannot know.
    """
    (stored_hash,) = db.execute(
        "SELECT content_hash FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    before = read_revisions(db, article_id)
    known = contents_of(db, article_id) | seen
    sightings = sightings_of(db, article_id)
    told, contents = completed_sightings(counted(sightings, known), known)
    revisions, versions = revisions_of(told, contents)
    newest = versions[-1]
    kept = kept_of_older(contents[digest] for digest in versions)
    times = [sighting.captured_at for sighting in sightings if not sighting.is_undated]
    times = times or [sighting.captured_at for sighting in sightings]
    first, last = min(times), max(times)
    if newest != stored_hash or kept or revisions != before:
        shown = contents[newest] | kept
        values = {"content_hash": newest, **content_columns(shown)}
        update(db, "articles", article_id, values | {"kept_fields": _names(kept)})
        replace_lists(db, article_id, shown)
    if revisions != before:
        replace_revisions(db, article_id, revisions)
        changed_at = revisions[-1].seen_at if revisions else None
        values = {"revision_count": len(revisions), "changed_at": changed_at}
        update(db, "articles", article_id, values)
    no_versions = {s.content_hash for s in sightings if s.content_hash in known} - {*versions}
    replace_partial_contents(db, article_id, {digest: contents[digest] for digest in no_versions})
    set_seen(db, article_id, first, last)
    return newest != stored_hash or len(revisions) != len(before)


def contents_of(db: sqlite3.Connection, article_id: int) -> dict[str, Content]:
    """All that copies of an article have shown, by hash."""
    newest = read_contents(db, [article_id])[article_id]
    versions = contents_by_hash(newest, read_revisions(db, article_id))
    return versions | read_partial_contents(db, article_id)


def merge(db: sqlite3.Connection, article_id: int, other_id: int, rule: str = CANONICAL) -> None:
    """Join two articles that are one; the id of the first stays.

    ``rule`` says why the URL that is no longer canonical is the article's.
    """
    contents = contents_of(db, other_id)
    other = read_articles(db, [other_id])[other_id]
    (url,) = db.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()
    other_leads = (leading_sighting(db, other_id) or ()) > (leading_sighting(db, article_id) or ())
    for move in _MOVES:
        db.execute(move, (article_id, other_id))
    db.execute("DELETE FROM articles WHERE id = ?", (other_id,))
    if other_leads:
        make_canonical(db, article_id, url, other.url, rule)
        replace_filing(db, article_id, other)
    else:
        add_aliases(db, article_id, url, [Alias(other.url, rule)])
    rebuild(db, article_id, contents)


def _names(kept: Content) -> str | None:
    return to_json(sorted(kept)) if kept else None


def read_revisions(db: sqlite3.Connection, article_id: int) -> list[Revision]:
    """The revisions of an article, the oldest first."""
    rows = db.execute(
        "SELECT number, content_hash, seen_at, changed_fields, old_values, capture_id "
        "FROM revisions WHERE article_id = ? ORDER BY number",
        (article_id,),
    )
    return [
        Revision(number, digest, seen_at, json.loads(changed), json.loads(old), capture_id)
        for number, digest, seen_at, changed, old, capture_id in rows
    ]


def replace_revisions(
    db: sqlite3.Connection, article_id: int, revisions: Iterable[Revision]
) -> None:
    """Write the revisions of an article in place of those it had."""
    db.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO revisions (article_id, number, content_hash, seen_at, changed_fields, "
        "old_values, capture_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                article_id,
                revision.number,
                revision.content_hash,
                revision.seen_at,
                to_json(revision.changed_fields),
                to_json(revision.old_values),
                revision.capture_id,
            )
            for revision in revisions
        ],
    )


def read_partial_contents(db: sqlite3.Connection, article_id: int) -> dict[str, Content]:
    """What partial copies of an article show, by hash, as far as it is no version."""
    rows = db.execute(
        "SELECT content_hash, content FROM partial_contents WHERE article_id = ?", (article_id,)
    )
    return {digest: json.loads(content) for digest, content in rows}


def replace_partial_contents(
    db: sqlite3.Connection, article_id: int, contents: Mapping[str, Content]
) -> None:
    """Write what partial copies show in place of what was known of them."""
    db.execute("DELETE FROM partial_contents WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO partial_contents (article_id, content_hash, content) VALUES (?, ?, ?)",
        [(article_id, digest, to_json(content)) for digest, content in contents.items()],
    )
