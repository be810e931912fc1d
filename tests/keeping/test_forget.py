"""An article is forgotten: not a byte of it is left, and nothing brings it back."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from crawler.archive import Archive, Outcome
from crawler.archive.forgotten import Forgotten, text_of_markup
from crawler.items import Article
from crawler.maintenance.doctor.consistency import check_articles, check_contents
from crawler.maintenance.doctor.integrity import check_integrity, check_search
from crawler.maintenance.doctor.story_tables import check_stories
from crawler.maintenance.doctor.unindexed import check_index
from crawler.maintenance.doctor.warc_records import check_records
from crawler.maintenance.forgetting.erasing import forget, forget_again
from crawler.maintenance.forgetting.proof import check_forgotten
from crawler.maintenance.merge import merge_archive
from tests.conftest import run_scrapy
from tests.keeping.making import (
    LIST_URL,
    PATH,
    PORTAL,
    WORDS,
    article_url,
    fill,
    make_article,
    page,
    records,
    words_left,
)

REASON = "asked for by the publisher"


def forgotten(folder, **options):
    url = article_url(1)
    with Archive(folder / "archive.db") as archive:
        article, number = archive.find(url), archive.number_of(url)
        return forget(archive, folder / "captures", url, article, number, REASON, **options)


def findings(folder):
    with Archive(folder / "archive.db") as archive:
        db, captures = archive.db.conn, folder / "captures"
        return [
            *check_integrity(db), *check_search(db), *check_articles(db), *check_contents(db),
            *check_stories(db), *check_index(db, captures), *check_records(db, captures),
            *check_forgotten(db, archive.path, captures),
        ]  # fmt: skip


def ask(folder, sql, *values):
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return db.execute(sql, values).fetchall()


# -- nothing is left ------------------------------------------------------------------------------


def test_no_byte_is_left_and_all_others_are_as_they_were(tmp_path):
    fill(tmp_path)
    assert {word for _, word in words_left(tmp_path)} == set(WORDS)
    before = records(tmp_path)

    report = forgotten(tmp_path)

    assert words_left(tmp_path, (*WORDS, PATH, "Angeln")) == set()
    assert findings(tmp_path) == []
    after = records(tmp_path)
    assert after == {
        key: data for key, data in before.items() if PATH not in key[0] and key[0] != LIST_URL
    }
    assert (report.article_id, report.files, report.other_pages) == (1, 3, 3)
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [(3,)]
    assert ask(
        tmp_path, "SELECT count(*), count(warc_file) FROM captures WHERE url = ?", LIST_URL
    ) == [(3, 0)]  # when the list was read is known, what it said is not
    assert ask(tmp_path, "SELECT reason, title, url, erased_at IS NOT NULL FROM forgotten") == [
        (REASON, None, None, 1)
    ]


def test_with_metadata_it_may_still_be_cited(tmp_path):
    fill(tmp_path)
    forgotten(tmp_path, keep_metadata=True)
    assert {word for _, word in words_left(tmp_path)} == {WORDS[0]}  # in the title
    ((title, url, day, citation),) = ask(
        tmp_path, "SELECT title, url, published_on, citation FROM forgotten"
    )
    assert (title, url, day) == (make_article(1).title, article_url(1), "2024-01-29")
    assert citation == f"„{title}“, Musterportal, 2024-01-29, {url}"
    assert findings(tmp_path) == []


def test_every_table_that_may_name_it_is_cleared(tmp_path):
    """Also those that only name its URL, in whatever column."""
    fill(tmp_path)
    url = article_url(1)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        alarm = json.dumps({"ok": False, "alarms": [{"example": url, "what": "shorter"}]})
        db.execute("UPDATE runs SET health = ? WHERE id = 1", (alarm,))
        for sql, *values in (
            ("INSERT INTO run_outcomes VALUES (1, 'article', 'rejected', 'r', 1, ?)", url),
            ("INSERT INTO health_measures VALUES (1, 'm', 'f', 1, ?, 1, ?)",
             make_article(1).lead, f"{url} (lead)"),
            ("INSERT INTO quarantine (run_id, url, fields, reason, article) "
             "VALUES (1, ?, '', '', '')", f"{url}?nn=1"),
            ("INSERT INTO recent_edits (run_id, url, article) VALUES (1, ?, ?)",
             url, json.dumps({"body": make_article(1).body})),
            ("INSERT INTO rejects (run_id, url, stage, reason) VALUES (1, ?, 'x', ?)",
             LIST_URL, make_article(1).lead),
            ("INSERT INTO listed_dates VALUES ('musterportal', 'l', 'feed', ?, '2024-01-01')", url),
            ("INSERT INTO list_snapshots VALUES ('musterportal', 'l', 1, 'd', "
             "'2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z', ?)",
             json.dumps([url, article_url(2)])),
            ("INSERT INTO listed_captures VALUES ('musterportal', 's', ?, ?, 'c', 200, '', 'd', 1, "
             "NULL, NULL)", url, url),
            ("INSERT INTO story_overrides VALUES (?, ?, 'same', NULL, 'now')", url, article_url(2)),
        ):  # fmt: skip
            db.execute(sql, values)
        db.commit()
    forgotten(tmp_path)
    assert words_left(tmp_path, (*WORDS, PATH)) == set()
    assert ask(tmp_path, "SELECT health FROM runs WHERE id = 1") == [
        (json.dumps({"ok": False, "alarms": [{"example": "(forgotten)", "what": "shorter"}]}),)
    ]
    assert ask(tmp_path, "SELECT urls FROM list_snapshots") == [(json.dumps([article_url(2)]),)]
    assert ask(tmp_path, "SELECT count FROM run_outcomes WHERE reason = 'r'") == [(1,)]


def test_what_another_article_says_stays_and_is_told(tmp_path):
    fill(tmp_path)
    copy = make_article(1)
    copy.url, copy.captured_at = "https://muster.example/kopie.html", dt.datetime.now(dt.UTC)
    with Archive(tmp_path / "archive.db") as archive:
        archive.store([copy], archive.begin_run("musterportal", "live", PORTAL))
    report = forgotten(tmp_path)
    assert report.copies == [copy.url]
    assert ask(tmp_path, "SELECT count(*) FROM articles WHERE url = ?", copy.url) == [(1,)]
    assert "Mondkalbzucht" in str(ask(tmp_path, "SELECT body FROM articles"))


def test_a_file_that_is_not_ours_is_named(tmp_path):
    fill(tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        db.execute(
            "UPDATE captures SET source = 'warc:/x', warc_file = '/x/alt.warc.gz' "
            "WHERE article_id = 1 AND run_id = 1"
        )
        db.commit()
    assert forgotten(tmp_path).foreign == ["/x/alt.warc.gz"]


# -- the proof ------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["free pages", "log", "captures", "rows", "a file put back"])
def test_doctor_finds_what_is_left_wherever_it_is_and_mends_it(tmp_path, place):
    fill(tmp_path / "k")
    shutil.copytree(tmp_path / "k", tmp_path / "before")
    folder = tmp_path / "k"
    forgotten(folder)
    text = " ".join(filter(None, [make_article(1).title, make_article(1).lead]))
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("PRAGMA secure_delete = OFF")
        if place == "rows":
            db.execute("UPDATE articles SET url = ? WHERE id = 2", (f"{article_url(1)}?nn=5",))
        elif place in ("free pages", "log"):
            db.execute("CREATE TABLE x (t TEXT)")
            db.execute("INSERT INTO x VALUES (?)", (text,))
            db.commit()
            db.execute("DROP TABLE x")
        db.commit()
        if place == "free pages":
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if place in ("captures", "a file put back"):
            name = min(path.name for path in (tmp_path / "before/captures").iterdir())
            new = (
                name if place == "a file put back" else "fremd-20240101000000000000-1-00001.warc.gz"
            )
            shutil.copy(tmp_path / "before/captures" / name, folder / "captures" / new)
        found = [finding for finding in findings(folder) if finding.check == "forgotten"]
    assert found
    with Archive(folder / "archive.db") as archive:
        forget_again(archive, folder / "captures")
    assert [finding for finding in findings(folder) if finding.check == "forgotten"] == []
    assert words_left(folder) == set()


def test_nobody_can_read_the_text_out_of_what_is_kept(tmp_path):
    """Rows of words do not overlap: no word can be guessed from those before it."""
    fill(tmp_path)
    forgotten(tmp_path)
    kept = ask(tmp_path, "SELECT kind, key FROM forgotten_keys")
    assert {kind for kind, _ in kept} == {"url", "head", "body"}
    assert all(len(key) == 24 for _, key in kept)
    assert len(kept) < 15
    (first,), (second,) = (
        _salt_of(tmp_path / name) for name in ("one", "two")
    )  # another archive's keys are others
    assert first != second


def _salt_of(folder):
    fill(folder, nights=1, articles=1)
    forgotten(folder)
    return ask(folder, "SELECT key FROM forgotten_keys WHERE kind = 'url' ORDER BY key LIMIT 1")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Mit einem <b>Zwirbelhaken</b> zogen sie ihn <a href='x'>am Abend langsam</a> an das",
        "Mit einem Zwirbel&shy;haken\nzogen sie ihn am Abend langsam an das",
        '<meta content="Mit einem Zwirbelhaken zogen sie ihn am Abend langsam an das">',
        "&lt;p&gt;Mit einem Zwirbelhaken zogen sie ihn&lt;/p&gt; am Abend langsam an das",
        "<!-- Mit einem Zwirbelhaken, zogen sie ihn: am Abend langsam (an das) -->",
        "MIT EINEM ZWIRBELHAKEN ZOGEN SIE IHN AM ABEND LANGSAM AN DAS",
    ],
)
def test_words_are_known_again_however_they_are_set(tmp_path, markup):
    fill(tmp_path, nights=1, articles=1)
    forgotten(tmp_path)
    with Archive(tmp_path / "archive.db") as archive:
        assert Forgotten(archive.db.conn).standing_in(text_of_markup(markup))
        other = "<p>Mit einem Kescher zogen sie ihn am Morgen schnell an Land</p>"
        assert not Forgotten(archive.db.conn).standing_in(text_of_markup(other))


# -- nothing brings it back -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        article_url(1),
        article_url(1).replace("https", "http"),
        article_url(1).replace("//", "//www."),
        f"{article_url(1)}?cHash=1234567890abcdef1234567890abcdef",
        f"{article_url(1)}#top",
        "https://muster.example/ganz/anderswo.html",  # it says the same
        "urn:sha256:abc",
    ],
)
def test_no_way_into_the_archive_stores_it_again(tmp_path, url):
    fill(tmp_path)
    forgotten(tmp_path)
    article = make_article(1)
    article.url, article.captured_at = url, dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
    other = Article("https://muster.example/neu.html", title="Etwas Neues", body="Ganz neuer Text.")
    with Archive(tmp_path / "archive.db") as archive:
        run_id = archive.begin_run("musterportal", "text:x", PORTAL)
        assert archive.store([article, other], run_id) == [Outcome.FORGOTTEN, Outcome.NEW]
        assert archive.quarantine.hold([article], run_id) == [Outcome.FORGOTTEN]
    assert words_left(tmp_path) == set()


@pytest.mark.parametrize("into", ["forgetting", "remembering"])
def test_a_merge_forgets_on_both_sides(tmp_path, into):
    fill(tmp_path / "remembering")
    shutil.copytree(tmp_path / "remembering", tmp_path / "forgetting")
    forgotten(tmp_path / "forgetting")
    (other,) = {"forgetting", "remembering"} - {into}
    folder = tmp_path / into
    with Archive(folder / "archive.db") as archive:
        merged = merge_archive(
            archive,
            folder / "captures",
            tmp_path / other / "archive.db",
            tmp_path / other / "captures",
        )
    assert merged.forgotten == 1
    assert words_left(folder) == set()
    assert findings(folder) == []
    assert ask(folder, "SELECT count(*) FROM articles") == [(3,)]
    assert ask(folder, "SELECT count(*) FROM captures WHERE article_id IS NOT NULL") == [(9,)]


# -- the command ----------------------------------------------------------------------------------


def command(folder, *words):
    return run_scrapy(
        *words,
        "-s",
        f"ARCHIVE_PATH={folder / 'archive.db'}",
        "-s",
        f"WARC_DIR={folder / 'captures'}",
    )


def test_the_command_says_it_within_a_screen_and_once(tmp_path):
    fill(tmp_path)
    refused = command(tmp_path, "forget", article_url(1))
    assert (refused.returncode, "--reason" in refused.stderr) == (2, True)
    done = command(tmp_path, "forget", f"{article_url(1)}?tx_news=1", "--reason", REASON)
    assert done.returncode == 0
    assert done.stdout == (
        "article 1 is forgotten: 18 records out of 3 files; 3 records of lists and other\n"
        "  pages went with it\n"
    )
    again = command(tmp_path, "forget", article_url(1), "--reason", REASON)
    assert again.stdout.startswith("it was forgotten on 2")
    listed = command(tmp_path, "forget", "--list")
    assert listed.stdout.endswith(f"article 1: {REASON}\n")
    assert command(tmp_path, "doctor").returncode == 0


def test_what_was_never_stored_can_be_kept_out(tmp_path):
    fill(tmp_path)
    url = "https://muster.example/aktuelles/detail/kommt-noch.html"
    done = command(tmp_path, "forget", url, "--reason", REASON)
    assert done.stdout.startswith("no article had this URL: noted")
    with Archive(tmp_path / "archive.db") as archive:
        run_id = archive.begin_run("musterportal", "live", PORTAL)
        assert archive.store([Article(url, title="Kommt noch", body="Text")], run_id) == [
            Outcome.FORGOTTEN
        ]


def test_pages_are_read_as_what_they_say():
    assert "Zwirbelhaken" in text_of_markup(page(make_article(1)).decode())
