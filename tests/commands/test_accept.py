"""`scrapy accept` and `scrapy health`: what a person sees of a run that rang, and decides."""

from __future__ import annotations

import json

import pytest

from crawler.archive import Archive, Portal
from crawler.commands.health import print_history
from crawler.items import Article
from crawler.monitoring.health.measures import Alarm
from crawler.monitoring.health.past_runs import CheckedRun
from tests.crash import crawling

URL = "http://www.muster.example/1"
ALARM = Alarm("muster", "lost", "title", "0 %", "100 % of 1", "is gone", URL)


def run_command(folder, *words):
    return crawling.run_command(folder, *words, "--nolog")


@pytest.fixture
def folder(tmp_path):
    """An archive whose second run rang and holds an article back."""
    portal = Portal(name="muster", title="Muster", home_url="http://www.muster.example/")
    with Archive(tmp_path / "archive.db") as archive:
        first, second = (archive.begin_run("muster", "live", portal) for _ in range(2))
        archive.store([Article(URL, title="Guter Titel", body="Text")], first)
        archive.quarantine.write_checkup(first, [("lost", "title", 0.0, None, 1, None)], [])
        worse = Article(URL, title="Muster", body="Text", doubts=["lost title"])
        archive.quarantine.hold([worse], second)
        archive.quarantine.write_checkup(
            second, [("lost", "title", 1.0, None, 1, URL)], [ALARM.as_json()]
        )
    return tmp_path


def state(folder):
    with Archive(folder / "archive.db") as archive:
        (article,) = archive.db.table("articles").rows
        return article["title"], archive.db.table("quarantine").count


def test_what_was_held_is_stored_when_accepted_and_once_only(folder):
    assert run_command(folder, "accept", "2") == (0, "run 2 accepted: 1 articles stored\n")
    assert state(folder) == ("Muster", 0)
    code, printed = run_command(folder, "accept", "2")
    assert code == 2
    assert "run 2 was accepted on " in printed
    assert "and holds nothing back any more" in printed


def test_a_run_that_held_nothing_is_no_matter_for_a_decision(folder):
    for words in (["1"], ["--discard", "1"]):
        code, printed = run_command(folder, "accept", *words)
        assert code == 2
        assert "run 1 holds nothing back and raised no alarm" in printed
    with Archive(folder / "archive.db") as archive:
        assert archive.db.table("runs").get(1)["accepted_at"] is None
    assert state(folder) == ("Guter Titel", 1)


def test_what_was_held_is_forgotten_when_discarded(folder):
    assert run_command(folder, "accept", "--discard", "2") == (0, "run 2: 1 articles discarded\n")
    assert state(folder) == ("Guter Titel", 0)
    with Archive(folder / "archive.db") as archive:
        assert archive.db.table("runs").get(2)["accepted_at"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["7"], "there is no run 7; `scrapy health` shows them"),
        (["newest"], "name one run by its number"),
        ([], "name one run by its number"),
    ],
)
def test_a_run_that_is_none_changes_nothing(folder, words, said):
    code, printed = run_command(folder, "accept", *words)
    assert code == 2
    assert said in printed
    assert state(folder) == ("Guter Titel", 1)


def test_health_as_json_is_an_object_a_run_and_a_verdict_a_portal(folder):
    code, printed = run_command(folder, "health", "--json")
    first, second, *rest = map(json.loads, printed.splitlines())
    verdicts = {each["portal"]: each["verdict"] for each in rest}
    assert (verdicts["muster"]["state"], verdicts["muster"]["waiting"]) == ("broken", 1)
    assert verdicts["bmftr"]["state"] == "never crawled"
    assert code == 0
    assert (first["run"], first["portal"], first["alarms"]) == (1, "muster", [])
    assert second["alarms"] == [str(ALARM)]
    assert second["held"] == 1
    assert second["measures"] == [{"measure": "lost", "field": "title", "value": 1.0, "of": 1}]


def test_health_shows_curves_and_what_to_do(folder):
    code, printed = run_command(folder, "health")
    assert code == 0
    assert "▁█" in printed
    assert "run 2 holds 1 article back: scrapy accept 2" in printed
    assert "muster: broken since " in printed
    assert "1 article waits" in printed


def test_health_of_many_runs_fits_into_a_mail(capsys):
    address = f"https://www.muster.example/{'Navigation/DE/' * 6}meldungen_node.html"
    runs = [
        CheckedRun(
            number, "muster", "2026-01-01T03:17:00Z", [], None, 0,
            {("list_links", address): (20.0, 1), ("absent", "deadline_on"): (number / 50, 9)},
        )
        for number in range(30)
    ]  # fmt: skip
    print_history("muster", runs)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("█" * 20 in line for line in lines)
    assert any(" …" in line and "/DE/meldungen_node.html " in line for line in lines)
