"""CPU a page of the whole way: against a bare spider that parses nothing, and without captures."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.process import crawl, run
from crawler.demo import DemoServer

PAGES = 1000

_BARE = """
import sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"
    async def start(self):
        for url in open(sys.argv[1]).read().split():
            yield Request(url, headers={"Host": "www.cluster.example"})
    def parse(self, response):
        pass

process = AsyncCrawlerProcess({
    "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
})
process.crawl(Bare)
process.start()
"""


def rows() -> Iterator[tuple[str, float, str]]:
    """Both spiders fetch the same pages from the same server, one after the other."""
    with DemoServer(articles=PAGES) as server, tempfile.TemporaryDirectory() as folder:
        whole = crawl(server, folder)
        pages = [request.path for request in server.log if request.status == 200]
        addresses = Path(folder, "addresses.txt")
        addresses.write_text("\n".join(f"http://127.0.0.1:{server.port}{path}" for path in pages))
        bare_spider = Path(folder, "bare.py")
        bare_spider.write_text(_BARE)
        bare = run([sys.executable, str(bare_spider), str(addresses)], cwd=folder)
    yield "whole crawl, CPU a page", 1000 * whole.cpu / len(pages), "ms"
    yield "bare spider, CPU a page", 1000 * bare.cpu / len(pages), "ms"
    yield "whole crawl against bare spider", whole.cpu / bare.cpu, "times the CPU"
    captured = min(_cpu() for _ in range(3))
    uncaptured = min(_cpu("-s", "CAPTURES_ENABLED=False") for _ in range(3))
    yield "with captures against without, best of three", captured / uncaptured, "times the CPU"


def _cpu(*more: str) -> float:
    """CPU seconds of a crawl of half the pages; a busy machine makes it more, never less."""
    with DemoServer(articles=PAGES // 2) as server, tempfile.TemporaryDirectory() as folder:
        return crawl(server, folder, *more).cpu
