"""Compares an article with its stored version, and marks doubtful ones for quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.downloader.previous_runs import previous_visits, stored_article
from crawler.monitoring.health.watch import HealthWatch
from pipelines.base import CrawlPipeline

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.items import Article


class QuarantinePipeline(CrawlPipeline):
    """Sets ``Article.doubts``; the archive pipeline holds such articles back until the run ends."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._watch = crawler.get_extension(HealthWatch)

    @override
    def process_item(self, item: Article) -> Article:
        if self._watch is None or not self._watch.is_watching:
            return item
        if item.doubts:  # an error page, by its own signs
            self._watch.page_rejected(item.url, "soft404")
            return item
        before = stored_article(self._crawler, item)
        ignored = previous_visits(self._crawler).not_overwritten(item, before) if before else ()
        item.doubts = self._watch.see(item, before, ignored)
        return item
