"""Base of spiders for portals on TYPO3."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from typing_extensions import override

from spiders.pager import number_in_query
from spiders.portal import PortalSpider

# tx_ttnews[pointer]=1 is the second page
_POINTER = re.compile(r"\[pointer\]$")
# EXT:news with speaking URLs: /aktuelles/seite-2, /aktuelles/page/2
_PAGE_PATH = re.compile(r"/(?:seite|page)[-/](\d+)/?$")


class Typo3Spider(PortalSpider):
    """Follows pager links as they stand: without their ``cHash`` TYPO3 answers 404 or page one."""

    cms = "typo3"

    @override
    def article_url(self, link: str, canonical: str) -> str:
        # A URL that selects its article by parameters needs cHash, which the canonical one lacks.
        return link

    @override
    def list_page_number(self, url: str) -> int | None:
        # tx_contentaggregation_pages[page]=2, tx_news_pi1[@widget_0][currentPage]=2
        number = number_in_query(url)
        if number is not None:
            names = (name for name, _ in parse_qsl(unquote(urlsplit(url).query)))
            return number + any(map(_POINTER.search, names))
        found = _PAGE_PATH.search(urlsplit(url).path)
        return int(found[1]) if found else None
