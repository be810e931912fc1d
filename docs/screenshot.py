"""Take docs/article.png, the picture in the README: an article of the demo portal in Datasette.

``make screenshot`` runs it; it needs Debian's Chromium, as the tests of these pages do.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.readers import served
from tests.crawled import crawl_two_editions

PICTURE = Path(__file__).with_name("article.png")
SCALE = 0.75
"""Legible, and half the size of the file."""
SIZE = {"width": 760, "height": 600}
_FLAGS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars")
_FULL_OF_FACTS = """
SELECT id FROM articles AS a
WHERE revision_count > 0 AND lead IS NOT NULL AND kicker IS NOT NULL
    AND (SELECT count(*) FROM article_sources WHERE article_id = a.id) > 0
    AND (SELECT count(*) FROM article_places WHERE article_id = a.id) BETWEEN 1 AND 3
ORDER BY length(body), url
LIMIT 1
"""


def take(address: str, article_id: int, picture: Path) -> None:
    """Write the page of an article as a PNG."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        page = browser.new_page(base_url=address, viewport=SIZE, device_scale_factor=SCALE)
        page.goto(f"/archive/articles/{article_id}")
        page.screenshot(path=picture, full_page=True)
        browser.close()


def main() -> None:
    """Crawl the demo portal in two editions, so that there are revisions, and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        crawled = crawl_two_editions(Path(folder))
        with closing(sqlite3.connect(crawled.archive)) as db:
            (article_id,) = db.execute(_FULL_OF_FACTS).fetchone()
        with served(crawled.archive) as address:
            take(address, article_id, PICTURE)
    print(f"{PICTURE.name}: {PICTURE.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
