"""From the crawl into the archive: batches, counts, rejects, and what happens when it fails."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from scrapy import Spider, signals
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.utils.test import get_crawler

from crawler.archive import Archive, ArchiveWriteError
from crawler.items import Article
from crawler.monitoring.failures import failure_count
from crawler.monitoring.signals import page_rejected, url_alias_seen
from pipelines.archive import ArchivePipeline
from tests import looping


class MusterSpider(Spider):
    name = "musterportal"
    title = "Musterportal"
    home_url = "https://muster.example/"
    cms = "typo3"
    alive = True
    source = SimpleNamespace(name="warc:muster.warc.gz")


class Engine:
    closed_because = None
    spider = object()
    downloader = SimpleNamespace(middleware=SimpleNamespace(middlewares=()))

    async def close_spider_async(self, *, reason):
        self.closed_because = reason


@pytest.fixture
def archive_file(tmp_path):
    return tmp_path / "archive.db"


def crawl(path, visit, reason="finished", **settings):
    """Open the pipeline, let ``visit(pipeline)`` bring its items, close it; returns the stats."""
    settings |= {
        "ARCHIVE_PATH": str(path),
        "EXTENSIONS": {"scrapy.extensions.corestats.CoreStats": None},
    }
    crawler = get_crawler(MusterSpider, settings)
    crawler.spider = crawler._create_spider()
    crawler.engine = Engine()
    pipeline = ArchivePipeline.from_crawler(crawler)

    async def run():
        try:
            await pipeline.open_spider()
            await visit(pipeline)
        finally:
            await pipeline.close_spider()
            await crawler.signals.send_catch_log_async(
                signals.spider_closed, spider=crawler.spider, reason=reason
            )

    try:
        looping.run(run())
    finally:
        crawl.crawler = crawler
    return crawler.stats.get_stats()


def article(number, **values):
    return Article(f"https://muster.example/{number}", title=f"Nummer {number}", **values)


def rows(path, table):
    with Archive(path) as archive:
        return list(archive.db.table(table).rows)


def test_a_run_is_written_down_with_its_portal_and_counts(archive_file):
    async def visit(pipeline):
        for item in (article(1), article(2), article(1), Article("https://muster.example/leer")):
            assert await pipeline.process_item(item) is item

    stats = crawl(archive_file, visit)

    counts = {"new": 2, "duplicates": 1, "rejected": 1}
    assert {name: stats[f"archive/{name}"] for name in counts} == counts
    (run,) = rows(archive_file, "runs")
    assert {name: run[name] for name in counts} == counts
    assert (run["spider"], run["source"]) == ("musterportal", "warc:muster.warc.gz")
    assert (run["finish_reason"], run["changed"], run["health"]) == ("finished", 0, None)
    assert run["finished_at"]
    (portal,) = rows(archive_file, "portals")
    assert tuple(portal.values()) == (
        "musterportal",
        "Musterportal",
        "https://muster.example/",
        "typo3",
        1,
    )
    assert [row["portal"] for row in rows(archive_file, "articles")] == ["musterportal"] * 2


def test_the_second_crawl_finds_nothing_new(archive_file):
    async def visit(pipeline):
        for number in range(5):
            await pipeline.process_item(article(number))

    crawl(archive_file, visit)
    stats = crawl(archive_file, visit)
    assert stats["archive/unchanged"] == 5
    assert "archive/new" not in stats
    assert "archive/changed" not in stats


def test_a_full_batch_is_written_at_once_and_the_rest_at_the_end(archive_file):
    async def visit(pipeline):
        for number in range(7):
            await pipeline.process_item(article(number))
        assert len(rows(archive_file, "articles")) == 6

    crawl(archive_file, visit, ARCHIVE_BATCH=3)
    assert len(rows(archive_file, "articles")) == 7


def test_what_waits_is_written_after_some_seconds(archive_file):
    async def visit(pipeline):
        await pipeline.process_item(article(1))
        for _ in range(100):
            await asyncio.sleep(0.05)
            if rows(archive_file, "articles"):
                return
        pytest.fail("not written in time")

    crawl(archive_file, visit, ARCHIVE_SECONDS=0.1)


def test_writing_does_not_hold_up_the_crawl_and_keeps_the_order(archive_file, monkeypatch):
    stored, threads = [], set()

    def slow_store(self, sightings, run_id, store=Archive.store):
        threads.add(threading.current_thread())
        time.sleep(0.05)
        stored.extend(item.url for item in sightings)
        return store(self, sightings, run_id)

    monkeypatch.setattr(Archive, "store", slow_store)

    async def visit(pipeline):
        beats = 0

        async def heartbeat():
            nonlocal beats
            while True:
                await asyncio.sleep(0.001)
                beats += 1

        heart = asyncio.create_task(heartbeat())
        await asyncio.gather(*(pipeline.process_item(article(n)) for n in range(40)))
        heart.cancel()
        assert beats > 10

    crawl(archive_file, visit, ARCHIVE_BATCH=4)
    assert stored == [f"https://muster.example/{n}" for n in range(40)]
    assert len(threads) == 1
    assert threads != {threading.main_thread()}


def test_articles_wait_at_the_door_while_a_batch_is_written(archive_file, monkeypatch):
    go_on = threading.Event()

    def blocked_store(self, sightings, run_id, store=Archive.store):
        go_on.wait(10)
        return store(self, sightings, run_id)

    monkeypatch.setattr(Archive, "store", blocked_store)

    async def visit(pipeline):
        tasks = [asyncio.create_task(pipeline.process_item(article(n))) for n in range(8)]
        await asyncio.sleep(0.05)
        waiting = [not task.done() for task in tasks]
        go_on.set()
        await asyncio.gather(*tasks)
        # A batch of three is being written; three more fill the next; from then on nobody passes.
        assert waiting == [False, False, True, False, False, True, True, True]

    crawl(archive_file, visit, ARCHIVE_BATCH=3)
    assert len(rows(archive_file, "articles")) == 8


def test_pages_rejected_on_the_way_stand_in_rejects(archive_file):
    async def visit(pipeline):
        crawl_signals = pipeline._crawler.signals
        crawl_signals.send_catch_log(
            page_rejected, url="https://muster.example/x", stage="extract", reason="no title"
        )

    stats = crawl(archive_file, visit)
    assert stats["archive/rejected"] == 1
    (reject,) = rows(archive_file, "rejects")
    assert (reject["url"], reject["stage"], reject["reason"], reject["run_id"]) == (
        "https://muster.example/x",
        "extract",
        "no title",
        1,
    )


def test_an_address_seen_before_its_article_becomes_its_alias(archive_file):
    async def visit(pipeline):
        for number in (1, 2):
            pipeline._crawler.signals.send_catch_log(
                url_alias_seen,
                url=f"https://muster.example/{number}?v=druck",
                canonical=f"https://muster.example/{number}",
                rule="print view",
            )
        await pipeline._write()
        await pipeline.process_item(article(1))

    crawl(archive_file, visit)
    assert rows(archive_file, "url_aliases") == [
        {"url": "https://muster.example/1?v=druck", "article_id": 1, "rule": "print view"}
    ]


def test_an_archive_that_cannot_be_opened_closes_the_spider(tmp_path, caplog):
    async def visit(pipeline):
        pytest.fail("the spider must not start")

    with pytest.raises(CloseSpider) as closed:
        crawl(tmp_path, visit)
    assert closed.value.reason == "archive_failed"
    assert failure_count(crawl.crawler) == 1
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "is a folder" in record.message
    assert record.exc_info is None


def test_once_the_archive_fails_nothing_more_is_taken(archive_file, monkeypatch, caplog):
    def failing_store(self, sightings, run_id, store=Archive.store):
        if any(item.url.endswith("/2") for item in sightings):
            raise ArchiveWriteError("The disk is full.")
        return store(self, sightings, run_id)

    monkeypatch.setattr(Archive, "store", failing_store)

    async def visit(pipeline):
        for number in range(4):
            await pipeline.process_item(article(number))
        with pytest.raises(DropItem):
            await pipeline.process_item(article(4))

    stats = crawl(archive_file, visit, ARCHIVE_BATCH=2)

    assert crawl.crawler.engine.closed_because == "archive_failed"
    assert [row["title"] for row in rows(archive_file, "articles")] == ["Nummer 0", "Nummer 1"]
    assert stats["archive/failed"] == "The disk is full."
    assert stats["archive/not_stored"] == 3
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "The disk is full."
    ]
    (run,) = rows(archive_file, "runs")
    assert (run["finish_reason"], run["new"]) == ("archive_failed", 2)


_CRAWL = """
import json, resource, sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from crawler.items import Article

