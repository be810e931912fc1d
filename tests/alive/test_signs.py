"""`scrapy update` tells that it has run, `scrapy health` whether all are well."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from crawler.archive import Archive, Portal
from crawler.command_base import CommandError
from crawler.commands._signs_of_life import SignsOfLife
from crawler.monitoring.exit_codes import ExitCode
from crawler.monitoring.health.measures import Alarm
from crawler.monitoring.lock import held_since, run_lock
from tests import forked
from tests.alive.receiver import Receiver

ALARM = Alarm("demo_cluster", "edited", "title", "0 %", "9 of 40", "overwritten").as_json()
NOBODY = "http://127.0.0.1:9/geheim-4711"


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


def pinged(receiver, *more):
    return ("-s", f"PING_URL={receiver.url}", *more)


# -- Pings -----------------------------------------------------------------------------------------


def test_nothing_is_asked_for_unless_a_setting_says_so(scrapy, archive_path):
    assert scrapy("update", "demo_cluster", "--quiet").returncode == 0
    assert not [*archive_path.parent.glob("*.prom")]


def test_a_run_that_finds_another_at_work_changes_nothing(scrapy, archive_path, receiver):
    with run_lock(archive_path):
        done = scrapy("update", "demo_cluster", *pinged(receiver))
    assert done.returncode == 3
    (ping,) = receiver.pings
    assert ping.path == "/log"
    assert ping.body.startswith("exit code 3: not begun\n")
    assert "is being updated by process" in ping.body


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("demo_clutser",), 2, "did you mean demo_cluster?"),
        (("demo_cluster", "-s", "CRAWL_WINDOW=nachts"), 2, "CRAWL_WINDOW=nachts"),
    ],
)
def test_a_run_that_cannot_begin_is_a_failure(scrapy, receiver, words, code, says):
    done = scrapy("update", *words, *pinged(receiver))
    assert done.returncode == code
    (ping,) = receiver.pings
    assert ping.path == "/fail"
    assert ping.body.startswith(f"exit code {code}: not begun\n")
    assert says in ping.body


@pytest.mark.parametrize(
    ("error", "path", "first"),
    [
        (KeyboardInterrupt(), "/fail", "exit code 1: broken off by KeyboardInterrupt"),
        (ZeroDivisionError("geheim"), "/fail", "exit code 1: broken off by ZeroDivisionError"),
        (CommandError("besetzt", ExitCode.LOCKED), "/log", "exit code 3: not begun\nbesetzt"),
        (CommandError("http://a:b@c/", ExitCode.FAILED), "/fail",
         "exit code 1: not begun\nhttp://***@c/"),
    ],
)  # fmt: skip
def test_whatever_ends_a_run_is_told_and_passed_on(receiver, error, path, first):
    signs = SignsOfLife({"PING_URL": receiver.url}, spiders=None)
    with pytest.raises(type(error)), signs.watching():
        raise error
    assert [(ping.path, ping.body) for ping in receiver.pings] == [(path, first)]


def test_what_cannot_be_told_is_said_without_the_secret_and_fails_nothing(scrapy, archive_path):
    nowhere = archive_path.parent / "no" / "clusterarchiv.prom"
    done = scrapy(
        "update", "demo_cluster", "--quiet",
        "-s", f"PING_URL={NOBODY}", "-s", f"METRICS_FILE={nowhere}", "-L", "DEBUG",
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr.count("update: PING_URL could not be told: Connection refused") == 2
    assert done.stderr.count(f"METRICS_FILE={nowhere} cannot be written: No such file") == 1
    assert "geheim" not in done.stderr + done.stdout


def test_metrics_can_be_read_by_another_user_and_are_never_half_written(scrapy, archive_path):
    target = archive_path.with_name("clusterarchiv.prom")
    target.write_text("what stood there before\n")
    target.chmod(0o600)
    assert scrapy("update", "demo_cluster", "-s", f"METRICS_FILE={target}").returncode == 0
    assert target.stat().st_mode & 0o777 == 0o644
    assert target.read_text("utf-8").startswith("# HELP clusterarchiv_info")
    assert [path.name for path in target.parent.glob("*clusterarchiv.prom*")] == [target.name]


def test_metrics_stay_as_they_were_if_the_archive_cannot_be_read(tmp_path, capsys):
    broken, target = tmp_path / "archive.db", tmp_path / "clusterarchiv.prom"
    broken.write_bytes(b"no database at all " * 1000)
    target.write_text("clusterarchiv_info 1\n")

    class Settings(dict):
        def getlist(self, name):
            return ["demo_cluster"]

        def getfloat(self, name):
            return 14.0

    settings = Settings(ARCHIVE_PATH=str(broken), METRICS_FILE=str(target), PING_URL="")
    SignsOfLife(settings, spiders=None).begin(["demo_cluster"])
    assert target.read_text() == "clusterarchiv_info 1\n"
    assert f"METRICS_FILE={target} stays as it was: " in capsys.readouterr().err


def test_the_settings_file_says_who_is_told_and_where_the_file_is(tmp_path, receiver):
    home = tmp_path / "archiv"
    home.mkdir()
    (home / "my.toml").write_text(
        f'metrics = "my.prom"\nportals = ["demo_cluster"]\n[notify]\nping = "{receiver.url}"\n'
    )
    done = forked.run(["update", "--quiet", "--config", "archiv/my.toml"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert receiver.paths == ["/start", ""]
    start, end = (ping.body for ping in receiver.pings)
    assert start == "update of demo_cluster"
    assert re.fullmatch(
        r"exit code 0: 67 new in [\d.]+ s\ndemo_cluster from demo: 67 new in [\d.]+ s", end
    )
    assert 'clusterarchiv_exit_code{portal="demo_cluster"} 0' in (home / "my.prom").read_text()


# -- scrapy health ---------------------------------------------------------------------------------


def run(path, age, *alarms, spider="demo_cluster", reason="finished", **counts):
    """A run that began so many days ago."""
    with Archive(path) as archive:
        number = archive.begin_run(spider, "live", Portal(spider))
        archive.quarantine.write_checkup(number, [], [*alarms])
        if reason:
            archive.finish_run(number, reason, counts)
        begun = dt.datetime.now(dt.UTC) - dt.timedelta(days=age)
        archive.db.table("runs").update(
            number, {"started_at": begun.strftime("%Y-%m-%dT%H:%M:%SZ")}
        )


def verdict(done, portal="demo_cluster"):
    lines = map(json.loads, done.stdout.splitlines())
    (found,) = (one["verdict"] for one in lines if "verdict" in one and one["portal"] == portal)
    return found


@pytest.mark.parametrize(
    ("runs", "words", "code", "state"),
    [
        ([(2, {})], (), 0, "well"),
        ([(20, {})], (), 4, "stale"),
        ([(2, {})], ("--max-age", "1.5"), 4, "stale"),
        ([(20, {})], ("-s", "HEALTH_MAX_AGE=1", "--max-age", "30"), 0, "well"),
        ([(-3650, {})], (), 4, "stale"),
        ([(2, {}), (-3650, {})], (), 0, "well"),
        ([(2, {"reason": None})], (), 4, "failed"),
    ],
)
def test_the_exit_code_says_whether_all_are_well(scrapy, archive_path, runs, words, code, state):
    for age, ended in runs:
        run(archive_path, age, **ended)
    done = scrapy("health", "--json", *words)
    assert (verdict(done)["state"], done.returncode) == (state, code), done.stdout


def test_a_verdict_has_dates_alarms_and_the_exit_code_of_the_last_run(scrapy, archive_path):
    run(archive_path, 3)
    run(archive_path, 2, ALARM)
    done = scrapy("health", "--json")
    found = verdict(done)
    day = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).strftime("%Y-%m-%d")
    assert (found["state"], found["exit_code"], done.returncode) == ("broken", 4, 4)
    assert found["last_run"][:10] == found["since"][:10] == day
    assert found["last_well"] < found["last_run"]
    assert found["last_success"]
    assert found["newest_article"] is None
    assert found["waiting"] == 0
    assert "title" in found["alarms"][0]


def test_a_portal_that_should_be_crawled_and_never_was_is_not_well(scrapy, archive_path):
    run(archive_path, 2)
    assert scrapy("health").returncode == 0  # nobody said that the others should be
    done = scrapy("health", "--json", "-s", "PORTALS=demo_cluster,bmftr")
    assert (done.returncode, verdict(done, "bmftr")["state"]) == (4, "never crawled")


def test_what_nobody_asks_about_any_more_is_shown_and_does_not_count(scrapy, archive_path):
    run(archive_path, 2)
    run(archive_path, 40, spider="demo_kooperation")
    run(archive_path, 40, spider="once_upon_a_time")
    done = scrapy("health", "--json", "-s", "PORTALS=demo_cluster")
    assert (done.returncode, verdict(done, "demo_kooperation")["state"]) == (0, "stale")
    assert scrapy("health", "demo_kooperation", "-s", "PORTALS=demo_cluster").returncode == 4
    assert scrapy("health", "-s", "HEALTH_MAX_AGE=60").returncode == 0


def test_a_run_that_is_at_work_has_not_failed(scrapy, archive_path):
    run(archive_path, 2)
    with run_lock(archive_path):
        run(archive_path, -0.0001, reason=None)
        done = scrapy("health", "--json")
        assert (verdict(done)["state"], done.returncode) == ("well", 0)
        assert verdict(done)["at_work"] > verdict(done)["last_run"]
        assert "another is at work" in verdict(done)["sentence"]
    assert verdict(scrapy("health", "--json"))["state"] == "failed"


@pytest.mark.parametrize("is_first", [True, False])
def test_a_run_that_is_at_work_for_days_hangs(scrapy, archive_path, is_first):
    if not is_first:
        run(archive_path, 4)
    with run_lock(archive_path):
        lock = archive_path.with_name("archive.db.lock")
        lock.write_text(re.sub(r"since \d{4}", "since 2025", lock.read_text()))
        run(archive_path, 3, reason=None)
        assert scrapy("health").returncode == 0
        done = scrapy("health", "--json", "--max-age", "2")
    found = verdict(done)
    assert (found["state"], done.returncode) == ("stale", 4)
    assert "its run is at work for 3 days: does it hang?" in found["sentence"]


def test_a_run_that_was_killed_before_is_not_at_work_now(scrapy, archive_path):
    run(archive_path, 1, reason=None)
    with run_lock(archive_path):
        assert verdict(scrapy("health", "--json"))["state"] == "failed"


@pytest.mark.parametrize("days", ["0", "nan"])
def test_a_number_of_days_that_is_none_is_wrong_usage(scrapy, archive_path, days):
    run(archive_path, 2)
    done = scrapy("health", f"--max-age={days}")
    assert (done.returncode, "is no number of days" in done.stderr) == (2, True)


def test_whoever_only_looks_at_the_lock_turns_no_run_away(tmp_path):
    archive = tmp_path / "archive.db"
    assert held_since(archive) is None
    with run_lock(archive):
        since = held_since(archive)
        assert abs(dt.datetime.now(dt.UTC) - since) < dt.timedelta(minutes=1)
    assert held_since(archive) is None
    for _ in range(20):
        with run_lock(archive):
            pass
        held_since(archive)
