"""Keeps a page of which only a part came from replacing what is stored whole."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from crawler.archive.store import BREAKS_OFF, INCOMPLETE, breaks_off
from crawler.downloader.previous_runs import previous_visits, stored_article
from crawler.monitoring.failures import note_failure
from crawler.monitoring.signals import page_rejected

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Article

logger = logging.getLogger(__name__)


class IncompletePipeline:
    """Tells of incomplete pages, and sends those to ``rejects``, stage ``fetch``, that add nothing.

    One that is the first of its article is stored: its capture bears the mark, and the archive lets
    any whole one come before it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, or DropItem."""
        capture = item.capture
        if capture is None:
            return item
        if capture.open_ended and breaks_off(item, stored_article(self._crawler, item)):
            capture.incomplete = BREAKS_OFF
        if capture.incomplete is None:
            return item
        reason = INCOMPLETE.format(why=capture.incomplete)
        is_stored = False
        if self._is_stored_whole(item):
            outcome = "the article stays as it is stored"
        elif not (item.title and (item.lead or item.body)):
            outcome = "no article can be read from it"
        else:
            is_stored = True
            outcome = "stored as incomplete until all of it comes"
        sentence = f"{item.url}: {reason}; {outcome}"
        logger.error(sentence)
        note_failure(self._crawler, sentence)
        if is_stored:
            return item
        self._crawler.signals.send_catch_log(
            page_rejected, url=item.url, stage="fetch", reason=reason, capture=capture
        )
        raise DropItem(reason)

    def _is_stored_whole(self, item: Article) -> bool:
        urls = [item.url, *(alias.url for alias in item.aliases)]
        return previous_visits(self._crawler).seen_whole(urls)
