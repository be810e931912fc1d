"""Evidence that articles give of each other: captures, copies, links, lists and numbering."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Final

from crawler.archive.dating.evidence import Evidence, EvidenceKind, KindName, sorted_evidence
from crawler.archive.dating.interval import bounds_of, dated_by
from crawler.archive.dating.list_order import Snapshot, absences, first_listings, order_of
from crawler.archive.dating.order import Place, between_neighbours
from crawler.archive.dating.own_evidence import days_of_edtf
from crawler.archive.dating.portal import PortalArticles
from crawler.archive.dating.url_dates import number_in_url
from crawler.german.dates.model import local_day
from crawler.items import FROM_CAPTURE

_STATED: Final = """
    SELECT id, published_edtf, published_text FROM articles
    WHERE id IN (SELECT value FROM json_each(:ids)) AND published_on IS NULL
    AND published_edtf IS NOT NULL AND published_from IS NOT :from_capture
"""
_FIRST_CAPTURES: Final = """
    SELECT a.id, a.first_seen_at, (
        SELECT c.id FROM captures AS c WHERE c.article_id = a.id AND c.content_hash IS NOT NULL
        ORDER BY c.captured_at, c.id LIMIT 1
    ) FROM articles AS a WHERE a.id IN (SELECT value FROM json_each(:ids))
"""
_COPIES: Final = """
    SELECT a.id, o.published_on, o.url FROM articles AS a
    JOIN articles AS o ON o.story_id = a.story_id AND o.id <> a.id
    WHERE a.id IN (SELECT value FROM json_each(:ids)) AND o.published_on IS NOT NULL
    ORDER BY a.id, o.published_on, o.url
"""
_LINKED: Final = """
    SELECT DISTINCT a.id, o.published_on, o.url FROM articles AS a
    JOIN links AS l ON l.url = a.url JOIN articles AS o ON o.id = l.article_id
    WHERE a.id IN (SELECT value FROM json_each(:ids)) AND o.published_on IS NOT NULL
    AND o.id <> a.id ORDER BY a.id, o.published_on, o.url
