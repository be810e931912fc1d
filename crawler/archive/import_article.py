"""An article of another archive, taken into this one with its whole history.

All functions work inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from crawler.archive.aliases import CANONICAL, add_aliases, article_ids, make_canonical
from crawler.archive.captures import leading_sighting, rank_of
from crawler.archive.content import Content, content_hash
from crawler.archive.database import update
from crawler.archive.moves import claimed_by, drop_move, is_article
from crawler.archive.revisions import contents_of, merge, rebuild
from crawler.archive.rows import insert_article, read_articles, read_contents, replace_filing
from crawler.items import MOVES, Alias, Article


@dataclass(frozen=True, slots=True)
class Shown:
    """What a capture showed of an article: ``capture_id`` is its row in the adopting archive."""

    capture_id: int
    captured_at: str
    url: str
    content_hash: str
    is_canonical: int
    is_filed: int | None
    incomplete: str | None


@dataclass(frozen=True, slots=True)
class History:
    """An article as another archive has it: URL, filing and aliases, and all its contents."""

    article: Article
    newest: Content
    contents: dict[str, Content]
    last_seen_at: str
    gone: tuple[str | None, int | None]
    """``gone_at`` and ``gone_confirmed``."""


def history_of(db: sqlite3.Connection, article_id: int) -> History:
    """Everything an archive knows of an article, but for the captures that show it."""
    article = read_articles(db, [article_id])[article_id]
    newest = read_contents(db, [article_id])[article_id]
    contents = contents_of(db, article_id)
    last_seen_at, *gone = db.execute(
        "SELECT last_seen_at, gone_at, gone_confirmed FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    return History(article, newest, contents, last_seen_at, (gone[0], gone[1]))


def adopt(db: sqlite3.Connection, history: History, shown: list[Shown]) -> int:
    """Make the article one of this archive's, or join it with those it is; its id here.

    Articles are one if they share a URL or a capture. The history is worked out again from
    all captures of both, as if this archive had stored them itself.
    """
    article = history.article
    ids, foreign = _same_articles(db, history, shown)
    led_by = None
    if ids:
        for other in ids[1:]:
            merge(db, ids[0], other)
        led_by = leading_sighting(db, ids[0])
    else:
        newest, digest = history.newest, content_hash(history.newest)
        ids = [insert_article(db, article, newest, digest, history.last_seen_at)]
    article_id = ids[0]
    for capture in shown:
        values = {
            "article_id": article_id,
            "content_hash": capture.content_hash,
            "is_canonical": capture.is_canonical,
            "is_filed": capture.is_filed,
            "incomplete": capture.incomplete,
        }
        update(db, "captures", capture.capture_id, values)
    (url,) = db.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()
    leads = max((rank_of(db, capture.capture_id) for capture in shown), default=None)
    if led_by is None or (leads is not None and leads > led_by):
        make_canonical(db, article_id, url, article.url)
        replace_filing(db, article_id, article)
        url = article.url
    aliases = [alias for alias in article.aliases if alias.url not in foreign]
    add_aliases(db, article_id, url, [*aliases, Alias(article.url, CANONICAL)])
    if leads is not None:
        rebuild(db, article_id, history.contents)
    return article_id


def _same_articles(
    db: sqlite3.Connection, history: History, shown: list[Shown]
) -> tuple[list[int], set[str]]:
    """The articles here that it is one with, and its URLs that are another article's here.

    Where one archive has seen only that a URL led to an article, the other one may have read
    another article there: that it has moved holds if any version of the two is the same.
    """
    article = history.article
    moves = {alias.url for alias in article.aliases if alias.rule in MOVES}
    urls = {article.url, *(alias.url for alias in article.aliases)}
    by_url = article_ids(db, urls)
    claimed_here = {url: claimed_by(db, [url]) for url in urls}
    by_capture = {
        row[0]
        for row in db.execute(
            "SELECT DISTINCT article_id FROM captures WHERE article_id IS NOT NULL "
            "AND id IN (SELECT value FROM json_each(?))",
            (json.dumps([capture.capture_id for capture in shown]),),
        )
    }
    certain = by_capture | {
        article_id
        for url, article_id in by_url.items()
        if url not in moves and article_id not in claimed_here[url]
    }
    foreign = set()
    for url, article_id in by_url.items():
        if article_id in certain:
            continue
        if any(is_article(db, article_id, content) for content in history.contents.values()):
            certain.add(article_id)
        elif article_id in claimed_here[url] and url == article.url:
            drop_move(db, url)
        else:
            foreign.add(url)
    return sorted(certain), foreign
