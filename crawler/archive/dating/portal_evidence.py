"""Evidence that articles give of each other: captures, copies, links, lists and numbering."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from crawler.archive.dating.evidence import Evidence, EvidenceKind, KindName
from crawler.archive.dating.interval import bounds_of, dated_by
from crawler.archive.dating.list_order import Snapshot, absences, order_of
from crawler.archive.dating.order import Place, between_neighbours
from crawler.archive.dating.portal import Dated
from crawler.archive.dating.url_dates import number_in_url
from crawler.german.dates.model import local_day

_FIRST_CAPTURES: Final = """
    SELECT a.id, a.first_seen_at, (
        SELECT c.id FROM captures AS c WHERE c.article_id = a.id AND c.content_hash IS NOT NULL
        ORDER BY c.captured_at, c.id LIMIT 1
    ) FROM articles AS a WHERE a.portal IS nullif(?, '')
"""
_COPIES: Final = """
    SELECT a.id, o.published_on, o.url FROM articles AS a
    JOIN articles AS o ON o.story_id = a.story_id AND o.id <> a.id
    WHERE a.portal IS nullif(?, '') AND o.published_on IS NOT NULL
    ORDER BY a.id, o.published_on, o.url
"""
_LINKED: Final = """
    SELECT DISTINCT a.id, o.published_on, o.url FROM articles AS a
    JOIN links AS l ON l.url = a.url JOIN articles AS o ON o.id = l.article_id
    WHERE a.portal IS nullif(?, '') AND o.published_on IS NOT NULL AND o.id <> a.id
    ORDER BY a.id, o.published_on, o.url
"""
_LISTED: Final = (
    "SELECT url, kind, day, list_url FROM listed_dates WHERE portal = ? ORDER BY 1, 2, 3"
)
_SNAPSHOTS: Final = (
    "SELECT list_url, page, first_at, last_at, urls FROM list_snapshots WHERE portal = ?"
)
_URLS: Final = """
    SELECT url, id FROM articles WHERE portal IS nullif(:portal, '')
    UNION SELECT u.url, u.article_id FROM url_aliases AS u
    JOIN articles AS a ON a.id = u.article_id WHERE a.portal IS nullif(:portal, '')
