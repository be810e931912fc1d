"""`scrapy doctor --mend`: what is lost and follows from the WARC files comes back, row for row."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.conftest import run_scrapy
from tests.crawled import everything, tables

ARTICLE_TABLES = (
    "articles", "url_aliases", "breadcrumbs", "links", "images", "dates", "revisions",
    "article_sources", "article_editors", "article_places", "article_topics",
    "sources", "editors", "places", "topics",
)  # fmt: skip


def delete(crawled, *names, foreign_keys):
    """Delete all rows of tables, as the sqlite3 shell (foreign keys off) or this archive would."""
    with closing(sqlite3.connect(crawled.archive)) as db:
        db.execute(f"PRAGMA foreign_keys = {foreign_keys}")
        for name in names:
            db.execute(f"DELETE FROM {name}")
        db.commit()


@pytest.mark.parametrize(
    ("foreign_keys", "more"),
    [("ON", ()), ("OFF", ("captures",)), ("OFF", ("captures", "rejects", "runs", "portals"))],
)
def test_deleted_tables_come_back_equal(crawled, foreign_keys, more):
    before = tables(crawled.archive)
    delete(crawled, *ARTICLE_TABLES, *more, foreign_keys=foreign_keys)
    assert tables(crawled.archive)["articles"] == []

    done = run_scrapy("doctor", "--mend", *crawled.settings)

    assert done.returncode == 0, done.stdout
    assert "The archive is sound." in done.stdout
    assert tables(crawled.archive) == before


def test_articles_keep_their_numbers_where_the_archive_remembers_them(crawled):
    with closing(sqlite3.connect(crawled.archive)) as db:
        before = db.execute("SELECT id, url FROM articles ORDER BY id").fetchall()
    delete(crawled, "articles", foreign_keys="OFF")
    assert run_scrapy("doctor", "--mend", *crawled.settings).returncode == 0
    with closing(sqlite3.connect(crawled.archive)) as db:
        assert db.execute("SELECT id, url FROM articles ORDER BY id").fetchall() == before


def test_mending_a_sound_archive_changes_nothing(crawled):
    before = everything(crawled.archive)
    assert run_scrapy("doctor", "--mend", *crawled.settings).returncode == 0
    assert everything(crawled.archive) == before


def test_some_lost_rows_of_captures_come_back(crawled):
    before = tables(crawled.archive)
    with closing(sqlite3.connect(crawled.archive)) as db:
        db.execute("DELETE FROM captures WHERE id % 3 = 0")
        db.commit()
    assert run_scrapy("doctor", "--mend", *crawled.settings).returncode == 0
    assert tables(crawled.archive) == before
