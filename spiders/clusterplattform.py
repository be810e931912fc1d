"""Clusterplattform Deutschland: Government Site Builder, several times rebuilt.

The URLs of lists and articles are as captures show them.
"""

from spiders.gsb import GsbSpider


class Clusterplattform(GsbSpider):
    """Short news and success stories of German clusters."""

    name = "clusterplattform"
    title = "Clusterplattform Deutschland"
    home_url = "https://www.clusterplattform.de/"
    layout = "clusterplattform"
    lists = (
        "CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen.html",
        "CLUSTER/Navigation/DE/Aktuelles/ClusterERFOLGE/clustererfolge.html",
    )
    article_folders = ("CLUSTER/Redaktion/DE/", "CLUSTER/Redaktion/EN/")
    article_path = (
        r"/Redaktion/DE/(?:Kurzmeldungen|Standardartikel|Meldungen|Artikel|Termine|Newsletter)/."
        # short news, articles, newsletters, whatever their folders are called
        r"|/Redaktion/EN/(?!Bilder/|Images?/|Pictures?/|Downloads?/|Videos?/|Dokumente/)[^/]+/."
    )
    verified_on = "only the family's markup"
