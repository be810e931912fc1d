"""Results: their order, their pages to the end, passages, facets, and what else may be meant."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
import time
from dataclasses import replace

import pytest

from crawler.archive import Archive
from crawler.publishing.kept import Kept
from crawler.publishing.search import results
from crawler.publishing.search.definition import Search
from crawler.publishing.search.facets import FACETS, FacetIndex
from crawler.publishing.search.found import Found

WORDS = ("Imker", "Winzer", "Käser")


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """1,300 articles; each has one of three words, every thirteenth no day."""
    path = tmp_path_factory.mktemp("results") / "archive.db"
    with Archive(path) as archive:
        with archive.transaction():
            fill(archive.db.conn)
        yield archive.db.conn


def fill(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO portals (name, title) VALUES ('a', 'Portal A'), ('b', NULL)")
    db.execute("INSERT INTO topics (name) VALUES ('Netzwerke'), ('Honig')")
    db.execute(
        "INSERT INTO places (name, kind) VALUES ('Luxemburg', 'country'), "
        "('Luxemburg', 'region'), ('Polen', 'country')"
    )
    db.execute(
        "INSERT INTO editors (name, organisation) VALUES ('Eins', 'Haus'), ('Zwei', 'Haus'), "
        "('Drei', NULL)"
    )
    for number in range(1, 1301):
        day = None if number % 13 == 0 else f"{2000 + number % 20}-0{1 + number % 9}-11"
        db.execute(
            "INSERT INTO articles (id, url, portal, kind, title, body, published_on, "
            "published_earliest, published_latest, content_hash, word_count, first_seen_at, "
            "last_seen_at) VALUES (:id, 'https://muster.example/' || :id, :portal, :kind, :title, "
            ":body, :day, :day, :day, '', 0, '2020', '2020')",
            {
                "id": number,
                "portal": "ab"[number % 2],
                "kind": ("nachricht", "termin", None)[number % 3],
                "title": f"Nummer {number}",
                "body": f"Es war einmal ein {WORDS[number % 3]} auf dem Berg <b>.",
                "day": day,
            },
        )
        for topic in (1, 2):
            if number % (topic + 4) == 0:
                db.execute("INSERT INTO article_topics VALUES (?, ?, ?)", (number, topic, topic))
        for place in (1, 2, 3):
            if number % (place * 2) == 0:
                db.execute(
                    "INSERT INTO article_places (article_id, place_id, position) VALUES (?, ?, ?)",
                    (number, place, place),
                )
        for editor in (1, 2, 3):
            if number % (editor * 7) == 0:
                db.execute("INSERT INTO article_editors VALUES (?, ?, ?)", (number, editor, editor))


def pages(db: sqlite3.Connection, search: Search) -> list[int]:
    """The ids of all pages, one after the other."""
    ids = results.matching(db, search)
    found = (
        results.ordered(db, search, ids, start, results.PAGE)
        for start in range(0, len(ids) + results.PAGE, results.PAGE)
    )
    return list(itertools.chain.from_iterable(found))


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search("Berg"),
        Search("Berg", order="newest"),
        Search("Berg", order="oldest"),
        Search("Berg", kind="termin"),
        Search("Imker", portal="b", topic=("Honig",)),
        Search("niemals"),
    ],
    ids=lambda search: search.query_string or "all",
)
def test_pages_go_on_to_the_end_and_have_each_article_once(db, search):
    found = pages(db, search)
    assert sorted(found) == results.matching(db, search)
    assert len(found) == results.count(db, search)
    assert found == results.ordered(db, search, results.matching(db, search))


def test_of_many_hits_those_archived_last_are_ranked_and_the_others_follow_them(db):
    with_title = Search("Berg OR 1250 OR 1")  # 1 has it in the title, too, but is not ranked
    found = pages(db, with_title)
    assert found[0] == 1250
    assert sorted(found[:1000]) == list(range(301, 1301))
    assert found[1000:] == list(range(300, 0, -1))


def test_undated_articles_stand_last_whichever_way_days_run(db):
    days = dict(db.execute("SELECT id, published_on FROM articles").fetchall())
    newest = [days[number] for number in pages(db, Search("Berg", order="newest"))]
    oldest = [days[number] for number in pages(db, Search(order="oldest"))]
    assert newest[-100:] == oldest[-100:] == [None] * 100
    assert newest[:-100] == sorted(newest[:-100], reverse=True)
    assert oldest[:-100] == sorted(oldest[:-100])


def test_a_hit_shows_its_passage_with_the_words_marked_and_all_else_as_text(db):
    (hit, *_) = results.hits(db, Search("Winzer"), results.matching(db, Search("Winzer"))[:1])
    assert hit.passage == "Es war einmal ein <mark>Winzer</mark> auf dem Berg &lt;b&gt;."
    (hit,) = results.hits(db, Search("1250", order="newest"), [1250])
    assert hit.title == "Nummer <mark>1250</mark>"
    assert results.hits(db, Search(), [3, 2])[0].passage.startswith("Es war einmal")
    assert results.marked_words("\x02a\x02b\x03 <\x03") == "a<mark>b</mark> &lt;"


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search(portal="a", place=("Luxemburg", "Polen"), year="2003"),
        Search("Imker"),
        Search("Berg", place=("Luxemburg",)),
        Search("1250"),
        Search("nie"),
    ],
    ids=lambda search: search.query_string or "all",
)
def test_each_number_beside_a_name_is_what_is_found_when_it_is_chosen(db, search):
    index = FacetIndex(db)
    articles = index.bits(results.matching(db, search))
    assert Found.of(db, search, index, is_current=True).articles == articles
    found = index.count(articles)
    assert set(found) == set(FACETS)
    for name, values in found.items():
        assert all(
            value.count == results.count(db, search.with_value(name, value.value))
            for value in values
        ), name
    if search == Search():
        assert [value.value for value in found["year"]][:2] == ["2019", "2018"]
        assert found["year"][-1].value == "uncertain"
        assert sum(value.count for value in found["year"]) == 1300
        assert [value.value for value in found["place"]] == ["Luxemburg", "Polen"]


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search(year="2010", kind="termin"),
        Search(since=dt.date(2005, 6, 1), until=dt.date(2010, 12, 31)),
        Search("Berg"),
        Search("Imker", since=dt.date(2012, 1, 1), place=("Luxemburg",)),
        Search("Imker", until=dt.date(2004, 2, 29), portal="b"),
        Search("1250"),
        Search("nie"),
        Search("Berg", portal="niemand"),
    ],
    ids=lambda search: search.query_string or "all",
)
def test_the_index_in_memory_finds_what_sql_finds_in_the_same_order(db, search, order):
    if order == "relevance" and not search.words:
        order = ""
    search = replace(search, order=order)
    index = FacetIndex(db)
    quick, slow = (Found.of(db, search, index, is_current=now) for now in (True, False))
    assert (quick.count, quick.articles) == (slow.count, slow.articles)
    assert quick.undated() == slow.undated()
    other = search.with_value("year", "uncertain")
    assert quick.count_of(other) == slow.count_of(other)
    for start in range(0, quick.count + 1, 250):
        assert quick.part(start, 250) == slow.part(start, 250)


def test_facets_are_counted_anew_when_the_archive_has_changed(tmp_path):
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        cache = Kept(lambda: sqlite3.connect(path), FacetIndex)
        first, age = cache.current()
        assert (first.count(first.bits([1]))["portal"], age) == ([], 0)
        assert cache.current() == (first, 0)
        archive.db.execute("INSERT INTO portals (name) VALUES ('a')")
        archive.db.execute(
            "INSERT INTO articles (id, url, portal, content_hash, word_count, first_seen_at, "
            "last_seen_at) VALUES (1, 'https://muster.example/', 'a', '', 0, '2020', '2020')"
        )
        stale, age = cache.current()
        assert stale is first
        assert age > 0
        assert first.count(first.bits([1]))["portal"] == []  # an article it does not know
        cache._made_at -= 3600
        fresh, age = cache.current()
        assert (fresh.count(fresh.bits([1]))["portal"][0].value, age) == ("a", 0)


@pytest.fixture
def told(archive, run_id, make):
    archive.store(
        [
            make("https://muster.example/1", title="Förderung für Imker", kind="termin"),
            make("https://muster.example/2", title="Forderungen der Winzer", topics=["Wein"]),
        ],
        run_id,
    )
    return archive.db.conn


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Frderung", "Förderung"),  # a letter is missing
        ("Förrderung", "Förderung"),  # one too many
        ("Fötderung", "Förderung"),  # another
        ("Föredrung", "Förderung"),  # two exchanged
        ("Imekr", "Imker"),
        ("Frderung Imekr", "Förderung Imker"),  # two words
    ],
)
def test_a_misspelt_word_is_told_as_the_archive_writes_it(told, typed, meant):
    assert results.count(told, Search(typed)) == 0
    assert meant in [one.search.words for one in results.respelt(told, Search(typed))]


def test_a_misspelt_word_beside_a_filter_that_leaves_nothing_is_told_without_it(told):
    (one, *_) = results.respelt(told, Search("Imekr", topic=("Wein",)))
    assert (one.search, one.count) == (Search("Imker"), 1)


def test_filters_that_leave_nothing_are_told_with_what_is_found_without_them(told):
    found = results.widened(told, Search("Imker", kind="nachricht", topic=("Wein",)))
    assert found == []  # both would have to go
    ((name, value, one),) = results.widened(told, Search("Imker", kind="nachricht"))
    assert (name, value, one.count, one.search) == ("kind", "nachricht", 1, Search("Imker"))


def test_a_search_without_any_hit_takes_no_time_however_odd_it_is(told):
    started = time.process_time()
    odd = Search(" ".join(f"xq{number}zt" * 4 for number in range(32)))
    assert results.respelt(told, odd) == []
    assert time.process_time() - started < 0.5
