"""Signs that an article has moved: another canonical URL, a new article like a stored one.

What the signs are worth is judged in the archive, by title and text; here the other page is asked
for in the same run, so that both are there to be compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from crawler.downloader.previous_runs import archive_of, previous_visits, stored_article
from crawler.items import CANONICAL_ELSEWHERE, Alias
from pipelines.base import CrawlPipeline

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.items import Article


class MovedPipeline(CrawlPipeline):
    """Adds aliases that pages claim, and has the spider look at articles that may have moved."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._claims: dict[str, str] = {}
        """URL that a page of this run calls canonical → the page's own."""
        source = getattr(crawler.spider, "source", None)
        self._is_live = not getattr(source, "dated_by_capture", True)

    @override
    def process_item(self, item: Article) -> Article:
        spider: Any = self._crawler.spider
        known = archive_of(self._crawler).known
        if target := self._target(item):
            item.moved_to = target
            self._claims.setdefault(target, item.url)
            if self._is_live and not known([target]):
                spider.look_again([target])
        if claimed := self._claims.get(item.url):
            item.aliases.append(Alias(claimed, CANONICAL_ELSEWHERE))
        elif self._is_live and stored_article(self._crawler, item) is None:
            spider.look_again(previous_visits(self._crawler).twins(item))
        return item

    def _target(self, item: Article) -> str | None:
        """The other article's URL that a page calls canonical; None if it calls none."""
        spider: Any = self._crawler.spider
        if not item.canonical_link or not hasattr(spider, "is_article"):
            return None
        target: str = spider.canonical(item.canonical_link)
        own = {item.url, *(alias.url for alias in item.aliases)}
        return target if target not in own and spider.is_article(target) else None
