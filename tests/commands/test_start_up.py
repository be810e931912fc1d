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
    "multiprocessing", "numpy", "pipelines.dates", "pyarrow", "requests", "rich", "spiders.portal",
    "sqlite_utils", "tldextract", "vl_convert", "zstandard",
)  # fmt: skip
"""What commands use once they work. Scrapy imports the modules of all of them for each."""

OF_OTHER_SOURCES = (
    "crawler.demo", "crawler.sources.folder", "crawler.sources.text", "crawler.sources.warc",
    "crawler.sources.webarchive",
)  # fmt: skip
"""What a crawl of a live portal has no use for."""

OF_SWITCHED_OFF = ("aiohttp", "requests", "tldextract")
"""What components of Scrapy import that this project does not use: cookies, the remote control."""

_PROGRAM = """
import contextlib, io, json, sys
from scrapy.cmdline import execute
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    execute(["scrapy", "crawl", "--help"])
helped = [*sys.modules]
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
settings = get_project_settings()
process = AsyncCrawlerProcess(settings)
for name in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
    settings.get_component_priority_dict_with_base(name)
print(json.dumps([helped, [*sys.modules]]))
"""


@pytest.fixture(scope="module")
def imported() -> tuple[list[str], list[str]]:
    """The modules in memory after ``scrapy crawl --help``, and when a crawl has its components."""
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    helped, crawls = json.loads(ran.stdout)
    return helped, crawls


def among(modules: list[str], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if any(f"{one}.".startswith(f"{name}.") for one in modules)]


def test_help_imports_nothing_that_only_work_needs(imported):
    assert among(imported[0], HEAVY) == []


def test_a_spider_is_there_without_the_sources_it_does_not_open(imported):
    assert "spiders.portal" in imported[1]
    assert among(imported[1], OF_OTHER_SOURCES) == []


def test_what_is_switched_off_is_not_imported(imported):
    assert "scrapy.downloadermiddlewares.retry" in imported[1]
    assert among(imported[1], OF_SWITCHED_OFF) == []
