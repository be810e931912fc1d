"""The built package: complete without docs/ and the checkout."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from crawler.publishing.datasette.descriptions import table_descriptions
from crawler.publishing.datasette.plugin import DATABASE
from crawler.publishing.language import language
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder,
         "--config-settings=--build-option=build",
         f"--config-settings=--build-option=--build-base={folder / 'build'}", ROOT],
        check=True,
    )  # fmt: skip
    (path,) = folder.glob("clusterarchiv-*.whl")
    with zipfile.ZipFile(path) as package:
        yield package


def test_a_wheel_describes_the_tables_as_the_docs_do(wheel):
    assert wheel.read("crawler/archive/schema.md") == (ROOT / "docs/schema.md").read_bytes()


def test_a_wheel_holds_every_file_of_the_packages_and_says_that_they_are_typed(wheel):
    listed = subprocess.run(
        ["git", "ls-files", "crawler", "spiders", "pipelines"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    names = set(wheel.namelist())
    assert set(listed.stdout.splitlines()) - names == set()
    assert {"crawler/py.typed", "spiders/py.typed", "pipelines/py.typed"} <= names


# -- Installed, in an empty folder, without HOME ---------------------------------------------------

_FORKED = """
import os, runpy, sys
from crawler.cluster.prefork import import_all

os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"
import_all()
for line in sys.stdin:
    sys.stdout.write(f"$ {line}")
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        sys.argv = [sys.argv[1], *line.split()]
        runpy.run_path(sys.argv[0], run_name="__main__")
    print("exit code", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Runs the program for each line that it is given: its imports are done once."""


class Installed:
    """The wheel in an environment of its own, and an empty folder to work in."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        environment = folder / "environment"
        python = environment / "bin" / "python"
        venv.create(environment, with_pip=False, symlinks=True)
        install = ("install", "--quiet", "--no-deps", "--no-index", "--no-compile", str(wheel))
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python))
        subprocess.run([*pip, *install], check=True)
        # The dependencies are those of the tests: as a path, so that the checkout is not in it.
        (site,) = environment.glob("lib/*/site-packages")
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
        self.program, self.python = environment / "bin" / "clusterarchiv", python
        self.folder = folder / "empty"
        self.folder.mkdir()
        self.environment = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._run([str(self.program), *words], None)

    def run_all(self, *lines: str) -> dict[str, str]:
        """What each command line printed, with its exit code."""
        words = [str(self.python), "-c", _FORKED, str(self.program)]
        done = self._run(words, "".join(f"{line}\n" for line in lines))
        _, *said = re.split(r"^\$ ", done.stdout, flags=re.MULTILINE)
        assert not done.stderr, done.stderr
        return dict(one.split("\n", 1) for one in said)

    def _run(self, words: list[str], given: str | None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, input=given, capture_output=True, text=True, timeout=120,
            cwd=self.folder, env=self.environment,
        )  # fmt: skip


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Installed:
    return Installed(Path(wheel.filename), tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def updated(installed) -> Installed:
    (installed.folder / "clusterarchiv.toml").write_text('archive = "cluster.db"\n')
    done = installed.run("update", "demo_kooperation")
    assert done.returncode == 0, done.stderr
    assert (installed.folder / "cluster.db").exists()
    assert (installed.folder / "captures").is_dir()
    return installed


def test_every_command_works_in_an_empty_folder(updated):
    page = ROOT / "tests/layouts/pages/typo3/ext_news_h1.html"
    url = "https://www.talverband.example/presse/detail/endlich-wasser/"
    lines = {
        f"newportal talverband {url} --page {page}": "spiders/talverband.py",
        "list": "talverband",
        "inspect --article 3": "3: ",
        f"inspect {page} --url {url} --spider talverband": "Endlich Wasser!",
        "export --format parquet -o articles.parquet": "",
        "export --format ris -o articles.ris": "",
        "report -o report.html": "report.html",
        "doctor": "The archive is sound.",
        "health": "demo_kooperation: well",
        "stories": "no story is told more than once",
        "-h": "Documentation: ",
        "--version": "clusterarchiv ",
    }
    said = updated.run_all(*lines)
    for line, expected in lines.items():
        assert said[line].endswith("exit code 0\n"), said[line]
        assert expected in said[line]
    assert (updated.folder / "report.html").stat().st_size > 10_000
    (found,) = re.findall(r"Documentation: (.+)", said["-h"])
    assert Path(found).is_relative_to(updated.program.parents[1])
    assert (Path(found) / "operations.md").exists()


def test_the_archive_is_served_with_its_texts(updated):
    serving = subprocess.Popen(
        [updated.program, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True,
        cwd=updated.folder, env=updated.environment,
    )  # fmt: skip
    try:
        url = serving.stderr.readline().split()[0]
        with urllib.request.urlopen(f"{url}{DATABASE}/articles") as answer:
            page = html.unescape(answer.read().decode())
    finally:
        serving.terminate()
        serving.communicate(timeout=30)
    assert language().gettext(table_descriptions()["articles"].text) in page


def test_no_message_advises_to_install_a_name_that_is_not_ours():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    advised = re.compile(r"pip3? install[^\n`]*?(?<![./…-])\bclusterarchiv\b(?!\S*\.whl)")
    found = {
        name: match[0]
        for name in listed
        if not name.startswith("tests/")
        and (ROOT / name).suffix in (".py", ".md", ".html", ".toml")
        if (match := advised.search((ROOT / name).read_text("utf-8")))
    }
    assert found == {}
