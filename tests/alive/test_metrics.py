"""Metrics: read by Prometheus' own parser, and true to the archive."""

from __future__ import annotations

import datetime as dt

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.archive import Archive, Portal
from crawler.books import EntryKind, EntryOutcome, Line
from crawler.items import Article
from crawler.monitoring.health.measures import Alarm
from crawler.monitoring.health.verdicts import verdicts
from crawler.monitoring.metrics import UpdateRun, metrics_text

NOW = dt.datetime(2026, 3, 29, 4, tzinfo=dt.UTC)
UPDATE = UpdateRun(NOW - dt.timedelta(hours=1), NOW, 4, 3599.5)
ALARM = Alarm("muster", "edited", "title", "0 %", "9 of 40", "would be overwritten").as_json()
WHERE = "https://muster.example/"


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        yield archive


def run(archive, day, *alarms, spider="muster", reason="finished", outcomes=(), **counts):
    """A run that began at 3:17 on this day of March, and ended half an hour later."""
    number = archive.begin_run(spider, "live", Portal(spider))
    archive.quarantine.write_checkup(number, [], [*alarms])
    archive.write_outcomes(number, outcomes)
    times = {"started_at": f"2026-03-{day:02}T03:17:00Z", "finished_at": None}
    if reason:
        archive.finish_run(number, reason, {"seconds": 1800.5, **counts})
        times["finished_at"] = f"2026-03-{day:02}T03:47:00Z"
    archive.db.table("runs").update(number, times)
    return number


def text(archive, *portals, update=UPDATE):
    found = verdicts(archive.db.conn, None, portals, NOW, dt.timedelta(days=14))
    shown = [verdict for verdict in found if verdict.portal in (portals or ("muster",))]
    return metrics_text(archive.db.conn, shown, update)


