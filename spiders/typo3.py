"""Base of spiders for portals on TYPO3."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from typing_extensions import override

from spiders.portal import PortalSpider

# tx_contentaggregation_pages[page]=2, tx_news_pi1[@widget_0][currentPage]=2, tx_ttnews[pointer]=1
_PAGE_PARAMETER = re.compile(r"\[(page|currentPage|pointer)\]$|^page$")
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
        parts = urlsplit(url)
        for name, value in parse_qsl(unquote(parts.query)):
            if (found := _PAGE_PARAMETER.search(name)) and value.isdecimal():
                # tt_news counts its pointer from 0.
                return int(value) + (found[1] == "pointer")
        found = _PAGE_PATH.search(parts.path)
        return int(found[1]) if found else None
