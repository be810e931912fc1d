"""Bases of the item pipelines; Scrapy itself has none, it calls methods by their names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Article


class NormalisingPipeline:
    """Runs one pure function on every article."""

    @staticmethod
    def normalise(article: Article) -> Article:
        """The article with the fields that this step sets; the one passed in is not changed."""
        raise NotImplementedError

    def process_item(self, item: Article) -> Article:
        """The normalised article; one that came normalised stays as it is."""
        return item if item.is_normalised else self.normalise(item)


class CrawlPipeline(ABC):
    """Decides about every article of one crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of a crawl. Raises NotConfigured if that crawl does not need it."""
        return cls(crawler)

    @abstractmethod
    def process_item(self, item: Article) -> Article:
        """The article, to be passed on. Raises DropItem."""
