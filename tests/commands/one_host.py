"""Two demo portals on one host: a crawl of one waits for that of the other to end."""

from __future__ import annotations

from spiders.demo_cluster import DemoCluster


class Eins(DemoCluster):
    """The demo portal."""

    name = "eins"


class Zwei(DemoCluster):
    """Once more."""

    name = "zwei"
