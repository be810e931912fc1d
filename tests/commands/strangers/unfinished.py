"""Portals somebody has begun to write."""

from spiders.gsb import GsbSpider
from spiders.portal import PortalSpider


class Base(PortalSpider):
    """An abstract base that has a name."""

    name = "base"


class NoLists(GsbSpider):
    """Knows its portal, and no way in."""

    name = "nolists"
    title = "Musterministerium"
    home_url = "http://www.ministerium.example/"
    article_path = "/Meldung/"
