"""A portal's articles as dating reads them: what each states, and the evidence kept of it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from crawler.archive.dating.evidence import Evidence, KindName, sorted_evidence
from crawler.archive.dating.learning import sample
from crawler.archive.dating.own_evidence import OWN

_ARTICLES = "SELECT id, url, published_on FROM articles WHERE portal IS nullif(?, '')"
_EVIDENCE = """
    SELECT e.article_id, e.kind, e.earliest, e.latest, e.text, e.capture_id
    FROM articles AS a CROSS JOIN dating_evidence AS e ON e.article_id = a.id
    WHERE a.portal IS nullif(?, '')
"""
_ALIASES = """
    SELECT u.url, u.article_id FROM url_aliases AS u
    JOIN articles AS a ON a.id = u.article_id WHERE a.portal IS nullif(?, '')
"""
LISTED: frozenset[KindName] = frozenset(("listed", "feed", "sitemap", "on_list", "not_listed"))
"""Evidence that lists, feeds and sitemaps give."""
BESIDE: frozenset[KindName] = frozenset(("neighbours", "numbered"))
"""Evidence that articles give that stand beside one."""


@dataclass(slots=True)
class Dated:
    """An article on its way to an interval.

    Attributes:
        article_id: the article.
        stated: the day of publication that its page states.
        kept: the evidence as it is in the archive.
        own: what it says itself.
        since: since when its portal published.
        alone: what it states half, its first capture, its copies, and what links it.
        listed: what lists, feeds and sitemaps say.
        beside: what its neighbours leave it.
        is_fresh: whether anything else than its place among the others has been worked out anew.
        is_changed: whether any of this may not be as it is kept.
    """

    article_id: int
    stated: dt.date | None
    kept: list[Evidence] = field(default_factory=list)
    own: list[Evidence] = field(default_factory=list)
    since: Evidence | None = None
    alone: list[Evidence] = field(default_factory=list)
    listed: list[Evidence] = field(default_factory=list)
    beside: list[Evidence] = field(default_factory=list)
    is_fresh: bool = False
    is_changed: bool = False

    @property
    def without_neighbours(self) -> list[Evidence]:
        """All but what its neighbours leave it."""
        since = [self.since] if self.since else []
        return [*self.own, *since, *self.alone, *self.listed]

    @property
    def evidence(self) -> list[Evidence]:
        """All of it."""
        return [*self.without_neighbours, *self.beside]

    @property
    def is_as_kept(self) -> bool:
        """Whether the archive has just this evidence."""
        return not self.is_changed or sorted_evidence(self.evidence) == sorted_evidence(self.kept)

    def clear(self) -> None:
        """Take all its evidence away."""
        self.own, self.since, self.alone, self.listed, self.beside = [], None, [], [], []
        self.is_changed = True

    def has_listed(self, pieces: list[Evidence]) -> None:
        """Take in what lists say of it."""
        self.is_changed |= not _are_same(pieces, self.listed)
        self.listed = pieces

    def has_beside(self, pieces: list[Evidence]) -> None:
        """Take in what its neighbours leave it."""
        self.is_changed |= not _are_same(pieces, self.beside)
        self.beside = pieces


def _are_same(some: list[Evidence], others: list[Evidence]) -> bool:
    """Whether they are, in whatever order: mostly in the same."""
    return some == others or {*some} == {*others}


class PortalArticles:
    """All articles of a portal, and what is kept of those that are given evidence.

    Attributes:
        name: the portal; ``""`` has the articles of none.
        urls: the URL of each article.
        stated: the day each states, None where it states none.
        teachers: dated articles that it is learned from.
        dated: those that are dated by evidence, that teach, or that had evidence.
    """

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self.name = name
        self._db = db
        self._days = _Days()
        self.urls: dict[int, str] = {}
        self.stated: dict[int, dt.date | None] = {}
        for article_id, url, published_on in db.execute(_ARTICLES, (name,)):
            self.urls[article_id] = url
            self.stated[article_id] = self._days[published_on]
        self.teachers = frozenset(
            sample((self.urls[number], number) for number, day in self.stated.items() if day)
        )
        undated = (number for number, day in self.stated.items() if day is None)
        self.dated = {
            number: Dated(number, self.stated[number]) for number in (*undated, *self.teachers)
        }
        self._read_evidence()

    def _read_evidence(self) -> None:
        dated, days, own = self.dated, self._days, frozenset(OWN)
        for article_id, kind, earliest, latest, text, capture_id in self._db.execute(
            _EVIDENCE, (self.name,)
        ):
            piece = Evidence(kind, days[earliest], days[latest], text, capture_id)
            article = dated.get(article_id)
            if article is None:
                article = dated[article_id] = Dated(article_id, self.stated[article_id])
            article.kept.append(piece)
            if kind in own:
                article.own.append(piece)
            elif kind in BESIDE:
                article.beside.append(piece)
            elif kind in LISTED:
                article.listed.append(piece)
            elif kind == "portal":
                article.since = piece
            else:
                article.alone.append(piece)

    @cached_property
    def ids(self) -> dict[str, int]:
        """Articles by their URLs, those that they had included."""
        ids = dict(self._db.execute(_ALIASES, (self.name,)).fetchall())
        return ids | {url: number for number, url in self.urls.items()}

    def is_given(self, article_id: int) -> bool:
        """Whether evidence is gathered of an article: it states no day, or it teaches."""
        return self.stated[article_id] is None or article_id in self.teachers

    def told_by(self, urls: Collection[str]) -> set[int]:
        """The articles of which articles of these URLs are kept as copies, or as linking them."""
        return {
            article.article_id
            for article in self.dated.values()
            for piece in article.alone
            if piece.kind in ("copy", "linked") and piece.text in urls
        }


class _Days(dict[str | None, dt.date | None]):
    """Days as the archive writes them, read once each: there are fewer than articles."""

    def __missing__(self, text: str | None) -> dt.date | None:
        day = self[text] = dt.date.fromisoformat(text) if text else None
        return day
