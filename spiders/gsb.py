"""Base of spiders for portals on the Government Site Builder (GSB)."""

import re
from urllib.parse import unquote

from typing_extensions import override

from spiders.pager import number_in_query
from spiders.portal import PortalSpider

# ?gtp=2084_list%253D2: the value is escaped twice
_PAGE = re.compile(r"[?&;]gtp=[^&#]*?list=(\d+)")
_SESSION = re.compile(r";jsessionid=[0-9A-Fa-f]+(?:\.[\w-]+)?")


class GsbSpider(PortalSpider):
    """Requests every URL without the session id that GSB writes into each link."""

    cms = "gsb"

    @override
    def list_page_number(self, url: str) -> int | None:
        found = _PAGE.search(unquote(unquote(url)))
        return int(found[1]) if found else number_in_query(url)

    @override
    def request_url(self, url: str) -> str:
        return _SESSION.sub("", url)