"""
_CACHED: Final = dt.timedelta(days=1)
"""How old a list may be that a server sends, or the date of what appears on it only now."""
_SERIES: Final = 5
"""Articles that a series of numbered URLs has at least."""

_PORTAL: Final = 20
"""Dated articles that tell since when a portal published."""
_GAPS: Final = 5
"""Usual times between two articles that may lie before the first dated one."""

Articles = Mapping[int, Dated]


def add_shared(db: sqlite3.Connection, portal: str, articles: Articles) -> None:
    """Add what captures, copies, links and lists say of each article."""
    ids = _ids_by_url(db, portal)
    if piece := _since(articles):
        for article in articles.values():
            article.shared.append(piece)
    for article_id, piece in (
        *_captured(db, portal),
        *_told_elsewhere(db, portal),
        *_dated_on_lists(db, portal, ids),
        *_seen_on_lists(db, portal, ids),
    ):
        articles[article_id].shared.append(piece)


def _since(articles: Articles) -> Evidence | None:
    """Since when the portal published, by its dated articles; None if they are too few to say."""
    stated = sorted(article.stated for article in articles.values() if article.stated)
    if len(stated) < _PORTAL:
        return None
    spread = (stated[-1] - stated[0]) / len(stated)
    first = stated[0] - _GAPS * spread
    return Evidence("portal", first, None, f"{stated[0]}")


def _captured(db: sqlite3.Connection, portal: str) -> Iterator[tuple[int, Evidence]]:
    for article_id, first_seen_at, capture_id in db.execute(_FIRST_CAPTURES, (portal,)):
        day = _day_seen(first_seen_at)
        yield article_id, Evidence("captured", None, day, first_seen_at, capture_id)


def _told_elsewhere(db: sqlite3.Connection, portal: str) -> Iterator[tuple[int, Evidence]]:
    """The earliest dated copy of each article, and the earliest dated article that links it."""
    seen: set[tuple[str, int]] = set()
    for query in (_COPIES, _LINKED):
        for article_id, published_on, url in db.execute(query, (portal,)):
            if (query, article_id) not in seen:
                seen.add((query, article_id))
                day = dt.date.fromisoformat(published_on)
                is_copy = query is _COPIES
                yield (
                    article_id,
                    (
                        Evidence("copy", day, day, url)
                        if is_copy
                        else Evidence("linked", None, day, url)
                    ),
                )


def _dated_on_lists(
    db: sqlite3.Connection, portal: str, ids: Mapping[str, int]
) -> Iterator[tuple[int, Evidence]]:
    """The dates beside articles on lists, in feeds and in sitemaps."""
    for url, kind, text, list_url in db.execute(_LISTED, (portal,)):
        if url in ids:
            day = dt.date.fromisoformat(text)
            yield ids[url], Evidence(kind, None if kind == "sitemap" else day, day, list_url)


def _seen_on_lists(
    db: sqlite3.Connection, portal: str, ids: Mapping[str, int]
) -> Iterator[tuple[int, Evidence]]:
    """Since when articles stood on lists, and until when they did not."""
    for list_url, snapshots in _lists(db, portal).items():
        for url, day in absences(snapshots):
            if url in ids:
                yield ids[url], Evidence("not_listed", day - _CACHED, None, list_url)
        for url, day in _first_listings(snapshots).items():
            if url in ids:
                yield ids[url], Evidence("on_list", None, day, list_url)


def _ids_by_url(db: sqlite3.Connection, portal: str) -> dict[str, int]:
    return dict(db.execute(_URLS, {"portal": portal}).fetchall())


def add_orders(
    db: sqlite3.Connection,
    portal: str,
    articles: Articles,
    kinds: Mapping[KindName, EvidenceKind],
) -> None:
    """Add what neighbours on lists and in numbering leave each article."""
    for article in articles.values():
        article.alone = len(article.shared)
    places = {article.article_id: _place(article, kinds) for article in articles.values()}
    ids = _ids_by_url(db, portal)
    orders: list[tuple[KindName, list[int]]] = []
    for _, snapshots in sorted(_lists(db, portal).items()):
        listed = (ids.get(url) for url in order_of(snapshots))
        orders.append(("neighbours", [*dict.fromkeys(one for one in listed if one is not None)]))
    orders += [("numbered", series) for series in _series(articles)]
    for kind, order in orders:
        for between in between_neighbours([places[article_id] for article_id in order]):
            beside = " | ".join(url for url in (between.older, between.newer) if url)
            piece = Evidence(kind, between.earliest, between.latest, beside)
            articles[between.article_id].shared.append(piece)


def _place(article: Dated, kinds: Mapping[KindName, EvidenceKind]) -> Place:
    day = article.stated
    for piece in article.evidence if day is None else ():
        if piece.kind in ("listed", "feed"):
            day = piece.earliest
    earliest, latest = bounds_of(article.evidence, kinds)
    return Place(
        article.article_id, article.url, day, earliest, latest, partial(_likely, article, kinds)
    )


def _likely(article: Dated, kinds: Mapping[KindName, EvidenceKind]) -> tuple[int, ...]:
    """Days by which it was published, as far as its evidence without its neighbours says."""
    dating = dated_by(article.own + article.shared[: article.alone], kinds)
    return dating.quantiles if dating else ()


def _lists(db: sqlite3.Connection, portal: str) -> dict[str, list[Snapshot]]:
    lists: dict[str, list[Snapshot]] = defaultdict(list)
    for list_url, page, first_at, last_at, urls in db.execute(_SNAPSHOTS, (portal,)):
        snapshot = Snapshot(_day_seen(first_at), page, _day_seen(last_at), tuple(json.loads(urls)))
        lists[list_url].append(snapshot)
    return lists


def _first_listings(snapshots: list[Snapshot]) -> dict[str, dt.date]:
    """The first day on which each article stood on a list."""
    first: dict[str, dt.date] = {}
    for snapshot in sorted(snapshots):
        for url in snapshot.urls:
            first.setdefault(url, snapshot.first_on)
    return first


def _series(articles: Articles) -> Iterator[list[int]]:
    """Articles whose URLs count on, in the order of their numbers."""
    series: dict[str, dict[int, int]] = defaultdict(dict)
    for article in articles.values():
        if numbered := number_in_url(article.url):
            name, number = numbered
            series[name].setdefault(number, article.article_id)
    for numbers in series.values():
        years = sum(1980 < number < 2050 for number in numbers)
        if len(numbers) >= _SERIES and years < len(numbers) / 2:
            yield [article_id for _, article_id in sorted(numbers.items())]


def _day_seen(moment: str) -> dt.date:
    return local_day(dt.datetime.fromisoformat(moment))
