"""A portal that is crawled by ``scrapy update``: the demo portal as a live one."""

from __future__ import annotations

from spiders.demo_cluster import DemoCluster


class Muster(DemoCluster):
    """The demo portal."""

    name = "muster"
    default_source = "live"


class Mixed(DemoCluster):
    """A portal whose spider brings a dict beside its articles."""

    name = "mixed"

    def parse_article(self, response):
        yield {"page": response.url}
        yield from super().parse_article(response)
