"""What a run asks for again, told by when it was last looked at."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from scrapy.utils.test import get_crawler

from crawler.archive.crawl_state import Stored
from spiders import frontier
from spiders.demo_cluster import DemoCluster

URL = f"{DemoCluster.home_url}CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/muster.html"


@pytest.mark.parametrize("way", ["missing", "incomplete"])
@pytest.mark.parametrize(
    ("seconds", "asked"),
    [
        (-60, True),
        (0, True),  # the run before may have ended in the second this one begins in
        (1, False),  # by this run
        (86_400 * 365, True),  # by a clock that ran ahead
    ],
)
def test_what_was_missing_is_asked_for_again_by_another_run(monkeypatch, seconds, asked, way):
    spider = DemoCluster()
    spider.crawler = get_crawler(DemoCluster)
    spider.frontier.began -= dt.timedelta(seconds=30)
    visited = spider.frontier.began + dt.timedelta(seconds=seconds)
    born = dt.datetime(2016, 1, 4, tzinfo=dt.UTC)
    missing = {"missing": False, "incomplete": False} | {way: True}
    stored = Stored(URL, URL, born, visited, **missing)
    archive = SimpleNamespace(articles=lambda name, visits: [stored])
    monkeypatch.setattr(frontier, "previous_visits", lambda crawler: archive)
    assert [request.url for request in spider.frontier.revisits()] == [URL] * asked
