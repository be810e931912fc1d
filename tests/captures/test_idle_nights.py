"""Nights on which a portal says nothing new leave rows in ``captures``, and no file."""

from __future__ import annotations

import pytest

from crawler.archive import Archive
from crawler.demo import DemoServer
from tests.conftest import kept_in, run_scrapy

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_TIMES=0")
SPIDER = "demo_kooperation"


def crawl(server: DemoServer, path, *more: str) -> None:
    done = run_scrapy(
        "crawl", SPIDER, "-a", "source=live", "-s", f"CONNECT_TO={server.connect_to}",
        *FAST, *kept_in(path), *more,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def files(path) -> list[str]:
    return sorted(file.name for file in path.with_name("captures").iterdir())


@pytest.mark.parametrize("validators", [True, False])
def test_a_night_without_news_writes_no_file_and_can_be_extracted_again(archive_path, validators):
    with DemoServer(articles=6, etag=validators, last_modified=validators) as server:
        crawl(server, archive_path)
        before = files(archive_path)
        crawl(server, archive_path, "-a", "full=1")
        assert files(archive_path) == before
        with Archive(archive_path) as archive:
            again = archive.db.execute(
                "SELECT count(*), count(warc_file), count(digest), count(content_hash) "
                "FROM captures WHERE run_id = 2"
            ).fetchone()
        assert again[0] == again[2] > 8  # robots.txt, lists, and each article
        assert again[1] == 0
        assert again[3] == 6

        server.edition = 2  # some article was edited
        crawl(server, archive_path, "-a", "full=1")
        assert len(files(archive_path)) == len(before) + 1

    done = run_scrapy("reextract", "--dry-run", *kept_in(archive_path))
    assert "0 would change, 0 left as they are" in done.stdout
    assert run_scrapy("doctor", *kept_in(archive_path)).returncode == 0


def test_what_a_page_said_on_an_idle_night_can_be_shown(archive_path):
    with DemoServer(articles=3, etag=False, last_modified=False) as server:
        crawl(server, archive_path)
        crawl(server, archive_path, "-a", "full=1")
    with Archive(archive_path) as archive:
        (article_id,) = archive.db.execute("SELECT min(id) FROM articles").fetchone()
    done = run_scrapy("inspect", "--article", str(article_id), "--raw", *kept_in(archive_path))
    assert done.returncode == 0
    assert "<html" in done.stdout