class MusterSpider(Spider):
    name = "musterportal"
    async def start(self):
        yield Request("data:text/plain,0")
    def parse(self, response):
        number = int(response.text)
        yield Article(f"https://muster.example/{number}", title="Nummer", body="Text. " * 500)
        if number < 3000:
            yield Request(f"data:text/plain,{number + 1}")

path, limit = sys.argv[1:]
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
process = CrawlerProcess({
    "ARCHIVE_PATH": path, "LOG_LEVEL": "ERROR", "ARCHIVE_BATCH": 10,
    "ITEM_PIPELINES": {"pipelines.archive.ArchivePipeline": 1000},
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
})
crawler = process.create_crawler(MusterSpider)
process.crawl(crawler)
process.start()
stats = crawler.stats.get_stats()
print(json.dumps({"reason": stats.get("finish_reason"), "new": stats.get("archive/new", 0)}))
"""


def run_crawl(path, file_size_limit=""):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CRAWL, str(path), str(file_size_limit)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout), done.stderr


def test_a_disk_that_fills_up_ends_a_real_crawl_with_one_sentence(archive_file):
    result, log = run_crawl(archive_file, file_size_limit=1_000_000)
    assert result["reason"] == "archive_failed"
    assert result["new"] > 0
    assert log.count("Nothing of the last batch was stored") == 1
    assert len(log.splitlines()) == 1
    assert len(rows(archive_file, "articles")) == result["new"]


def test_an_archive_that_is_none_ends_a_real_crawl_before_it_begins(tmp_path):
    path = tmp_path / "brief.txt"
    path.write_text("Liebe Leute, " * 100, "utf-8")
    result, log = run_crawl(path)
    assert result == {"reason": "archive_failed", "new": 0}
    assert "is not an SQLite database" in log
    assert len(log.splitlines()) == 1
