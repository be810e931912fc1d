"""The archive of a demo portal over two editions, served by `scrapy serve`, once a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawled import Crawled, crawled_once
from tests.serving.served import served


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawled_once(tmp_path_factory)


@pytest.fixture(scope="session")
def address(crawled: Crawled) -> Iterator[str]:
    with served(crawled.archive, "-s", f"WARC_DIR={crawled.captures}") as address:
        yield address
