"""Clusterplattform Deutschland: Government Site Builder, several times rebuilt.

The addresses of lists and articles are as captures show them.
"""

from __future__ import annotations

import re
from typing import ClassVar

from spiders.gsb import GsbSpider


class Clusterplattform(GsbSpider):
    """Short news and success stories of German clusters."""

    name = "clusterplattform"
    title: ClassVar[str] = "Clusterplattform Deutschland"
    home_url: ClassVar[str] = "https://www.clusterplattform.de/"
    layout: ClassVar[str | None] = "clusterplattform"
    lists: ClassVar[tuple[str, ...]] = (
        "CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen.html",
        "CLUSTER/Navigation/DE/Aktuelles/ClusterERFOLGE/clustererfolge.html",
    )
    article_folders: ClassVar[tuple[str, ...]] = ("CLUSTER/Redaktion/DE/",)
    article_path: ClassVar[re.Pattern[str]] = re.compile(
        r"/Redaktion/DE/(?:Kurzmeldungen|Standardartikel|Meldungen|Artikel|Termine)/."
    )
    verified_on: ClassVar[str] = "only the family's markup"
