"""The real pages of ``../shared`` as captures of one portal, which the generic layout reads.

Pages of a hundred sites find no cache warm, as those of one portal do: menus, labels and names of
classes are others on each. That is how a recovery of many portals goes.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange
from spiders.portal import PortalSpider

SHARED = Path(__file__).parents[2] / "shared"
HOST = "www.pages.example"


class RealPages(PortalSpider):
    """Takes them all for articles."""

    name = "real_pages"
    title = "Real pages"
    home_url = f"http://{HOST}/"
    cms = "any"
    article_path = "^/page/"

    def list_page_number(self, url: str) -> None:
        """None of them is a list."""


def write_real_pages(folder: Path, times: int = 1) -> int:
    """Write them into WARC files in ``folder``, each under ``times`` addresses; how many."""
    pages = [
        (place / "html" / row["file"])
        for place in (SHARED / "pages", SHARED / "pages-more")
        if place.is_dir()
        for row in map(json.loads, (place / "truth.jsonl").read_text("utf-8").splitlines())
    ]
    captured_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    headers = [(b"Content-Type", b"text/html")]
    with CaptureWriter(folder, "real", {}) as writer:
        for turn in range(times):
            for page in pages:
                url = f"http://{HOST}/page/{turn}/{page.stem}"
                writer.write(Exchange(url, captured_at, 200, headers, page.read_bytes(), []))
    return times * len(pages)
