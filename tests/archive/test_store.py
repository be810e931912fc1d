"""What storing an article does: new, changed, unchanged, seen twice, rejected."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from crawler.archive import Portal
from crawler.items import (
    Alias,
    Article,
    Breadcrumb,
    Capture,
    DateMention,
    Editor,
    Image,
    Link,
    Place,
)

PORTAL = Portal("musterportal")


def rows(archive, table, **where):
    condition = " and ".join(f"{name} = :{name}" for name in where) or None
    return list(archive.db.table(table).rows_where(condition, where))


def full_article(make, **values):
    return make(
        **{
            "language": "de",
            "subtitle": "Ein Untertitel",
            "kicker": "Berichterstattung, weltweit",
            "lead": "Worum es geht.",
            "body": "Erster Absatz.\n\nZweiter Absatz.",
            "breadcrumb": "Start › Neues",
            "published_on": "2020-02-29",
            "published_at": "2020-02-29T10:00:00Z",
            "published_edtf": "2020-02-29",
            "published_text": "29.02.2020",
            "published_from": "time",
            "updated_on": "2020-03-01",
            "deadline_on": "2020-05-01",
            "source_text": "Blaumilch AG, Musterstadt",
            "editor_text": "von Eva Beispiel, Institut für Muster",
            "breadcrumbs": [Breadcrumb("Start", "https://muster.example/"), Breadcrumb("Neues")],
            "links": [
                Link("https://a.example/", "A", "Weitere Informationen", "further"),
                Link("https://b.example/b.pdf", "B", None, "download"),
            ],
            "images": [Image("https://muster.example/b.jpg", "Ein Bild", "© Eva Beispiel")],
            "dates": [DateMention("event", "2020-06-01", "2020-06-01", "2020-06-01", "1. Juni", 6)],
            "sources": ["Blaumilch AG, Musterstadt", "Amt für Muster"],
            "editors": [Editor("Eva Beispiel", "Institut für Muster"), Editor("Redaktion")],
            "places": [Place("USA", "country", "US"), Place("EU", "organisation")],
            "topics": ["Netzwerke", "Förderung"],
            "aliases": [Alias("https://muster.example/eins?v=druck", "print view")],
        }
        | values
    )


def test_every_field_of_an_article_comes_back(archive, run_id, make):
    article = full_article(make)
    assert archive.store([article], run_id) == ["new"]

    found = archive.find("https://muster.example/eins?v=druck")
    expected = full_article(make, portal="musterportal")
    expected.captured_at = None  # on the way only
    assert found == expected
    assert archive.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_names_are_shared_between_articles_and_keep_their_order(archive, run_id, make):
    archive.store(
        [
            make("https://muster.example/1", topics=["Netzwerke", "Förderung"]),
            make("https://muster.example/2", topics=["Förderung", "Netzwerke"]),
        ],
        run_id,
    )
    assert archive.db.table("topics").count == 2
    assert archive.article(1).topics == ["Netzwerke", "Förderung"]
    assert archive.article(2).topics == ["Förderung", "Netzwerke"]


def test_one_name_with_two_organisations_is_two_editors(archive, run_id, make):
    editors = [Editor("Eva Beispiel"), Editor("Eva Beispiel", "Institut")]
    archive.store([make(editors=editors)], run_id)
    assert archive.article(1).editors == editors


def test_a_name_that_stands_twice_on_the_page_is_kept_once(archive, run_id, make):
    archive.store(
        [make(topics=["Netzwerke", "Netzwerke"], editors=[Editor("Eva"), Editor("Eva")])], run_id
    )
    assert archive.article(1).topics == ["Netzwerke"]
    assert archive.article(1).editors == [Editor("Eva")]


def test_the_same_content_again_changes_only_when_it_was_seen_last(archive, run_id, make):
    archive.store([full_article(make, day=1)], run_id)
    (before,) = rows(archive, "articles")
    later = archive.begin_run("musterportal", "live", PORTAL)

    assert archive.store([full_article(make, day=9)], later) == ["unchanged"]

    (after,) = rows(archive, "articles")
    assert after == before | {"last_seen_at": "2020-03-09T12:00:00Z"}
    assert rows(archive, "revisions") == []


def test_a_change_makes_a_revision_that_says_what_changed(archive, run_id, make):
    archive.store([full_article(make, day=1)], run_id)
    archive.store([full_article(make, day=5, title="Neu", topics=["Netzwerke"])], run_id)

    (revision,) = rows(archive, "revisions")
    assert revision["number"] == 1
    assert revision["seen_at"] == "2020-03-05T12:00:00Z"
    assert json.loads(revision["changed_fields"]) == ["title", "topics"]
    assert json.loads(revision["old_values"]) == {
        "title": "Blaumilch gefördert",
        "topics": ["Netzwerke", "Förderung"],
    }
    (article,) = rows(archive, "articles")
    assert article["title"] == "Neu"
    assert article["revision_count"] == 1
    assert article["changed_at"] == "2020-03-05T12:00:00Z"
    assert article["content_hash"] == revision["content_hash"]
    (capture,) = rows(archive, "captures", id=revision["capture_id"])
    assert capture["content_hash"] == revision["content_hash"]
    assert archive.article(1).topics == ["Netzwerke"]


def test_a_value_that_appears_or_goes_is_null_or_kept_in_the_old_values(archive, run_id, make):
    archive.store([make(day=1, lead="Vorspann")], run_id)
    archive.store([make(day=2, subtitle="Untertitel")], run_id)
    (revision,) = rows(archive, "revisions")
    assert json.loads(revision["old_values"]) == {"lead": "Vorspann", "subtitle": None}


def test_an_address_that_is_an_alias_is_the_same_article(archive, run_id, make):
    alias = Alias("https://muster.example/2020/eins", "same type and slug")
    archive.store([make(aliases=[alias])], run_id)
    assert archive.store([make("https://muster.example/2020/eins", day=2)], run_id) == ["duplicate"]
    assert archive.db.table("articles").count == 1


def test_seen_twice_in_a_run_is_a_duplicate_only_within_that_run(archive, run_id, make):
    assert archive.store([make(day=1), make(day=2)], run_id) == ["new", "duplicate"]
    second = archive.begin_run("musterportal", "live", PORTAL)
    assert archive.store([make(day=3), make(day=4)], second) == ["unchanged", "duplicate"]


def test_every_sighting_leaves_one_capture(archive, run_id, make):
    archive.store([make(day=1), make(day=2)], run_id)
    archive.store([make(day=2)], run_id)  # the same record read again
    captured = [row["captured_at"] for row in rows(archive, "captures")]
    assert captured == ["2020-03-01T12:00:00Z", "2020-03-02T12:00:00Z"]


def test_a_capture_is_written_as_the_source_gives_it(archive, run_id, make):
    moment = dt.datetime(2020, 3, 1, 12, tzinfo=dt.UTC)
    capture = Capture(
        url="http://muster.example/eins",
        fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        captured_at=moment,
        status=200,
        content_type="text/html",
        etag='"abc"',
        last_modified="Sun, 01 Mar 2020 10:00:00 GMT",
        digest="sha1:ABC",
        warc_file="a.warc.gz",
        warc_offset=17,
        warc_length=4711,
        source="warc:a.warc.gz",
    )
    archive.store([make(capture=capture)], run_id)
    (row,) = rows(archive, "captures")
    assert row["fetched_at"] == "2026-01-01T00:00:00Z"
    assert row["captured_at"] == "2020-03-01T12:00:00Z"
    assert (row["run_id"], row["article_id"], row["is_canonical"]) == (run_id, 1, 0)
    for name in ("url", "status", "content_type", "etag", "last_modified", "digest"):
        assert row[name] == getattr(capture, name)
    for name in ("warc_file", "warc_offset", "warc_length", "source"):
        assert row[name] == getattr(capture, name)


def test_better_extraction_from_the_same_capture_replaces_and_is_no_revision(archive, run_id, make):
    archive.store([make(day=1, lead="Menü Suche Vorspann")], run_id)
    assert archive.store([make(day=1, lead="Vorspann")], run_id) == ["changed"]
    assert archive.article(1).lead == "Vorspann"
    assert rows(archive, "revisions") == []


def test_two_changes_without_a_time_of_their_own_keep_their_order(archive, run_id):
    for title in ("erste", "zweite", "dritte"):
        archive.store([Article("https://muster.example/x", title=title)], run_id)
    assert archive.article(1).title == "dritte"
    old = [json.loads(row["old_values"])["title"] for row in rows(archive, "revisions")]
    assert old == ["erste", "zweite"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://a.example/x;jsessionid=0A1B.node2?v=1", "https://a.example/x?v=1"),
        ("https://a.example/x?PHPSESSID=99ff", "https://a.example/x"),
        ("https://a.example/x?PHPSESSID=99ff&v=1", "https://a.example/x?v=1"),
    ],
)
def test_a_session_id_in_a_link_is_no_change(archive, run_id, make, first, second):
    archive.store([make(day=1, links=[Link(first, "Mehr")])], run_id)
    archive.store([make(day=2, links=[Link(second, "Mehr")])], run_id)
    assert rows(archive, "revisions") == []
    assert archive.article(1).links == [Link(second, "Mehr")]


def test_where_the_portal_files_an_article_is_no_change_of_the_article(archive, run_id, make):
    alias = "https://muster.example/laender/eins"
    archive.store([make(day=1, breadcrumb="Start › Neues")], run_id)
    seen_elsewhere = make(day=2, breadcrumb="Start › Länder", fetched_url=alias)
    assert archive.store([seen_elsewhere], run_id) == ["duplicate"]
    assert archive.article(1).breadcrumb == "Start › Neues"  # the canonical address decides


def test_an_article_without_date_is_bounded_by_the_first_time_it_was_seen(archive, run_id, make):
    undated = {"published_from": "capture"}
    archive.store([make(day=9, published_edtf="[..2020-03-09]", **undated)], run_id)
    outcome = archive.store([make(day=5, published_edtf="[..2020-03-05]", **undated)], run_id)
    assert outcome == ["duplicate"]
    assert archive.article(1).published_edtf == "[..2020-03-05]"
    archive.store([make(day=7, published_edtf="[..2020-03-07]", **undated)], run_id)
    assert archive.article(1).published_edtf == "[..2020-03-05]"


@pytest.mark.parametrize(
    ("article", "reason"),
    [
        (Article(""), "no address"),
        (Article("https://muster.example/leer", lead="Nur das"), "neither title nor text"),
        (Article("https://muster.example/x", title=["eine", "Liste"]), "not supported"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_an_article_is_kept_in_rejects(archive, run_id, make, article, reason):
    outcomes = archive.store([make(day=1), article, make("https://muster.example/2")], run_id)
    assert outcomes == ["new", "rejected", "new"]
    (reject,) = rows(archive, "rejects")
    assert reject["stage"] == "archive"
    assert reject["url"] == (article.url or None)
    assert reason in reject["reason"]


def test_half_a_character_does_not_lose_the_article(archive, run_id, make):
    assert archive.store([make(title="Blau\ud83dmilch")], run_id) == ["new"]
    assert archive.article(1).title == "Blau?milch"


def test_the_search_index_follows_the_articles(archive, run_id, make):
    def hits(word):
        return [
            row["rowid"]
            for row in archive.db.query(
                "select rowid from articles_fts where articles_fts match ?", [word]
            )
        ]

    archive.store([make(day=1, lead="Blaumilchkanal eröffnet")], run_id)
    assert hits("blaumilchkanal") == [1]
    archive.store([make(day=2, lead="Rotweinkanal eröffnet")], run_id)
    assert hits("blaumilchkanal") == []
    assert hits("rotweinkanal") == [1]
    archive.db.execute("insert into articles_fts (articles_fts) values ('integrity-check')")


def test_known_tells_which_addresses_need_not_be_fetched(archive, run_id, make):
    archive.store([make(aliases=[Alias("https://muster.example/alt", "moved")])], run_id)
    asked = ["https://muster.example/eins", "https://muster.example/alt", "https://muster.example/"]
    assert archive.known(asked) == dict.fromkeys(asked[:2], 1)
    assert archive.find("https://muster.example/") is None


def test_addresses_found_in_lists_become_aliases_once_the_article_is_there(archive, run_id, make):
    found = [("https://muster.example/eins", Alias("https://muster.example/?p=1", "short link"))]
    assert archive.add_aliases(found) == found
    archive.store([make()], run_id)
    assert archive.add_aliases(found) == []
    assert archive.known(["https://muster.example/?p=1"]) == {"https://muster.example/?p=1": 1}


def test_all_articles_can_be_walked_through(archive, run_id, make):
    archive.store([make(f"https://muster.example/{n}") for n in range(1203)], run_id)
    archive.store([make("https://anders.example/", portal="anderes")], run_id)
    assert [article_id for article_id, _ in archive.articles()] == list(range(1, 1205))
    assert [a.url for _, a in archive.articles("anderes")] == ["https://anders.example/"]


def test_a_run_tells_how_it_went(archive, run_id):
    archive.reject(run_id, "https://muster.example/kaputt", "extract", "no title")
    archive.finish_run(run_id, "finished", {"new": 3, "seconds": 1.5})
    (run,) = rows(archive, "runs")
    assert (run["spider"], run["source"]) == ("musterportal", "live")
    assert (run["finish_reason"], run["new"], run["changed"], run["seconds"]) == (
        "finished",
        3,
        0,
        1.5,
    )
    assert run["finished_at"] >= run["started_at"]
    (reject,) = rows(archive, "rejects")
    assert (reject["run_id"], reject["stage"]) == (run_id, "extract")
    with pytest.raises(KeyError, match="runs has no column newish"):
        archive.finish_run(run_id, "finished", {"newish": 3})


def test_a_portal_keeps_what_a_later_spider_does_not_say(archive, run_id):
    archive.begin_run("musterportal", "live", Portal("musterportal", alive=False))
    (portal,) = rows(archive, "portals")
    assert portal == {
        "name": "musterportal",
        "title": "Musterportal",
        "home_url": "https://muster.example/",
        "cms": "typo3",
        "alive": 0,
    }
