"""A portal that breaks: good articles stay as they are until a person has decided."""

from __future__ import annotations

from crawler.archive import Archive
from tests.health.breakages import ARTICLES, on_articles, portals_name_as_title


def titles(folder):
    with Archive(folder / "archive.db") as archive:
        return {row["title"] for row in archive.db.table("articles").rows}


def test_titles_that_become_the_portals_name_are_held_until_a_person_accepts(broken, tmp_path):
    code, said = broken(on_articles(portals_name_as_title))
    assert code == 4, said
    assert "scrapy inspect http://www.cluster.example/" in said
    assert "Clusterplattform Demo" not in titles(tmp_path)
    with Archive(tmp_path / "archive.db") as archive:
        assert archive.db.table("quarantine").count == ARTICLES
        assert archive.db.table("revisions").count == 0
        archive.accept(2)
        assert archive.db.table("quarantine").count == 0
    assert titles(tmp_path) == {"Clusterplattform Demo"}
