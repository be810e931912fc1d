"""A portal of which no page shows a date: the archive says when its articles appeared."""

import datetime as dt
import random
from statistics import median

import pytest

from crawler.archive import Archive, Portal
from crawler.archive.dating.placing import date_all
from crawler.items import Article, Link
from tests.dating.replica import ReplicaPortal

DATING = """
    SELECT url, published_on, published_earliest, published_latest, published_estimate,
        published_probability, published_basis FROM articles ORDER BY url
"""


def rows(archive):
    return archive.db.execute(DATING).fetchall()


def everything(archive):
    evidence = "SELECT url, e.* FROM dating_evidence AS e JOIN articles ON id = article_id"
    return rows(archive), sorted(
        (url, *row[:1], *row[2:-1]) for url, _, *row in archive.db.execute(evidence)
    )


@pytest.mark.parametrize(("seed", "dated", "width"), [(1, 0.0, 60), (4, 0.0, 60), (7, 0.5, 40)])
def test_intervals_hold_the_day_and_are_narrow(tmp_path, seed, dated, width):
    portal = ReplicaPortal(seed, 120, dated)
    with Archive(tmp_path / "archive.db") as archive:
        portal.store(archive)
        found = rows(archive)
    truth = {told.article.url: told.day.isoformat() for told in portal.told}
    undated = [row for row in found if row[1] is None]
    hits = [(row[2] or "") <= truth[row[0]] <= row[3] for row in undated]
    assert sum(hits) >= 0.95 * len(undated)
    widths = [
        (dt.date.fromisoformat(row[3]) - dt.date.fromisoformat(row[2])).days
        for row in undated if row[2]
    ]  # fmt: skip
    assert median(widths) <= width
    assert all(row[2] == row[3] == row[4] == row[1] for row in found if row[1])
    assert all(0.5 < row[5] <= 1 for row in undated)


def test_any_order_of_arrival_ends_in_the_same_dates(tmp_path):
    ends = []
    for attempt in range(3):
        portal = ReplicaPortal(5, 60, 0.2)
        rng = random.Random(attempt)
        with Archive(tmp_path / f"{attempt}.db") as archive:
            portal.store(archive, runs=1 + attempt, rng=rng)
            ends.append(everything(archive))
            before = rows(archive)
            with archive.transaction():
                date_all(archive.db.conn)
            assert rows(archive) == before
    assert ends[0] == ends[1] == ends[2]


def test_a_deleted_article_bounds_its_neighbours_no_more(tmp_path):
    portal = ReplicaPortal(5, 60, 0.2)
    with Archive(tmp_path / "archive.db") as archive:
        portal.store(archive)
        before = rows(archive)
        dated = next(row[0] for row in before if row[1])
        archive.db.execute("DELETE FROM articles WHERE url = ?", (dated,))
        archive.date_articles()
        named = "SELECT count(*) FROM dating_evidence WHERE text LIKE '%' || ? || '%'"
        assert archive.db.execute(named, (dated,)).fetchone() == (0,)


def test_a_night_that_brings_little_ends_in_what_dating_all_anew_would(tmp_path):
    portal = ReplicaPortal(7, 80, 0.5)
    with Archive(tmp_path / "archive.db") as archive:
        late, portal.told = portal.told[-5:], portal.told[:-5]
        portal.store(archive)
        portal.told, portal.lists = late, portal.lists[-2:]
        portal.store(archive)
        after = everything(archive)
        with archive.transaction():
            date_all(archive.db.conn)
        assert everything(archive) == after


def test_of_many_dated_articles_some_are_learned_from(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.archive.dating.learning._SAMPLE", 20)
    ends = []
    for attempt in range(3):
        portal = ReplicaPortal(9, 70, 0.7)
        with Archive(tmp_path / f"{attempt}.db") as archive:
            portal.store(archive, runs=1 + attempt, rng=random.Random(attempt))
            ends.append(everything(archive))
    assert ends[0] == ends[1] == ends[2]
    dated = {url for url, day, *_ in ends[0][0] if day}
    assert len(dated) > 20 == len({url for url, *_ in ends[0][1]} & dated)


def test_a_night_on_a_portal_with_many_dated_articles_ends_there_too(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.archive.dating.learning._SAMPLE", 20)
    portal = ReplicaPortal(9, 70, 0.7)
    with Archive(tmp_path / "archive.db") as archive:
        late, portal.told = portal.told[-5:], portal.told[:-5]
        portal.store(archive)
        portal.told = late
        portal.store(archive)
        after = everything(archive)
        with archive.transaction():
            date_all(archive.db.conn)
        assert everything(archive) == after


def test_what_links_an_article_no_more_says_nothing_of_its_date(tmp_path):
    linked, links = "https://muster.example/ohne", "https://muster.example/mit"

    def store(archive, text):
        run = archive.begin_run("muster", "live", Portal("muster"))
        further = [Link(linked, "mehr")] if "hier" in text else []
        day = {"published_on": "2016-05-04", "published_edtf": "2016-05-04"}
        archive.store([Article(links, title="A", body=text, links=further, **day)], run)
        archive.store([Article(linked, title="B", body="Ohne Datum.")], run)
        archive.date_articles()
        return [
            row[0]
            for row in archive.db.execute("SELECT text FROM dating_evidence WHERE kind = 'linked'")
        ]

    with Archive(tmp_path / "archive.db") as archive:
        assert store(archive, "Mehr steht hier.") == [links]
        assert store(archive, "Mehr steht anderswo.") == []


def test_an_article_taken_away_teaches_nothing_any_more(tmp_path):
    portal = ReplicaPortal(7, 80, 0.5)
    with Archive(tmp_path / "archive.db") as archive:
        portal.store(archive)
        archive.db.execute("DELETE FROM articles WHERE published_on IS NOT NULL AND id % 2")
        archive.date_articles()
        after = everything(archive)
        with archive.transaction():
            date_all(archive.db.conn)
        assert everything(archive) == after
