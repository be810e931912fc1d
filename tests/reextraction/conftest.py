from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crawled import Crawled, crawled_once


@pytest.fixture
def crawled(tmp_path_factory, tmp_path) -> Crawled:
    """A copy of the crawled archive and its captures, for the test to spoil."""
    original = crawled_once(tmp_path_factory)
    shutil.copytree(original.captures, tmp_path / "captures")
    shutil.copy(original.archive, tmp_path / "archive.db")
    return Crawled(tmp_path / "archive.db", tmp_path / "captures")


def spoil(crawled: Crawled, file: str, offset: int) -> Path:
    """Overwrite some bytes of a record."""
    path = crawled.captures / file
    with path.open("r+b") as raw:
        raw.seek(offset + 40)
        raw.write(b"\0" * 20)
    return path
