"""Thirty nights of an unattended archive: each morning, what is told is what happened.

``make test`` has fifteen, around the end of summer time; ``ALIVE_NIGHTS=30`` all (``make soak``).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.clocks import SLACK
from tests.alive.clock import run_at
from tests.alive.nights import (
    BACK,
    BLOCKED,
    FORWARD,
    FULL,
    GOOD,
    IDLE,
    KILLED,
    LATEST,
    MISSED,
    NEWS,
    PARTIAL,
    Told,
    World,
    seconds,
)
from tests.conftest import kept_in
from tests.crawled import everything
from tests.keeping.making import records

NIGHTS = (
    NEWS, IDLE, NEWS, BLOCKED, BLOCKED, NEWS, KILLED,
    NEWS, IDLE, BLOCKED, KILLED, NEWS, FULL, PARTIAL,
    BACK, NEWS, IDLE, MISSED, MISSED, FORWARD, BLOCKED,
    IDLE, KILLED, KILLED, NEWS, FORWARD, FULL, MISSED,
    NEWS, IDLE,
)  # fmt: skip
LAST_SUNDAY = 17
"""The night in which summer time ends or begins."""
AROUND_IT = slice(7, 22)
SEASONS = {"autumn": dt.date(2026, 10, 25), "spring": dt.date(2027, 3, 28)}
ALL = "ALIVE_NIGHTS" in os.environ
TOO_OLD = dt.timedelta(days=1.5)
PINGS = {KILLED: ["/start"], MISSED: [], BLOCKED: ["/start", "/fail"], FULL: ["/start", "/fail"]}
EXIT_CODES = {KILLED: -9, MISSED: None, BLOCKED: 1, FULL: 1, PARTIAL: 5}


class Diary:
    """What was really done, night by night, by the clocks of these nights."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.runs: list[dt.datetime] = []
        self.successes: list[dt.datetime] = []
        self.news: list[dt.datetime] = []
        self.stored = 0
        self.went_well = False
        self.was_complete = True
        """Whether the last run took all there was."""

    def live(self, kind: str) -> None:
        """One night, and whether all that is told in the morning is so."""
        world = self.world
        clock, files = world.clock(kind), world.captures
        metrics = world.metrics_file.read_bytes() if world.metrics_file.exists() else b""
        was_complete = self.was_complete
        told = world.night(kind)
        with Archive(world.folder / "archive.db") as archive:
            stored = archive.db.table("articles").count
        new, self.stored = stored - self.stored, stored
        if new:
            self.news.append(clock)
        if kind not in (MISSED, PARTIAL):
            self.runs.append(clock)
            self.went_well = kind in GOOD
            self.was_complete = kind in GOOD
            if kind in GOOD:
                self.successes.append(clock)
                assert stored == world.portal.published
        self._compare_pings(kind, told, new)
        if kind == MISSED:
            assert world.metrics_file.read_bytes() == metrics
        else:
            self._compare_metrics(kind, told, clock, new)
        self._compare_health(told, clock + LATEST)
        if kind == IDLE and was_complete:
            assert new == 0
            assert world.captures == files

    def _compare_pings(self, kind: str, told: Told, new: int) -> None:
        assert told.pings == PINGS.get(kind, ["/start", ""])
        assert told.exit_code == EXIT_CODES.get(kind, 0)
        if told.pings[1:]:
            first, result, *_ = told.bodies[-1].splitlines()
            assert first.startswith(f"exit code {told.exit_code}: ")
            assert result.startswith(f"demo_cluster from live: {new or 'nothing'} new")
        assert "Traceback" not in told.printed

    def _compare_metrics(self, kind: str, told: Told, clock: dt.datetime, new: int) -> None:
        metrics = told.metrics
        assert near(metrics["update_started_timestamp",], clock)
        if kind == KILLED:  # the file is as it was when the run began
            assert not {("update_ended_timestamp",), ("update_exit_code",)} & metrics.keys()
        else:
            assert metrics["update_exit_code",] == told.exit_code
            assert near(metrics["update_ended_timestamp",], clock)
            assert metrics["verdict", "well"] == self.went_well
            assert metrics["verdict", "failed"] != self.went_well
            assert near(metrics["last_run_timestamp",], last(self.runs, clock))
            assert near(metrics["newest_article_timestamp",], max(believed(self.news, clock)))
        if kind not in (KILLED, FULL, PARTIAL):
            assert metrics["last_run_outcomes", "article", "new"] == new
        assert near(metrics["last_success_timestamp",], last(self.successes, clock))
        assert metrics["held_articles",] == metrics["alarms",] == 0

    def _compare_health(self, told: Told, moment: dt.datetime) -> None:
        verdict = told.verdict
        last_run = last(self.runs, moment)
        is_old = moment - last_run > TOO_OLD
        state = "failed" if not self.went_well else "stale" if is_old else "well"
        assert verdict["state"] == state
        assert ("is the timer at work?" in str(verdict["sentence"])) == is_old
        assert told.health_exit_code == (0 if state == "well" else 4)
        assert near(seconds(verdict["last_run"]), last_run)
        assert near(seconds(verdict["last_success"]), last(self.successes, moment))
        assert verdict["at_work"] is None


