"""`scrapy reextract`: what a changed layout does to an archive, and what never changes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from crawler.archive import Archive
from crawler.layouts import captured as reading
from crawler.maintenance.reextract import (
    PortalExtraction,
    ReextractionPlan,
    StoredCaptures,
    reextract,
)
from crawler.monitoring.lock import run_lock
from tests.conftest import run_scrapy
from tests.crawled import HOME_URL, LAYOUT, PORTAL, everything
from tests.reextraction.conftest import spoil

READINGS = {PORTAL: PortalExtraction(PORTAL, HOME_URL, LAYOUT)}


def again(crawled, **options):
    with Archive(crawled.archive) as archive:
        evidence = StoredCaptures(archive.db.conn, crawled.captures)
        return reextract(archive, ReextractionPlan(evidence, READINGS), **options)


def query(crawled, sql):
    with closing(sqlite3.connect(crawled.archive, isolation_level=None)) as db:
        return db.execute(sql).fetchall()


def shouting(monkeypatch):
    """Today's layouts read titles in capitals."""

    def normalise(article, original=reading.normalise):
        article = original(article)
        article.title = (article.title or "").upper()
        return article

    monkeypatch.setattr(reading, "normalise", normalise)


def test_with_the_same_layouts_nothing_changes(crawled):
    before = everything(crawled.archive)
    report = again(crawled)
    assert report.captures > report.articles > 50
    assert (report.found.changed, report.found.new, report.found.lost) == (0, [], [])
    assert everything(crawled.archive) == before


def test_a_new_selector_changes_all_versions_and_invents_no_edit(crawled, monkeypatch):
    before = everything(crawled.archive)
    edits = query(crawled, "SELECT article_id, number, changed_fields, seen_at FROM revisions")
    assert edits
    with monkeypatch.context() as patch:
        shouting(patch)
        report = again(crawled)

    assert set(report.found.fields) == {"title"}
    titles = query(crawled, "SELECT title FROM articles")
    assert all(title == title.upper() for (title,) in titles)
    old_titles = query(crawled, "SELECT old_values ->> 'title' FROM revisions")
    assert all(title is None or title == title.upper() for (title,) in old_titles)
    assert edits == query(
        crawled, "SELECT article_id, number, changed_fields, seen_at FROM revisions"
    )
    word = titles[0][0].split()[0].strip("„“:,")
    hits = query(
        crawled, f"SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '\"{word}\"'"
    )
    assert hits[0][0] >= 1

    again(crawled)
    assert everything(crawled.archive) == before


def test_a_dry_run_tells_by_field_and_stores_nothing(crawled, monkeypatch):
    before = everything(crawled.archive)
    shouting(monkeypatch)
    change = again(crawled, dry_run=True).found.fields["title"]
    assert change.articles == query(crawled, "SELECT count(*) FROM articles")[0][0]
    example = change.examples[0]
    assert example.new == example.old.upper() != example.old
    assert query(crawled, f"SELECT title FROM articles WHERE url = '{example.url}'") == [
        (example.old,)
    ]
    assert everything(crawled.archive) == before


def test_processes_beside_each_other_bring_the_same(crawled):
    before = everything(crawled.archive)
    query(crawled, "UPDATE articles SET title = 'verdorben', content_hash = 'x', kicker = 'y'")
    query(crawled, "DELETE FROM revisions")
    query(crawled, "DELETE FROM links WHERE position = 1")

    dry = run_scrapy("reextract", "--dry-run", "--json", "--jobs", "2", *crawled.settings)
    lines = [json.loads(line) for line in dry.stdout.splitlines()]
    assert {"title", "kicker", "links"} <= {row["name"] for row in lines if row["type"] == "field"}
    assert lines[-1]["type"] == "summary"
    assert lines[-1]["dry_run"]

    done = run_scrapy("reextract", PORTAL, "--jobs", "2", *crawled.settings)
    assert done.returncode == 0, done.stderr
    assert "title: " in done.stdout
    assert everything(crawled.archive) == before


def test_of_other_portals_nothing_is_read(crawled):
    with Archive(crawled.archive) as archive:
        evidence = StoredCaptures(archive.db.conn, crawled.captures, ["kooperation_international"])
        assert evidence.count() == 0
        report = reextract(archive, ReextractionPlan(evidence, READINGS))
    assert (report.captures, report.kept) == (0, [])


def test_an_article_without_its_record_stays_as_it_is(crawled, monkeypatch):
    (article_id, url, file, offset), *_ = query(
        crawled,
        "SELECT a.id, a.url, warc_file, warc_offset FROM captures c "
        "JOIN articles a ON a.id = article_id WHERE c.content_hash IS NOT NULL ORDER BY c.id",
    )
    spoil(crawled, file, offset)
    shouting(monkeypatch)
    report = again(crawled)
    assert [(kept.url, kept.lost) for kept in report.kept] == [(url, True)]
    assert f"{file}, byte {offset}" in report.kept[0].reason
    kept = {
        number
        for number, title in query(crawled, "SELECT id, title FROM articles")
        if title != title.upper()
    }
    assert kept == {article_id}


def test_damage_makes_the_exit_code_and_the_article_is_named(crawled):
    before = everything(crawled.archive)
    for path in crawled.captures.iterdir():
        path.rename(path.with_suffix(".away"))
    done = run_scrapy("reextract", *crawled.settings)
    assert done.returncode == 1
    assert f"left as it is: {HOME_URL}" in done.stdout
    assert "is not there" in done.stdout
    assert everything(crawled.archive) == before


def test_a_layout_that_finds_nothing_does_not_delete_articles(crawled, monkeypatch):
    before = everything(crawled.archive)

    def nothing(article, original=reading.normalise):
        article = original(article)
        article.title = article.body = None
        return article

    monkeypatch.setattr(reading, "normalise", nothing)
    report = again(crawled)
    assert len(report.kept) == report.articles + len(report.kept) > 50
    assert everything(crawled.archive) == before


def test_another_run_at_work_is_respected(crawled):
    with run_lock(crawled.archive):
        done = run_scrapy("reextract", *crawled.settings)
    assert done.returncode == 3
    assert "is being updated by process" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nirgendwo"], "no spider is called 'nirgendwo'"),
        (["--jobs", "0"], "--jobs 0 is no number of processes"),
    ],
)
def test_wrong_usage(scrapy, arguments, sentence):
    done = scrapy("reextract", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_without_an_archive_none_is_made(scrapy, archive_path):
    done = scrapy("reextract")
    assert done.returncode == 1
    assert "there is no archive" in done.stderr
    assert not archive_path.exists()
