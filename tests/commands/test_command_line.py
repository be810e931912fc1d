"""`clusterarchiv` itself: its help, its version, and what it says to words it does not know."""

from __future__ import annotations

import re

import pytest

from crawler import __version__
from crawler.command_base import Group
from crawler.command_line import names
from tests import forked


@pytest.fixture
def clusterarchiv(tmp_path):
    return lambda *words: forked.run([*words], tmp_path)


def test_the_help_has_all_commands_by_what_people_want_of_them(clusterarchiv):
    said = clusterarchiv("-h").stdout
    assert said == clusterarchiv().stdout == clusterarchiv("help").stdout
    assert re.findall(r"^(\w.*):$", said, re.MULTILINE) == [*Group]
    for name in names():
        assert re.search(rf"^  (.*, )?{name}\b", said, re.MULTILINE), name
    everyday = said.partition("Looking:")[0]
    assert "update" in everyday
    assert "doctor" not in everyday


def test_the_version_is_ours(clusterarchiv):
    assert clusterarchiv("--version").stdout.startswith(f"clusterarchiv {__version__} (Scrapy ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["updat"], "clusterarchiv: no such command: updat: did you mean update?"),
        (["docter", "--mend"], "no such command: docter: did you mean doctor?"),
        (["new-portal"], "no such command: new-portal: did you mean newportal?"),
        (["xyz"], "clusterarchiv: no such command: xyz\n"),
        (["--quiet", "updaet"], "no such command: updaet: did you mean update?"),
        (["--verson"], "--verson comes before a command, or is none"),
        (["update", "--quite"], "no such option: --quite: did you mean --quiet?"),
        (["update", "-s", "ARCHIVEPATH=x"], "did you mean ARCHIVE_PATH?"),
        (["update", "demo_clutser"], "clusterarchiv update: no spider is called 'demo_clutser'"),
        (["doctor"], "clusterarchiv doctor: there is no archive archive.db"),
        (["crawl"], "name one spider; `clusterarchiv list` shows them"),
    ],
)
def test_a_word_nobody_knows_is_refused_with_the_one_that_was_meant(clusterarchiv, words, says):
    done = clusterarchiv(*words)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert done.stdout == ""


def test_within_the_project_messages_name_scrapy():
    assert "scrapy update: no spider" in forked.run(["update", "demo_clutser"]).stderr


def test_somebody_elses_scrapy_cfg_is_not_ours(clusterarchiv, tmp_path):
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = theirs.settings\n")
    below = tmp_path / "below"
    below.mkdir()
    done = forked.run(["doctor"], below)
    assert "there is no archive archive.db" in done.stderr
