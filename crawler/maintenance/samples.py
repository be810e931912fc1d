"""Samples of what a portal published: which articles each web archive, list or link knows."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import Protocol

from crawler.archive.listings import LIST_PAGE, linked_elsewhere
from crawler.maintenance.total_estimate import Total, estimate_total

_STORED = """
    SELECT DISTINCT CASE WHEN c.source IN ('live', 'demo') THEN 'live' ELSE c.source END,
        a.url, coalesce(d.year, d.estimated_year), a.kind
    FROM captures AS c JOIN articles AS a ON a.id = c.article_id JOIN v_dated AS d ON d.id = a.id
    WHERE a.portal = ? AND c.content_hash IS NOT NULL AND c.source IS NOT NULL
"""
_LINKED = """
    SELECT DISTINCT a.url FROM links AS l JOIN articles AS a ON a.url = l.url
    WHERE a.portal = ? AND l.article_id <> a.id
"""


class KnowsArticles(Protocol):
    """What is asked of a spider."""

    name: str

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""

    def canonical(self, url: str) -> str:
        """The canonical URL of an article, as the archive has it."""


def samples(db: sqlite3.Connection, portal: KnowsArticles) -> dict[str, set[str]]:
    """The canonical URLs that each sample of a portal's articles holds, by the sample's name.

    A sample is what one source has captures of, what an index lists, what stands on lists, in
    sitemaps, or is linked by other articles.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for source, url, *_ in db.execute(_STORED, (portal.name,)):
        found[source].add(url)
    for source, url in db.execute(
        "SELECT DISTINCT source, article_url FROM listed_captures WHERE portal = ? "
        "AND article_url <> ?", (portal.name, LIST_PAGE),
    ):  # fmt: skip
        found[source].add(url)
    for (urls,) in db.execute("SELECT urls FROM list_snapshots WHERE portal = ?", (portal.name,)):
        found["lists"].update(json.loads(urls))
    for (url,) in db.execute(
        "SELECT DISTINCT url FROM listed_dates WHERE portal = ? AND kind = 'sitemap'",
        (portal.name,),
    ):
        found["sitemaps"].add(url)
    found["links"].update(url for (url,) in db.execute(_LINKED, (portal.name,)))
    found["links"].update(
        portal.canonical(url) for url in linked_elsewhere(db, portal.name) if portal.is_article(url)
    )
    return {name: urls for name, urls in found.items() if urls}


def totals(db: sqlite3.Connection, portal: KnowsArticles) -> dict[tuple[str, str], Total]:
    """Estimated numbers of articles, by year and kind; ``("", "")`` is that of all.

    Years and kinds are known of stored articles alone: these rows go by what their sources have in
    common, and leave out what is named and not stored.
    """
    estimates = {("", ""): estimate_total(samples(db, portal))}
    strata: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source, url, year, kind in db.execute(_STORED, (portal.name,)):
        if year is not None:
            strata[year, ""][source].add(url)
            strata[year, kind or ""][source].add(url)
    for stratum, by_source in sorted(strata.items()):
        estimates[stratum] = estimate_total(by_source)
    return {stratum: total for stratum, total in estimates.items() if total is not None}


def by_year(estimates: Mapping[tuple[str, str], Total]) -> dict[str, Total]:
    """The estimates of whole years."""
    return {year: total for (year, kind), total in estimates.items() if year and not kind}
