"""What `scrapy health` says of each portal, with dates."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Article
from crawler.monitoring.health.measures import Alarm
from crawler.monitoring.health.verdicts import State, verdicts

ALARM = Alarm("muster", "edited", "title", "0 %", "9 of 40", "would be overwritten").as_json()
TWO_WEEKS = dt.timedelta(days=14)
NOW = dt.datetime(2025, 3, 31, 12, tzinfo=dt.UTC)


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        yield archive


def run(archive, day, *alarms, held=0, errors=0, spider="muster"):
    number = archive.begin_run(spider, "live", Portal(spider))
    archive.db.conn.execute(
        "UPDATE runs SET started_at = ? WHERE id = ?", (f"2025-03-{day:02}T03:17:00Z", number)
    )
    held_back = [
        Article(f"http://muster.example/{day}/{n}", title="x", doubts=["edited title"])
        for n in range(held)
    ]
    archive.quarantine.hold(held_back, number)
    archive.quarantine.write_checkup(number, [], [*alarms])
    archive.finish_run(number, "finished", {"errors": errors})
    return number


def verdict(archive, spider="muster"):
    (found,) = verdicts(archive.db.conn, spider, [spider], NOW, TWO_WEEKS)
    return found


def test_a_portal_that_is_well(archive):
    run(archive, 29)
    run(archive, 30)
    assert str(verdict(archive)) == "muster: well, last run on 2025-03-30"


def test_a_broken_one_says_since_when_and_what_to_do(archive):
    for day in (26, 27):
        run(archive, day)
    for day in (28, 29, 30):
        last = run(archive, day, ALARM, held=2)
    found = verdict(archive)
    assert found.state is State.BROKEN
    assert (found.since[:10], found.last_well[:10]) == ("2025-03-28", "2025-03-27")
    assert found.waiting == 6
    assert str(found) == (
        "muster: broken since 2025-03-28, last well on 2025-03-27, 6 articles wait, "
        "last run on 2025-03-30: scrapy health muster shows the alarms; mend the layout, "
        f"or decide: scrapy accept 3 or scrapy accept 4 or scrapy accept {last} "
        "(--discard if the layout is wrong)"
    )


def test_what_waits_is_said_though_the_last_run_was_well(archive):
    run(archive, 28)
    run(archive, 29, ALARM, held=1)
    run(archive, 30)
    found = verdict(archive)
    assert (found.state, found.since[:10], found.waiting) == (State.WAITING, "2025-03-29", 1)
    assert "1 article waits" in str(found)


def test_an_accepted_alarm_is_well_again(archive):
    run(archive, 29)
    archive.quarantine.accept(run(archive, 30, ALARM, held=1))
    assert verdict(archive).state is State.WELL


def test_a_run_with_failures(archive):
    run(archive, 29)
    run(archive, 30, errors=3)
    found = verdict(archive)
    assert (found.state, found.since[:10]) == (State.FAILED, "2025-03-30")


def test_a_portal_nobody_crawls_any_more_or_ever_did(archive):
    run(archive, 2)
    assert "muster: stale, last run on 2025-03-02: its last run is 4 weeks old" in str(
        verdict(archive)
    )
    assert str(verdict(archive, "neu")) == "neu: never crawled: scrapy crawl neu"
    found = verdicts(archive.db.conn, None, ["neu"], NOW, TWO_WEEKS)
    assert [one.portal for one in found] == ["muster", "neu"]
