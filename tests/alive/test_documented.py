"""What docs/operations.md offers to operators is true of what they get."""

from __future__ import annotations

import datetime as dt
import re
import sys

import pytest
import yaml
from scrapy.settings import Settings

from crawler.archive import Archive, Portal
from crawler.books import EntryKind, EntryOutcome, Line
from crawler.monitoring.health.measures import Alarm
from crawler.monitoring.health.verdicts import Verdict, verdicts
from crawler.monitoring.metrics import UpdateRun, metrics_text
from crawler.monitoring.notify import notify
from crawler.monitoring.summary import Summary
from tests.conftest import ROOT

TEXT = (ROOT / "docs/operations.md").read_text("utf-8")
ALIVE = TEXT.partition("## Known to be alive")[2].partition("\n## ")[0]
NOW = dt.datetime(2026, 3, 29, 4, tzinfo=dt.UTC)


def block(language: str) -> str:
    """The example that a test of this folder reads."""
    (found,) = re.findall(
        rf"<!-- tests/alive/\S+ \w+ this one -->\n```{language}\n(.+?)```", TEXT, re.S
    )
    return found


@pytest.fixture
def metrics(tmp_path):
    """The names of all metrics there are."""
    with Archive(tmp_path / "archive.db") as archive:
        number = archive.begin_run("muster", "live", Portal("muster"))
        archive.write_outcomes(number, [Line(EntryKind.ARTICLE, EntryOutcome.NEW, "", 1, None)])
        archive.finish_run(number, "finished", {"seconds": 1})
        found = verdicts(archive.db.conn, None, [], NOW, dt.timedelta(days=9999))
        told = metrics_text(archive.db.conn, found, UpdateRun(NOW, NOW, 0, 1))
    return set(re.findall(r"^# TYPE clusterarchiv_(\w+) gauge$", told, re.MULTILINE))


def test_every_metric_is_in_the_table_and_nothing_else(metrics):
    rows = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \| ", ALIVE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == metrics


def test_the_rules_for_alerts_ask_for_metrics_that_there_are(metrics):
    (group,) = yaml.safe_load(block("yaml"))["groups"]
    asked = [re.findall(r"clusterarchiv_(\w+)", rule["expr"]) for rule in group["rules"]]
    assert all(asked)
    assert {name for names in asked for name in names} <= metrics


def test_every_part_of_a_verdict_is_described():
    told = ALIVE.partition("A verdict in `--json`")[2]
    parts = {*Verdict.__dataclass_fields__, "sentence"} - {"portal"}
    assert {part for part in parts if f"`{part}`" not in told} == set()


def test_the_program_for_health_command_tells_what_is_wrong(tmp_path, capfd):
    program = tmp_path / "tell the library"
    program.write_text(block("python").replace("/usr/bin/env python3", sys.executable), "utf-8")
    program.chmod(0o700)
    alarm = Alarm("muster", "absent", "lead", "0 %", "9 of 10", "is missing")
    summary = Summary.of_nothing("muster", "live", "finished").with_failures("robots.txt: 503")
    summary = Summary.from_json(
        {
            **summary.as_json(),
            "alarms": [alarm.as_json()],
            "waiting": ["run 42 holds 8 articles back"],
        }
    )
    report = {"exit_code": 4, "portals": [summary.as_json()], "watches": ["watch holz: lost"]}
    assert notify(Settings({"HEALTH_COMMAND": f"'{program}'"}), report, "") == []
    assert capfd.readouterr().out.splitlines() == [
        "clusterarchiv: exit code 4",
        f"muster: {alarm}",
        "muster: robots.txt: 503",
        "muster: run 42 holds 8 articles back",
        "watch holz: lost",
    ]


def test_the_command_is_read_by_no_shell_and_has_the_folder_and_environment_of_the_run(
    tmp_path, monkeypatch, capfd
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NAME", "Blaumilch")
    script = "import os, sys; print(os.getcwd(), os.environ['NAME'], sys.argv[1:])"
    command = f"""{sys.executable} -c "{script}" '$NAME' ~ | 'a b'"""
    assert notify(Settings({"HEALTH_COMMAND": command}), {}, "") == []
    assert capfd.readouterr().out == f"{tmp_path} Blaumilch ['$NAME', '~', '|', 'a b']\n"
