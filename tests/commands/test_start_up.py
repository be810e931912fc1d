"""What is not imported before it is needed: everybody waits for it who types a command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = (
    "babel", "click", "concurrent.futures.process", "crawler.archive", "crawler.console",
    "crawler.demo", "crawler.downloader", "crawler.german", "crawler.items", "crawler.layouts",
    "crawler.maintenance", "crawler.sources", "datasette", "distributed", "fastwarc",
    "multiprocessing", "numpy", "pipelines.dates", "pyarrow", "requests", "rich", "smtplib",
    "spiders.portal", "sqlite_utils", "tldextract", "vl_convert", "zstandard",
)  # fmt: skip
"""What commands use once they work. Scrapy imports the modules of all of them for each."""

OF_NO_SAVED_PAGE = (
    "babel.dates", "concurrent.futures.process", "crawler.archive", "crawler.downloader.handler",
    "crawler.downloader.recorder", "crawler.maintenance", "crawler.publishing.search",
    "crawler.sources.folder", "crawler.sources.stored", "email.policy", "pipelines.archive",
    "plistlib", "scrapy.core.downloader", "scrapy.downloadermiddlewares", "simplemma",
    "sqlite_utils",
)  # fmt: skip
"""What reading one page out of a file has no use for, though all spiders are loaded for it."""

OF_OTHER_SOURCES = (
    "crawler.demo", "crawler.sources.folder", "crawler.sources.text", "crawler.sources.warc",
    "crawler.sources.webarchive",
)  # fmt: skip
"""What a crawl of a live portal has no use for."""

OF_SWITCHED_OFF = ("aiohttp", "requests", "tldextract")
"""What components of Scrapy import that this project does not use: cookies, the remote control."""

_PAGE = """<!DOCTYPE html><html lang="de"><title>Fördermittel für Leichtbau</title>
<main><h1>Fördermittel für Leichtbau</h1><p>12. März 2021</p>
<p>Betriebe aus Kassel reichen ihre Skizzen bis zum 30. April 2021 ein.</p></main></html>"""

_PROGRAM = """
import contextlib, io, json, sys
from scrapy.cmdline import execute
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    execute(["scrapy", "crawl", "--help"])
helped = [*sys.modules]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()) as table:
    execute(["scrapy", "inspect", sys.argv[1]])
inspected = [*sys.modules] if "Fördermittel" in table.getvalue() else []
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
settings = get_project_settings()
process = AsyncCrawlerProcess(settings)
for name in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
    settings.get_component_priority_dict_with_base(name)
print(json.dumps([helped, inspected, [*sys.modules]]))
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> dict[str, list[str]]:
    """The modules in memory after ``crawl --help``, ``inspect FILE``, and as a crawl begins."""
    page = tmp_path_factory.mktemp("saved") / "seite.html"
    page.write_text(_PAGE, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, page], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return dict(zip(("help", "inspect", "crawl"), json.loads(ran.stdout), strict=True))


def among(modules: list[str], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if any(f"{one}.".startswith(f"{name}.") for one in modules)]


def test_help_imports_nothing_that_only_work_needs(imported):
    assert among(imported["help"], HEAVY) == []


def test_a_page_out_of_a_file_is_read_without_archive_and_downloader(imported):
    assert "crawler.layouts" in imported["inspect"]
    assert among(imported["inspect"], OF_NO_SAVED_PAGE) == []


def test_a_spider_is_there_without_the_sources_it_does_not_open(imported):
    assert "spiders.portal" in imported["crawl"]
    assert among(imported["crawl"], OF_OTHER_SOURCES) == []


def test_what_is_switched_off_is_not_imported(imported):
    assert "scrapy.downloadermiddlewares.retry" in imported["crawl"]
    assert among(imported["crawl"], OF_SWITCHED_OFF) == []
