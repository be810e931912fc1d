"""The demo portal's spider in a process that is busy while the crawl's connections are closed."""

from __future__ import annotations

import time

from scrapy import signals

from spiders.demo_cluster import DemoCluster

LONGER_THAN_CLOSING = 1.2  # seconds; Scrapy gives connections one


class BusyEnd(DemoCluster):
    name = "busy_end"

    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.await_end, signals.spider_opened)
        return spider

    def await_end(self):
        # Who asks last is told last: when the connections are being closed.
        self.crawler.signals.connect(self.keep_busy, signals.engine_stopped)

    def keep_busy(self):
        time.sleep(LONGER_THAN_CLOSING)
