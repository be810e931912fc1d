"""Many demo portals on as many hosts, and the spiders that walk them."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace

from crawler.demo import DemoServer
from crawler.demo.content import entries
from crawler.demo.exchange import Request, Response
from crawler.demo.gsb import HOST
from crawler.demo.gsb_site import ClusterSite
from crawler.demo.replica import generate
from spiders.demo_cluster import DemoCluster

PORTALS = int(os.environ.get("CLUSTER_PORTALS", "8"))
"""A multiple of four: one story is told on as many."""
ARTICLES = 5
"""On each; the second edition edits three and takes one away."""

NAMES = [f"muster{number:02}" for number in range(PORTALS)]


class ManyPortals(DemoServer):
    """The demo portal under many names, each with articles of its own."""

    def __init__(self, portals: int = PORTALS, articles: int = ARTICLES) -> None:
        self._names, self._each = NAMES[:portals], articles
        super().__init__()

    @property
    def edition(self) -> int:
        return self._edition

    @edition.setter
    def edition(self, edition: int) -> None:
        self._edition = edition
        each = self._each
        articles = generate("cluster", len(self._names) * each)
        last = articles[-each:]
        self._portals = {}
        for number, name in enumerate(self._names):
            own = articles[number * each : (number + 1) * each]
            own = (_told_again(articles[number // 4 * 4 * each], days=number % 4), *own[1:])
            edited = [
                article if article is there else _edited_as(article, there)
                for article, there in zip(own, last, strict=True)
            ]
            self._portals[f"www.{name}.example"] = ClusterSite(entries(edited, edition), edition, 0)

    @property
    def hosts(self) -> list[str]:
        return list(self._portals)

    def respond(self, request: Request) -> Response:
        name = request.host.encode()
        site = self._portals[request.host]
        response = site.respond(Request(HOST, request.target, request.method, request.headers))
        response.body = response.body.replace(HOST.encode(), name)
        if response.etag_of:
            response.etag_of = response.etag_of.replace(HOST.encode(), name)
        return self._conditional(request, response)


def _told_again(article, *, days):
    """What four portals tell, a day after the other, is one story."""
    day = dt.date.fromisoformat(article.date) + dt.timedelta(days=days)
    return replace(article, date=day.isoformat())


def _edited_as(article, other):
    """Only the newest articles of a replica change; here the newest of every portal do."""
    edition = dict(other.editions)
    if "fields" in edition:
        edition["fields"] = {"lead": f"{article.lead} Nachtrag vom Herbst 2025."}
    return replace(article, editions=edition)


for _name in NAMES:
    globals()[_name] = type(
        _name,
        (DemoCluster,),
        {
            "__module__": __name__,
            "name": _name,
            "title": _name.title(),
            "home_url": f"http://www.{_name}.example/",
            "default_source": "live",
        },
    )
