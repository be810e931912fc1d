"""What goes wrong with one item of a batch costs that item and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3

import pytest

from crawler.archive import Archive, ArchiveError, Portal
from crawler.archive import database as connection
from crawler.archive.search_words import add_words
from crawler.archive.stories import placing
from crawler.items import Alias, Article, Capture, Link
from pipelines.batch import Batch, Missing, Reject

PORTAL = Portal("musterportal")
MOMENT = dt.datetime(2020, 3, 1, 12, tzinfo=dt.UTC)
# Whatever may not survive of an item that was refused, without surrogate ids.
_TABLES = {
    "articles": "SELECT url, title, body, content_hash, revision_count, first_seen_at, "
    "last_seen_at, gone_at FROM articles",
    "revisions": "SELECT a.url, number, changed_fields, old_values FROM revisions "
    "JOIN articles AS a ON a.id = article_id",
    "captures": "SELECT c.url, captured_at, c.content_hash, a.url FROM captures AS c "
    "LEFT JOIN articles AS a ON a.id = article_id",
    "aliases": "SELECT u.url, a.url, rule FROM url_aliases AS u "
    "JOIN articles AS a ON a.id = article_id",
    "topics": "SELECT a.url, name FROM article_topics JOIN topics AS t ON t.id = topic_id "
    "JOIN articles AS a ON a.id = article_id",
    "links": "SELECT a.url, l.url, text FROM links AS l JOIN articles AS a ON a.id = article_id",
    "quarantine": "SELECT url, reason FROM quarantine",
    "words": "SELECT DISTINCT word FROM search_words",
    "seen": "SELECT a.url FROM seen_in_run JOIN articles AS a ON a.id = article_id",
    "rejects": "SELECT url, stage FROM rejects WHERE stage <> 'archive'",
    "pending": "SELECT article_id FROM story_pending",
    "members": "SELECT a.url, relation FROM story_members JOIN articles AS a ON a.id = article_id",
}


class InjectedError(Exception):
    """Raised at a statement."""


class FaultyConnection(sqlite3.Connection):
    """Counts statements, and raises at one of them; what writes fails once more when repeated."""

    count = 0
    fail_at: int | None = None
    failing: object = None

    def execute(self, sql, *args):
        self._next(sql, *args)
        return super().execute(sql, *args)

    def executemany(self, sql, *args):
        self._next(sql, *args)
        return super().executemany(sql, *args)

    def _next(self, *statement):
        if statement[0].startswith(("BEGIN", "COMMIT", "ROLLBACK")):  # no item's
            return
        self.count += 1
        if self.count == self.fail_at:
            if statement[0].split()[0] in {"INSERT", "UPDATE", "DELETE"}:
                self.failing = statement
            raise InjectedError(statement)
        if statement == self.failing:
            self.failing = None
            raise InjectedError(statement)


@pytest.fixture
def faulty(tmp_path, monkeypatch):
    """An archive with a stored article whose connection can be told to raise."""
    connect = sqlite3.connect
    monkeypatch.setattr(
        connection.sqlite3,
        "connect",
        lambda path, **options: connect(path, factory=FaultyConnection, **options),
    )

    with Archive(tmp_path / "begun.db") as archive:
        first = archive.begin_run("musterportal", "live", PORTAL)
        archive.store([article("alt", body="Erste Fassung."), article("fort")], first)
        run_id = archive.begin_run("musterportal", "live", PORTAL)

    def opened(name):
        copy = shutil.copy(tmp_path / "begun.db", tmp_path / name)
        return Archive(copy), run_id

    return opened


def address(name):
    return f"https://muster.example/{name}"


def capture(name, days=0):
    at = MOMENT + dt.timedelta(days=days)
    return Capture(address(name), at, at, status=200, digest=f"sha1:{name}{days}")


def article(name, days=0, **values):
    values = {"body": f"Über {name}: ein Absatz.", "topics": [name]} | values
    found = capture(name, days)
    return Article(
        address(name), title=f"Titel {name}", capture=found, captured_at=found.captured_at, **values
    )


def batch():
    """One item of every sort, by the name of what is lost with it."""
    return {
        "new": ("articles", article("neu", links=[Link(address("x"), "Mehr")])),
        "changed": ("articles", article("alt", 1, body="Zweite Fassung.")),
        "held": ("articles", article("zweifel", doubts=["lost title"])),
        "capture": ("captures", capture("liste")),
        "unmodified": ("unmodified", capture("alt", 2)),
        "alias": ("aliases", (address("alt"), Alias(address("alt?druck"), "print view"))),
        "missing": ("missing", Missing(capture("fort", 1), (address("fort"),))),
        "reject": ("rejects", Reject(address("kaputt"), "extract", "no title", None)),
    }


def batch_of(items):
    made = Batch()
    for sort, item in items.values():
        getattr(made, sort).append(item)
    return made


def state(archive):
    return {
        name: sorted(map(tuple, archive.db.execute(sql).fetchall()), key=str)
        for name, sql in _TABLES.items()
    }


def test_an_exception_at_any_statement_of_any_item_costs_that_item_alone(faulty):
    def written(name, items, fail_at=None):
        archive, run_id = faulty(name)
        with archive:
            connection = archive.db.conn
            connection.count, connection.fail_at = 0, fail_at
            batch_of(items).write(archive, run_id)
            statements, connection.fail_at = connection.count, None
            return statements, state(archive), [*archive.not_written]

    items = batch()
    statements, whole, _ = written("whole.db", items)
    without = {
        name: written(f"{name}.db", {key: item for key, item in items.items() if key != name})[1]
        for name in items
    }
    lost = set()
    for number in range(1, statements + 1):
        _, found, not_written = written(f"{number}.db", items, number)
        if found == whole:  # tried again, or told without a story
            assert all("in no story" in item.reason for item in not_written), not_written
            continue
        if found | {"pending": [], "members": []} == whole | {"pending": [], "members": []}:
            assert any("in no story" in item.reason for item in not_written)
            continue
        name = next((name for name in items if found == without[name]), None)
        assert name, (number, not_written, found)
        assert len(not_written) == 1
        assert "InjectedError" in not_written[0].reason
        lost.add(name)
    assert lost == items.keys()


def test_a_reject_that_cannot_be_written_is_told(archive, run_id, monkeypatch):
    def failing(*args):
        raise OverflowError("too large")

    monkeypatch.setattr("crawler.archive.runs.insert_reject", failing)
    archive.reject(run_id, address("eins"), "extract", "no title")
    (told,) = archive.not_written
    assert "no title" in told.reason
    assert "too large" in told.reason


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param({"captured_at": dt.datetime.max.replace(tzinfo=dt.UTC)}, id="year 9999"),
        pytest.param({"source_text": 2**70}, id="integer too large"),
        pytest.param({"title": ["eine", "Liste"]}, id="a list for a text"),
        pytest.param({"aliases": [Alias("https://muster.example/\ud83d", "?")]}, id="surrogate"),
        pytest.param({"topics": [None]}, id="NOT NULL"),
        pytest.param({"links": [None]}, id="no row"),
        pytest.param({"captured_at": "gestern"}, id="no moment"),
        pytest.param({"captured_at": dt.datetime.min.replace(tzinfo=dt.UTC)}, id="year 1"),
        pytest.param({"portal": 7.5j}, id="unsupported type"),
    ],
)
def test_an_article_that_no_column_takes_is_rejected_and_told(archive, run_id, spoilt):
    bad = Article(
        address("schlecht"), **{"title": "T", "body": "B", "captured_at": MOMENT} | spoilt
    )

    outcomes = archive.store([article("eins"), bad, article("zwei")], run_id)

    if outcomes[1] == "new":  # the year 1 is a year
        assert archive.not_written == []
        return
    assert outcomes == ["new", "rejected", "new"]
    (told,) = archive.not_written
    (reject,) = archive.db.table("rejects").rows
    assert (reject["stage"], reject["reason"]) == ("archive", told.reason)
    assert archive.db.table("articles").count == 2


def test_a_word_that_cannot_be_looked_into_costs_its_article(archive, run_id, monkeypatch):
    def failing(db, texts):
        texts = [*texts]
        if any("Unwort" in text for text in texts if text):
            raise RecursionError("too deep")
        add_words(db, texts)

    monkeypatch.setitem(Archive.store.__globals__, "add_words", failing)
    batch = [article("eins"), article("zwei", body="Ein Unwort."), article("drei")]

    assert archive.store(batch, run_id) == ["new", "rejected", "new"]
    assert [item.url for item in archive.not_written] == [address("zwei")]


def test_an_article_that_cannot_be_placed_is_stored_and_told_once(archive, run_id, monkeypatch):
    place = placing._place

    def failing(db, ids):
        if 2 in ids:
            raise ZeroDivisionError
        place(db, ids)

    monkeypatch.setattr(placing, "_place", failing)

    assert (
        archive.store([article(name) for name in ("eins", "zwei", "drei")], run_id) == ["new"] * 3
    )
    assert archive.store([article("vier")], run_id) == ["new"]
    (told,) = archive.not_written
    assert (told.url, "in no story" in told.reason) == (address("zwei"), True)
    assert [row["article_id"] for row in archive.db.table("story_pending").rows] == [2]


def test_articles_are_stored_where_what_waits_for_a_story_cannot_be_read(archive, run_id):
    archive.store([article("eins")], run_id)
    archive.db.execute("UPDATE articles SET url = CAST(x'ff' AS TEXT)")  # one byte on disk is bad

    assert archive.store([article("zwei"), article("drei")], run_id) == ["new"] * 2
    (told,) = archive.not_written
    assert (told.url, "in no story" in told.reason) == (None, True)
    assert archive.db.table("story_pending").count == 3


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_CORRUPT, 517]
)
def test_what_is_wrong_with_the_file_ends_the_batch(archive, run_id, monkeypatch, code):
    def failing(db, article, run_id):
        error = sqlite3.OperationalError("whatever")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setitem(Archive.store.__globals__, "store_article", failing)
    with pytest.raises(ArchiveError):
        archive.store([article("eins")], run_id)
    assert archive.not_written == []


def test_what_cannot_be_stored_stays_in_quarantine(archive, run_id):
    archive.quarantine.hold(
        [article(name, doubts=["lost lead"]) for name in ("eins", "zwei")], run_id
    )
    spoilt = json.dumps("9999-12-31T23:59:59+00:00")
    archive.db.execute(
        "UPDATE quarantine SET article = json_set(article, '$.captured_at', json(?)) "
        "WHERE url LIKE '%zwei'",
        (spoilt,),
    )

    assert archive.quarantine.accept(run_id) == ["new", "rejected"]
    assert [row["url"] for row in archive.db.table("quarantine").rows] == [address("zwei")]
