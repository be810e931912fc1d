"""What tests of whole commands need: a real `scrapy`, its own archive, a shared folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import forked

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

Scrapy = Callable[..., subprocess.CompletedProcess[str]]

_MARKED_FOLDERS = {"crash": "crash", "cluster": "dask"}
_MARKED_FIXTURES = {
    "browser": "browser",
    "machine": "book",
    "recovered": "pywb",
    "replay": "pywb",
}
NEVER_SKIPPED_IN_CI = {"book", "browser", "crash", "dask", "pywb"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, pywb, Dask or the right to mount, by folder and by fixture."""
    for item in items:
        marks = {_MARKED_FOLDERS.get(item.path.parent.name)}
        marks |= {_MARKED_FIXTURES.get(name) for name in getattr(item, "fixturenames", ())}
        for mark in marks - {None}:
            item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where CI=true, a marked test that is skipped has failed: nobody would miss it there."""
    report = yield
    marks = NEVER_SKIPPED_IN_CI & {mark.name for mark in item.iter_markers()}
    if report.skipped and marks and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{', '.join(sorted(marks))} must run where CI=true. {reason}"
    return report


@pytest.fixture
def archive_path(tmp_path: Path) -> Path:
    """The archive that `scrapy` writes in this test."""
    return tmp_path / "archive.db"


def kept_in(archive_path: Path) -> tuple[str, ...]:
    """The arguments that make a command keep its archive there, and its captures beside it."""
    warc_dir = archive_path.with_name("captures")
    return "-s", f"ARCHIVE_PATH={archive_path}", "-s", f"WARC_DIR={warc_dir}"


def run_scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Scrapy command as a person would, from the project root; no traceback, ever."""
    done = forked.run([*arguments])
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="session", autouse=True)
def _imports_are_done_once() -> None:
    """Before a test that works in several processes starts a fork server that knows less."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        forked.prepare()


@pytest.fixture
def scrapy(archive_path: Path) -> Scrapy:
    """`run_scrapy` into this test's own `archive_path`."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_scrapy(*arguments, *kept_in(archive_path))

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party pages and dates beside the project; not everyone has it."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent")
    return SHARED


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The package as it is installed elsewhere."""
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
