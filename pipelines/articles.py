"""Refuses what a portal's spider brings beside articles: no step behind it could read that."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from crawler.items import Article
from crawler.monitoring.failures import note_failure

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class ArticlesPipeline:
    """Lets articles through. Plain spiders, whose items are anything, have no pipelines of ours."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._told = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Any) -> Article:
        """The article, or DropItem, which makes the run a failed one."""
        if isinstance(item, Article):
            return item
        name = self._crawler.spidercls.name
        kind = f"{name} brings a {type(item).__name__}, which is no Article and cannot be stored"
        if not self._told:  # as many times as there are pages
            logger.error("%s", kind)
            self._told = True
        note_failure(self._crawler, kind)
        raise DropItem(kind)
