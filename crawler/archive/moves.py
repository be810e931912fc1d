"""Articles that have moved to another URL: what shows it, and the one way two articles become one.

A redirect, or a canonical link to another URL, is a claim that two URLs are one article. It holds
if the page there has the title or the text of the article here; else portals lead old URLs to a
topic's page, a notice, a newer report. A claim that holds is a row of ``url_aliases`` whose rule is
one of ``MOVES``, by which it can be traced and found again when articles are read anew.

Where nothing leads from the old URL to the new one, two articles of the same portal with the same
title, text and date are proposed as one when the old URL is gone; a person decides.
All functions work inside the caller's transaction.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crawler.archive.aliases import article_ids
from crawler.archive.content import Content
from crawler.archive.replaced_pages import document_of
from crawler.archive.revisions import merge, read_revisions
from crawler.archive.rows import read_contents
from crawler.archive.stories.text.edits import LITTLE
from crawler.archive.stories.text.overlap import Overlap
from crawler.archive.versions import contents_by_hash
from crawler.items import GONE, JOINED, MOVES
from crawler.program import command

_SAME_TEXT = 0.5
"""Part of the shorter of two texts that stands in the other one if they are one article's."""
_NEARLY_ALL = 0.9
"""The same where nothing but title and date speaks for it."""
_TITLE = 8
"""Letters of a title at least that may name an article: *Aktuelles* and *News* name many."""
_NO_LETTERS = re.compile(r"[\W_]+")


class Move(NamedTuple):
    """A claim that an article has moved: where its URL leads, and by which of ``MOVES``."""

    url: str
    target: str
    rule: str


class UnknownArticleError(LookupError):
    """No stored article has this URL or number."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two articles that may be one: the one that is gone, and the one that is there."""

    id: int
    url: str
    other_id: int
    other_url: str
    title: str
    published_on: str


def is_same_page(content: Content, before: Content) -> bool:
    """Whether a page has the title or the text that an article had."""
    title, former_title = _letters(content.get("title")), _letters(before.get("title"))
    if title == former_title and len(title) >= _TITLE:
        return True
    return _shared(content, before) >= _SAME_TEXT


def is_article(db: sqlite3.Connection, article_id: int, content: Content) -> bool:
    """Whether a page has the title or the text of an article, in any version it had."""
    current = read_contents(db, [article_id])[article_id]
    versions = contents_by_hash(current, read_revisions(db, article_id))
    return any(is_same_page(content, version) for version in versions.values())


def join(db: sqlite3.Connection, moved_id: int, into_id: int, rule: str) -> int:
    """Make two articles one: one id, one history in the order of time, all URLs; the id that stays.

    The older id stays; the canonical URL is that of ``into_id``, to which the other has moved.
    ``rule`` says in ``url_aliases`` why; one of ``MOVES``.
    """
    keeps, goes = sorted((moved_id, into_id))
    if keeps != goes:
        # What was read under the URL that was left does not decide the canonical one any more.
        db.execute(
            "UPDATE captures SET is_canonical = 0 WHERE article_id = :id AND is_canonical = 1 "
            "AND url = (SELECT url FROM articles WHERE id = :id)",
            {"id": moved_id},
        )
        merge(db, keeps, goes, rule)
    return keeps


def note_move(
    db: sqlite3.Connection, url: str, target: str, rule: str, *, is_last: bool = False
) -> bool:
    """Take in that ``url`` leads to ``target``; False while nothing is stored to judge it by.

    ``is_last``: nothing will be stored any more in this run. What is stored is then remembered
    under both URLs; the page at the other one is judged when it comes.
    """
    ids = article_ids(db, (url, target))
    here, there = ids.get(url), ids.get(target)
    if here is None and there is None:
        return False
    if here is not None and there is not None:
        content = read_contents(db, [there])[there]
        if here != there and is_article(db, here, content):
            join(db, here, there, rule)
        return True
    if there is None and not is_last:
        return False
    add_move(db, there or here or 0, target if there is None else url, rule)
    return True


def add_move(db: sqlite3.Connection, article_id: int, url: str, rule: str) -> None:
    """Have another URL lead to an article by one of ``MOVES``."""
    db.execute(
        "INSERT INTO url_aliases (url, article_id, rule) SELECT :url, :article_id, :rule "
        "WHERE :url NOT IN (SELECT url FROM articles) ON CONFLICT (url) DO NOTHING",
        {"url": url, "article_id": article_id, "rule": rule},
    )


def claimed_by(db: sqlite3.Connection, urls: Sequence[str]) -> dict[int, str]:
    """Articles that have one of these URLs by nothing but a move, and its rule."""
    claimed: dict[int, str] = {}
    for url in urls:
        for article_id, rule in db.execute(
            "SELECT article_id, rule FROM url_aliases WHERE url = ?", (url,)
        ):
            if rule in MOVES:
                claimed[article_id] = rule
    return claimed


def drop_move(db: sqlite3.Connection, url: str) -> None:
    """Take back that a URL leads to an article: another page stands there."""
    db.execute(f"DELETE FROM url_aliases WHERE url = ? AND rule IN {MOVES}", (url,))  # noqa: S608


