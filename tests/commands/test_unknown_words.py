"""Options, arguments and names that nobody knows are refused with the one that was meant."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.command_base import CommandError
from crawler.commands._preflight import require_archive
from crawler.suggestions import did_you_mean
from tests.conftest import ROOT
from tests.crash.crawling import run_command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["update", "--quite"], "no such option: --quite: did you mean --quiet?"),
        (["update", "--max", "3"], "no such option: --max: did you mean --max-minutes?"),
        (["update", "--max-minute=3"], "no such option: --max-minute: did you mean"),
        (["update", "-q"], "no such option: -q"),
        (["export", "--formt", "csv"], "no such option: --formt: did you mean --format?"),
        (["export"], "name a format with --format: csv, jsonl"),
        (["doctor", "--men"], "no such option: --men: did you mean --mend?"),
        (["crawl", "demo_cluster", "--limit", "3"], "arguments are written -a limit=…"),
        (["crawl", "demo_cluster", "-a", "limt=3"], "'limt'; known are source"),
        (["crawl", "demo_cluster", "-a", "source=wrc:x"], "did you mean warc?"),
        (["crawl", "demo_clster"], "did you mean demo_cluster?"),
        (["fetch", "--no-redirct", "x"], "did you mean --no-redirect?"),
        (["runspider", "x.py", "-s", "ARCHIVEPATH=x"], "did you mean ARCHIVE_PATH?"),
        (["crawl", "demo_cluster", "-s", "DOWNLOAD_DELAY=-3"], "write a number from 0 on"),
        (["crawl", "demo_cluster", "-s", "CONCURRENT_REQUESTS=0"], "a whole number from 1 on"),
        (["crawl", "demo_cluster", "-s", "LOG_FILE=/nope/log"], "there is no folder /nope"),
        (["crawl", "demo_cluster", "--pidfile", "/nope/pid"], "/nope/pid: No such file"),
    ],
    ids=" ".join,
)
def test_what_nobody_knows_is_wrong_usage_and_nothing_is_done(tmp_path, words, said):
    code, printed = run_command(tmp_path, *words)
    assert code == 2
    assert said in printed
    assert "Traceback" not in printed
    assert not (tmp_path / "archive.db").exists()


def test_what_follows_two_dashes_is_no_option(tmp_path):
    code, printed = run_command(tmp_path, "inspect", "--", "--quite")
    assert (code, "no such option" in printed) == (1, False)


@pytest.mark.parametrize("typed", ["", "-", "x", "nothing like it"])
def test_what_resembles_nothing_suggests_nothing(typed):
    assert did_you_mean(typed, ["limit", "source"]) == ""


def make_nothing(path):
    pass


@pytest.mark.parametrize("make", [make_nothing, Path.touch, os.mkfifo, Path.mkdir])
def test_what_reads_makes_no_archive(tmp_path, make):
    path = tmp_path / "archive.db"
    make(path)
    before = path.exists() and path.stat().st_size
    with pytest.raises(CommandError, match=re.escape(str(path))):
        require_archive(str(path))
    assert (path.exists() and path.stat().st_size) == before


def test_a_command_in_a_folder_of_the_project_works_on_the_projects_archive(tmp_path):
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n", "utf-8")
    below = tmp_path / "notes" / "2026"
    below.mkdir(parents=True)
    with Archive(tmp_path / "archive.db"):
        pass

    def run(*words):
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *words],
            cwd=below,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert "0 stories" in (done := run("stories", "--rebuild")).stdout, done.stderr
    there = run("stories", "-s", "ARCHIVE_PATH=archive.db")
    assert (there.returncode, "there is no archive archive.db" in there.stderr) == (1, True)
    assert [*below.iterdir()] == []
