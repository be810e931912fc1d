"""Logs as lines and as JSON, and what they never say."""

from __future__ import annotations

import json
import logging

import pytest

from crawler import redaction as secrets
from crawler.monitoring.logs import JsonFormatter
from tests.crash.crawling import run_command

SECRET = "geheim-4711"
QUIET_PLACE = f"https://hooks.muster.example/{SECRET}"


@pytest.fixture
def record():
    """Makes a record, masked as in a run; the interpreter's own way afterwards."""
    before = logging.getLogRecordFactory()
    secrets.install([QUIET_PLACE])
    yield logging.getLogger("muster").makeRecord
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"http://anna:{SECRET}@muster.example/a", "http://***@muster.example/a"),
        (f"to http://{SECRET}@muster.example", "to http://***@muster.example"),
        ("https://muster.example/@anna", "https://muster.example/@anna"),
        (
            "https://muster.example/?an=anna@muster.example",
            "https://muster.example/?an=anna@muster.example",
        ),
        ("mail to anna@muster.example", "mail to anna@muster.example"),
    ],
)
def test_users_and_passwords_in_addresses_are_masked(text, shown):
    assert secrets.redact(text) == shown


def test_a_record_is_masked_whatever_writes_it(record):
    made = record("muster", logging.INFO, "x.py", 1, "told %s", (QUIET_PLACE,), None)
    assert logging.Formatter("%(message)s").format(made) == "told ***"


def test_a_record_as_json(record):
    try:
        raise OSError(f"http://anna:{SECRET}@muster.example/ is down")
    except OSError as error:
        raised = (type(error), error, error.__traceback__)
    made = record("muster", logging.ERROR, "x.py", 1, "Überschrift\nweg: %d", (3,), raised)
    made.created = 1715914800.25
    line = JsonFormatter().format(made)
    assert "\n" not in line
    assert SECRET not in line
    values = json.loads(line)
    assert values.pop("error").endswith("OSError: http://***@muster.example/ is down")
    assert values == {
        "time": "2024-05-17T03:00:00.250Z", "level": "ERROR", "logger": "muster",
        "message": "Überschrift\nweg: 3",
    }  # fmt: skip


def test_a_run_logs_objects_and_no_secrets(tmp_path):
    log = tmp_path / "update.jsonl"
    code, said = run_command(
        tmp_path, "update", "demo_cluster", "-s", "LOG_JSON=1", "-s", f"LOG_FILE={log}",
        "-s", f"MAIL_PASS={SECRET}", "-s", f"HEALTH_WEBHOOK={QUIET_PLACE}", "-L", "DEBUG",
    )  # fmt: skip
    assert code == 0, said
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert any(line["message"].startswith("Scrapy ") for line in lines)
    assert {line.get("portal") for line in lines} == {None, "demo_cluster"}
    assert "'MAIL_PASS': '***'" in log.read_text("utf-8")
    assert SECRET not in log.read_text("utf-8")


def test_plain_logs_keep_secrets_too(tmp_path):
    words = ("-s", f"MAIL_PASS={SECRET}", "-L", "DEBUG")
    _, said = run_command(tmp_path, "update", "demo_cluster", *words)
    assert "'MAIL_PASS': '***'" in said
    assert SECRET not in said


# -- Quiet -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def logged(tmp_path_factory) -> dict[str, list[str]]:
    """What one run over two portals writes as lines, and as JSON into a file though it is quiet."""
    plain, log = (tmp_path_factory.mktemp(name) for name in ("plain", "json"))
    portals = ("update", "demo_cluster", "demo_kooperation")
    _, said = run_command(plain, *portals, "--json")
    file = log / "update.jsonl"
    run_command(log, *portals, "--quiet", "-s", "LOG_JSON=1", "-s", f"LOG_FILE={file}")
    return {"lines": said.splitlines(), "json": file.read_text("utf-8").splitlines()}


def test_a_log_has_a_line_of_result_for_each_portal_and_one_for_the_run(logged):
    lines = [line for line in logged["lines"] if not line.startswith("{")]
    for said in ("demo_cluster from demo: 67 new in ", "demo_kooperation from demo: 83 new in ",
                 "update of 2 portals: 150 new in "):  # fmt: skip
        assert sum(said in line for line in lines) == 1, lines
    assert lines[-1].endswith("exit code 0")


def test_nothing_else_is_logged_of_a_run_that_goes_well(logged):
    assert len([line for line in logged["lines"] if not line.startswith("{")]) == 3, logged


def test_a_json_log_has_the_same_with_figures_also_if_the_run_is_quiet(logged):
    *portals, run = (json.loads(line) for line in logged["json"])
    assert {line["portal"]: line["figures"]["new"] for line in portals} == {
        "demo_cluster": 67, "demo_kooperation": 83,
    }  # fmt: skip
    assert run["message"].startswith("update of 2 portals: 150 new in ")
