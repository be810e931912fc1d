"""`scrapy update`: one run at a time on an archive."""

from crawler.monitoring.lock import run_lock


def test_a_second_run_says_who_is_at_work(scrapy, archive_path):
    with run_lock(archive_path):
        update = scrapy("update", "demo_cluster")
        crawl = scrapy("crawl", "demo_cluster")
    for done in (update, crawl):
        assert "is being updated by process" in done.stderr
        assert done.returncode == 3
    assert not archive_path.exists() or scrapy("update", "demo_cluster").returncode == 0


def test_what_a_dead_run_left_behind_stops_nobody(scrapy, archive_path):
    archive_path.with_name("archive.db.lock").write_text("process 1")
    assert scrapy("update", "demo_cluster").returncode == 0


def test_the_closing_table_names_each_portal(scrapy):
    done = scrapy("update", "demo_cluster", "demo_kooperation", "--nolog")
    assert "demo_cluster" in done.stdout
    assert "demo_kooperation" in done.stdout
    assert done.stderr == ""
