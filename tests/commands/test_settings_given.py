"""A setting that is misspelt or cannot be meant is told before anything is done."""

from __future__ import annotations

import sys

import pytest
from scrapy.utils.project import get_project_settings

from crawler.command_settings import why_unknown, wrong_values
from tests.crash.crawling import run_to


@pytest.fixture(scope="module")
def known():
    return frozenset(get_project_settings())


def unknown(name, known, **more):
    settings = get_project_settings()
    settings.setdict(more)
    return why_unknown(name, known, settings)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ARCHIVEPATH", "ARCHIVE_PATH"),
        ("archive_path", "ARCHIVE_PATH"),
        ("Archive_Path", "ARCHIVE_PATH"),
        ("ARCHIV_PATH", "ARCHIVE_PATH"),
        ("ARCHIVE-PATH", "ARCHIVE_PATH"),
        ("ARCHIVE_PATH ", "ARCHIVE_PATH"),
        ("ARCHIVE_PATHS", "ARCHIVE_PATH"),
        ("archivepath", "ARCHIVE_PATH"),
        ("WARCDIR", "WARC_DIR"),
        ("CONECT_TO", "CONNECT_TO"),
        ("DOWNLOAD_DELY", "DOWNLOAD_DELAY"),
        ("log_level", "LOG_LEVEL"),
        ("ROBOTS_TXT_OBEY", "ROBOTSTXT_OBEY"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_one_that_was_meant(name, meant, known):
    assert unknown(name, known) == f"{name} is no setting: did you mean {meant}?"


@pytest.mark.parametrize("name", ["COLOUR", "", "MY TOY", "a.b", "ÄRGER", "--help"])
def test_a_name_nobody_reads_is_refused(name, known):
    assert f"{name} is no setting of Scrapy" in unknown(name, known)


@pytest.mark.parametrize(
    "name",
    [
        "ARCHIVE_PATH", "WARC_DIR", "CONNECT_TO", "ARCHIVE_SECONDS", "STORED_PAGES_ONLY",
        "DOWNLOAD_DELAY", "CLOSESPIDER_TIMEOUT", "LOG_FILE", "JOBDIR",
        # Scrapy's without a default
        "FILES_STORE", "IMAGES_STORE", "HTTPERROR_ALLOWED_CODES", "MYPIPELINE_IMAGES_EXPIRES",
    ],
)  # fmt: skip
def test_scrapys_and_ours_are_known(name, known):
    assert unknown(name, known) is None


@pytest.fixture
def extension(tmp_path, monkeypatch):
    """A package beside the project, as a third party's Scrapy extension is installed."""
    package = tmp_path / "strange_extension"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "limits.py").write_text(
        "class Limits:\n    def __init__(self, crawler):\n"
        "        self.n = crawler.settings.getint('STRANGE_LIMIT')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith("strange_extension")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    "settings",
    [
        {"EXTENSIONS": {"strange_extension.limits.Limits": 1}},
        {"ADDONS": {"strange_extension.limits.Limits": 1}},
        {"STATS_CLASS": "strange_extension.limits.Limits"},
        {"SPIDER_MODULES": ["strange_extension"]},
    ],
)
def test_what_a_component_or_spider_reads_is_known(extension, settings, known):
    assert unknown("STRANGE_LIMIT", known, **settings) is None
    assert "STRANGE_LIMITS is no setting" in unknown("STRANGE_LIMITS", known, **settings)


def test_what_an_installed_package_for_scrapy_reads_is_known(extension, known):
    information = extension.with_name("strange_extension-1.0.dist-info")
    information.mkdir()
    (information / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: strange-extension\nVersion: 1.0\nRequires-Dist: Scrapy>=2\n"
    )
    (information / "top_level.txt").write_text("strange_extension\n")
    assert unknown("STRANGE_LIMIT", known) is None


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("ARCHIVE_BATCH", "many", "write a whole number from 1 on"),
        ("ARCHIVE_BATCH", "0", "write a whole number from 1 on"),
        ("ARCHIVE_BATCH", "1.5", "write a whole number from 1 on"),
        ("WARC_PROCESSES", "-1", "write a whole number from 0 on"),
        ("RETRY_AFTER_MAX", "nan", "write a number from 0 on"),
        ("CRAWL_DELAY_MAX", "inf", "write a number from 0 on"),
        ("RECRAWL_LISTS_DAYS", "", "write a number from 0 on"),
        ("LIST_PAGES_MAX", "10,000", "write a whole number from 1 on"),
        ("STORIES_ENABLED", "maybe", "write True or False"),
        ("LOG_JSON", "yes", "write True or False"),
        ("DOWNLOAD_DELAY", "slow", "write a number"),
        ("CONCURRENT_REQUESTS", "x", "write a whole number from 1 on"),
        ("LOG_LEVEL", "LOUD", "write one of CRITICAL"),
        ("LOG_LEVEL", "info", "write one of CRITICAL"),
        ("ARCHIVE_PATH", "", "name a file"),
        ("ARCHIVE_PATH", "/tmp", "name a file"),
        ("ARCHIVE_PATH", "/nowhere/at/all.db", "there is no folder /nowhere/at"),
        ("WARC_DIR", "", "name a folder"),
    ],
)
def test_a_value_that_cannot_be_meant_is_told(name, value, wanted):
    settings = get_project_settings()
    settings.set(name, value, priority="cmdline")
    ((_, sentence),) = wrong_values(settings, [name])
    assert sentence.startswith(f"{name}={value}: {wanted}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARCHIVE_BATCH", "7"), ("ARCHIVE_BATCH", 7), ("ARCHIVE_SECONDS", "0.5"),
        ("RECRAWL_LISTS_DAYS", "0.5"), ("DOWNLOAD_DELAY", "0"), ("STORIES_ENABLED", "0"),
        ("STORIES_ENABLED", "true"), ("LOG_LEVEL", "ERROR"), ("EXTENSIONS", "{}"),
        ("HEALTH_MAIL_TO", "a@b.de,c@d.de"),
    ],
)  # fmt: skip
def test_a_value_that_can_be_meant_is_taken(name, value):
    settings = get_project_settings()
    settings.set(name, value, priority="cmdline")
    assert [*wrong_values(settings, [name])] == []


@pytest.mark.parametrize(
    "command", ["crawl demo_cluster", "update", "doctor", "export --format csv"]
)
def test_nothing_is_done_under_a_misspelt_setting(command, tmp_path):
    log = tmp_path / "log"
    code = run_to(log, tmp_path, *command.split(), "-s", f"ARCHIVEPATH={tmp_path / 'other.db'}")
    assert code == 2
    assert "ARCHIVEPATH is no setting: did you mean ARCHIVE_PATH?" in log.read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"log"}
