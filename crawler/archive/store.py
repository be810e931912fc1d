"""Storing one sighting of an article: new, changed, unchanged or seen already in this run.

All functions work inside the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from crawler.archive.aliases import CANONICAL, add_aliases, article_ids, make_canonical
from crawler.archive.captures import (
    PARTIAL,
    capture_id,
    has_partial,
    has_undated,
    is_seen_whole,
    leading_sighting,
    rank_of,
    record_sighting,
    recorded_at,
    write_capture,
)
from crawler.archive.content import Content, cleaned_and_hashed, content_of
from crawler.archive.database import now, utc_text
from crawler.archive.errors import ItemError
from crawler.archive.health_rows import PAGE_REPLACED, drop_outdated, hold
from crawler.archive.moves import add_move, claimed_by, drop_move, is_article, join
from crawler.archive.replaced_pages import give_way, no_edit_of, stored_instead
from crawler.archive.revisions import merge, rebuild
from crawler.archive.rows import insert_article, replace_filing, set_seen
from crawler.archive.runs import insert_reject
from crawler.archive.versions import is_beginning
from crawler.items import CANONICAL_ELSEWHERE, MOVES, READING, Alias, Article, Capture
from crawler.urls import TEXT_URN

INCOMPLETE = "only a part of the page came: {why}"
"""The reason in ``rejects`` for what is stored whole, stage ``fetch``."""
MOVED_ELSEWHERE = "its URL leads to {url} by now, where another title and text stand"
"""The reason in ``rejects`` for an article that has not moved to where its URL leads."""
BREAKS_OFF = "it breaks off where the page stored before goes on"


class Outcome(StrEnum):
    """What a sighting was to the archive."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    """Seen before in the same run, with nothing new in it: under another URL, mostly."""
    HELD = "held"
    """In doubt; it stands in ``quarantine`` until the run ends or a person accepts it."""
    REJECTED = "rejected"
    """Could not be written; it stands in ``rejects`` with the reason."""
    INCOMPLETE = "incomplete"
    """Only a part of what is stored whole: it stands in ``rejects``, and its capture is kept."""
    FORGOTTEN = "forgotten"
    """Forgotten on request, and not stored again: nothing of it is kept."""
    ELSEWHERE = "elsewhere"
    """The URL of a stored article led to another one, which is as it was; it is in ``rejects``."""


_AS_BEFORE = (Outcome.UNCHANGED, Outcome.DUPLICATE)


def store_article(db: sqlite3.Connection, article: Article, run_id: int) -> Outcome:
    """Store one sighting; ``article.portal`` must be set.

    Raises ItemError for what is no article, and whatever a value raises that no column takes: the
    caller writes each article ``alone``.
    """
    return _store(db, article, run_id, _look_up(db, article))


def store_or_hold(db: sqlite3.Connection, article: Article, run_id: int) -> Outcome:
    """``store_article``, but what can be no edit of what is stored there waits for a person."""
    found = _look_up(db, article)
    article, found, refused = _judge_moves(db, article, found)
    for url in refused:
        reason = MOVED_ELSEWHERE.format(url=article.url)
        _note_reject(db, replace(article, url=url), run_id, "soft404", reason)
    if found.leads_here is not None:
        return _follow(db, article, run_id, found)
    if refused and not found.ids:
        hold(db, article, [PAGE_REPLACED], run_id, MOVED_ELSEWHERE.format(url=article.url))
        return Outcome.HELD
    if _hold(db, article, run_id, found):
        return Outcome.HELD
    outcome = _store(db, article, run_id, found)
    return Outcome.ELSEWHERE if refused and outcome in _AS_BEFORE else outcome


class _LookedUp(NamedTuple):
    """A sighting as the archive writes it, and the articles that have one of its URLs."""

    content: Content
    digest: str
    ids: list[int]
    by_url: dict[str, int]
    """Which article has which of the sighting's URLs."""
    leads_here: int | None = None
    """The article to which this page says its own has moved."""
    rule: str = CANONICAL
    """Why all of ``ids`` are one article."""


def _look_up(db: sqlite3.Connection, article: Article) -> _LookedUp:
    if reason := unstorable(article):
        raise ItemError(reason)
    content, digest = cleaned_and_hashed(content_of(article))
    urls = [article.url, *(alias.url for alias in article.aliases)]
    by_url = article_ids(db, urls)
    return _LookedUp(content, digest, sorted({*by_url.values()}), by_url)


