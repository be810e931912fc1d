"""Keeps what was published between ``since=`` and ``until=``, when a crawl asks for a period."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem, NotConfigured

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.arguments import Arguments
    from crawler.items import Article


def outside(article: Article, arguments: Arguments) -> bool:
    """Whether the article was published outside the period; an undated one never is."""
    day = article.published_on
    return day is not None and not arguments.covers(dt.date.fromisoformat(day))


class PeriodPipeline:
    """Passes over articles outside the period. Archives are asked by capture time instead."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Only for a spider that was given a period and whose source dates by publication."""
        spider = crawler.spider
        arguments: Arguments | None = getattr(spider, "arguments", None)
        if arguments is None or not (arguments.since or arguments.until):
            raise NotConfigured
        if spider.source.dated_by_capture:  # type: ignore[union-attr]
            raise NotConfigured
        return cls(arguments)

    def process_item(self, item: Article) -> Article:
        """The article, or DropItem."""
        if outside(item, self._arguments):
            raise DropItem(f"published on {item.published_on}, outside the period asked for")
        return item