def read(told):
    """Values by name and labels, as Prometheus' own parser reads them."""
    return {
        (sample.name.removeprefix("clusterarchiv_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def at(day, clock):
    return dt.datetime.fromisoformat(f"2026-03-{day:02}T{clock}Z").timestamp()


def test_a_portal_that_is_well(archive):
    lines = [
        Line(EntryKind.ARTICLE, EntryOutcome.NEW, "", 3, None),
        Line(EntryKind.ARTICLE, EntryOutcome.REJECTED, "status 404", 2, None),
        Line(EntryKind.ARTICLE, EntryOutcome.REJECTED, "no title", 1, None),
        Line(EntryKind.FEED, EntryOutcome.READ, "", 1, None),
    ]
    number = run(archive, 28, outcomes=lines)
    article = Article(f"{WHERE}eins", title="Blaumilch", captured_at=NOW - dt.timedelta(days=3))
    archive.store([article], number)
    told = read(text(archive))
    assert told["last_success_timestamp", "muster"] == at(28, "03:47:00")
    assert told["last_run_timestamp", "muster"] == at(28, "03:17:00")
    assert told["last_run_duration_seconds", "muster"] == 1800.5
    assert told["newest_article_timestamp", "muster"] == at(26, "04:00:00")
    assert told["exit_code", "muster"] == 0
    assert told["verdict", "muster", "well"] == 1
    assert told["verdict", "muster", "failed"] == 0
    assert told["last_run_outcomes", "muster", "article", "new"] == 3
    assert told["last_run_outcomes", "muster", "article", "rejected"] == 3
    assert told["last_run_outcomes", "muster", "article", "changed"] == 0
    assert told["last_run_outcomes", "muster", "feed", "read"] == 1
    assert told["update_exit_code",] == 4
    assert told["update_duration_seconds",] == 3599.5
    assert told["update_ended_timestamp",] == NOW.timestamp()


@pytest.mark.parametrize(
    ("ending", "exit_code", "verdict"),
    [
        ({"errors": 3}, 1, "failed"),
        ({"reason": "shutdown"}, 1, "failed"),
        ({"reason": "archive_failed", "errors": 1}, 1, "failed"),
        ({"reason": None}, None, "failed"),
    ],
    ids=["errors", "stopped by a signal", "full disk", "killed"],
)
def test_a_run_that_failed_leaves_the_last_success_as_it_was(archive, ending, exit_code, verdict):
    run(archive, 27)
    run(archive, 28, **ending)
    told = read(text(archive))
    assert told["last_success_timestamp", "muster"] == at(27, "03:47:00")
    assert told["last_run_timestamp", "muster"] == at(28, "03:17:00")
    assert told.get(("exit_code", "muster")) == exit_code
    assert told["verdict", "muster", verdict] == 1


@pytest.mark.parametrize("reason", ["closespider_timeout", "window_over", "limit_reached"])
def test_a_run_whose_end_was_planned_is_a_success(archive, reason):
    run(archive, 27)
    run(archive, 28, reason=reason)
    told = read(text(archive))
    assert told["last_success_timestamp", "muster"] == at(28, "03:47:00")
    assert told["exit_code", "muster"] == (0 if reason == "limit_reached" else 5)
    assert told["verdict", "muster", "well"] == 1


def test_alarms_and_what_is_held_until_somebody_has_decided(archive):
    run(archive, 27)
    number = run(archive, 28, ALARM)
    held = Article(f"{WHERE}eins", title="x", doubts=["edited title"])
    archive.quarantine.hold([held], number)
    told = read(text(archive))
    assert (told["alarms", "muster"], told["held_articles", "muster"]) == (1, 1)
    assert told["exit_code", "muster"] == 4
    assert told["verdict", "muster", "broken"] == 1
    assert told["last_success_timestamp", "muster"] == at(27, "03:47:00")
    archive.quarantine.accept(number)
    told = read(text(archive))
    assert (told["alarms", "muster"], told["held_articles", "muster"]) == (0, 0)
    assert told["last_success_timestamp", "muster"] == at(28, "03:47:00")


def test_a_portal_that_never_was_crawled_has_lines_and_one_that_is_gone_has_none(archive):
    run(archive, 28, spider="fort")
    told = text(archive, "neu")
    assert "fort" not in told
    values = read(told)
    assert values["last_success_timestamp", "neu"] == values["last_run_timestamp", "neu"] == 0
    assert values["verdict", "neu", "never crawled"] == 1
    assert ("exit_code", "neu") not in values


def test_a_run_that_a_wrong_clock_dates_in_the_future_is_no_success_of_ours(archive):
    run(archive, 27)
    ahead = run(archive, 28)
    far = {"started_at": "2036-01-01T03:17:00Z", "finished_at": "2036-01-01T03:47:00Z"}
    archive.db.table("runs").update(ahead, far)
    told = read(text(archive))
    assert told["last_success_timestamp", "muster"] == at(27, "03:47:00")
    assert told["last_run_timestamp", "muster"] == at(27, "03:17:00")
    run(archive, 29, errors=1)
    assert read(text(archive))["last_success_timestamp", "muster"] == at(27, "03:47:00")
    run(archive, 29)
    assert read(text(archive))["last_success_timestamp", "muster"] == at(29, "03:47:00")


def test_an_update_that_is_at_work_has_no_end_yet(archive):
    run(archive, 28)
    told = read(text(archive, update=UpdateRun(NOW)))
    assert told["update_started_timestamp",] == NOW.timestamp()
    assert not {("update_ended_timestamp",), ("update_exit_code",)} & told.keys()


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "a\\nb", "a\rb\x1b[0m", "Ä}{,=ü", "\\\\"])
def test_any_name_is_one_label(archive, name):
    run(archive, 28, spider=name)
    told = text(archive, name)
    assert all(line.startswith(("#", "clusterarchiv_")) for line in told.splitlines())
    (label,) = {key[1] for key in read(told) if key[0] == "last_run_timestamp"}
    assert label == name.replace("\r", "\\x0d").replace("\x1b", "\\x1b")


def test_every_metric_is_described_once_above_its_lines(archive):
    run(archive, 28, ALARM)
    names = set()
    for family in text_string_to_metric_families(text(archive, "muster", "neu")):
        assert family.name not in names
        names.add(family.name)
        assert family.documentation
        assert family.type == "gauge"
        assert len({tuple(sample.labels.items()) for sample in family.samples}) == len(
            family.samples
        )
    assert len(names) == 14
