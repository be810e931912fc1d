"""Books of runs over stored pages: WARC files, web archives; and what rings by the books."""

from __future__ import annotations

import pytest

from tests.books.replica import (
    HOME,
    NOTHING,
    article,
    assert_closed,
    crawl,
    page_of_links,
    portal,
    replica,
    rss,
    sitemap,
)
from tests.webarchives.stubs import Wayback

ARTICLES = [f"/artikel/{name}" for name in ("aachen", "bremen", "celle")]


@pytest.fixture
def recorded(tmp_path):
    """The folder of captures of a portal, of which one article is gone in the second run."""
    with replica(portal({})) as server:
        crawl(server, tmp_path / "live")
        server.serve = portal({ARTICLES[0]: NOTHING})
        crawl(server, tmp_path / "live", full="1")
    return tmp_path / "live" / "captures"


def test_error_pages_that_repeat_robots_txt_s_are_no_damage(recorded, tmp_path):
    with replica(portal({})) as server:
        run = crawl(server, tmp_path / "new", source=f"warc:{recorded}")
    assert run.outcomes("record")["gone"] == 1
    assert run.outcomes() == {"new": 3}
    assert run.summary.exit_code == 0, run.summary.reasons
    assert_closed(run)


def test_captures_taken_before_are_not_due_though_a_list_links_their_articles(recorded, tmp_path):
    with Wayback(min(recorded.rglob("*.warc.gz"))) as stub, replica(portal({})) as server:
        there = {"source": "wayback", "CONNECT_TO": f"web.archive.org=127.0.0.1:{stub.port}"}
        crawl(server, tmp_path / "new", **there)
        run = crawl(server, tmp_path / "new", **there)
    assert run.outcomes() == {"not_due": 3, "not_wanted": 1}
    assert_closed(run)


def test_lost_captures_share_a_line_whatever_their_moments(recorded, tmp_path):
    with Wayback(min(recorded.rglob("*.warc.gz"))) as stub, replica(portal({})) as server:
        stub.busy = dict.fromkeys(range(2, 99), 500)
        there = {"source": "wayback", "CONNECT_TO": f"web.archive.org=127.0.0.1:{stub.port}"}
        run = crawl(server, tmp_path / "new", **there)
    (line,) = (line for line in run.lines if line.kind == "article")
    assert (line.outcome, line.count) == ("rejected", 3)
    assert line.reason.startswith("the capture is lost: status 500")
    assert_closed(run)


@pytest.mark.parametrize("place", ["/liste", "/feed.xml", "/sitemap.xml"])
@pytest.mark.parametrize(
    "elsewhere", ["http://neu.example/artikel/{}", "/thema/{}", "http://portal.example:x/{}"]
)
def test_a_list_that_leads_elsewhere_for_the_greater_part_rings(place, elsewhere, tmp_path):
    names = [f"n{number}" for number in range(20)]
    pages = {f"/artikel/{name}": article(name) for name in names}
    healthy = [f"{HOME}artikel/{name}" for name in names]
    broken = [elsewhere.format(name) for name in names[:12]] + healthy[12:]
    make = {"/liste": page_of_links, "/feed.xml": rss, "/sitemap.xml": sitemap}
    cut = len(HOME) - 1 if place == "/sitemap.xml" else 0  # which writes the home before
    with replica(portal({})) as server:
        codes = []
        for links in (healthy, healthy, broken):
            shown = [link[cut:] if link.startswith(HOME) else link for link in links]
            server.serve = portal(pages | {place: make[place](*shown)})
            run = crawl(server, tmp_path)
            codes.append(run.summary.exit_code)
    assert codes == [0, 0, 4], run.summary.findings()
    assert "leads to what is no article" in str(run.summary.alarms)
