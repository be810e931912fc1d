"""Drops what was published outside of ``since=`` and ``until=``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem, NotConfigured
from typing_extensions import override

from crawler.books import EntryOutcome
from crawler.monitoring.run_books import enter
from pipelines.base import CrawlPipeline

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.arguments import Arguments
    from crawler.items import Article


def outside(article: Article, arguments: Arguments) -> bool:
    """Whether the article was published outside the period; an undated one never is."""
    day = article.published_on
    return day is not None and not arguments.covers(dt.date.fromisoformat(day))


class PeriodPipeline(CrawlPipeline):
    """Drops articles outside the period. Web archives are asked by capture time instead."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider = crawler.spider
        arguments: Arguments | None = getattr(spider, "arguments", None)
        if arguments is None or not (arguments.since or arguments.until):
            raise NotConfigured
        if spider.source.dated_by_capture:  # type: ignore[union-attr]
            raise NotConfigured
        self._arguments = arguments

    @override
    def process_item(self, item: Article) -> Article:
        if outside(item, self._arguments):
            reason = "published outside the period asked for"
            enter(self._crawler, item.url, EntryOutcome.NOT_WANTED, reason, capture=item.capture)
            raise DropItem(f"{reason}: on {item.published_on}")
        return item
