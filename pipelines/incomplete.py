"""Prevents a page of which only a part was received from replacing a whole one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem
from typing_extensions import override

from crawler.archive.store import BREAKS_OFF, INCOMPLETE, breaks_off
from crawler.downloader.previous_runs import previous_visits, stored_article
from crawler.monitoring.failures import note_failure
from crawler.monitoring.signals import page_rejected
from pipelines.base import CrawlPipeline

if TYPE_CHECKING:
    from crawler.items import Article

logger = logging.getLogger(__name__)


class IncompletePipeline(CrawlPipeline):
    """Reports incomplete pages as failures, and rejects those that add nothing, stage ``fetch``.

    The first page of an article is stored even so: its capture says that it is incomplete, and the
    archive prefers any whole one.
    """

    @override
    def process_item(self, item: Article) -> Article:
        capture = item.capture
        if capture is None:
            return item
        if capture.open_ended and breaks_off(item, stored_article(self._crawler, item)):
            capture.incomplete = BREAKS_OFF
        if capture.incomplete is None:
            return item
        reason = INCOMPLETE.format(why=capture.incomplete)
        is_passed = False
        if self._is_stored_whole(item):
            outcome = "the article stays as it is stored"
            # The archive judges it, and keeps the capture, which no recorder has written.
            is_passed = self._is_captured_elsewhere
        elif not (item.title and (item.lead or item.body)):
            outcome = "no article can be read from it"
        else:
            is_passed = True
            outcome = "stored as incomplete until all of it comes"
        sentence = f"{item.url}: {reason}; {outcome}"
        logger.error(sentence)
        note_failure(self._crawler, sentence)
        if is_passed:
            return item
        self._crawler.signals.send_catch_log(
            page_rejected, url=item.url, stage="fetch", reason=reason, capture=capture
        )
        raise DropItem(reason)

    @property
    def _is_captured_elsewhere(self) -> bool:
        source = getattr(self._crawler.spider, "source", None)
        return bool(getattr(source, "dated_by_capture", False))

    def _is_stored_whole(self, item: Article) -> bool:
        urls = [item.url, *(alias.url for alias in item.aliases)]
        return previous_visits(self._crawler).seen_whole(urls)
