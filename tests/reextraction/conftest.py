from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crawled import Crawled, crawl_two_editions


@pytest.fixture(scope="session")
def crawled_once(tmp_path_factory) -> Crawled:
    return crawl_two_editions(tmp_path_factory.mktemp("crawled"))


@pytest.fixture
def crawled(crawled_once, tmp_path) -> Crawled:
    """A copy of the crawled archive and its captures, for the test to spoil."""
    shutil.copytree(crawled_once.captures, tmp_path / "captures")
    shutil.copy(crawled_once.archive, tmp_path / "archive.db")
    return Crawled(tmp_path / "archive.db", tmp_path / "captures")


def spoil(crawled: Crawled, file: str, offset: int) -> Path:
    """Overwrite some bytes of a record."""
    path = crawled.captures / file
    with path.open("r+b") as raw:
        raw.seek(offset + 40)
        raw.write(b"\0" * 20)
    return path