def _judge_moves(
    db: sqlite3.Connection, article: Article, found: _LookedUp
) -> tuple[Article, _LookedUp, list[str]]:
    """The sighting with those moves that hold, and the URLs that led to another article's page.

    A redirect, or a link that calls another URL canonical, is believed if the page has the title or
    the text of the article that is stored under that URL.
    """
    claims = {alias.url: alias.rule for alias in article.aliases if alias.rule in MOVES}
    moved = claimed_by(db, [article.url]) if article.url in found.by_url else {}
    certain = {url: there for url, there in found.by_url.items() if url not in claims}
    if article.url in found.by_url:
        certain[article.url] = found.by_url[article.url]
    own = {*certain.values()} - moved.keys()
    refused: list[str] = []
    dropped, rule = set(), found.rule
    for url, there in claims.items():
        claimed = found.by_url.get(url)
        if claimed is None or claimed in own:
            continue
        if is_article(db, claimed, found.content):
            rule = there
            own.add(claimed)
        else:
            dropped.add(url)
            refused += [url] if there != CANONICAL_ELSEWHERE else []
    for claimed, there in moved.items():
        if claimed in own or is_article(db, claimed, found.content):
            own.add(claimed)
            rule = there
        else:  # the URL is another article's by now
            drop_move(db, article.url)
    leads_here = (
        article_ids(db, [article.moved_to]).get(article.moved_to) if article.moved_to else None
    )
    if leads_here in own or (leads_here and not is_article(db, leads_here, found.content)):
        leads_here = None
    if dropped:
        aliases = [alias for alias in article.aliases if alias.url not in dropped]
        article = replace(article, aliases=aliases)
    return article, found._replace(ids=sorted(own), leads_here=leads_here, rule=rule), refused


def _follow(db: sqlite3.Connection, article: Article, run_id: int, found: _LookedUp) -> Outcome:
    """Join an article with the one that its page calls canonical, where the same text stands.

    What the old page shows beside that is no version any more.
    """
    kept = found.leads_here
    assert kept is not None
    add_move(db, kept, article.url, CANONICAL_ELSEWHERE)
    for moved in found.ids:
        kept = join(db, moved, kept, CANONICAL_ELSEWHERE)
    if article.capture is not None:
        write_capture(db, article.capture, run_id, {"article_id": kept})
    return Outcome.UNCHANGED if note_seen(db, run_id, kept) else Outcome.DUPLICATE


def _store(db: sqlite3.Connection, article: Article, run_id: int, found: _LookedUp) -> Outcome:
    content, digest, ids = found[:3]
    if not ids:
        _insert(db, article, content, digest, run_id)
        return Outcome.NEW
    if _is_kept_elsewhere(db, article, ids[0]):
        if article.capture is not None:
            write_capture(db, article.capture, run_id, {"article_id": ids[0]})
        return Outcome.UNCHANGED if note_seen(db, run_id, ids[0]) else Outcome.DUPLICATE
    for other in ids[1:]:
        merge(db, ids[0], other, found.rule)
    incomplete = article.capture.incomplete if article.capture else None
    rejected = incomplete is not None and is_seen_whole(db, ids[0])
    changed = _see_again(db, ids[0], article, content, digest, run_id)
    if rejected:
        _note_reject(db, article, run_id, "fetch", INCOMPLETE.format(why=incomplete))
        return Outcome.INCOMPLETE
    drop_outdated(db, article)
    first_in_run = note_seen(db, run_id, ids[0])
    if changed:
        return Outcome.CHANGED
    return Outcome.UNCHANGED if first_in_run else Outcome.DUPLICATE


def _is_kept_elsewhere(db: sqlite3.Connection, article: Article, article_id: int) -> bool:
    """Whether a text without URL, which no portal knows for its own, stands under another portal.

    It stays with the first that had it, read as it was there.
    """
    if not article.url.startswith(TEXT_URN):
        return False
    (portal,) = db.execute("SELECT portal FROM articles WHERE id = ?", (article_id,)).fetchone()
    return portal not in (None, article.portal)


def _hold(db: sqlite3.Connection, article: Article, run_id: int, found: _LookedUp) -> bool:
    """Hold the sighting back, or the stored one if that is what is in doubt; True: the sighting."""
    content, digest, ids = found[:3]
    is_cut = article.capture is not None and article.capture.incomplete is not None
    if not ids or is_cut or not is_seen_whole(db, ids[0]):
        return False  # new, or the whole of what came in part before; a part is for _store to judge
    why = no_edit_of(db, ids, content, digest)
    if why is None:
        return False
    stored = stored_instead(db, ids, article, content)
    hold(db, stored or article, [PAGE_REPLACED], run_id, why)
    if stored is not None:
        give_way(db, ids[0])
    return stored is None


