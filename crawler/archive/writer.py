"""Storing one sighting of an article: new, changed, unchanged or seen already in this run.

All functions work inside the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from enum import StrEnum

from crawler.archive.aliases import CANONICAL, add_aliases, article_ids, make_canonical
from crawler.archive.content import Content, content_hash, content_of, filing_of
from crawler.archive.evidence import (
    leading_sighting,
    read_revisions,
    record_sighting,
    replace_revisions,
    sightings_of,
)
from crawler.archive.history import contents_by_hash, revisions_of
from crawler.archive.rows import (
    content_columns,
    read_articles,
    replace_filing,
    replace_lists,
    set_seen,
)
from crawler.archive.runs import Portal, insert_reject, upsert_portal
from crawler.archive.statements import insert, update
from crawler.archive.times import now, utc_text
from crawler.items import Alias, Article

_MOVES = (
    "UPDATE captures SET article_id = ? WHERE article_id = ?",
    "UPDATE url_aliases SET article_id = ? WHERE article_id = ?",
    "UPDATE stories SET article_id = ? WHERE article_id = ?",
)


class Outcome(StrEnum):
    """What a sighting was to the archive."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    """Seen before in the same run, with nothing new in it: another address, mostly."""
    REJECTED = "rejected"
    """Cannot be an article; it stands in ``rejects`` with the reason."""


def store_article(db: sqlite3.Connection, article: Article, run_id: int) -> Outcome:
    """Store one sighting; ``article.portal`` must be set."""
    if reason := _unstorable(article):
        insert_reject(db, run_id, article.url or None, "archive", reason)
        return Outcome.REJECTED
    content = content_of(article)
    digest = content_hash(content)
    urls = [article.url, *(alias.url for alias in article.aliases)]
    ids = sorted(set(article_ids(db, urls).values()))
    if not ids:
        _insert(db, article, content, digest, run_id)
        return Outcome.NEW
    for other in ids[1:]:
        _merge(db, ids[0], other)
    changed = _see_again(db, ids[0], article, content, digest, run_id)
    first_in_run = _note_seen(db, run_id, ids[0])
    if changed:
        return Outcome.CHANGED
    return Outcome.UNCHANGED if first_in_run else Outcome.DUPLICATE


def _unstorable(article: Article) -> str | None:
    if not article.url:
        return "no address"
    if not article.title and not article.body:
        return "neither title nor text found on the page"
    return None


def _insert(
    db: sqlite3.Connection, article: Article, content: Content, digest: str, run_id: int
) -> None:
    seen_at = utc_text(article.captured_at or now())
    values = {
        "url": article.url,
        "content_hash": digest,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        **content_columns(content),
    }
    article_id = insert(db, "articles", values)
    set_seen(db, article_id, seen_at, seen_at)
    replace_lists(db, article_id, content)
    _file(db, article_id, article)
    record_sighting(db, article, article_id, digest, seen_at, run_id)
    add_aliases(db, article_id, article.url, article.aliases)
    _note_seen(db, run_id, article_id)


def _see_again(
    db: sqlite3.Connection,
    article_id: int,
    article: Article,
    content: Content,
    digest: str,
    run_id: int,
) -> bool:
    """Add a sighting to a stored article; whether its content or history changed."""
    url, stored_hash, first, last, revision_count = db.execute(
        "SELECT url, content_hash, first_seen_at, last_seen_at, revision_count "
        "FROM articles WHERE id = ?",
        (article_id,),
    ).fetchone()
    seen_at = utc_text(article.captured_at) if article.captured_at else _just_now(last)
    led_by = leading_sighting(db, article_id)
    recorded = record_sighting(db, article, article_id, digest, seen_at, run_id)
    if led_by is None or recorded.leading >= led_by:
        make_canonical(db, article_id, url, article.url)
        _file(db, article_id, article)
        url = article.url
    add_aliases(db, article_id, url, [*article.aliases, Alias(article.url, CANONICAL)])
    nothing_new = digest == stored_hash and (revision_count == 0 or seen_at > last)
    if nothing_new and not recorded.replaced:
        set_seen(db, article_id, min(first, seen_at), max(last, seen_at))
        return False
    return _rebuild(db, article_id, {digest: content})


def _just_now(last_seen_at: str) -> str:
    """Now, but after every earlier sighting: the archive's times are whole seconds."""
    after_last = dt.datetime.fromisoformat(last_seen_at) + dt.timedelta(seconds=1)
    return utc_text(max(now(), after_last))


def _rebuild(db: sqlite3.Connection, article_id: int, seen: dict[str, Content]) -> bool:
    """Work out the history again from all sightings; whether anything in it changed.

    ``seen`` holds contents (by hash) that the stored history cannot know.
    """
    (stored_hash,) = db.execute(
        "SELECT content_hash FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    before = read_revisions(db, article_id)
    contents = contents_by_hash(_read_content(db, article_id), before) | seen
    sightings = sightings_of(db, article_id)
    revisions, newest = revisions_of(sightings, contents)
    first = min(sighting.captured_at for sighting in sightings)
    last = max(sighting.captured_at for sighting in sightings)
    if newest != stored_hash:
        values = {"content_hash": newest, **content_columns(contents[newest])}
        update(db, "articles", article_id, values)
        replace_lists(db, article_id, contents[newest])
    if revisions != before:
        replace_revisions(db, article_id, revisions)
        changed_at = revisions[-1].seen_at if revisions else None
        values = {"revision_count": len(revisions), "changed_at": changed_at}
        update(db, "articles", article_id, values)
    set_seen(db, article_id, first, last)
    return newest != stored_hash or len(revisions) != len(before)


def _merge(db: sqlite3.Connection, article_id: int, other_id: int) -> None:
    """Join two articles that a sighting shows to be one; the older id stays."""
    contents = contents_by_hash(_read_content(db, other_id), read_revisions(db, other_id))
    other = read_articles(db, [other_id])[other_id]
    (url,) = db.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()
    other_leads = (leading_sighting(db, other_id) or ()) > (leading_sighting(db, article_id) or ())
    for move in _MOVES:
        db.execute(move, (article_id, other_id))
    db.execute("DELETE FROM articles WHERE id = ?", (other_id,))
    if other_leads:
        make_canonical(db, article_id, url, other.url)
        _file(db, article_id, other)
    else:
        add_aliases(db, article_id, url, [Alias(other.url, CANONICAL)])
    _rebuild(db, article_id, contents)


def _read_content(db: sqlite3.Connection, article_id: int) -> Content:
    return content_of(read_articles(db, [article_id])[article_id])


def _file(db: sqlite3.Connection, article_id: int, article: Article) -> None:
    if article.portal:
        upsert_portal(db, Portal(article.portal))
    replace_filing(db, article_id, filing_of(article))


def _note_seen(db: sqlite3.Connection, run_id: int, article_id: int) -> bool:
    """Whether the article is seen for the first time in this run."""
    return bool(
        db.execute(
            "INSERT OR IGNORE INTO temp.seen_in_run (run_id, article_id) VALUES (?, ?)",
            (run_id, article_id),
        ).rowcount
    )
