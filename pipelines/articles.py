"""Drops items of a portal's spider that are no articles: no later pipeline could read them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem
from typing_extensions import override

from crawler.items import Article
from crawler.monitoring.failures import note_failure
from pipelines.base import CrawlPipeline

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class ArticlesPipeline(CrawlPipeline):
    """Lets articles through. Plain spiders, whose items are anything, have no pipelines of ours."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._told = False

    @override
    def process_item(self, item: Any) -> Article:
        if isinstance(item, Article):
            return item
        name = self._crawler.spidercls.name
        kind = f"{name} brings a {type(item).__name__}, which is no Article and cannot be stored"
        if not self._told:  # as many times as there are pages
            logger.error("%s", kind)
            self._told = True
        note_failure(self._crawler, kind)
        raise DropItem(kind)
