"""A clock that ran ahead in an earlier run: what it dated is looked at again."""

from __future__ import annotations

from crawler.archive import Archive
from crawler.demo import DemoServer
from tests.crash.crawling import run_crawl

ARTICLES = 6


def test_articles_visited_in_the_future_are_asked_for_again(tmp_path):
    with DemoServer(articles=ARTICLES) as server:
        assert run_crawl(server, tmp_path)[0] == 0
        with Archive(tmp_path / "archive.db") as archive, archive.transaction():
            archive.db.execute("UPDATE captures SET fetched_at = '2099-01-01T03:00:00Z'")
            archive.db.execute("UPDATE captures SET captured_at = fetched_at")
            archive.db.execute("UPDATE lists SET read_at = '2099-01-01T03:00:00Z'")
        server.log.clear()
        code, (told, said) = run_crawl(server, tmp_path)
    assert code == 0
    assert "run 1 dated pages 2099-01-01T03:00:00Z" in told
    assert " nothing new" in said
    asked = {entry.path.partition(";")[0] for entry in server.log if "muster-" in entry.path}
    assert len(asked) == ARTICLES
