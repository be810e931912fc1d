"""CPU a page of the whole way: against plain spiders that do less, and without captures.

The bare spider parses nothing. The plain one is what people write: twelve selectors, and rows that
are inserted in batches of 100 into SQLite (WAL).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.process import crawl, run
from crawler.demo import DemoServer

PAGES = 1000

_SPIDERS = """
import sqlite3
import sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"
    async def start(self):
        for url in open(sys.argv[2]).read().split():
            yield Request(url, headers={"Host": "www.cluster.example"})
    def parse(self, response):
        pass

class Plain(Bare):
    name = "plain"
    def parse(self, response):
        yield {
            "url": response.url,
            "canonical": response.css("link[rel=canonical]::attr(href)").get(),
            "language": response.css("html::attr(lang)").get(),
            "head": response.css("title::text").get(),
            "title": response.css("h1::text").get(),
            "kicker": response.css(".category::text").get(),
            "date": response.css(".date::text").get(),
            "lead": " ".join(response.css(".abstract ::text").getall()),
            "body": " ".join(response.css("#content p ::text").getall()),
            "breadcrumb": " ".join(response.css(".breadcrumb a::text").getall()),
            "links": " ".join(response.css("#content a::attr(href)").getall()),
            "images": " ".join(response.css("#content img::attr(src)").getall()),
            "captions": " ".join(response.css("#content figcaption ::text").getall()),
        }

class Batches:
    def open_spider(self):
        self.rows, self.db = [], sqlite3.connect(sys.argv[3])
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute(f"CREATE TABLE pages (url PRIMARY KEY, {', '.join('abcdefghijkl')})")
    def process_item(self, item):
        self.rows.append(tuple(item.values()))
        if len(self.rows) == 100:
            self.write()
        return item
    def write(self):
        with self.db:
            self.db.executemany(
                f"INSERT OR REPLACE INTO pages VALUES ({', '.join('?' * 13)})", self.rows
            )
        self.rows.clear()
    def close_spider(self):
        self.write()

process = AsyncCrawlerProcess({
    "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "ITEM_PIPELINES": {Batches: 1},
})
process.crawl(Plain if sys.argv[1] == "plain" else Bare)
process.start()
"""


def rows() -> Iterator[tuple[str, float, str]]:
    """All spiders fetch the same pages from the same server, one after the other."""
    with DemoServer(articles=PAGES) as server, tempfile.TemporaryDirectory() as folder:
        whole = crawl(server, folder)
        pages = [request.path for request in server.log if request.status == 200]
        addresses = Path(folder, "addresses.txt")
        addresses.write_text("\n".join(f"http://127.0.0.1:{server.port}{path}" for path in pages))
        spiders = Path(folder, "spiders.py")
        spiders.write_text(_SPIDERS)
        bare, plain = (
            run([sys.executable, str(spiders), name, str(addresses), f"{name}.db"], cwd=folder)
            for name in ("bare", "plain")
        )
    yield "whole crawl, CPU a page", 1000 * whole.cpu / len(pages), "ms"
    yield "bare spider, CPU a page", 1000 * bare.cpu / len(pages), "ms"
    yield "plain spider, CPU a page", 1000 * plain.cpu / len(pages), "ms"
    yield "whole crawl against bare spider", whole.cpu / bare.cpu, "times the CPU"
    yield "whole crawl against plain spider", whole.cpu / plain.cpu, "times the CPU"
    with_captures = _cpu() / _cpu("-s", "CAPTURES_ENABLED=False")
    yield "with captures against without", with_captures, "times the CPU"
    yield "accounting, of the whole crawl's CPU", 100 * _accounting(), "%"


def _accounting() -> float:
    """The part of a crawl's CPU that its books take; waiting for the processor counts as theirs."""
    with DemoServer(articles=PAGES // 2) as server, tempfile.TemporaryDirectory() as folder:
        spent = Path(folder, "spent")
        cost = crawl(server, folder, scrapy=("bench.books_process", str(spent)))
        return float(spent.read_text()) / cost.cpu


def _cpu(*more: str) -> float:
    """CPU seconds of a crawl of half the pages."""
    with DemoServer(articles=PAGES // 2) as server, tempfile.TemporaryDirectory() as folder:
        return crawl(server, folder, *more).cpu
