"""Stories in the archive: placed as articles come, the same in whatever order they do."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from crawler.archive import Archive, Portal
from crawler.archive.stories import place_pending, rebuild_stories
from crawler.archive.stories.overrides import UnknownUrlError, override, overrides
from crawler.items import Link
from crawler.maintenance.doctor.story_tables import check_stories
from tests.stories.labelled import some_of_each


def partition(archive):
    """Stories as sets of addresses, each with its original and what the others are to it."""
    rows = archive.db.execute(
        "SELECT m.story_id, a.url, m.relation, m.similarity FROM story_members AS m "
        "JOIN articles AS a ON a.id = m.article_id AND a.story_id = m.story_id"
    )
    stories = {}
    for story, *member in rows:
        stories.setdefault(story, set()).add(tuple(member))
    return {frozenset(members) for members in stories.values()}


def test_the_order_of_arrival_makes_no_difference(archive, run_id):
    """Nor do edits on the way: some articles come with another one's text first."""
    archive.db.execute("PRAGMA synchronous = OFF")
    some = some_of_each()
    found = set()
    for seed in range(20):
        chance = random.Random(seed)
        shuffled = chance.sample(some, len(some))
        for start in range(0, len(shuffled), 9):
            batch = shuffled[start : start + 9]
            for article in chance.sample(batch, 2):
                other = chance.choice(some)
                before = {"title": other.title, "lead": other.lead, "body": other.body}
                earlier = article.captured_at - dt.timedelta(hours=1)
                archive.store([replace(article, captured_at=earlier, **before)], run_id)
            archive.store(batch, run_id)
        assert archive.db.table("story_pending").count == 0
        found.add(frozenset(partition(archive)))
        if seed < 19:
            archive.db.execute("DELETE FROM articles")
    assert len(found) == 1
    rebuild_stories(archive.db.conn)
    assert {frozenset(partition(archive))} == found


def test_an_edit_places_an_article_again_and_back(archive, run_id, make):
    text = "\n\n".join(
        f"Im Jahr {1990 + n} zogen {n + 3} Betriebe aus Kesselheim in das Werk {n} des Bundes um."
        for n in range(8)
    )
    archive.store([make("https://muster.example/1", body=text)], run_id)
    archive.store([make("https://anders.example/1", day=2, body=text, portal="anderes")], run_id)
    assert len(partition(archive)) == 1
    archive.store([make("https://anders.example/1", day=3, body="Ganz etwas anderes.")], run_id)
    assert partition(archive) == set()
    assert archive.db.execute("SELECT DISTINCT story_id FROM articles").fetchall() == [(None,)]
    archive.store([make("https://anders.example/1", day=4, body=text)], run_id)
    assert len(partition(archive)) == 1


def copies(make, **more):
    body = (
        "Die Werft am Binsensee hat 14 Boote an den Ruderverein Seerose übergeben. Gebaut wurden "
        "sie aus dem Holz einer Eiche, die 1921 gepflanzt worden war.\n\nZur Übergabe kamen 300 "
        "Menschen, unter ihnen Bürgermeisterin Alma Fischreiher. Am Abend gab es ein Feuerwerk, "
        "das man noch in Kesselheim sehen konnte."
    )
    return [
        make(f"https://{name}.example/boote", day=day, portal=name, body=body, **more)
        for day, name in ((3, "erst"), (5, "zweit"))
    ]


def test_the_earliest_is_the_original(archive, run_id, make):
    archive.store(reversed(copies(make)), run_id)
    assert partition(archive) == {
        frozenset(
            {
                ("https://erst.example/boote", "original", 1.0),
                ("https://zweit.example/boote", "copy", 1.0),
            }
        )
    }


def test_who_is_credited_to_another_is_no_original(archive, run_id, make):
    archive.begin_run("zweit", "live", Portal("zweit", "Das zweite Portal"))
    first, second = copies(make)
    first.source_text = "Das zweite Portal (05.03.2020)"
    archive.store([first, second], run_id)
    ((original,),) = archive.db.execute("SELECT url FROM v_stories").fetchall()
    assert original == "https://zweit.example/boote"


def test_counting_by_story_counts_events(archive, run_id, make):
    archive.store([*copies(make), make("https://muster.example/allein")], run_id)
    row = archive.db.execute("SELECT count(*), count(DISTINCT story) FROM v_articles").fetchone()
    assert row == (3, 2)


@pytest.mark.parametrize("first_comes", ["first", "last"])
def test_languages_are_joined_by_credit_and_link_only(archive, run_id, make, first_comes):
    first, second = copies(make)
    first.language, second.language = "de", "en"
    archive.store([first, second], run_id)
    assert partition(archive) == set()
    archive.db.execute("DELETE FROM articles")
    second.source_text = "Erstes Portal"
    second.links = [Link("https://erst.example/boote?utm_source=x", "Original")]
    for article in (first, second) if first_comes == "first" else (second, first):
        run = archive.begin_run(article.portal, "live", Portal(article.portal, "Erstes Portal"
                                if article is first else None))  # fmt: skip
        archive.store([article], run)
    assert len(partition(archive)) == 1


