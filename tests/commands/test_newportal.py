"""`scrapy newportal`: from one article to a spider, a stored page and a test to finish."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings

from crawler.commands.newportal import Command
from crawler.demo import DemoServer
from tests.conftest import ROOT
from tests.layouts.golden import PAGES, expected_of

ARTICLE = "https://www.talamt.example/SharedDocs/Meldungen/DE/2021/quellwasser.html"
STORED = PAGES / "gsb" / "bands.html"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project: the command writes into the one it is called in."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.settings")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def newportal(*arguments: str, page: Path | None = STORED, anonymise: bool = False) -> int:
    """Run the command in this process; the exit code."""
    command = Command()
    known = SimpleNamespace(list=lambda: ["clusterplattform"])
    command.settings = Settings({"SPIDERS_DIR": "spiders"})
    command.crawler_process = SimpleNamespace(spider_loader=known)
    saved = str(page) if page else None
    command.run(list(arguments), argparse.Namespace(page=saved, anonymise=anonymise))
    return command.exitcode


def test_a_new_portal_is_a_spider_a_page_and_what_is_expected_of_it(project: Path) -> None:
    assert newportal("talamt", ARTICLE) == 0
    written = {path.relative_to(project).as_posix() for path in project.rglob("*.*")}
    assert written - {"scrapy.cfg"} == {
        "spiders/talamt.py",
        "tests/layouts/pages/gsb/talamt.html",
        "tests/layouts/pages/gsb/talamt.json",
    }
    source = (project / "spiders" / "talamt.py").read_text("utf-8")
    assert "class Talamt(GsbSpider):" in source
    assert 'home_url = "https://www.talamt.example/"' in source
    assert r'article_path = r"/SharedDocs/Meldungen/DE/.+\.html$"' in source
    assert '("DE/Presse/presse_node.html",)' in source  # the section the article is filed under
    assert len(source.splitlines()) < 25


def test_a_test_fails_until_somebody_has_read_what_is_expected(project: Path) -> None:
    newportal("talamt", ARTICLE)
    expected = json.loads((project / "tests/layouts/pages/gsb/talamt.json").read_text("utf-8"))
    assert expected["checked"] is False
    assert expected["url"] == ARTICLE
    assert expected["published_text"] == "Datum:26. Januar 2021"


@pytest.mark.parametrize("anonymise", [True, False])
def test_the_words_can_be_replaced_at_once(
    project: Path, anonymise: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    newportal("talamt", ARTICLE, anonymise=anonymise)
    page = (project / "tests/layouts/pages/gsb/talamt.html").read_text("utf-8")
    assert ("Quellwassernutzung" in page) is not anonymise
    assert ("The words on the page belong to its authors" in capsys.readouterr().out) is (
        not anonymise
    )


@pytest.mark.parametrize(
    ("arguments", "page", "exit_code", "says"),
    [
        (("talamt",), STORED, 2, "say what the spider shall be called and the address"),
        (("Tal-Amt", ARTICLE), STORED, 2, "'Tal-Amt' is no name for a spider"),
        (("class", ARTICLE), STORED, 2, "'class' is a word of Python"),
        (("clusterplattform", ARTICLE), STORED, 2, "there is a spider called 'clusterplattform'"),
        (("talamt", "www.talamt.example"), STORED, 2, "is no web address"),
        (("talamt", ARTICLE), PAGES / "generic" / "microdata.html", 1, "shows no trace of"),
        (("talamt", ARTICLE), Path("no.html"), 1, "no.html cannot be read: No such file"),
        (("talamt", "https://www.talamt.example/"), STORED, 1, "is a home page"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    page: Path,
    exit_code: int,
    says: str,
) -> None:
    assert newportal(*arguments, page=page) == exit_code
    assert says in capsys.readouterr().err
    assert [path.name for path in project.iterdir()] == ["scrapy.cfg"]


def test_nothing_is_overwritten(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newportal("talamt", ARTICLE)
    (project / "spiders" / "talamt.py").write_text("# finished by hand\n")
    assert newportal("talamt", ARTICLE) == 2
    assert "spiders/talamt.py exists already; nothing was written" in capsys.readouterr().err
    assert (project / "spiders" / "talamt.py").read_text() == "# finished by hand\n"


def test_what_is_written_needs_no_formatting(project: Path) -> None:
    """A spider for every stored page of both families, then ruff with the project's own rules."""
    pages = [page for family in ("gsb", "typo3") for page in (PAGES / family).glob("*.html")]
    for page in pages:
        newportal(f"p_{page.stem}", expected_of(page)["url"], page=page)
    ruff = [sys.executable, "-m", "ruff"]
    rules = ["--config", str(ROOT / "pyproject.toml"), "spiders"]
    for check in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = subprocess.run([*ruff, *check, *rules], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((project / "spiders").iterdir())) > len(pages) / 2


def test_the_example_in_contributing_does_what_it_says(project: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    example = re.search(r"scrapy newportal (\w+) (\S+) --page (\S+)", text)
    printed = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert example
    assert printed
    name, url, page = example.groups()
    assert newportal(name, url, page=ROOT / page) == 0
    assert (project / "spiders" / f"{name}.py").read_text("utf-8") == dedent(printed[1])


def test_the_page_is_fetched_as_a_crawl_would(project: Path) -> None:
    url = "http://www.kooperation.example/aktuelles/nachrichten/detail/info/15-stipendien-fuer-aufenthalte-in-brasilien"
    with DemoServer() as server:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "scrapy", "newportal", "talverband"),
                url,
                *("-s", f"CONNECT_TO={server.connect_to}"),
                *("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"),
            ],
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        asked = [request.path for request in server.log]
    assert done.returncode == 0, done.stderr
    assert asked[0] == "/robots.txt"
    source = (project / "spiders" / "talverband.py").read_text("utf-8")
    assert re.search(r"class Talverband\(Typo3Spider\)", source)
    assert r'r"/detail/info/[^/]+/?$"' in source
    assert not list(project.glob("*.db*"))
