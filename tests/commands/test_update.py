"""`scrapy update`: one run at a time on an archive, quiet when all is well, plain when not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import Future

import pytest
from scrapy.crawler import Crawler

from crawler.archive import Archive
from crawler.commands import _local
from crawler.commands._local import ScheduledCrawl, crawl_in_sequence
from crawler.monitoring.lock import run_lock
from crawler.monitoring.summary import BUDGET_SPENT, Summary
from tests.commands.one_host import Eins
from tests.conftest import ROOT, kept_in
from tests.crash.crawling import run_command

SLOWLY = ("-s", "DOWNLOAD_DELAY=0.3", "-s", "CONCURRENT_REQUESTS=1")
CLOSED = "127.0.0.1:9"  # the port of "discard": nobody listens
PORTALS = {
    "clusterplattform": "www.clusterplattform.de",
    "kooperation_international": "web.archive.org",  # it is switched off
}


def test_a_second_run_says_who_is_at_work(scrapy, archive_path):
    with run_lock(archive_path):
        update = scrapy("update", "demo_cluster")
        crawl = scrapy("crawl", "demo_cluster")
    for done in (update, crawl):
        assert f"is being updated by process {os.getpid()} since 20" in done.stderr
        assert done.returncode == 3
    assert not archive_path.exists() or scrapy("update", "demo_cluster").returncode == 0


def test_what_a_dead_run_left_behind_stops_nobody(scrapy, archive_path):
    archive_path.with_name("archive.db.lock").write_text("process 1")
    assert scrapy("update", "demo_cluster").returncode == 0


def test_the_lock_tells_no_secrets(tmp_path, monkeypatch):
    monkeypatch.setattr(
        sys, "argv", ["scrapy", "update", "-s", "MAIL_PASS=geheim", "--set=X=geheim"]
    )
    with run_lock(tmp_path / "archive.db"):
        signed = (tmp_path / "archive.db.lock").read_text()
    assert "scrapy update" in signed
    assert "geheim" not in signed


def test_the_closing_table_names_each_portal(scrapy):
    done = scrapy("update", "demo_cluster", "demo_kooperation", "--nolog")
    assert "demo_cluster" in done.stdout
    assert "demo_kooperation" in done.stdout
    assert done.stderr == ""


def test_a_quiet_run_says_nothing_when_all_is_well(tmp_path):
    assert run_command(tmp_path, "update", "demo_cluster", "--quiet") == (0, "")


def test_without_a_network_each_portal_is_one_line_even_when_quiet(tmp_path):
    elsewhere = ",".join(f"{host}={CLOSED}" for host in PORTALS.values())
    names = (*PORTALS, "--quiet", "-s", f"CONNECT_TO={elsewhere}", "-s", "RETRY_TIMES=0")
    code, said = run_command(tmp_path, "update", *names)
    assert code == 1
    for portal in PORTALS:
        lines = [line for line in said.splitlines() if line.startswith(f"{portal}: ")]
        assert len(lines) == 1, said
        assert "Connection" in lines[0]


def test_json_is_an_object_a_portal(tmp_path):
    code, said = run_command(tmp_path, "update", "demo_cluster", "--json", "--nolog")
    (line,) = said.splitlines()
    summary = json.loads(line)
    assert code == 0
    assert summary["portal"] == "demo_cluster"
    assert summary["new"] > 0
    assert summary["alarms"] == []


def test_a_run_whose_time_is_up_says_so_and_the_next_goes_on(tmp_path):
    code, said = run_command(
        tmp_path, "update", "demo_cluster", "--max-minutes", "0.04", "--quiet", *SLOWLY
    )
    assert code == 5
    assert said.splitlines()[-1] == "demo_cluster: partial: time was up"
    assert " partial: time was up" in said.splitlines()[3]  # in the table
    with Archive(tmp_path / "archive.db") as archive:
        (run,) = archive.db.table("runs").rows
        assert run["finish_reason"] == "closespider_timeout"
        some = archive.db.table("articles").count
    assert run_command(tmp_path, "update", "demo_cluster", "--quiet") == (0, "")
    with Archive(tmp_path / "archive.db") as archive:
        assert archive.db.table("articles").count > some


def test_portals_of_one_host_share_the_time_there_is(tmp_path):
    words = ("-s", "SPIDER_MODULES=tests.commands.one_host", *SLOWLY)
    code, said = run_command(
        tmp_path, "update", "eins", "zwei", "--max-minutes", "0.01", "--json", "--nolog", *words
    )
    assert code == 5
    eins, zwei = (json.loads(line) for line in said.splitlines() if line.startswith("{"))
    assert (eins["portal"], eins["finish_reason"]) == ("eins", "closespider_timeout")
    assert eins["ending"] == zwei["ending"] == "partial: time was up"
    assert zwei["portal"] == "zwei"
    assert (zwei["finish_reason"], zwei["run_id"]) == ("closespider_timeout", None)


class Begun:
    """Stands for Scrapy's process: crawls take some of the time and bring nothing."""

    def __init__(self, monkeypatch, seconds: float) -> None:
        self.timeouts: list[float] = []
        self._took = seconds
        self.now = 0.0
        monkeypatch.setattr(_local.time, "monotonic", lambda: self.now)

    def crawl(self, crawler: Crawler, **_: str) -> Future[None]:
        self.timeouts.append(crawler.settings.getfloat("CLOSESPIDER_TIMEOUT"))
        self.now += self._took
        ended: Future[None] = Future()
        ended.set_result(None)
        return ended


def test_each_crawl_has_the_time_that_those_before_it_left(monkeypatch):
    process = Begun(monkeypatch, seconds=40)
    crawls = [ScheduledCrawl(Crawler(Eins), {"source": "demo"}) for _ in range(4)]
    crawl_in_sequence(process, crawls, deadline=100)
    assert process.timeouts == [100, 60, 20]
    assert crawls[-1].summary() == Summary.of_nothing("eins", "demo", BUDGET_SPENT)


@pytest.mark.parametrize("minutes", ["0", "-5", "nan"])
def test_no_time_at_all_is_wrong_usage(tmp_path, minutes):
    code, said = run_command(tmp_path, "update", "demo_cluster", f"--max-minutes={minutes}")
    assert code == 2
    assert "is no time to crawl in" in said


# Root may write everywhere, but for this capability.
AS_ANYBODY = () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override", "--")


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o500)
    update = [sys.executable, "-m", "scrapy", "update", "demo_cluster", "--quiet"]
    done = subprocess.run(
        [*AS_ANYBODY, *update, *kept_in(folder / "archive.db")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    (line,) = done.stdout.splitlines()
    assert done.returncode == 1
    assert str(folder) in line
