"""`scrapy watch`, and what `scrapy update` and `scrapy export` make of it."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import feedparser
import icalendar
import pytest

from tests.conftest import run_scrapy
from tests.crawled import Crawled, copied, crawled_once

CALLS = ("--kind", "Bekanntmachung")


@pytest.fixture
def crawled(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return copied(crawled_once(tmp_path_factory), tmp_path)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One that stays as it is."""
    return copied(crawled_once(tmp_path_factory), tmp_path_factory.mktemp("asked"))


def watch(crawled: Crawled, *arguments: str) -> tuple[int, str, str]:
    done = run_scrapy("watch", *arguments, *crawled.settings)
    return done.returncode, done.stdout, done.stderr


def test_a_watch_is_added_listed_and_removed(crawled):
    code, said, hint = watch(
        crawled, "add", "frankreich", "--place", "FRANKREICH", "--topic", "netzwerke"
    )
    assert (code, said.startswith("watch frankreich: Place: Frankreich; Topic: Netzwerke;")) == (
        0,
        True,
    )
    assert "nobody is notified yet: set WATCH_COMMAND" in hint
    _, listed, _ = watch(crawled, "list", "--json")
    row = json.loads(listed)
    assert (row["name"], row["query"]) == ("frankreich", "place=Frankreich&topic=Netzwerke")
    assert watch(crawled, "add", "Frankreich", "--place", "FR")[0] == 2  # there is one
    assert watch(crawled, "remove", "FRANKREICH")[:2] == (
        0,
        "watch frankreich is removed, with its feed and calendar\n",
    )
    assert watch(crawled, "list")[1].startswith("there are no watches")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "there are `scrapy watch add NAME`, `scrapy watch list`"),
        (["ad", "x"], "'ad' is not understood: did you mean add?"),
        (["add"], "name the watch: `scrapy watch add NAME`"),
        (["add", "x"], "say what to look for"),
        (["add", "x", "y", "--kind", "termin"], "'y' is not understood"),
        (["add", "Länder", "--kind", "termin"], "for example laender"),
        (["add", "x/../y", "--kind", "termin"], "is no name for a watch"),
        (["add", "x", "--place", "Frankreihc"], "Did you mean “Frankreich”?"),
        (["add", "x", "--topic", "Netzwerk"], "Did you mean “Netzwerke”?"),
        (["add", "x", "--portal", "demo_kooperatoin"], "Did you mean “demo_kooperation”?"),
        (["add", "x", "--kind", "news"], "“news” is no kind of article"),
        (["add", "x", "--kind", "termin", "--kind", "seite"], "only one can be asked for"),
        (["add", "x", "--search=-nein"], "nothing but what is not wanted was named"),
        (["add", "x", "--search", " "], "--search is empty"),
        (["add", "x", "--kind", "termin", "--notify", "mial"], "did you mean mail?"),
        (["add", "x", "--kind", "termin", "--notify", "a@b.example"], "WATCH_MAIL_TO"),
        (["add", "x", "--kind", "termin", "--notify", "none,mail"], "goes with no other"),
        (["remove", "x"], "no watch is called 'x'; there are none"),
        (["list", "x"], "'x' is not understood"),
        (["list", "--kind", "termin"], "--kind is for `scrapy watch add`"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(asked, arguments, said):
    code, _, error = watch(asked, *arguments)
    assert code == 2
    assert said in error
    assert error.startswith("scrapy watch: ")


def test_update_tells_and_export_writes_what_happened(crawled, tmp_path):
    watch(crawled, "add", "aufrufe", *CALLS)
    told, script = (
        tmp_path / "told.json",
        "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())",
    )
    command = shlex.join([sys.executable, "-c", script, str(told)])
    broken = shlex.join([sys.executable, "-c", "raise SystemExit(3)"])

    def update(command: str) -> tuple[int, str, str]:
        done = run_scrapy(
            "update", "demo_kooperation", "-a", "source=demo:3", "-s", f"WATCH_COMMAND={command}",
            *crawled.settings,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    code, said, error = update(broken)
    assert (code, said.splitlines()[-1]) == (1, "watch aufrufe: 4 new")
    assert "WATCH_COMMAND could not be told: exit code 3; 4 events wait for the next run" in error
    code, said, _ = update(command)
    assert (code, said.splitlines()[-1]) == (0, "watch aufrufe: 4 told by command")
    notice = json.loads(told.read_text("utf-8"))
    assert [event["kind"] for event in notice["events"]] == ["new"] * 4
    assert notice["subject"] == "Beobachtung aufrufe: 4 neu"
    assert update(command)[1].count("watch ") == 0

    feed, calendar = tmp_path / "aufrufe.atom", tmp_path / "aufrufe.ics"
    exported = run_scrapy(
        "export", "--format", "atom", "--watch", "AUFRUFE", "-o", str(feed), *crawled.settings,
        "-s", "SITE_URL=https://archiv.example",
    )  # fmt: skip
    assert exported.stdout == f"4 events → {feed}\n"
    parsed = feedparser.parse(feed.read_bytes())
    assert not parsed.bozo
    assert parsed.feed.links[0].href == "https://archiv.example/beobachtungen/aufrufe.atom"
    run_scrapy("export", "--format", "ics", "-o", str(calendar), *crawled.settings)
    assert len(icalendar.Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")) == 4
    refused = run_scrapy("export", "--format", "csv", "--watch", "aufrufe", *crawled.settings)
    assert (refused.returncode, "--watch goes with" in refused.stderr) == (2, True)
