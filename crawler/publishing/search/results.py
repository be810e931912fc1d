"""The result of a search: its articles in order, a page of them, and what else might be meant.

Ranking reads every article it scores, so of many hits only the ``NEWEST`` archived last are ranked.
The others follow them, those archived last first: pages go on to the end of all hits.
"""
# The SQL is put together from the texts in this package; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from crawler.publishing.search.definition import (
    LIKELY_ON,
    NARROW,
    NEWEST_FIRST,
    OLDEST_FIRST,
    RELEVANCE,
    Search,
)
from crawler.publishing.search.query import NEWEST

PAGE = 25
"""Articles of a page; ``NEWEST`` is a multiple of it."""

_ORDER_BY = {
    NEWEST_FIRST: f"{LIKELY_ON} DESC NULLS LAST, a.id DESC",
    OLDEST_FIRST: f"{LIKELY_ON} ASC NULLS LAST, a.id ASC",
}
"""By the day of publication, stated or estimated; what has none stands last."""

_BEST = """
SELECT rowid FROM articles_fts
WHERE articles_fts MATCH :words AND rowid >= :edge AND +rowid IN (
    SELECT value FROM json_each(:ranked)
)
ORDER BY bm25(articles_fts, 10, 4, 1), rowid DESC
"""
"""A word in the title weighs ten times, as in ``BEST``. With the plus FTS5 is asked once for all
ids; without, it would be asked for each."""


def matching(db: sqlite3.Connection, search: Search) -> list[int]:
    """The ids of all articles of a result, ascending."""
    where, values = search.where(db)
    if search.words and not search.filters:
        sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words ORDER BY rowid"
    else:
        sql = f"SELECT a.id FROM {NARROW} WHERE {where} ORDER BY a.id"
    return [number for (number,) in db.execute(sql, values)]


def ordered(
    db: sqlite3.Connection, search: Search, ids: list[int], start: int = 0, count: int = -1
) -> list[int]:
    """A part of a result in its order.

    Args:
        db: the archive; read only.
        search: what was asked.
        ids: what ``matching`` found.
        start: how many stand before.
        count: how many at most; negative: all.
    """
    end = len(ids) if count < 0 else start + count
    if search.effective_order == RELEVANCE:
        # The last archived are at the end; those that are not ranked follow backwards.
        head, tail = ids[-NEWEST:], ids[:-NEWEST]
        found: list[int] = []
        if start < len(head):
            found = _ranked(db, search, head)[start:end]
        if end > len(head):
            backwards = tail[::-1]
            found += backwards[max(0, start - len(head)) : end - len(head)]
        return found
    where, values = search.where(db)
    sql = (
        f"SELECT a.id FROM {NARROW} WHERE {where} "
        f"ORDER BY {_ORDER_BY[search.effective_order]} LIMIT :count OFFSET :start"
    )
    rows = db.execute(sql, {**values, "count": end - start, "start": start})
    return [number for (number,) in rows]


def _ranked(db: sqlite3.Connection, search: Search, ids: list[int]) -> list[int]:
    if not ids:
        return []
    _, values = Search(words=search.words).where(db)
    values |= {"edge": ids[0], "ranked": json.dumps(ids)}
    return [number for (number,) in db.execute(_BEST, values)]


def count(db: sqlite3.Connection, search: Search, condition: str = "") -> int:
    """How many articles a result has; only those of which ``condition``, over ``a``, holds."""
    where, values = search.where(db)
    if search.words and not search.filters and not condition:
        sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH :words"
    else:
        sql = f"SELECT count(*) FROM {NARROW} WHERE {where} AND {condition or 1}"
    (number,) = db.execute(sql, values).fetchone()
    return int(number)


def latest(db: sqlite3.Connection, search: Search, order: str, most: int) -> list[int]:
    """The first articles of a result in an ``ORDER BY`` over ``a``, the articles."""
    where, values = search.where(db)
    sql = f"SELECT a.id FROM articles AS a WHERE {where} ORDER BY {order} LIMIT :most"
    return [number for (number,) in db.execute(sql, {**values, "most": most})]


# -- Hits, as a page shows them --------------------------------------------------------------------

_OPEN, _CLOSE = "\x02", "\x03"
"""Around words that were found; no text of an article has these signs."""
_LONG = 240
"""Letters of a passage."""

_SHOWN = f"""
SELECT
    a.id, a.title, a.portal, coalesce(p.title, a.portal) AS portal_title, a.kind, a.language,
    a.published_on, a.published_estimate, a.published_earliest, a.published_latest,
    a.published_edtf, a.deadline_on, a.gone_at,
    substr(coalesce(nullif(a.lead, ''), a.body), 1, {_LONG + 1}) AS beginning
FROM articles AS a LEFT JOIN portals AS p ON p.name = a.portal
WHERE a.id IN (SELECT value FROM json_each(:ids))
"""
_PASSAGES = f"""
SELECT
    rowid, highlight(articles_fts, 0, '{_OPEN}', '{_CLOSE}') AS title,
    snippet(articles_fts, 1, '{_OPEN}', '{_CLOSE}', ' … ', 32) AS lead,
    snippet(articles_fts, 2, '{_OPEN}', '{_CLOSE}', ' … ', 32) AS body
FROM articles_fts WHERE articles_fts MATCH :words
"""
_ONE = " AND rowid = :id"
_NEAR = """
AND rowid BETWEEN :first AND :last AND +rowid IN (SELECT value FROM json_each(:ids))
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article of a page: columns of ``articles``, its title and a passage with marked words."""

    fields: dict[str, Any]
    title: Markup
    passage: Markup


