"""The demo portal on the Government Site Builder, in the layout of Clusterplattform."""

from spiders.clusterplattform import Clusterplattform


class DemoCluster(Clusterplattform):
    """Invented short news that ship with the project; ``docs/demo.md`` describes the portal."""

    name = "demo_cluster"
    title = "Clusterplattform Demo"
    home_url = "http://www.cluster.example/"
    default_source = "demo"
    lists = (
        "CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html",
        "CLUSTER/Navigation/DE/Aktuelles/ClusterERFOLGE/clustererfolge_node.html",
    )
    feeds = ("CLUSTER/Service/DE/RSS/meldungen.xml", "sitemap.xml")
    verified_on = "every field of every article"