"""
_LISTED: Final = (
    "SELECT url, kind, day, list_url FROM listed_dates WHERE portal = ? ORDER BY 1, 2, 3"
)
_SNAPSHOTS: Final = (
    "SELECT list_url, page, first_at, last_at, urls FROM list_snapshots WHERE portal = ?"
)
_CACHED: Final = dt.timedelta(days=1)
"""How old a list may be that a server sends, or the date of what appears on it only now."""
_SERIES: Final = 5
"""Articles that a series of numbered URLs has at least."""

_PORTAL: Final = 20
"""Dated articles that tell since when a portal published."""
_GAPS: Final = 5
"""Usual times between two articles that may lie before the first dated one."""

Kinds = Mapping[KindName, EvidenceKind]


def since(stated: Iterable[dt.date | None]) -> Evidence | None:
    """Since when the portal published, by its dated articles; None if they are too few to say."""
    days = [day for day in stated if day]
    if len(days) < _PORTAL:
        return None
    earliest, latest = min(days), max(days)
    spread = (latest - earliest) / len(days)
    first = earliest - _GAPS * spread
    return Evidence("portal", first, None, f"{earliest}")


def evidence_alone(
    db: sqlite3.Connection, articles: Collection[int]
) -> defaultdict[int, list[Evidence]]:
    """What each states half, and what its first capture, its copies and what links it say."""
    found: defaultdict[int, list[Evidence]] = defaultdict(list)
    asked = {"ids": json.dumps([*articles]), "from_capture": FROM_CAPTURE}
    for article_id, edtf, text in db.execute(_STATED, asked):
        if days := days_of_edtf(edtf):
            found[article_id].append(Evidence("stated", *days, text or edtf))
    for article_id, first_seen_at, capture_id in db.execute(_FIRST_CAPTURES, asked):
        day = _day_seen(first_seen_at)
        found[article_id].append(Evidence("captured", None, day, first_seen_at, capture_id))
    for article_id, published_on, url in _first_of_each(db.execute(_COPIES, asked)):
        day = dt.date.fromisoformat(published_on)
        found[article_id].append(Evidence("copy", day, day, url))
    for article_id, published_on, url in _first_of_each(db.execute(_LINKED, asked)):
        day = dt.date.fromisoformat(published_on)
        found[article_id].append(Evidence("linked", None, day, url))
    return found


def _first_of_each(rows: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """The first row of each article: its earliest dated copy, or the first that links it."""
    told = None
    for row in rows:
        if row[0] != told:
            told = row[0]
            yield row


class Lists:
    """The lists, feeds and sitemaps of a portal."""

    def __init__(self, db: sqlite3.Connection, portal: str) -> None:
        self._dates = db.execute(_LISTED, (portal,)).fetchall()
        self._snapshots: defaultdict[str, list[Snapshot]] = defaultdict(list)
        for list_url, page, first_at, last_at, urls in db.execute(_SNAPSHOTS, (portal,)):
            self._snapshots[list_url].append(
                Snapshot(_day_seen(first_at), page, _day_seen(last_at), tuple(json.loads(urls)))
            )

    def evidence(self, ids: Mapping[str, int]) -> defaultdict[int, list[Evidence]]:
        """The dates beside articles; since when they stood there, and until when they did not.

        ``ids`` are the articles by their URLs.
        """
        found: defaultdict[int, list[Evidence]] = defaultdict(list)
        for url, kind, text, list_url in self._dates:
            if (article_id := ids.get(url)) is not None:
                day = dt.date.fromisoformat(text)
                first = None if kind == "sitemap" else day
                found[article_id].append(Evidence(kind, first, day, list_url))
        for list_url, snapshots in self._snapshots.items():
            for url, day in absences(snapshots):
                if (article_id := ids.get(url)) is not None:
                    found[article_id].append(Evidence("not_listed", day - _CACHED, None, list_url))
            for url, day in first_listings(snapshots).items():
                if (article_id := ids.get(url)) is not None:
                    found[article_id].append(Evidence("on_list", None, day, list_url))
        return found

    def orders(self, ids: Mapping[str, int]) -> Iterator[list[int]]:
        """The articles of each list, from the oldest to the newest."""
        for _, snapshots in sorted(self._snapshots.items()):
            listed = (ids.get(url) for url in order_of(snapshots))
            yield [*dict.fromkeys(one for one in listed if one is not None)]


class Beside:
    """What the neighbours of articles on lists and in numbering leave them.

    Args:
        db: the archive.
        portal: the articles, with all evidence but this.
        lists: its lists.
        kinds: what it teaches so far.
    """

    def __init__(
        self, db: sqlite3.Connection, portal: PortalArticles, lists: Lists, kinds: Kinds
    ) -> None:
        self._db = db
        self._portal = portal
        self._lists = lists
        self._kinds = kinds
        self._since = since(portal.stated.values())
        self._quantiles: dict[int, tuple[int, ...]] = {}

    def evidence(self) -> defaultdict[int, list[Evidence]]:
        """All of it."""
        found: defaultdict[int, list[Evidence]] = defaultdict(list)
        undated: dict[int, Place] = {}
        orders: list[tuple[KindName, list[int]]] = []
        orders += [("neighbours", order) for order in self._lists.orders(self._portal.ids)]
        orders += [("numbered", series) for series in _series(self._portal.urls)]
        for kind, order in orders:
            for between in between_neighbours([self._place(number, undated) for number in order]):
                beside = " | ".join(filter(None, (between.older, between.newer)))
                piece = Evidence(kind, between.earliest, between.latest, beside)
                found[between.article_id].append(piece)
        return found

    def _place(self, article_id: int, undated: dict[int, Place]) -> Place:
        """An article's place; ``undated`` are those worked out for other orders."""
        url, day = self._portal.urls[article_id], self._portal.stated[article_id]
        likely = partial(self._likely, article_id)
        if day is not None:
            is_asked = article_id in self._portal.teachers
            return Place(article_id, url, day, None, None, likely, is_asked)
        place = undated.get(article_id)
        if place is None:
            article = self._portal.dated[article_id]
            shown = [piece for piece in article.listed if piece.kind in ("listed", "feed")]
            day = sorted_evidence(shown)[-1].earliest if shown else None
            bounds = bounds_of(article.without_neighbours, self._kinds)
            place = undated[article_id] = Place(article_id, url, day, *bounds, likely)
        return place

    def _likely(self, article_id: int) -> tuple[int, ...]:
        """Days by which it was published, as far as its evidence without its neighbours says."""
        days = self._quantiles.get(article_id)
        if days is None:
            dating = dated_by(self._evidence_of(article_id), self._kinds)
            days = self._quantiles[article_id] = dating.quantiles if dating else ()
        return days

    def _evidence_of(self, article_id: int) -> list[Evidence]:
        """Of articles that state their day, it is gathered where they stand out of order."""
        if self._portal.is_given(article_id):
            return self._portal.dated[article_id].without_neighbours
        alone = evidence_alone(self._db, [article_id])[article_id]
        since_then = [self._since] if self._since else []
        return [*since_then, *alone, *self._listed.get(article_id, ())]

    @cached_property
    def _listed(self) -> Mapping[int, list[Evidence]]:
        return self._lists.evidence(self._portal.ids)


def _series(urls: Mapping[int, str]) -> Iterator[list[int]]:
    """Articles whose URLs count on, in the order of their numbers."""
    series: dict[str, dict[int, int]] = defaultdict(dict)
    for article_id in sorted(urls):
        if numbered := number_in_url(urls[article_id]):
            name, number = numbered
            series[name].setdefault(number, article_id)
    for numbers in series.values():
        years = sum(1980 < number < 2050 for number in numbers)
        if len(numbers) >= _SERIES and years < len(numbers) / 2:
            yield [article_id for _, article_id in sorted(numbers.items())]


def _day_seen(moment: str) -> dt.date:
    return local_day(dt.datetime.fromisoformat(moment))
