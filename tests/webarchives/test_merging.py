"""Live and from captures, in either order: the same tables."""

from __future__ import annotations

import pytest

from crawler.demo import DemoServer
from tests.conftest import kept_in, run_scrapy
from tests.crawled import tables
from tests.webarchives.collection import build
from tests.webarchives.stubs import Wayback

PORTAL = "demo_kooperation"
HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
# What a run sees first, it writes first; the moment of a live crawl is its own.
TABLES = ("articles", "revisions", "links", "dates", "sources", "editors", "places", "topics")
MOMENTS = {"last_seen_at", "fetched_at", "captured_at"}


@pytest.mark.parametrize("articles", [10])
def test_the_order_of_sources_makes_no_difference(tmp_path, articles):
    warc = tmp_path / "portal.warc.gz"
    build(warc, articles)
    found = []
    with Wayback(warc) as stub, DemoServer(edition=2) as server:
        connect = f"CONNECT_TO={server.connect_to},web.archive.org=127.0.0.1:{stub.port}"
        for order in (("live", "wayback"), ("wayback", "live")):
            path = tmp_path / order[0] / "archive.db"
            path.parent.mkdir()
            for source in order:
                done = run_scrapy(
                    "crawl", PORTAL, "-a", f"source={source}", *kept_in(path), *HASTE,
                    "-s", connect,
                )  # fmt: skip
                assert done.returncode == 0, done.stderr
            rows = tables(path)
            found.append(
                {
                    name: [[pair for pair in row if pair[0] not in MOMENTS] for row in rows[name]]
                    for name in TABLES
                }
            )
    for name in TABLES:
        assert found[0][name] == found[1][name], name
