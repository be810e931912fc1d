"""Keeps what its publisher reserves out of the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from crawler.downloader.tdmrep import heeded
from crawler.monitoring.signals import page_rejected
from crawler.reservations import Reservation

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Article, Capture


def reservation_of(capture: Capture) -> Reservation:
    """What the capture says of its page's use."""
    robots = tuple(capture.robots_tags.split(", ")) if capture.robots_tags else ()
    return Reservation(capture.tdm_reserved, capture.tdm_policy, robots)


class ReservationPipeline:
    """Sends reserved pages to ``rejects``, stage ``reservation``, with their capture."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._heeded = heeded(crawler.settings, crawler.spidercls.name)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, or DropItem."""
        reason = reservation_of(item.capture).forbids_article if item.capture else None
        if not (reason and self._heeded):
            return item
        self._crawler.stats.inc_value("politeness/reserved")
        self._crawler.signals.send_catch_log(
            page_rejected,
            url=item.url, stage="reservation", reason=reason, capture=item.capture,
        )  # fmt: skip
        raise DropItem(reason)