class Backup:
    """A copy of the archive as it is tonight, and what it has to be when it is put back."""

    def __init__(self, world: World, target: Path) -> None:
        self._target, self._moment = target, world.true_time()
        self.rows = everything(world.folder / "archive.db")
        self._records = records(world.folder)
        self._found = self._findings(world.folder)
        assert self._run("backup", world.folder, str(target))[0] == 0

    def _run(self, command: str, folder: Path, *words: str) -> tuple[int | None, str]:
        return run_at(self._moment, [command, *words, *kept_in(folder / "archive.db")], folder)

    def restore(self, place: Path) -> None:
        """Put it back at another path: every row and every record is as it was that night."""
        shutil.copytree(self._target, place)
        assert everything(place / "archive.db") == self.rows
        assert records(place) == self._records
        assert self._findings(place) <= self._found  # the disk that was full is one

    def _findings(self, folder: Path) -> set[str]:
        """What is wrong, without numbers and examples."""
        lines = self._run("doctor", folder)[1].splitlines()
        told = {re.sub(r"\d+ (\w+?)s?\b", r"\1", line) for line in lines if line[0] != " "}
        return told - {"The archive is sound."}


def believed(moments: Iterable[dt.datetime], clock: dt.datetime) -> list[dt.datetime]:
    """Of these times those that are not in the future."""
    return [moment for moment in moments if moment <= clock + SLACK]


def last(moments: Iterable[dt.datetime], clock: dt.datetime) -> dt.datetime:
    return believed(moments, clock)[-1]


def near(timestamp: float, moment: dt.datetime) -> bool:
    return 0 <= timestamp - int(moment.timestamp()) < LATEST.total_seconds()


@pytest.mark.parametrize("season", SEASONS if ALL else ["autumn"])
def test_each_morning_tells_the_truth(tmp_path, season):
    kinds = [*enumerate(NIGHTS, 1)][slice(None) if ALL else AROUND_IT]
    first = SEASONS[season] - dt.timedelta(days=LAST_SUNDAY - kinds[0][0])
    folder = tmp_path / "archive"
    folder.mkdir()
    gaps = {}
    with World(folder, first) as world:
        diary = Diary(world)
        for number, kind in kinds:
            before = world.true_time()
            diary.live(kind)
            gaps[number] = world.true_time() - before
            if number == LAST_SUNDAY:
                backup = Backup(world, tmp_path / "backup")
    assert everything(folder / "archive.db") != backup.rows
    backup.restore(tmp_path / "anderswo")
    day = dt.timedelta(days=1)
    longer = dt.timedelta(hours=1 if season == "autumn" else -1)
    assert [gap for gap in gaps.values() if gap != day] == [day + longer]
