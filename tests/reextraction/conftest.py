from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawled import Crawled, copied, crawled_once


@pytest.fixture
def crawled(tmp_path_factory, tmp_path) -> Crawled:
    """A copy of the crawled archive and its captures, for the test to spoil."""
    return copied(crawled_once(tmp_path_factory), tmp_path)


def spoil(crawled: Crawled, file: str, offset: int) -> Path:
    """Overwrite some bytes of a record."""
    path = crawled.captures / file
    with path.open("r+b") as raw:
        raw.seek(offset + 40)
        raw.write(b"\0" * 20)
    return path
