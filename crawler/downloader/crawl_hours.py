"""Hours in which portals may be crawled (``CRAWL_WINDOW``), German time."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured

from crawler.german import BERLIN
from crawler.monitoring.failures import WINDOW_OVER, end_crawl, note_failure

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

OUTSIDE = "outside_window"
"""Why a crawl ended that was begun at another time."""

_HOURS = re.compile(r"\s*([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)\s*")
logger = logging.getLogger(__name__)


class CrawlHoursError(ValueError):
    """The setting cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class CrawlHours:
    """Hours of every day, by the clock in Berlin; those from 22:00 to 6:00 go over midnight."""

    begin: dt.time
    end: dt.time

    def seconds_left(self, now: dt.datetime) -> float:
        """Seconds until it closes, 0 when it is closed; ``now`` has a time zone."""
        local = now.astimezone(BERLIN)
        for day in (local.date() - dt.timedelta(days=1), local.date()):
            last = day + dt.timedelta(days=self.end <= self.begin)
            begin = dt.datetime.combine(day, self.begin, BERLIN).astimezone(dt.UTC)
            end = dt.datetime.combine(last, self.end, BERLIN).astimezone(dt.UTC)
            if begin <= now < end:
                return (end - now).total_seconds()
        return 0.0


def parse_crawl_hours(text: str | None) -> CrawlHours | None:
    """``22:00-06:00`` as a window; None for an empty setting. Raises CrawlHoursError."""
    if not (text or "").strip():
        return None
    found = _HOURS.fullmatch(text or "")
    if found is None:
        raise CrawlHoursError(f"CRAWL_WINDOW={text}: write it like 22:00-06:00")
    begin, begin_minute, end, end_minute = map(int, found.groups())
    return CrawlHours(dt.time(begin, begin_minute), dt.time(end, end_minute))


class CrawlHoursExtension:
    """Ends a live crawl when the window closes; one that begins outside of it fetches nothing.

    To wait for hours would hold the archive's lock: cron knows better when to begin.
    """

    def __init__(self, crawler: Crawler) -> None:
        window = parse_crawl_hours(crawler.settings.get("CRAWL_WINDOW"))
        if window is None:
            raise NotConfigured
        self._crawler, self._window = crawler, window
        self._alarm: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making an extension."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Set the alarm, or raise CloseSpider."""
        source = getattr(self._crawler.spider, "source", None)
        if getattr(source, "name", "live") != "live":
            return
        left = self._window.seconds_left(dt.datetime.now(dt.UTC))
        if not left:
            hours = self._crawler.settings["CRAWL_WINDOW"]
            sentence = f"nothing is fetched now: CRAWL_WINDOW={hours} (German time)"
            logger.error("%s", sentence)
            note_failure(self._crawler, sentence)
            raise CloseSpider(OUTSIDE)
        self._alarm = asyncio.get_running_loop().call_later(left, self._close)

    def spider_closed(self) -> None:
        """Turn the alarm off."""
        if self._alarm is not None:
            self._alarm.cancel()

    def _close(self) -> None:
        logger.warning("the crawl window closes; the next run goes on from here")
        end_crawl(self._crawler, WINDOW_OVER)
