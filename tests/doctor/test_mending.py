"""`scrapy doctor --mend`: what is lost and follows from the WARC files comes back, row for row."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from crawler.archive import Archive
from crawler.maintenance.doctor.consistency import check_articles, check_contents
from crawler.maintenance.doctor.integrity import check_integrity, check_search
from crawler.maintenance.doctor.mending import mend
from crawler.maintenance.doctor.story_tables import check_stories
from crawler.maintenance.doctor.unindexed import check_index
from crawler.maintenance.doctor.warc_records import check_records
from spiders.feeds import read_feed
from tests.conftest import run_scrapy
from tests.crawled import PORTAL, everything, tables

ARTICLE_TABLES = (
    "articles", "url_aliases", "breadcrumbs", "links", "images", "dates", "revisions",
    "article_sources", "article_editors", "article_places", "article_topics",
    "sources", "editors", "places", "topics",
)  # fmt: skip
RECORDED = {
    "captures": "warc_file IS NOT NULL",
    "runs": "id NOT IN (SELECT run_id FROM captures)",
}


def delete(crawled, *names, foreign_keys):
    """Delete all rows of tables, as the sqlite3 shell (foreign keys off) or this archive would.

    Of captures and runs those with records: what an idle night saw again stands in its rows only.
    """
    with closing(sqlite3.connect(crawled.archive)) as db:
        db.execute(f"PRAGMA foreign_keys = {foreign_keys}")
        for name in names:
            db.execute(f"DELETE FROM {name} WHERE {RECORDED.get(name, 1)}")
        db.commit()


def mended(crawled):
    """Mend in this process; what is wrong afterwards."""
    loader = SpiderLoader.from_settings(get_project_settings())
    spiders = {name: loader.load(name)(source="live") for name in (PORTAL, "demo_cluster")}
    with Archive(crawled.archive) as archive:
        mend(archive, crawled.captures, spiders, read_feed)
        db = archive.db.conn
        return [
            *check_integrity(db),
            *check_search(db),
            *check_articles(db),
            *check_contents(db),
            *check_stories(db),
            *check_index(db, crawled.captures),
            *check_records(db, crawled.captures),
        ]


@pytest.mark.parametrize(
    ("foreign_keys", "more"),
    [("ON", ()), ("OFF", ("captures",)), ("OFF", ("captures", "rejects", "runs", "portals"))],
)
def test_deleted_tables_come_back_equal(crawled, foreign_keys, more):
    before = tables(crawled.archive)
    delete(crawled, *ARTICLE_TABLES, *more, foreign_keys=foreign_keys)
    assert tables(crawled.archive)["articles"] == []

    assert mended(crawled) == []
    assert tables(crawled.archive) == before


def test_articles_keep_their_numbers_where_the_archive_remembers_them(crawled):
    with closing(sqlite3.connect(crawled.archive)) as db:
        before = db.execute("SELECT id, url FROM articles ORDER BY id").fetchall()
    delete(crawled, "articles", foreign_keys="OFF")
    done = run_scrapy("doctor", "--mend", *crawled.settings)
    assert done.returncode == 0, done.stdout
    assert "The archive is sound." in done.stdout
    with closing(sqlite3.connect(crawled.archive)) as db:
        assert db.execute("SELECT id, url FROM articles ORDER BY id").fetchall() == before


def test_mending_a_sound_archive_changes_nothing(crawled):
    before = everything(crawled.archive)
    assert mended(crawled) == []
    assert everything(crawled.archive) == before


def test_some_lost_rows_of_captures_come_back(crawled):
    before = tables(crawled.archive)
    with closing(sqlite3.connect(crawled.archive)) as db:
        db.execute("DELETE FROM captures WHERE id % 3 = 0 AND warc_file IS NOT NULL")
        db.commit()
    assert mended(crawled) == []
    assert tables(crawled.archive) == before


def test_stories_are_told_apart_anew_where_their_index_is_lost(crawled):
    before = everything(crawled.archive)
    delete(crawled, "story_fingerprints", "story_signatures", "story_members", foreign_keys="ON")
    assert mended(crawled) == []
    assert everything(crawled.archive) == before
