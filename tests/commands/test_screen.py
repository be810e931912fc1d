"""What commands print when all is well: at most 80 columns, on one screen, each thing once."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from pathlib import Path

import pytest

from crawler.archive.listings import Month, SourceYear
from crawler.command_line import names
from crawler.commands.coverage import print_table
from crawler.commands.health import print_history
from crawler.commands.inspect import print_article
from crawler.items import Article, Capture
from crawler.maintenance.total_estimate import Total
from crawler.monitoring.health.past_runs import CheckedRun
from crawler.terminal import WIDTH
from tests import forked
from tests.conftest import ROOT

LINES = 40
PAGE = ROOT / "tests/layouts/pages/typo3/ext_news_h1.html"
ARTICLE = "https://www.talverband.example/presse/detail/endlich-wasser/"
SCRAPYS = {"bench", "check", "edit", "parse", "settings", "startproject", "version", "view"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A working folder with both demo portals crawled, three times over."""
    made = tmp_path_factory.mktemp("folder")
    for more in ([], [], ["-a", "full=1"]):
        done = clusterarchiv(made, "update", "demo_cluster", "demo_kooperation", *more)
        assert done.returncode == 0, done.stderr
    return made


def clusterarchiv(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return forked.run([*words], folder)


def assert_fits(printed: str) -> None:
    lines = printed.splitlines()
    assert [line for line in lines if len(line.rstrip()) > WIDTH] == []
    assert len(lines) <= LINES


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--version",),
        ("update", "demo_cluster", "demo_kooperation"),
        ("update", "demo_cluster", "-a", "full=1"),
        ("update", "demo_cluster", "-a", "full=1", "-a", "limit=3"),
        ("crawl", "demo_kooperation", "-a", "full=1"),
        ("health",),
        ("health", "demo_kooperation"),
        ("inspect", "--article", "97"),
        ("inspect", "--article", "3", "--story"),
        ("inspect", "--doubtful"),
        ("inspect", str(PAGE), "--url", ARTICLE),
        ("stories",),
        ("stories", "--overrides"),
        ("stories", "--moved"),
        ("doctor",),
        ("doctor", "--mend"),
        ("reextract",),
        ("report", "-o", "report.html"),
        ("export", "--format", "csv", "-o", "articles.csv"),
        ("list",),
        ("merge", "other.db", "archive.db"),
        ("merge", f"{'weit-' * 20}.db", "archive.db"),
        ("newportal", "talverband", ARTICLE, "--page", str(PAGE)),
    ],
    ids=" ".join,
)
def test_what_is_printed_on_success_fits_a_screen(folder, words):
    done = clusterarchiv(folder, *words)
    assert done.returncode == 0, done.stderr
    assert_fits(done.stdout)
    assert len(done.stderr.splitlines()) <= 3, done.stderr  # lines of result, if it is a run
    assert_fits("\n".join(re.sub(r"^\S+ \S+ INFO +\S+ ", "", x) for x in done.stderr.splitlines()))


@pytest.mark.parametrize("name", sorted({*names()} - SCRAPYS))
def test_the_help_of_each_command_fits_too(folder, name):
    done = clusterarchiv(folder, name, "-h")
    assert done.returncode == 0
    assert_fits(done.stdout)
    assert f"clusterarchiv {name}" in done.stdout
    # Scrapy's formatter makes a heading of any line that ends with a colon.
    assert re.findall(r"(.+)\n=+\n", done.stdout) == ["Usage", "Options"]


def test_the_closing_table_has_no_column_of_zeros_and_says_nothing_twice(folder):
    idle = clusterarchiv(folder, "update", "demo_cluster").stdout
    assert re.findall(r"^ portal +(.+?) *$", idle, re.MULTILINE) == ["seconds"]
    assert "Nothing new." in idle
    again = clusterarchiv(folder, "update", "demo_cluster", "-a", "full=1").stdout
    assert re.findall(r"^ portal +(.+?) *$", again, re.MULTILINE) == ["unchanged  seconds"]
    assert len(re.findall(r"\b67\b(?! alias)", again)) == 1


def test_many_versions_and_many_doubts_are_told_by_number(folder):
    with_json = clusterarchiv(folder, "inspect", "--article", "97", "--json").stdout
    assert all("warc_file" in json.loads(line) for line in with_json.splitlines())
    few = clusterarchiv(folder, "inspect", "--doubtful", "--limit", "3").stdout
    assert len(few.splitlines()) < 10


@pytest.mark.parametrize("years", [1, 3, 12, 13, 25])
def test_the_coverage_of_many_years_by_many_archives_fits_too(years, capsys):
    months = [
        Month(f"{2001 + year}-{month:02}", 10, 7, 2, 1)
        for year in range(years)
        for month in range(1, 13)
    ]
    archives = [
        SourceYear(source, str(2001 + year), 9, 6, 2, 1, 3)
        for year in range(years)
        for source in ("wayback", "commoncrawl", "memento:https://arquivo.example/", "warc")
    ]
    total = Total(90, 120, 100, 150, ("a", "b"))
    estimates = {("", ""): total} | {(str(2001 + year), ""): total for year in range(years)}
    missing = {f"https://www.muster.example/{'weit/' * 20}{n}.html": "index" for n in range(90)}
    print_table(months, archives, missing, estimates)
    said = capsys.readouterr().out
    assert_fits(said)
    assert f" {years * 12 * 10} " in said  # the sum of all
    assert "--json has every month" in said


def test_measures_named_after_the_words_of_pages_leave_room_for_their_figures(capsys):
    renamed = {
        (f"alike renamed to Acht junge Unternehmen am Talweg {n}", "source_name"): (n / 90, 9)
        for n in range(1, 60)
    }
    fields = {(f"measure{n}", "deadline_on"): (1.0, 9) for n in range(5)}
    runs = [
        CheckedRun(n, "muster", "2026-01-01T03:17:00Z", [], None, 0, renamed | fields)
        for n in range(20)
    ]
    print_history("muster", runs)
    said = capsys.readouterr().out
    assert_fits(said)
    assert re.search(r"alike renamed to Acht jun… +source_name +█{20} +0.6556 *\n", said)
    assert said.count("alike renamed") == 3
    assert said.count("deadline_on") == 5
    assert "and 56 more, smaller ones" in said


def test_watches_are_added_listed_and_removed_within_a_screen_under_the_programs_name(folder):
    name = "foerderungen-von-netzwerken-in-frankreich"
    for words in (
        ("add", name, "--place", "Frankreich", "--topic", "Netzwerke", "--kind", "Bekanntmachung"),
        ("list",),
        ("remove", name),
        ("list",),
        ("add",),
        ("list", "--kind", "termin"),
    ):
        done = clusterarchiv(folder, "watch", *words)
        assert_fits(done.stdout + (done.stderr if done.returncode == 0 else ""))
        assert "scrapy" not in done.stdout + done.stderr
        if words == ("list",) and name in done.stdout:
            assert re.search(
                r"Bekanntmachung +\d+ +\d+ +\d+ +none +\d{4}-\d\d-\d\d *\n", done.stdout
            )


def test_a_capture_is_shown_by_where_its_record_stands(capsys):
    capture = Capture(ARTICLE, dt.datetime.now(dt.UTC), None)
    article = Article(url=ARTICLE, portal="muster", title="Wasser", capture=capture)
    print_article(article)
    assert "apture" not in capsys.readouterr().out  # of a page that is in no file
    capture.warc_file, capture.warc_offset = "lauf-1.warc.gz", 4711
    print_article(article)
    assert re.search(r"capture +lauf-1.warc.gz, offset 4711", capsys.readouterr().out)