# -- What a person decides -------------------------------------------------------------------------

# The last look at an article found nothing there; another one has come since, or was there.
_TWINS = f"""
    SELECT a.id, a.url, b.id, b.url, a.title, a.published_on
    FROM articles AS a CROSS JOIN articles AS b
    ON b.published_on = a.published_on AND b.title = a.title AND b.portal = a.portal
    AND b.id <> a.id AND b.gone_at IS NULL
    WHERE {{which}} AND a.published_on IS NOT NULL AND length(a.title) >= {_TITLE}
    AND (SELECT status FROM captures WHERE article_id = a.id
        ORDER BY captured_at DESC, id DESC LIMIT 1) IN {GONE}
    AND coalesce((SELECT status FROM captures WHERE article_id = b.id
        ORDER BY captured_at DESC, id DESC LIMIT 1), 200) NOT IN {GONE}
    AND NOT EXISTS (SELECT 1 FROM story_overrides WHERE verdict = 'different'
        AND (url, other_url) IN ((a.url, b.url), (b.url, a.url)))
    ORDER BY a.id, b.id
"""  # noqa: S608
# By their indexes: few are gone, and few are looked at by one run.
_GONE_OR_LOOKED_AT = """
    SELECT id FROM articles WHERE gone_at > ''
    UNION SELECT c.article_id FROM (SELECT spider, max(id) AS id FROM runs GROUP BY spider) AS last
    CROSS JOIN captures AS c ON c.run_id = last.id
    CROSS JOIN articles AS a ON a.id = c.article_id AND a.portal = last.spider
"""


def proposals(db: sqlite3.Connection, portal: str | None = None) -> list[Proposal]:
    """Pairs of a portal's articles with the same title, text and date of which one is gone.

    Never by the title alone. Pairs that a person told apart (``scrapy stories --different``) are
    left out.
    """
    which = f"coalesce(+a.portal = :portal, 1) AND a.id IN ({_GONE_OR_LOOKED_AT})"
    rows = db.execute(_TWINS.format(which=which), {"portal": portal}).fetchall()
    found = [Proposal(*row) for row in rows]
    contents = read_contents(db, {each.id for each in found} | {each.other_id for each in found})
    return [
        each for each in found if _shared(contents[each.id], contents[each.other_id]) >= _NEARLY_ALL
    ]


def proposal_note(found: Sequence[Proposal]) -> str | None:
    """What a person is told of proposals, with one example; None if there are none."""
    if not found:
        return None
    first = found[0]
    are = "article that is gone seems" if len(found) == 1 else "articles that are gone seem"
    return (
        f"{len(found)} {are} to have moved, for example {first.url} to {first.other_url}: "
        f"`{command('stories --moved')}` lists them, "
        f"`{command('merge --articles OLD NEW')}` joins two, `{command('merge --moved')}` all"
    )


def twins(db: sqlite3.Connection, portal: str, title: str, published_on: str | None) -> list[str]:
    """URLs of a portal's articles with this title and date (if there is one), as they are read."""
    if len(title) < _TITLE:
        return []
    by_date = (
        "published_on = :day"
        if published_on
        else "id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words LIMIT 50)"
    )
    words = "title : " + " ".join(f'"{word}"' for word in re.findall(r"\w+", title))
    rows = db.execute(
        f"SELECT url FROM articles WHERE {by_date} AND title = :title AND portal = :portal",  # noqa: S608
        {"day": published_on, "words": words, "title": title, "portal": portal},
    )
    return [url for (url,) in rows]


def decide(db: sqlite3.Connection, one: str, other: str) -> int:
    """Join an article with the one it has become, as a person says; the id that stays.

    Each is named by URL or number.

    Raises UnknownArticleError, and ValueError for one article twice.
    """
    ids = [_named(db, name) for name in (one, other)]
    if ids[0] == ids[1]:
        raise ValueError(f"{one} and {other} are one article")
    return join(db, ids[0], ids[1], JOINED)


def _named(db: sqlite3.Connection, name: str) -> int:
    if name.isdecimal():
        row = db.execute("SELECT id FROM articles WHERE id = ?", (int(name),)).fetchone()
    else:
        row = (article_ids(db, [name]).get(name),)
    if row is None or row[0] is None:
        raise UnknownArticleError(name)
    return int(row[0])


def moved_urls(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """URLs that lead to an article by a move, with the article's own URL and the rule."""
    yield from db.execute(
        "SELECT u.url, a.url, u.rule FROM url_aliases AS u JOIN articles AS a "  # noqa: S608
        f"ON a.id = u.article_id WHERE u.rule IN {MOVES}"
    )


def _shared(content: Content, before: Content) -> float:
    """The part of the shorter of two texts that stands in the other one; 0 if it is too short."""
    one, other = document_of(content), document_of(before)
    shorter, longer = sorted((one, other), key=lambda text: sum(map(len, text.sentences)))
    if sum(map(len, shorter.sentences)) < LITTLE:
        return 1.0 if shorter.sentences and shorter.sentences == longer.sentences else 0.0
    return Overlap(shorter, longer, ()).raw


def _letters(text: object) -> str:
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", str(text or "")).casefold())
