"""Keeps error pages sent with status 200 away from the articles they stand in the place of."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from crawler.archive.checkups import PAGE_IS_ERROR
from crawler.captures.earlier import earlier_article
from crawler.captures.soft404 import error_page
from crawler.monitoring.failures import note_failure
from crawler.monitoring.signals import page_rejected

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.captures.soft404 import Sign
    from crawler.items import Article

logger = logging.getLogger(__name__)


class Soft404Pipeline:
    """Sends error pages to ``rejects`` with their capture: stage ``soft404``, or ``wall``.

    Where an article is stored, a person decides: it may be an article after all.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        spider = crawler.spider
        title = getattr(spider, "title", None) or ""
        self._site_names = frozenset(filter(None, [title.casefold()]))
        # Out of a web archive pages come in any order: there an earlier one proves nothing.
        source = getattr(spider, "source", None)
        self._is_live = not getattr(source, "dated_by_capture", True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, or DropItem."""
        capture = item.capture
        if capture is not None and (capture.content_type or "").startswith("text/plain"):
            return item  # text exports need not have a title
        sign = error_page(item, self._site_names)
        if sign is None:
            return item
        if self._is_live and earlier_article(self._crawler, item) is not None:
            item.doubts = [PAGE_IS_ERROR]
            return item
        self._reject(item, sign)
        raise DropItem(sign.reason)

    def _reject(self, item: Article, sign: Sign) -> None:
        """A wall of today's portal is a failure; error pages are what archives are full of."""
        failed = sign.is_wall and self._is_live
        if failed:
            note_failure(self._crawler, f"{item.url}: {sign.reason}", cause=sign.reason)
            logger.error("%s: %s", item.url, sign.reason)
        self._crawler.signals.send_catch_log(
            page_rejected,
            url=item.url,
            stage="wall" if failed else "soft404",
            reason=sign.reason,
            capture=item.capture,
        )
