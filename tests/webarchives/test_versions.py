"""``versions=first`` and ``last`` take the first and the last capture that shows the article."""

from __future__ import annotations

import re

import pytest

from crawler.archive import Archive
from crawler.demo.expected import truth
from tests.webarchives.collection import Collection
from tests.webarchives.recovering import crawl
from tests.webarchives.stubs import Wayback

ERROR = b"<html><title>Kooperation Demo</title><h1>Seite nicht gefunden</h1><p>%s</p></html>"
URL = next(
    row["url"] for row in truth("kooperation")
    if row.get("editions", {}).get("2", {}).get("change") == "edited"
)  # fmt: skip
MONTHS = {"first": ["202312", "202401"], "last": ["202512", "202512", "202511"]}
ARTICLE = {"first": "2024-01-01T08:00:00Z", "last": "2025-11-01T08:00:00Z"}


@pytest.fixture(scope="module")
def warc(tmp_path_factory):
    """Two versions of an article between error pages that say 200."""
    path = tmp_path_factory.mktemp("versions") / "portal.warc.gz"
    html = [("Content-Type", "text/html")]
    made = Collection(path)
    made.add(URL, "2023-12-01T08:00:00Z", 200, ERROR % b"1", html)
    made.capture(URL, ARTICLE["first"])
    made.capture(URL, ARTICLE["last"], edition=2)
    made.add(URL, "2025-12-01T08:00:00Z", 200, ERROR % b"2", html)
    made.add(URL, "2025-12-02T08:00:00Z", 200, ERROR % b"2", html)
    made.add(URL, "2025-12-03T08:00:00Z", 200, ERROR % b"3", html)
    made.close()
    return path


@pytest.mark.parametrize("versions", ARTICLE)
def test_error_pages_give_way_to_the_capture_next_to_them(warc, tmp_path, versions):
    with Wayback(warc) as stub:
        words = ("-a", f"versions={versions}")
        connect = f"web.archive.org=127.0.0.1:{stub.port}"
        assert crawl("wayback", tmp_path / "run", *words, CONNECT_TO=connect) == 0
        asked = [path for path in stub.log if "id_/" in path]
        assert crawl("wayback", tmp_path / "run", *words, CONNECT_TO=connect) == 0
        assert [path for path in stub.log if "id_/" in path] == asked
    months = [re.search(r"/web/(\d{6})", path)[1] for path in asked]
    assert months == MONTHS[versions]
    with Archive(tmp_path / "run" / "archive.db") as archive:
        rows = archive.db.execute("SELECT captured_at FROM captures WHERE content_hash IS NOT NULL")
        assert rows.fetchall() == [(ARTICLE[versions],)]
        rejects = archive.db.execute("SELECT stage FROM rejects").fetchall()
        assert rejects == [("soft404",)] * (len(asked) - 1)
