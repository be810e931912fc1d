"""What a run asks for again, told by when it was last looked at."""

from __future__ import annotations

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from scrapy.utils.test import get_crawler

from crawler.archive import Archive
from crawler.archive.crawl_state import Stored
from crawler.archive.forgotten import Forgotten
from spiders import frontier
from spiders.demo_cluster import DemoCluster
from spiders.schedule import INTERVALS, is_due, visits_at

URL = f"{DemoCluster.home_url}CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/muster.html"


@pytest.mark.parametrize("way", ["missing", "incomplete"])
@pytest.mark.parametrize(
    ("seconds", "asked"),
    [
        (-60, True),
        (0, True),  # the run before may have ended in the second this one begins in
        (1, False),  # by this run
        (86_400 * 365, True),  # by a clock that ran ahead
    ],
)
def test_what_was_missing_is_asked_for_again_by_another_run(monkeypatch, seconds, asked, way):
    spider = DemoCluster()
    spider.crawler = get_crawler(DemoCluster)
    spider.frontier.began -= dt.timedelta(seconds=30)
    visited = spider.frontier.began + dt.timedelta(seconds=seconds)
    born = dt.datetime(2016, 1, 4, tzinfo=dt.UTC)
    missing = {"missing": False, "incomplete": False} | {way: True}
    stored = Stored(URL, URL, born, visited, **missing)
    archive = SimpleNamespace(articles=lambda name, visits: [stored])
    monkeypatch.setattr(frontier, "previous_visits", lambda crawler: archive)
    monkeypatch.setattr(frontier, "forgotten_articles", lambda crawler: Forgotten(None))
    assert [request.url for request in spider.frontier.revisits()] == [URL] * asked


AGES = [0, 1, *(age.days for age, _ in INTERVALS), 4000]
NOW = dt.datetime(2026, 3, 1, 3, 0, 0, tzinfo=dt.UTC)


def _text(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _invented(chance: random.Random) -> dict[str, str | int | None]:
    """An article of any age, visited any time since, and what its last look may have found."""

    def ago(days: int) -> dt.datetime:
        return NOW - dt.timedelta(days, chance.randint(-7200, 7200))

    first, last = sorted((ago(chance.choice(AGES)), ago(chance.choice(AGES))))
    days = {
        name: chance.choice((None, str(ago(chance.choice(AGES)).date())))
        for name in ("published_on", "updated_on")
    }
    look = chance.choice((None, None, None, "gone", "cut", "ahead"))
    changed = chance.choice((None, None, _text(last)))
    return {**days, "first": _text(first), "last": _text(last), "changed": changed, "look": look}


def test_what_indexes_leave_out_is_not_due(tmp_path):
    chance = random.Random(5)
    with Archive(tmp_path / "archive.db") as archive:
        db = archive.db.conn
        db.execute("INSERT INTO portals (name) VALUES ('muster'), ('anderes')")
        for number in range(600):
            article = _invented(chance) | {"id": number, "url": f"http://muster.example/{number}"}
            db.execute(
                "INSERT INTO articles (id, portal, url, published_on, updated_on, changed_at, "
                "first_seen_at, last_seen_at, content_hash, word_count) VALUES (:id, 'muster', "
                ":url, :published_on, :updated_on, :changed, :first, :last, :url, 0)",
                article,
            )
            db.execute(
                "INSERT INTO captures (url, article_id, fetched_at, captured_at, status, "
                "content_hash, incomplete, clock_at) VALUES (:url, :id, :last, :last, "
                "iif(:look = 'gone', 404, 200), iif(:look = 'gone', NULL, :url), "
                "iif(:look = 'cut', 'length', NULL), "
                "iif(:look = 'ahead', '2020-01-01T00:00:00Z', NULL))",
                article,
            )
        every = list(archive.crawl_state.articles("muster"))
        asked = list(archive.crawl_state.articles("muster", visits_at(NOW)))
        others = list(archive.crawl_state.articles("anderes", visits_at(NOW)))
    due = [
        one for one in every if one.missing or one.incomplete or is_due(NOW, one.born, one.visited)
    ]
    assert [one for one in due if one not in asked] == []
    assert len(every) == 600 > len(asked) > len(due) > 0
    assert others == []
