"""What a reader types becomes an FTS5 expression; SQL alone gets far, too."""

from __future__ import annotations

import sqlite3
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.search_words import complete_words, missing_words
from crawler.maintenance.doctor.integrity import check_search, rebuild_search
from crawler.publishing.search import (
    SearchError,
    SearchTooLongError,
    register,
    search_query,
    validate_search,
)


@pytest.fixture
def stored(archive, run_id, make):
    texts = (
        "Die Förderungen steigen",
        "Forschungsförderung in der Straße",
        "Forderungen der Imker",
        "Der Cluster-Wettbewerb beginnt",
        "Neue Strassen für F&E",
    )
    archive.store(
        [make(f"https://muster.example/{n}", title="T", body=text) for n, text in enumerate(texts)],
        run_id,
    )
    return archive


def found(archive, typed):
    sql = "SELECT rowid - 1 FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid"
    expression = search_query(typed, archive.db.conn)
    return [number for (number,) in archive.db.execute(sql, (expression,))]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("Förderung", [0, 1]),
        ("foerderung", [0, 1]),
        ("FÖRDERUNG", [0, 1]),
        ("förder*", [0]),
        ("foerder*", [0]),
        ('"Die Förderungen"', [0]),
        ("„die Förderungen“", [0]),
        ('"Förderungen die"', []),
        ('"der Strasse"', [1]),
        ("Straße", [1, 4]),
        ("Straße -Förderung", [4]),
        ("Straße NICHT Förderung", [4]),
        ("Förderung Straße", [1]),
        ("Förderung AND Straße", [1]),
        ("Imker ODER Wettbewerb", [2, 3]),
        ("Imker OR Clusterwettbewerb", [2, 3]),
        ("Clusterwettbewerb", [3]),
        ("F&E", [4]),
        ("(Imker)", [2]),
        ("", []),
        ("-Imker", []),
        ('"', []),
        ("* - & §", []),
    ],
)
def test_words_phrases_prefixes_and_exclusions(stored, typed, numbers):
    assert found(stored, typed) == numbers


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aBß2 \"'„“»«*-()&:^{}+,.ODERNT\x00§é"), max_size=30))
def test_nothing_that_can_be_typed_is_an_error(typed):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE articles_fts USING fts5 (title, body)")
    db.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", (search_query(typed, db),)
    ).fetchall()
    db.close()


def test_the_sql_function_is_there_once_registered(stored):
    reader = sqlite3.connect(f"file:{stored.path}?mode=ro", uri=True)
    register(reader)
    sql = (
        "SELECT snippet(articles_fts, 2, '<', '>', '…', 8) FROM articles_fts "
        "WHERE articles_fts MATCH german_query(?) ORDER BY bm25(articles_fts, 10, 4, 1)"
    )
    assert sorted(reader.execute(sql, ("Förderung",))) == [
        ("<Forschungsförderung> in der Straße",),
        ("Die <Förderungen> steigen",),
    ]
    assert reader.execute(sql, (None,)).fetchall() == []
    reader.close()


def test_stock_sqlite_finds_relatives_of_a_known_word_by_a_view(stored):
    reader = sqlite3.connect(f"file:{stored.path}?mode=ro", uri=True)
    sql = (
        "SELECT rowid - 1 FROM articles_fts WHERE articles_fts MATCH "
        "(SELECT expression FROM v_search WHERE word = 'förderungen') ORDER BY rowid"
    )
    assert reader.execute(sql).fetchall() == [(0,), (1,)]
    reader.close()


def test_the_title_weighs_more(archive, run_id, make):
    archive.store(
        [
            make("https://muster.example/body", title="Anderes", body="Wasserstoff. " * 3),
            make("https://muster.example/title", title="Wasserstoff", body="Text. " * 3),
        ],
        run_id,
    )
    sql = (
        "SELECT url FROM articles_fts JOIN articles ON id = articles_fts.rowid "
        "WHERE articles_fts MATCH ? ORDER BY bm25(articles_fts, 10, 4, 1)"
    )
    best, _ = archive.db.execute(sql, (search_query("Wasserstoff", archive.db.conn),)).fetchall()
    assert best == ("https://muster.example/title",)


def test_an_edited_article_is_found_by_its_new_words(archive, run_id, make):
    archive.store([make(body="Ein Mühlrad")], run_id)
    archive.store([make(body="Zwei Wasserräder", day=2)], run_id)
    assert found(archive, "Wasserrad") == [0]
    assert found(archive, "Mühlräder") == []


def test_seeing_an_article_again_writes_no_words(archive, run_id, make):
    archive.store([make()], run_id)
    before = archive.db.conn.total_changes
    archive.db.execute("DELETE FROM search_words")
    archive.store([make(day=2)], run_id)
    assert archive.db.table("search_words").count == 0
    assert archive.db.conn.total_changes > before


def test_words_of_another_writer_are_missed_and_completed(stored):
    stored.db.execute("UPDATE articles SET body = 'Dampfschiffe 2019' WHERE id = 1")
    assert missing_words(stored.db.conn) == ["dampfschiffe"]
    (finding,) = check_search(stored.db.conn)
    assert (finding.what, finding.count) == ("words without their base forms", 1)
    rebuild_search(stored.db.conn)
    assert list(check_search(stored.db.conn)) == []
    assert found(stored, "Dampfschiff") == [0]
    assert complete_words(stored.db.conn) == 0


@pytest.mark.parametrize(
    "typed",
    ["a" * 5000, "ä" * 100_000, '"' + "a " * 4000 + '"', "a-" * 3000 + "b", "-" + "a" * 5000,
     "a" * 5000 + "*", "Imker " * 33, "Imker -" + "x -" * 40 + "y", "a ODER " * 40 + "b"],
    ids=lambda typed: typed[:8],
)  # fmt: skip
def test_more_than_anybody_types_is_refused_before_any_work(stored, typed):
    start = time.process_time()
    with pytest.raises(SearchTooLongError, match="at most"):
        search_query(typed, stored.db.conn)
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    "typed", ["x" * 500, "forschung" * 55, "ss" * 250, "forschungs-" * 45, "-".join("a" * 250)]
)
def test_a_long_word_takes_milliseconds_and_finds_itself(archive, run_id, make, typed):
    archive.store([make(title="T", body=f"Vorher {typed} nachher")], run_id)
    start = time.process_time()
    assert found(archive, typed) == [0]
    assert time.process_time() - start < 1


def test_many_words_may_be_unwanted(stored):
    assert found(stored, "Straße " + " ".join(f"-wort{n}" for n in range(31))) == [1, 4]
    assert found(stored, "Straße -Imker -Förderung") == [4]


# Datasette has sqlite3 report errors of functions for the whole process, beside raising them.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_sql_function_refuses_what_is_too_long(stored):
    register(stored.db.conn)
    with pytest.raises(sqlite3.OperationalError, match="user-defined function raised"):
        stored.db.conn.execute("SELECT german_query(?)", ("a" * 5000,)).fetchall()


@pytest.mark.parametrize("typed", ["***", "-Imker", "„“", "& § %"])
def test_a_question_without_anything_wanted_is_told_apart_from_none(typed):
    validate_search("")
    validate_search("  ")
    validate_search("Imker -Winzer")
    with pytest.raises(SearchError):
        validate_search(typed)
