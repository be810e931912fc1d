"""A portal that breaks: good articles stay as they are until a person has decided."""

from __future__ import annotations

from crawler.archive import Archive, Portal
from crawler.items import Article
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
        archive.quarantine.accept(2)
        assert archive.db.table("quarantine").count == 0
    assert titles(tmp_path) == {"Clusterplattform Demo"}


def test_what_a_killed_run_held_is_forgotten_by_the_next_which_asks_again(tmp_path):
    portal = Portal(name="muster", title="Muster", home_url="http://www.muster.example/")
    article = Article("http://www.muster.example/1", title="Neu", doubts=["edited title"])
    with Archive(tmp_path / "archive.db") as archive:
        for killed, held in ((False, 1), (True, 1)):
            run = archive.begin_run("muster", "live", portal)
            archive.quarantine.hold([article], run)
            if not killed:
                archive.quarantine.write_checkup(run, [], [{"field": "title", "sentence": "…"}])
            assert archive.db.table("quarantine").count == held
        other = archive.begin_run("other", "live", Portal(name="other"))
        assert [row["run_id"] for row in archive.db.table("quarantine").rows] == [other - 1]
        archive.begin_run("muster", "live", portal)
        assert archive.db.table("quarantine").count == 0


def test_two_sightings_of_one_run_are_both_kept_and_released(tmp_path):
    portal = Portal(name="muster", title="Muster", home_url="http://www.muster.example/")
    url = "http://www.muster.example/1"
    with Archive(tmp_path / "archive.db") as archive:
        run = archive.begin_run("muster", "live", portal)
        archive.quarantine.hold(
            [Article(url, title=title, doubts=["edited lead"]) for title in "ab"], run
        )
        assert archive.quarantine.release(run, {"title"}) == [(url, "new"), (url, "changed")]
        archive.quarantine.hold([Article(url, title="c", doubts=["edited title"])], run)
        assert archive.quarantine.release(run, {"title"}) == []
