"""Settings of a made-up portal: its way of publishing, and its archiving (``dated_portals``)."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """A way in which a portal publishes and was archived.

    Shares are of articles, ``days`` are means; ``url`` and ``picture`` say how files are named.
    """

    years: int
    a_year: int
    url: str
    picture: str
    cited: float
    cited_in_text: float
    reported: float
    announced: float
    calls: float
    background: float
    recent_words: float
    copies: float
    list_days: float | None
    capture_days: float
    sitemap: float
    last_modified: float
    newsletters: bool
    cited_lag: float
    reported_lag: float
    announced_lead: float


def setting(chance: random.Random, articles: int) -> Setting:
    """One of many ways to run a portal."""
    years = chance.choice((1, 2, 3, 5, 8))
    return Setting(
        years=years,
        a_year=articles // years,
        url=chance.choice(("slug", "slug", "id", "number_last", "query", "month", "day_file")),
        picture=chance.choice(("none", "plain", "csm", "csm", "folder", "uid")),
        cited=chance.choice((0.0, 0.3, 0.6, 0.8)),
        cited_in_text=chance.choice((0.0, 0.15, 0.4)),
        reported=chance.choice((0.2, 0.4, 0.6)),
        announced=chance.choice((0.05, 0.2, 0.35)),
        calls=chance.choice((0.05, 0.2, 0.4)),
        background=chance.choice((0.1, 0.3, 0.5)),
        recent_words=chance.choice((0.0, 0.05, 0.15)),
        copies=chance.choice((0.0, 0.05, 0.2)),
        list_days=chance.choice((None, 10.0, 30.0, 90.0)),
        capture_days=chance.choice((15.0, 120.0, 500.0, 20_000.0)),
        sitemap=chance.choice((0.0, 0.0, 0.5)),
        last_modified=chance.choice((0.0, 0.2, 1.0)),
        newsletters=chance.random() < 0.3,
        cited_lag=chance.choice((2.0, 5.0, 12.0)),
        reported_lag=chance.choice((3.0, 8.0, 20.0)),
        announced_lead=chance.choice((14.0, 30.0, 60.0)),
    )