def breaks_off(article: Article, before: Article | None) -> bool:
    """Whether an article is only the beginning of one stored before, and its page ends nowhere.

    The last sign of a cut page, where nothing is known of how it came.
    """
    capture = article.capture
    if capture is None or capture.incomplete or not capture.open_ended or before is None:
        return False
    return is_beginning(content_of(article), content_of(before))


def _note_reject(
    db: sqlite3.Connection, article: Article, run_id: int, stage: str, reason: str
) -> None:
    """Keep in ``rejects`` why an article was not stored."""
    row_id = capture_id(db, article.capture) if article.capture else None
    insert_reject(db, run_id, article.url or None, stage, reason, row_id)


def unstorable(article: Article) -> str | None:
    """Why an item is no article, in words; None if it is one."""
    if not article.url:
        return "no address"
    if not article.title and not article.body:
        return "neither title nor text found on the page"
    return None


def _insert(
    db: sqlite3.Connection, article: Article, content: Content, digest: str, run_id: int
) -> None:
    seen_at = _seen_at(article) or utc_text(now())
    article_id = insert_article(db, article, content, digest, seen_at)
    record_sighting(db, article, article_id, digest, seen_at, run_id)
    add_aliases(db, article_id, article.url, article.aliases)
    note_seen(db, run_id, article_id)


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
    seen_at = _seen_at(article) or _just_now(last)
    led_by = leading_sighting(db, article_id)
    recorded = record_sighting(db, article, article_id, digest, seen_at, run_id)
    if led_by is None or rank_of(db, recorded.capture_id) >= led_by:
        make_canonical(db, article_id, url, article.url)
        replace_filing(db, article_id, article)
        url = article.url
    add_aliases(db, article_id, url, [*article.aliases, Alias(article.url, CANONICAL)])
    is_whole = article.capture is None or article.capture.incomplete is None
    counts = is_whole or not is_seen_whole(db, article_id)
    # The first whole page says what the partial copies before it were copies of.
    goes_on = revision_count == 0 or (seen_at > last and not has_partial(db, article_id))
    # When an article was seen, an undated text does not tell where another copy does.
    nothing_new = digest == stored_hash and goes_on and not has_undated(db, article_id)
    if (nothing_new or not counts) and not recorded.replaced:
        set_seen(db, article_id, min(first, seen_at), max(last, seen_at))
        return False
    return rebuild(db, article_id, {digest: content})


def _seen_at(article: Article) -> str | None:
    """When an article stood on the web as it is; of an undated copy, when that was read."""
    capture = article.capture
    if capture is not None and capture.dated_by == READING:
        return recorded_at(capture)
    return utc_text(article.captured_at) if article.captured_at else None


def _just_now(last_seen_at: str) -> str:
    """Now, but after every earlier sighting: the archive's times are whole seconds."""
    after_last = dt.datetime.fromisoformat(last_seen_at) + dt.timedelta(seconds=1)
    return utc_text(max(now(), after_last))


# A server says of its own page that it is not modified, never of somebody's text export.
_LAST_SEEN_AS = f"""
    SELECT article_id, content_hash, is_canonical, is_filed FROM captures
    WHERE url = ? AND captured_at <= ? AND article_id IS NOT NULL AND content_hash IS NOT NULL
    AND NOT {PARTIAL} ORDER BY incomplete IS NOT NULL, captured_at DESC, id DESC LIMIT 1
"""  # noqa: S608


def see_unmodified(db: sqlite3.Connection, capture: Capture, run_id: int) -> int | None:
    """Note that an article was seen as it was (304): its id, None if nothing is known of it.

    The capture becomes a sighting with the content seen there before.
    """
    seen_at = utc_text(capture.captured_at or capture.fetched_at)
    known = db.execute(_LAST_SEEN_AS, (capture.url, seen_at)).fetchone()
    if known is None:
        return None
    names = ("article_id", "content_hash", "is_canonical", "is_filed")
    article_id = known[0]
    write_capture(db, capture, run_id, dict(zip(names, known, strict=True)))
    if has_partial(db, article_id):  # what a text showed in between is no more
        rebuild(db, article_id, {})
        return int(article_id)
    first, last = db.execute(
        "SELECT first_seen_at, last_seen_at FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    set_seen(db, article_id, first, max(last, seen_at))
    return int(article_id)


def note_seen(db: sqlite3.Connection, run_id: int, article_id: int) -> bool:
    """Whether the article is seen for the first time in this run."""
    return bool(
        db.execute(
            "INSERT OR IGNORE INTO temp.seen_in_run (run_id, article_id) VALUES (?, ?)",
            (run_id, article_id),
        ).rowcount
    )
