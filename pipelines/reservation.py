"""Rejects pages whose publisher reserves their use (TDMRep, robots tags)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem
from typing_extensions import override

from crawler.downloader.tdmrep import heeded
from crawler.monitoring.signals import page_rejected
from crawler.reservations import Reservation
from pipelines.base import CrawlPipeline
from pipelines.soft404 import error_page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.items import Article, Capture


def reservation_of(capture: Capture) -> Reservation:
    """The reservation that a capture was sent with."""
    robots = tuple(capture.robots_tags.split(", ")) if capture.robots_tags else ()
    return Reservation(capture.tdm_reserved, capture.tdm_policy, robots)


class ReservationPipeline(CrawlPipeline):
    """Sends reserved pages to the table ``rejects``, stage ``reservation``, with their capture."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._heeded = heeded(crawler.settings, crawler.spidercls.name)

    @override
    def process_item(self, item: Article) -> Article:
        reason = reservation_of(item.capture).forbids_article if item.capture else None
        if not (reason and self._heeded):
            return item
        if (sign := error_page(item, ())) and sign.is_wall:
            return item  # what a wall says of itself is nothing that the portal reserves
        self._crawler.stats.inc_value("politeness/reserved")
        self._crawler.signals.send_catch_log(
            page_rejected,
            url=item.url, stage="reservation", reason=reason, capture=item.capture,
        )  # fmt: skip
        raise DropItem(reason)
