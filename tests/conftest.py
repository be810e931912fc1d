"""What tests of whole commands need: a real `scrapy`, its own archive, a shared folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

Scrapy = Callable[..., subprocess.CompletedProcess[str]]


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
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


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
