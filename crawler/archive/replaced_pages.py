"""Pages that can be no edit of the article stored there: an error page, a notice, a wall.

All functions work inside the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from crawler.archive.aliases import article_ids
from crawler.archive.captures import CAPTURE_FIELDS, CAPTURE_TIMES
from crawler.archive.content import Content
from crawler.archive.database import utc_text
from crawler.archive.revisions import read_revisions
from crawler.archive.rows import read_articles, read_contents
from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.edits import no_edit
from crawler.archive.versions import contents_by_hash
from crawler.items import Article, Capture

_KNOWN = "SELECT EXISTS (SELECT 1 FROM captures WHERE article_id IN ({}) AND content_hash = ?)"
_SIGHTINGS = "FROM captures WHERE article_id = ? AND content_hash IS NOT NULL"
_SHORTER = 0.5
"""Part of the older text that a later one has at most for it to give way: error pages are short."""


def no_edit_of(
    db: sqlite3.Connection, ids: Sequence[int], content: Content, digest: str
) -> str | None:
    """Why a content can be no edit of what is stored, in words; None if it may be one.

    Each of the articles ``ids`` is compared in all versions it had: an older capture need not share
    anything with what years of edits have made of it. A content seen there before is none in doubt.
    """
    marks = ", ".join("?" * len(ids))
    if not ids or db.execute(_KNOWN.format(marks), (*ids, digest)).fetchone()[0]:
        return None
    now = document_of(content)
    for article_id, current in read_contents(db, ids).items():
        versions = contents_by_hash(current, read_revisions(db, article_id))
        reasons = [no_edit(now, document_of(version)) for version in versions.values()]
        if all(reasons):  # the newest comes first
            return reasons[0]
    return None


def stored_instead(
    db: sqlite3.Connection, ids: Sequence[int], article: Article, content: Content
) -> Article | None:
    """The stored article, if it is what is in doubt: seen later than ``article``, and a fragment.

    Captures come in any order, so that an error page may have been stored before the article in
    whose place it was captured.
    """
    if len(ids) != 1 or article.captured_at is None:
        return None
    first, revisions = db.execute(
        f"SELECT min(captured_at), (SELECT revision_count FROM articles WHERE id = ?) {_SIGHTINGS}",  # noqa: S608
        (ids[0], ids[0]),
    ).fetchone()
    if revisions or first is None or first <= utc_text(article.captured_at):
        return None
    if _words(read_contents(db, ids)[ids[0]]) > _words(content) * _SHORTER:
        return None
    return as_seen(db, ids[0])


def take_back(db: sqlite3.Connection, url: str, run_id: int) -> Article | None:
    """Take out an article that nobody but this run has seen, as it was read; None if there is none.

    Its captures stay.
    """
    article_id = article_ids(db, [url]).get(url)
    others = f"SELECT EXISTS (SELECT 1 {_SIGHTINGS} AND run_id IS NOT ?)"
    if article_id is None or db.execute(others, (article_id, run_id)).fetchone()[0]:
        return None
    article = as_seen(db, article_id)
    give_way(db, article_id)
    db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    return article


def give_way(db: sqlite3.Connection, article_id: int) -> None:
    """Take from an article the sightings it was stored by; its place and its URLs stay."""
    db.execute(
        "UPDATE captures SET article_id = NULL, content_hash = NULL, is_canonical = NULL, "
        "is_filed = NULL "
        "WHERE article_id = ? AND content_hash IS NOT NULL",
        (article_id,),
    )


def as_seen(db: sqlite3.Connection, article_id: int) -> Article:
    """A stored article with the capture that showed it last."""
    capture = _last_capture(db, article_id)
    return replace(
        read_articles(db, [article_id])[article_id],
        capture=capture,
        captured_at=capture.captured_at,
        fetched_url=capture.url,
    )


def _last_capture(db: sqlite3.Connection, article_id: int) -> Capture:
    row = db.execute(
        f"SELECT {', '.join(CAPTURE_FIELDS)} {_SIGHTINGS} "
        "ORDER BY captured_at DESC, id DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    values = dict(zip(CAPTURE_FIELDS, row, strict=True))
    for name in CAPTURE_TIMES:
        values[name] = values[name] and dt.datetime.fromisoformat(values[name])
    return Capture(**values)


def document_of(content: Content) -> Document:
    """What a content says, to be compared with another one's."""
    title, lead, body = (str(content.get(name) or "") for name in ("title", "lead", "body"))
    return Document("", title=title, lead=lead, body=body)


def _words(content: Content) -> int:
    return sum(len(str(content.get(name) or "").split()) for name in ("lead", "body"))
