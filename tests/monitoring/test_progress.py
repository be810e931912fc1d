"""The progress of a run, as a person at a terminal sees it."""

from __future__ import annotations

import io
import os
import pty
import re
import threading

from rich.console import Console
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from crawler.monitoring import progress
from crawler.monitoring.failures import note_failure
from crawler.monitoring.progress import PortalProgress, progress_display
from tests.crash import crawling


class Muster(Spider):
    name = "muster"


def clock(monkeypatch, seconds):
    monkeypatch.setattr(progress.time, "monotonic", lambda: seconds)


def test_a_line_tells_counts_rate_and_time_left(monkeypatch):
    crawler = get_crawler(Muster)
    line = PortalProgress(crawler)
    clock(monkeypatch, 1000.0)
    crawler.signals.send_catch_log(signals.spider_opened)
    for name, value in {
        "lists/pages": 3, "item_scraped_count": 110, "archive/new": 100, "archive/changed": 7,
        "response_received_count": 120, "scheduler/enqueued": 180, "scheduler/dequeued": 120,
    }.items():  # fmt: skip
        crawler.stats.set_value(name, value)
    note_failure(crawler, "one page could not be had")
    clock(monkeypatch, 1060.0)
    cells = line.cells()
    assert cells == ("…", "muster", "3", "110", "100", "7", "1", "120", "0:01:00", "≥ 0:00:30")
    crawler.signals.send_catch_log(signals.spider_closed)
    clock(monkeypatch, 2000.0)
    assert line.cells()[0] == "✗"
    assert line.cells()[-2:] == ("0:01:00", "")


def test_a_portal_that_waits_for_its_turn_has_a_line_without_figures():
    cells = PortalProgress(Crawler(Muster)).cells()
    assert cells == ("", "muster", *[""] * 8)


def test_nothing_is_shown_where_nobody_looks():
    console = Console(file=io.StringIO())
    with progress_display([get_crawler(Muster)], console):
        pass
    assert console.file.getvalue() == ""


def test_an_update_on_a_terminal_shows_each_portal(tmp_path):
    """Its standard output and error are a terminal of ours."""
    ours, its = pty.openpty()
    seen = bytearray()

    def read():
        while True:
            try:
                seen.extend(os.read(ours, 65536))
            except OSError:
                return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    code = crawling.run_to(os.ttyname(its), tmp_path, "update", "demo_cluster")
    os.close(its)
    reader.join(5)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode())
    assert code == 0, text
    assert re.search(r"portal +lists +articles +new +(a minute +)?time", text)
    assert not re.search(r"portal.* errors", text)  # there are none
    assert re.search(r"✓ +demo_cluster +\d+ +\d+ +\d+", text)
    assert "INFO" not in text