def hits(db: sqlite3.Connection, search: Search, ids: list[int]) -> list[Hit]:
    """These articles as a page shows them, in this order."""
    found = db.execute(_SHOWN, {"ids": json.dumps(ids)})
    columns = [column for column, *_ in found.description]
    fields = {row[0]: dict(zip(columns, row, strict=True)) for row in found.fetchall()}
    passages = {row[0]: row[1:] for row in _passages(db, search, ids)} if search.words else {}
    return [_hit(fields[number], passages.get(number)) for number in ids if number in fields]


def _passages(db: sqlite3.Connection, search: Search, ids: list[int]) -> Iterator[tuple[Any, ...]]:
    """Titles and passages with marks, by id."""
    _, values = Search(words=search.words).where(db)
    if ids and search.effective_order == RELEVANCE:  # they lie near each other
        values |= {"first": min(ids), "last": max(ids), "ids": json.dumps(ids)}
        yield from db.execute(_PASSAGES + _NEAR, values)
        return
    for number in ids:
        yield from db.execute(_PASSAGES + _ONE, {**values, "id": number})


def _hit(fields: dict[str, Any], found: tuple[str | None, ...] | None) -> Hit:
    title, lead, body = found or (fields["title"], None, None)
    beginning = fields["beginning"] or ""
    passage = next(
        (text for text in (lead, body) if text and _OPEN in text),
        beginning if len(beginning) <= _LONG else f"{beginning[:_LONG].rpartition(' ')[0]} …",
    )
    return Hit(fields, marked_words(title or ""), marked_words(passage))


def marked_words(text: str) -> Markup:
    """A text as HTML, with ``<mark>`` around what was found."""
    parts = []
    for number, piece in enumerate(text.split(_OPEN)):
        inside, closed, after = piece.partition(_CLOSE)
        if number and closed:
            parts.append(
                Markup("<mark>{}</mark>").format(inside) + escape(after.replace(_CLOSE, ""))
            )
        else:
            parts.append(escape(piece.replace(_CLOSE, "")))
    return Markup("").join(parts)


# -- Nothing found ---------------------------------------------------------------------------------

_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
_SHORTEST, _LONGEST = 3, 30
_CANDIDATES = 5
_RESPELT = 3
"""Words of one search that others are looked up for."""
_KNOWN = """
SELECT DISTINCT word FROM search_words
WHERE word IN (SELECT value FROM json_each(?)) LIMIT 8
"""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another search that finds something."""

    search: Search
    count: int


def respelt(db: sqlite3.Connection, search: Search) -> list[Alternative]:
    """The search with unknown words written as the archive writes some, most hits first.

    Where that finds nothing among what the filters leave, it is the words alone.
    """
    typed = search.words.split()
    known: dict[int, list[str]] = {}
    for position, word in enumerate(typed):
        plain = word.lower().strip('"„“”*,.;:!?()')
        if len(known) < _RESPELT and _SHORTEST <= len(plain) <= _LONGEST:
            near = [] if count(db, Search(words=plain)) else _near(db, plain)
            if near:
                known[position] = [one.capitalize() if word[:1].isupper() else one for one in near]
    changes = [{position: one} for position, near in known.items() for one in near]
    changes.append({position: near[0] for position, near in known.items()})
    found: dict[Search, int] = {}
    for change in changes if known else []:
        words = " ".join(change.get(position, word) for position, word in enumerate(typed))
        for other in (search.with_value("q", words), Search(words=words)):
            if number := count(db, other):
                found[other] = number
                break
    best = sorted(found.items(), key=lambda pair: -pair[1])[:_CANDIDATES]
    return [Alternative(*pair) for pair in best]


def _near(db: sqlite3.Connection, word: str) -> list[str]:
    """Words of the archive like one it does not have, the most frequent first."""
    known = db.execute(_KNOWN, (json.dumps(list(_neighbours(word))),)).fetchall()
    return sorted((one for (one,) in known), key=lambda one: -count(db, Search(words=one)))


def _neighbours(word: str) -> Iterator[str]:
    """Words one slip of the pen away: a letter too many, too few, another, or two exchanged."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            if after:
                yield before + letter + after[1:]
            yield before + letter + after


def widened(db: sqlite3.Connection, search: Search) -> list[tuple[str, str, Alternative]]:
    """The search without one of its filters: parameter, value, and what is found then."""
    found = []
    for name, value in search.filters:
        wider = search.without(name, value)
        if number := count(db, wider):
            found.append((name, value, Alternative(wider, number)))
    return sorted(found, key=lambda one: -one[2].count)
