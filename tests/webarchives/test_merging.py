"""Live and from captures, in either order: the same tables."""

from __future__ import annotations

import datetime as dt

from crawler.demo import DemoServer
from crawler.demo.expected import truth
from tests.conftest import kept_in, run_scrapy
from tests.crawled import tables
from tests.webarchives.collection import build
from tests.webarchives.stubs import Wayback

PORTAL = "demo_kooperation"
HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
TABLES = (
    "articles",
    "revisions",
    "url_aliases",
    "links",
    "dates",
    "sources",
    "editors",
    "places",
    "topics",
)
TODAY = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT")


def test_the_order_of_sources_makes_no_difference(tmp_path):
    warc = tmp_path / "portal.warc.gz"
    build(warc, truth("kooperation")[:10])
    found = []
    with Wayback(warc) as stub, DemoServer(edition=2) as server:
        connect = f"CONNECT_TO={server.connect_to},web.archive.org=127.0.0.1:{stub.port}"
        for order in (("live", "wayback"), ("wayback", "live")):
            path = tmp_path / order[0] / "archive.db"
            path.parent.mkdir()
            for source in order:
                done = run_scrapy(
                    "crawl", PORTAL, "-a", f"source={source}", "-a", "full=1",
                    *kept_in(path), *HASTE,
                    "-s", connect,
                )  # fmt: skip
                assert done.returncode == 0, done.stderr
            rows = tables(path)
            found.append(
                {
                    name: sorted(
                        (tuple((key, _moment(value)) for key, value in row) for row in rows[name]),
                        key=repr,
                    )
                    for name in TABLES
                }
            )
    for name in TABLES:
        assert sorted(set(found[0][name]) ^ set(found[1][name]), key=repr) == [], name


def _moment(value):
    """Today's moments differ from crawl to crawl, those of the captures do not."""
    return "today" if str(value).startswith(TODAY) else value
