"""The articles of the attached archive ``other`` that have something to tell ``main``.

All functions work inside the caller's transaction, behind ``take_evidence``.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from crawler.archive.database import alone
from crawler.archive.errors import ItemError, NotWritten
from crawler.archive.forgotten import Forgotten
from crawler.archive.gone import settle_gone
from crawler.archive.import_article import Shown, adopt, history_of
from crawler.archive.rows import read_articles
from crawler.maintenance.merge.new_articles import take_new_articles

# Where both archives read the same capture, the later reading counts, as in one archive.
_TELLS = (
    "(m.content_hash IS NULL OR "
    "(m.content_hash IS NOT o.content_hash AND o.fetched_at > m.fetched_at))"
)
_CAPTURES = """
    FROM other.captures AS o
    JOIN temp.merged_captures AS t ON t.other_id = o.id
    JOIN main.captures AS m ON m.id = t.id
"""
_WITH_NEWS = f"""
    SELECT a.id FROM other.articles AS a
    WHERE a.id NOT IN (SELECT other_id FROM temp.merged_articles) AND (EXISTS (
        SELECT 1 {_CAPTURES} WHERE o.article_id = a.id
        AND (m.article_id IS NULL OR (o.content_hash IS NOT NULL AND {_TELLS}))
    ) OR EXISTS (
        SELECT 1 FROM (
            SELECT a.url AS url
            UNION ALL SELECT url FROM other.url_aliases AS u WHERE u.article_id = a.id
        ) AS known
        WHERE known.url NOT IN (SELECT url FROM main.articles)
        AND known.url NOT IN (SELECT url FROM main.url_aliases)
    ) OR (a.gone_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM main.articles AS m WHERE m.url = a.url
        AND (m.gone_at, m.gone_confirmed) IS NOT (a.gone_at, a.gone_confirmed)
    )))
    ORDER BY a.id
"""  # noqa: S608
_SHOWN = f"""
    SELECT t.id, {_TELLS}, o.fetched_at, o.captured_at, o.url,
        o.content_hash, o.is_canonical, o.is_filed, o.incomplete,
        m.content_hash, m.is_canonical, m.is_filed, m.incomplete
    {_CAPTURES} WHERE o.article_id = ? AND o.content_hash IS NOT NULL
"""
_ALSO_ITS = f"""
    UPDATE main.captures SET article_id = ? WHERE article_id IS NULL AND id IN (
        SELECT t.id {_CAPTURES} WHERE o.article_id = ?
    )
"""  # noqa: S608


@dataclass(slots=True)
class Taken:
    """What became of the articles of another archive."""

    touched: list[int] = field(default_factory=list)
    """Ids of the articles that were made or told something."""
    lost: int = 0
    """Captures that show a content the other archive cannot tell any more: it is damaged."""
    not_written: list[NotWritten] = field(default_factory=list)
    """Articles that could not be written here."""
    forgotten: int = 0
    """Articles that were forgotten on request, here or there."""


def take_articles(db: sqlite3.Connection, other: sqlite3.Connection, forgotten: Forgotten) -> Taken:
    """Take in what ``other`` has to tell; ``other`` is a connection of its own to that archive.

    What cannot be written of one article costs that article alone, as in a crawl.
    """
    taken = Taken()
    if not forgotten:  # where something is, each article has to be asked about
        try:
            with alone(db):
                taken.touched += take_new_articles(db, other)
        except ItemError:
            db.execute("DELETE FROM temp.merged_articles")  # whose it is shows one by one
    for other_id in [row[0] for row in db.execute(_WITH_NEWS)]:
        if forgotten and forgotten.tells_of(read_articles(other, [other_id])[other_id]):
            taken.forgotten += 1
            continue
        try:
            with alone(db):
                article_id, lost = _take(db, other, other_id)
        except ItemError as error:
            sql = "SELECT url FROM articles WHERE id = ?"
            (url,) = other.execute(sql, (other_id,)).fetchone()
            taken.not_written.append(NotWritten(url, str(error)))
        else:
            taken.touched.append(article_id)
            taken.lost += lost
    return taken


def _take(db: sqlite3.Connection, other: sqlite3.Connection, other_id: int) -> tuple[int, int]:
    """Take in one article: its id here, and how many of its captures show what is lost there."""
    history = history_of(other, other_id)
    shown, read_later, lost = [], [], 0
    for row_id, tells, fetched_at, at, url, *shows in db.execute(_SHOWN, (other_id,)):
        there, here = shows[:4], shows[4:]
        if not tells:
            shown.append(Shown(row_id, at, url, *here))
        elif there[0] in history.contents or there[-1]:  # an incomplete one need not count
            shown.append(Shown(row_id, at, url, *there))
            read_later += [(fetched_at, row_id)] if here[0] is not None else []
        else:
            lost += 1
    article_id = adopt(db, history, shown)
    db.executemany("UPDATE main.captures SET fetched_at = ? WHERE id = ?", read_later)
    db.execute(_ALSO_ITS, (article_id, other_id))
    settle_gone(db, article_id, history.gone)
    return article_id, lost
