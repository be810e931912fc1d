"""`scrapy doctor`: each kind of damage is found, named, and told what mends it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from crawler.archive import Archive
from crawler.maintenance.doctor.consistency import check_articles, check_contents
from crawler.maintenance.doctor.integrity import check_integrity, check_search
from crawler.maintenance.doctor.story_tables import check_stories
from crawler.maintenance.doctor.unindexed import check_index
from crawler.maintenance.doctor.warc_records import check_records
from crawler.monitoring.lock import run_lock
from tests.conftest import run_scrapy
from tests.crawled import everything
from tests.reextraction.conftest import spoil


def check(crawled):
    with Archive(crawled.archive) as archive:
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


def run_sql(crawled, *statements):
    with closing(sqlite3.connect(crawled.archive, isolation_level=None)) as db:
        return [db.execute(statement).fetchall() for statement in statements]


def test_a_crawled_archive_is_sound_and_stays_untouched(crawled):
    before = everything(crawled.archive)
    done = run_scrapy("doctor", *crawled.settings)
    assert (done.returncode, done.stdout) == (0, "The archive is sound.\n")
    assert run_scrapy("doctor", "--json", "--sample", "5", *crawled.settings).stdout == ""
    assert everything(crawled.archive) == before


NO_TRIGGERS = "DROP TRIGGER articles_fts_update"


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (["DELETE FROM revisions"], "history has lost or gained revisions"),
        (["DELETE FROM breadcrumbs"], "breadcrumb has lost its labels"),
        (["UPDATE articles SET url = url || 'x' WHERE id = 3"], "were read from and that lead to"),
        (["UPDATE url_aliases SET article_id = 9999"], "aliases that lead nowhere"),
        (["DELETE FROM articles"], "captures whose article the archive has lost"),
        (["UPDATE captures SET article_id = NULL, content_hash = NULL"], "without a capture"),
        (["UPDATE articles SET title = 'x' WHERE id = 3"], "rows are not what was stored"),
        (["DELETE FROM links"], "rows are not what was stored"),
        (["INSERT INTO stories (article_id, size) VALUES (1, 2)"], "size is not the number"),
        (["INSERT INTO stories (size) VALUES (0)"], "stories without an article"),
        (["DELETE FROM story_signatures"], "fingerprints are not those of their text"),
        ([NO_TRIGGERS, "UPDATE articles SET body = 'x' WHERE id = 3"], "differs from the articles"),
        (["DELETE FROM articles_fts_docsize WHERE id < 4"], "rows missing or left over"),
        (["DELETE FROM portals"], "rows that refer to nothing"),
    ],
)
def test_damage_is_found(crawled, damage, what):
    run_sql(crawled, *damage)
    found = check(crawled)
    assert [f for f in found if what in f.what], found
    assert all(f.count > 0 and f.example for f in found)
    assert not any(f.note for f in found if f.check != "stories")  # what changed waits there


def test_a_damaged_record_is_found(crawled):
    (((file, offset, url),),) = run_sql(
        crawled,
        "SELECT warc_file, warc_offset, url FROM captures WHERE warc_file IS NOT NULL "
        "ORDER BY id DESC LIMIT 1",
    )
    spoil(crawled, file, offset)
    (found,) = check(crawled)
    assert found.check == "records"
    assert found.count == 1
    assert found.example.startswith(url)
    assert f"{file}, byte {offset}" in found.example


def test_a_record_of_something_else_is_found(crawled):
    run_sql(crawled, "UPDATE captures SET digest = 'sha1:' || digest WHERE id = 20")
    (found,) = check(crawled)
    assert "its digest is sha1:" in found.example
    run_sql(
        crawled,
        "UPDATE captures SET (warc_offset, digest) = "
        "(SELECT warc_offset, digest FROM captures WHERE id = 21) WHERE id = 20",
    )
    (found,) = check(crawled)
    assert "the record is about http" in found.example


def test_a_lost_file_is_one_finding(crawled):
    _, second = sorted(crawled.captures.iterdir())  # the third night brought nothing new
    second.unlink()
    found = check(crawled)
    assert {f.check for f in found} == {"records"}
    assert str(second) in [f.example for f in found]
    done = run_scrapy("doctor", "--json", *crawled.settings)
    assert done.returncode == 1
    assert [json.loads(line)["count"] for line in done.stdout.splitlines()] == [
        f.count for f in found
    ]


def test_a_file_nobody_knows_is_found_and_a_killed_run_only_noted(crawled):
    run_sql(crawled, "UPDATE captures SET article_id = NULL", "DELETE FROM captures WHERE id > 100")
    known = [f for f in check(crawled) if f.what == "answers without a row in captures"]
    assert known
    run_sql(crawled, "UPDATE runs SET finished_at = NULL")
    (noted,) = {f.what for f in check(crawled) if f.note}
    assert noted == "answers of a killed run"


def test_a_torn_tail_is_no_damage(crawled):
    last = sorted(crawled.captures.iterdir())[-1]
    with last.open("ab") as file:
        file.write(last.read_bytes()[:300])
    assert check(crawled) == []


def test_a_damaged_database_is_a_finding_and_no_traceback(crawled):
    with crawled.archive.open("r+b") as file:
        for page in range(40, 120, 3):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    done = run_scrapy("doctor", *crawled.settings)
    assert done.returncode == 1
    assert "integrity: " in done.stdout
    assert ".recover" in done.stdout
    mending = run_scrapy("doctor", "--mend", *crawled.settings)
    assert mending.returncode == 1
    assert "is damaged" in mending.stderr or "integrity: " in mending.stdout


@pytest.mark.parametrize("more", [(), ("--mend",)])
def test_another_run_is_left_alone(crawled, more):
    """What a run at work has yet to store would look like what a killed one left."""
    with run_lock(crawled.archive):
        done = run_scrapy("doctor", *more, *crawled.settings)
    assert done.returncode == 3
    assert done.stdout == ""


def test_wrong_usage(scrapy, archive_path):
    assert scrapy("doctor", "--sample", "0").returncode == 2
    assert scrapy("doctor", "archive.db").returncode == 2
    assert scrapy("doctor").returncode == 1
    assert not archive_path.exists()
