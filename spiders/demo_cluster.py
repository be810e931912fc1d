"""The demo portal on the Government Site Builder, in the layout of Clusterplattform."""

from __future__ import annotations

from typing import ClassVar

from spiders.clusterplattform import Clusterplattform


class DemoCluster(Clusterplattform):
    """Invented short news that ship with the project; ``docs/demo.md`` describes the portal."""

    name = "demo_cluster"
    title: ClassVar[str] = "Clusterplattform Demo"
    home_url: ClassVar[str] = "http://www.cluster.example/"
    default_source: ClassVar[str] = "demo"
    lists: ClassVar[tuple[str, ...]] = (
        "CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html",
        "CLUSTER/Navigation/DE/Aktuelles/ClusterERFOLGE/clustererfolge_node.html",
    )
    feeds: ClassVar[tuple[str, ...]] = ("CLUSTER/Service/DE/RSS/meldungen.xml", "sitemap.xml")
    verified_on: ClassVar[str] = "every field of every article"
