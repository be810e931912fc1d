"""Since when an article is gone, and whether that is certain, by all looks at it in any order."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive import Archive
from crawler.archive.listings import ListedRow, coverage, coverage_by_source
from crawler.items import Article, Capture
from tests.archive.conftest import PORTAL

URL = "https://muster.example/eins"
ARCHIVED = "cdx:https://archive.example/"
EARLY = (2, 404, ARCHIVED)
LATE = (9, 410, ARCHIVED)


def end_of(looks, path=":memory:"):
    """``gone_at`` and ``gone_confirmed`` after looks: day of March 2020, status, source."""
    with Archive(path) as archive:
        run_id = archive.begin_run("musterportal", looks[0][2], PORTAL)
        waiting = []
        for day, status, source in looks:
            at = dt.datetime(2020, 3, day, 12, tzinfo=dt.UTC)
            capture = Capture(URL, at, captured_at=at, status=status, source=source)
            capture.digest = f"sha1:{day}"
            if status == 200:
                article = Article(url=URL, captured_at=at, title="Blaumilch", body="Absatz.")
                article.capture = capture
                archive.store([article], run_id)
            elif not archive.note_missing(capture, [URL], run_id):
                waiting.append(capture)  # of an article that is stored later in the run
        for capture in waiting:
            archive.note_missing(capture, [URL], run_id)
        return archive.db.execute("SELECT gone_at, gone_confirmed FROM articles").fetchone()


ENDS = {
    "one look of an archive": ([(1, 200, ARCHIVED), EARLY], ("2020-03-02T12:00:00Z", 0)),
    "two looks": ([(1, 200, ARCHIVED), EARLY, LATE], ("2020-03-02T12:00:00Z", 1)),
    "seen between them": ([EARLY, (5, 200, ARCHIVED), LATE], ("2020-03-09T12:00:00Z", 0)),
    "seen at last": ([EARLY, LATE, (10, 200, ARCHIVED)], (None, None)),
    "one look at a living portal": ([(1, 200, "live"), (2, 404, "live")], (None, None)),
    "an archive after a living portal": ([(1, 200, "live"), EARLY], ("2020-03-02T12:00:00Z", 0)),
}


@pytest.mark.parametrize(("looks", "end"), ENDS.values(), ids=ENDS)
def test_what_looks_say(looks, end):
    assert end_of(looks) == end


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_order_ends_in_the_same(data):
    days = data.draw(st.lists(st.integers(2, 28), min_size=1, max_size=5, unique=True))
    looks = [(1, 200, ARCHIVED)]
    looks += [(day, data.draw(st.sampled_from([200, 404, 410])), ARCHIVED) for day in days]

    assert end_of(data.draw(st.permutations(looks))) == end_of(sorted(looks))


def test_an_archive_made_before_says_what_one_look_said(tmp_path):
    path = tmp_path / "archive.db"
    once, never = [(1, 200, ARCHIVED), EARLY], [(1, 200, "live"), (2, 404, "live")]
    for looks, end in ((once, ("2020-03-02T12:00:00Z", 0)), (never, (None, None))):
        path.unlink(missing_ok=True)
        end_of(looks, path)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("DROP VIEW v_articles")
            db.execute("CREATE VIEW v_articles AS SELECT a.gone_at, a.url FROM articles AS a")
            db.execute("ALTER TABLE articles DROP COLUMN gone_confirmed")
            db.execute("UPDATE articles SET gone_at = NULL")
            db.execute("DELETE FROM _sqlite_migrations WHERE name = '0022_gone_once'")
        with Archive(path) as archive:
            found = archive.db.execute("SELECT gone_at, gone_confirmed FROM v_articles").fetchone()
        assert found == end


def test_captures_that_several_archives_list_count_once(archive):
    def row(month, digest=""):
        return ListedRow(URL, URL, f"2020-{month}-01T00:00:00Z", 200, "", digest, None, None, None)

    archive.add_listed("musterportal", "wayback", [row("01", "sha1:A"), row("02")])
    archive.add_listed("musterportal", "memento:https://a.example/", [row("01"), row("03")])

    months = coverage(archive.db.conn, "musterportal")
    years = coverage_by_source(archive.db.conn, "musterportal")

    assert [(month.month, month.captured, month.missing) for month in months] == [
        ("2020-01", 1, 1), ("2020-02", 1, 1), ("2020-03", 1, 1),
    ]  # fmt: skip
    assert [(each.source, each.year, each.captured, each.alone) for each in years] == [
        ("memento:https://a.example/", "2020", 2, 1), ("wayback", "2020", 2, 1),
    ]  # fmt: skip
