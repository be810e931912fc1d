"""Keeps error pages sent with status 200 away from the articles they stand in the place of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from crawler.captures.earlier import earlier_article
from crawler.captures.soft404 import error_page
from crawler.monitoring.signals import page_rejected

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Article


class Soft404Pipeline:
    """Sends error pages to ``rejects``, stage ``soft404``, with their capture."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        spider = crawler.spider
        title = getattr(spider, "title", None) or ""
        self._site_names = frozenset(filter(None, [title.casefold()]))
        # Out of a web archive pages come in any order: there an earlier one proves nothing.
        source = getattr(spider, "source", None)
        asked = getattr(spider, "arguments", None)
        self._compares = not (
            getattr(source, "dated_by_capture", True) or (asked is not None and asked.url)
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, or DropItem."""
        capture = item.capture
        if capture is not None and (capture.content_type or "").startswith("text/plain"):
            return item  # text exports need not have a title
        reason = error_page(item, self._site_names, lambda: self._stored(item))
        if reason is None:
            return item
        self._crawler.signals.send_catch_log(
            page_rejected, url=item.url, stage="soft404", reason=reason, capture=capture
        )
        raise DropItem(reason)

    def _stored(self, item: Article) -> Article | None:
        if not self._compares:
            return None
        return earlier_article(self._crawler, item)
