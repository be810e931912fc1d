"""What two samples have in common tells how many articles there were."""

import datetime as dt
import random

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Article, Capture
from crawler.maintenance.samples import samples, totals
from crawler.maintenance.total_estimate import estimate_total

MOMENT = dt.datetime(2020, 3, 1, 12, tzinfo=dt.UTC)


class Spider:
    name = "beispiel"

    def is_article(self, url):
        return "/info/" in url

    def canonical(self, url):
        return url


@pytest.mark.parametrize(
    ("shares", "least"), [((0.5, 0.5), 93), ((0.3, 0.6), 90), ((0.5, 0.5, 0.4), 90)]
)
def test_the_interval_holds_the_truth_as_often_as_it_says(shares, least):
    urls = [f"u{number}" for number in range(300)]
    hits = 0
    for seed in range(100):
        rng = random.Random(seed)
        found = {
            str(number): {url for url in urls if rng.random() < share}
            for number, share in enumerate(shares)
        }
        total = estimate_total(found)
        hits += total.low <= len(urls) <= total.high
        assert total.known <= total.low <= total.estimate <= total.high
    assert hits >= least


def test_one_sample_tells_nothing_nor_does_a_copy_of_it():
    urls = {f"u{number}" for number in range(50)}
    assert estimate_total({}) is None
    assert estimate_total({"one": urls}) is None
    assert estimate_total({"one": urls, "copy": set(urls)}) is None
    assert estimate_total({"one": urls, "none": set()}) is None


def test_samples_that_share_nothing_leave_the_total_open_above():
    total = estimate_total({"one": {"a", "b", "c"}, "two": {"d", "e", "f"}})
    assert total.known == 6 <= total.low
    assert total.high > 60


def captured(number, source, moment):
    url = f"https://beispiel.de/info/{number}"
    return Article(
        url=url, title=f"Titel {number}", body="Ein Absatz.", kind="nachricht",
        published_on=f"2016-05-{number + 1:02}", captured_at=moment,
        capture=Capture(url, moment, moment, status=200, source=source),
    )  # fmt: skip


def test_sources_are_samples(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        later = MOMENT + dt.timedelta(days=90)
        for source, numbers, moment in (
            ("warc:a", range(20), MOMENT),
            ("warc:b", range(10, 30), later),
        ):
            portal = Portal("beispiel", "Beispiel", "https://beispiel.de", alive=False)
            run_id = archive.begin_run("beispiel", source, portal)
            archive.store([captured(number, source, moment) for number in numbers], run_id)
            archive.finish_run(run_id, "finished", {})
        found = samples(archive.db.conn, Spider())
        assert {name: len(urls) for name, urls in found.items()} == {"warc:a": 20, "warc:b": 20}
        estimates = totals(archive.db.conn, Spider())
    total = estimates["", ""]
    assert (total.known, total.estimate) == (30, 39)
    assert estimates["2016", "nachricht"] == estimates["2016", ""] == total
