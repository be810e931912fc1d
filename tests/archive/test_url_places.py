"""Places that an article's URLs tell: from all of them, in whatever order they are learnt."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from crawler.archive import Archive, Portal
from crawler.archive.rows import read_articles
from crawler.items import Alias, Article, Capture, Place
from crawler.maintenance.merge import merge_archive

HOME = "https://muster.example"
NEWS = f"{HOME}/aktuelles/nachrichten/detail/info/x"
IN_FRANCE = f"{HOME}/laender/europa/frankreich/nachrichten/detail-alle/info/x"
IN_POLAND = f"{HOME}/laender/europa/polen/nachrichten/detail-alle/info/x"
PORTAL = Portal("musterportal")
POLAND, FRANCE = Place("Polen", "country", "PL"), Place("Frankreich", "country", "FR", "url")


def seen(url, day=1, **values):
    moment = dt.datetime(2020, 3, day, tzinfo=dt.UTC)
    return Article(
        NEWS,
        title="Blaumilch",
        body="Ein Text.",
        captured_at=moment,
        capture=Capture(url, moment, moment, digest=f"sha1:{url}{day}"),
        aliases=[Alias(url, "type and slug")] if url != NEWS else [],
        **values,
    )


def places(archive):
    (article,) = read_articles(archive.db.conn, [1]).values()
    return article.places


def revisions(archive):
    return archive.db["revisions"].count


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_all_urls_count_and_none_is_an_edit(tmp_path, order):
    sightings = [seen(NEWS), seen(IN_FRANCE, 2), seen(IN_POLAND, 3)]
    with Archive(tmp_path / "a.db") as archive:
        for number in order:
            archive.store([sightings[number]], archive.begin_run("musterportal", "live", PORTAL))
        assert places(archive) == [FRANCE, Place("Polen", "country", "PL", "url")]
        assert revisions(archive) == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_the_page_names_is_the_pages(tmp_path, order):
    sightings = [seen(NEWS, places=[POLAND]), seen(IN_POLAND, places=[POLAND])]
    with Archive(tmp_path / "a.db") as archive:
        for number in order:
            archive.store([sightings[number]], archive.begin_run("musterportal", "live", PORTAL))
        assert places(archive) == [POLAND]


def test_a_place_the_page_no_longer_names_is_still_told_by_the_url(tmp_path):
    with Archive(tmp_path / "a.db") as archive:
        archive.store([seen(IN_POLAND, 1, places=[POLAND])], archive.begin_run("p", "live", PORTAL))
        archive.store([seen(IN_POLAND, 2, topics=["A"])], archive.begin_run("p", "live", PORTAL))
        assert places(archive) == [Place("Polen", "country", "PL", "url")]


def test_an_alias_that_is_learnt_later_tells_too(tmp_path):
    with Archive(tmp_path / "a.db") as archive:
        archive.store([seen(NEWS, places=[POLAND])], archive.begin_run("p", "live", PORTAL))
        archive.add_aliases([(NEWS, Alias(IN_FRANCE, "type and slug"))])
        assert places(archive) == [POLAND, FRANCE]


@pytest.mark.parametrize("into", [0, 1])
def test_archives_that_are_merged_know_the_urls_of_both(tmp_path, into):
    for number, sighting in enumerate(
        [seen(NEWS, places=[POLAND]), seen(IN_FRANCE, 2, places=[POLAND])]
    ):
        with Archive(tmp_path / f"{number}.db") as archive:
            archive.store([sighting], archive.begin_run("musterportal", "live", PORTAL))
    with Archive(tmp_path / f"{into}.db") as archive:
        merge_archive(archive, tmp_path, tmp_path / f"{1 - into}.db", tmp_path)
        assert places(archive) == [POLAND, FRANCE]
        assert revisions(archive) == 0
