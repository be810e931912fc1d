"""How portals on the Government Site Builder (GSB) are walked."""

import re
from urllib.parse import unquote

from spiders.portal import PortalSpider

# ?gtp=2084_list%253D2: the value is escaped twice
_PAGE = re.compile(r"[?&;]gtp=[^&#]*?list=(\d+)")
_SESSION = re.compile(r";jsessionid=[0-9A-Fa-f]+(?:\.[\w-]+)?")


class GsbSpider(PortalSpider):
    """Asks for every address without the session id that GSB writes into each link."""

    cms = "gsb"

    def list_page_number(self, url: str) -> int | None:
        """The number behind ``gtp=NNN_list%253D``."""
        found = _PAGE.search(unquote(unquote(url)))
        return int(found[1]) if found else None

    def request_url(self, url: str) -> str:
        """``url`` without ``;jsessionid=…``: a visit without a session is the same page."""
        return _SESSION.sub("", url)
