"""The view of stories as a page."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from parsel import Selector

from tests.serving.stored import HOME, Page, Stored


def test_stories_name_portals_by_their_titles_and_no_two_columns_alike(tmp_path):
    stored = Stored(tmp_path)
    stored.keep([Page(), Page(url=f"{HOME}artikel/2", days=1)])
    with closing(sqlite3.connect(stored.archive)) as db, db:
        db.execute("INSERT INTO stories VALUES (1, 1, 2)")
        db.execute("INSERT INTO story_members VALUES (1, 1, 'original', 1), (1, 2, 'copy', 1)")
        db.execute("INSERT INTO portals (name, title) VALUES ('imker', 'Imkerportal')")
        db.execute("UPDATE articles SET portal = 'imker' WHERE id = 2")
    page = Selector(stored.get("/archive/v_stories").text)
    told = page.css("td.col-portals::text").get().strip()
    assert sorted(told.split(", ")) == ["Imkerportal", "Musterportal"]
    labels = page.css("tbody tr:first-child td::attr(data-label)").getall()
    assert "Zahl der Artikel" in labels
    assert len(labels) == len(set(labels)), labels
