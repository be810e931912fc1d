"""A portal of one list, and another at a host with an umlaut."""

from typing_extensions import override

from spiders.portal import PortalSpider


class Wire(PortalSpider):
    name = "wire"
    title = "Drahtportal"
    home_url = "http://www.wire.example/"
    cms = "none"
    lists = ("liste.html",)
    article_path = r"/artikel/"

    @override
    def list_page_number(self, url: str) -> int | None:
        return None


class Umlaut(Wire):
    name = "umlaut"
    home_url = "http://www.bücher-cluster.example/"
