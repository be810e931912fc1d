"""Compares an article with the one stored before, and marks those that had better wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.downloader.previous_runs import previous_visits, stored_article
from crawler.monitoring.health.watch import HealthWatch

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Article


class QuarantinePipeline:
    """Sets ``Article.doubts``; the archive step keeps such articles back until the run ends."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._watch = crawler.get_extension(HealthWatch)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, with its doubts."""
        if self._watch is None or not self._watch.is_watching:
            return item
        if item.doubts:  # an error page, by its own signs
            self._watch.page_rejected(item.url, "soft404")
            return item
        before = stored_article(self._crawler, item)
        ignored = previous_visits(self._crawler).not_overwritten(item, before) if before else ()
        item.doubts = self._watch.see(item, before, ignored)
        return item
