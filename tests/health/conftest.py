"""Portals that were healthy in their first run, and are broken in the next."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from crawler.demo import DemoServer
from tests.crash.crawling import run_crawl
from tests.health.breakages import ARTICLES, CLUSTER, Alter

Run = Callable[..., tuple[int | None, str]]


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a portal's first run; not to be spoilt."""

    @cache
    def crawl(spider: str) -> Path:
        folder = tmp_path_factory.mktemp("healthy") / spider
        folder.mkdir()
        with DemoServer(articles=ARTICLES) as server:
            assert run_crawl(server, folder, spider=spider)[0] == 0
        time.sleep(1.1)  # what was visited in this second is taken for the next run's
        return folder

    return crawl


@pytest.fixture
def broken(healthy: Callable[[str], Path], tmp_path: Path) -> Run:
    """Crawl all of a portal again into ``tmp_path``, broken; exit code and what was said."""

    def run(alter: Alter, spider: str = CLUSTER) -> tuple[int | None, str]:
        shutil.copytree(healthy(spider), tmp_path, dirs_exist_ok=True)
        with DemoServer(articles=ARTICLES, etag=False, last_modified=False, alter=alter) as server:
            code, said = run_crawl(server, tmp_path, ("-a", "full=1"), spider=spider)
        return code, "\n".join(said)

    return run
