"""The tables: described in docs/schema.md, joined for people in views, indexed for facets."""

from __future__ import annotations

import re

import pytest

from crawler.items import Editor, Place
from crawler.publishing.datasette.descriptions import table_descriptions

# SQLite's own, and those FTS5 keeps for itself.
_INTERNAL = re.compile(r"sqlite_|articles_fts_")


def test_every_table_and_column_is_described_and_nothing_else(archive):
    there = {
        table.name: [column.name for column in table.columns]
        for table in (*archive.db.tables, *archive.db.views)
        if not _INTERNAL.match(table.name)
    }
    documented = {name: list(table.columns) for name, table in table_descriptions().items()}
    assert sorted(documented) == sorted(there)
    assert {name: sorted(columns) for name, columns in documented.items()} == {
        name: sorted(columns) for name, columns in there.items()
    }


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("articles", "portal"),
        ("articles", "kind"),
        ("articles", "language"),
        ("articles", "published_on"),
        ("articles", "deadline_on"),
        ("articles", "story_id"),
        ("article_places", "place_id"),
        ("article_topics", "topic_id"),
        ("article_sources", "source_id"),
        ("article_editors", "editor_id"),
        ("revisions", "seen_at"),
        ("runs", "spider"),
    ],
)
def test_facet_columns_are_indexed(archive, table, column):
    plan = archive.db.query(
        f"explain query plan select {column}, count(*) from {table} group by {column}"
    )
    assert any("USING" in row["detail"] and "INDEX" in row["detail"] for row in plan)


def test_every_reference_is_indexed_or_leads_its_key(archive):
    """Without, deleting or merging an article reads whole tables."""
    for table in archive.db.tables:
        if _INTERNAL.match(table.name) or table.virtual_table_using:
            continue
        leading = {index.columns[0] for index in table.indexes} | set(table.pks[:1])
        assert {key.column for key in table.foreign_keys} <= leading, table.name


def test_references_hold_and_nothing_of_a_deleted_article_stays(archive, run_id, make):
    archive.store([make(topics=["Netzwerke"], breadcrumb="Start")], run_id)
    archive.store([make(day=2, title="Neu")], run_id)
    archive.db.table("articles").delete(1)
    assert archive.db.table("revisions").count == 0
    assert archive.db.table("article_topics").count == 0
    assert [row["article_id"] for row in archive.db.table("captures").rows] == [None, None]
    assert list(archive.db.query("PRAGMA foreign_key_check")) == []
    archive.store([make()], run_id)
    assert next(archive.db.table("articles").rows)["id"] == 2  # an id is never given twice


def test_v_articles_joins_names_in_the_order_of_the_article(archive, run_id, make):
    archive.store(
        [
            make(
                "https://muster.example/1",
                sources=["Amt, Musterstadt", "Aa"],
                editors=[Editor("Eva Beispiel", "Institut"), Editor("Redaktion")],
                places=[Place("USA", "country", "US"), Place("EU", "organisation")],
                topics=["Netzwerke", "Förderung"],
            ),
            make(
                "https://muster.example/2", source_text="Wer, weiß / schon", editor_text="von wem"
            ),
        ],
        run_id,
    )
    first, second = archive.db.view("v_articles").rows_where(order_by="id")
    assert first["source"] == "Amt, Musterstadt; Aa"
    assert first["editor"] == "Eva Beispiel, Institut; Redaktion"
    assert first["places"] == "USA; EU"
    assert first["topics"] == "Netzwerke; Förderung"
    assert (second["source"], second["editor"]) == ("Wer, weiß / schon", "von wem")
    assert (second["places"], second["topics"]) == (None, None)


def test_v_timeline_counts_every_article_once(archive, run_id, make):
    archive.store(
        [
            make("https://muster.example/1", published_on="2019-04-09", body="zwei Wörter"),
            make("https://muster.example/2", published_on="2019-04-30", body="noch drei Wörter"),
            make("https://muster.example/3", published_edtf="2019-04"),
            make("https://muster.example/4", published_edtf="2019"),
            make("https://muster.example/5", published_edtf="[..2017-06-03]"),
            make("https://muster.example/6", published_on="2019-04-09", kind="termin"),
        ],
        run_id,
    )
    archive.store([make("https://muster.example/1", day=3, published_on="2019-04-09")], run_id)
    rows = [
        (row["year"], row["month"], row["kind"], row["articles"], row["changed"])
        for row in archive.db.view("v_timeline").rows_where(order_by="month, kind")
    ]
    assert sorted(rows, key=str) == sorted(
        [
            (None, None, "nachricht", 1, 0),
            ("2019", None, "nachricht", 1, 0),
            ("2019", "2019-04", "nachricht", 3, 1),
            ("2019", "2019-04", "termin", 1, 0),
        ],
        key=str,
    )


def test_v_stories_tells_who_told_a_story(archive, run_id, make):
    assert list(archive.db.view("v_stories").rows) == []
    archive.store(
        [
            make("https://muster.example/1", published_on="2019-04-09"),
            make("https://anders.example/1", published_on="2019-04-11", portal="anderes"),
        ],
        run_id,
    )
    archive.db.table("stories").insert({"id": 1, "article_id": 1, "size": 2})
    archive.db.table("story_members").insert_all(
        {"story_id": 1, "article_id": n, "relation": relation, "similarity": 1.0}
        for n, relation in ((1, "original"), (2, "copy"))
    )
    (story,) = archive.db.view("v_stories").rows
    assert (story["title"], story["url"]) == ("Blaumilch gefördert", "https://muster.example/1")
    assert (story["portal_count"], set(story["portals"].split(","))) == (
        2,
        {"musterportal", "anderes"},
    )
    assert story["first_published_on"] == "2019-04-09"
    assert story["last_published_on"] == "2019-04-11"