def test_addresses_that_differ_in_the_language_are_one_story(archive, run_id, make):
    archive.store(
        [
            make("https://muster.example/SharedDocs/DE/2019/boote.html", language="de"),
            make("https://muster.example/SharedDocs/EN/2019/boote.html", language="en", body="x"),
        ],
        run_id,
    )
    assert len(partition(archive)) == 1


class TestOverrides:
    urls = ("https://erst.example/boote", "https://zweit.example/boote")

    def test_people_have_the_last_word(self, archive, run_id, make):
        archive.store(copies(make), run_id)
        db = archive.db.conn
        override(db, *self.urls, "different", "zwei Werften")
        place_pending(db)
        assert partition(archive) == set()
        rebuild_stories(db)
        assert partition(archive) == set()
        override(db, *reversed(self.urls), "same")
        place_pending(db)
        assert len(partition(archive)) == 1
        assert [(o.verdict, o.note) for o in overrides(db)] == [("same", None)]
        override(db, *self.urls, None)
        assert overrides(db) == []

    def test_a_decision_holds_for_an_article_that_is_edited(self, archive, run_id, make):
        first, second = copies(make)
        archive.store([first, make(second.url, body="Etwas anderes.", portal="zweit")], run_id)
        override(archive.db.conn, *self.urls, "same")
        archive.store([make(second.url, day=9, body="Noch etwas anderes.")], run_id)
        assert len(partition(archive)) == 1

    def test_what_is_not_stored_cannot_be_decided_on(self, archive, run_id, make):
        archive.store(copies(make), run_id)
        with pytest.raises(UnknownUrlError, match="nirgends"):
            override(archive.db.conn, self.urls[0], "https://nirgends.example/", "same")
        with pytest.raises(ValueError, match="are one article"):
            override(archive.db.conn, self.urls[0], self.urls[0], "same")


def test_a_deleted_article_leaves_its_story(archive, run_id, make):
    archive.store(copies(make), run_id)
    archive.db.execute("DELETE FROM articles WHERE id = 1")
    place_pending(archive.db.conn)
    assert partition(archive) == set()
    assert archive.db.table("stories").count == 0
    assert list(check_stories(archive.db.conn)) == []


def test_an_older_archive_catches_up(tmp_path, make):
    path = tmp_path / "older.db"
    with Archive(path) as archive:
        archive.store(copies(make), archive.begin_run("erst", "live", Portal("erst")))
        archive.db.execute("DELETE FROM story_links")
        archive.db.execute("DELETE FROM story_signatures")
        archive.db.execute("DELETE FROM story_fingerprints")
        archive.db.execute("DELETE FROM stories")
        archive.db.execute("INSERT INTO story_pending SELECT id FROM articles")
        (waiting,) = check_stories(archive.db.conn)
        assert (waiting.count, waiting.note) == (2, True)
        run_id = archive.begin_run("erst", "live", Portal("erst"))
        archive.store([make("https://muster.example/neu")], run_id)
        assert len(partition(archive)) == 1


def test_articles_may_wait_until_a_later_run_places_them(tmp_path, make):
    path = tmp_path / "archive.db"
    with Archive(path, stories=False) as archive:
        run = archive.begin_run("erst", "live", Portal("erst"))
        archive.store(copies(make), run)
        assert partition(archive) == set()
    with Archive(path) as archive:
        archive.store([make("https://muster.example/allein")], run)
        assert len(partition(archive)) == 1


def test_a_form_letter_is_boilerplate_once_it_stands_under_many_headlines(archive, run_id, make):
    """The stories of those that came before follow."""
    form = (
        "Das Programm fördert Vorhaben, die Betriebe und Hochschulen zusammenbringen und die sich "
        "ohne Hilfe nicht rechnen würden. Skizzen dürfen höchstens zehn Seiten haben. Sie werden "
        "von Fachleuten geprüft, die mit den Bewerbern nicht verwandt sind. Auf eine Zusage hat "
        "niemand einen Anspruch, auch nicht nach langer Wartezeit."
    )
    calls = [
        make(f"https://muster.example/{n}", title=f"Aufruf {word}", body=f"{word}!\n\n{form}")
        for n, word in enumerate(("Luft", "Wasser", "Feuer", "Erde", "Stein", "Holz", "Eisen"))
    ]
    archive.store(calls, run_id)
    assert partition(archive) == set()
    assert archive.db.table("story_boilerplate").count > 0
    archive.db.execute("DELETE FROM articles WHERE id > 2")
    place_pending(archive.db.conn)
    assert archive.db.table("story_boilerplate").count == 0
