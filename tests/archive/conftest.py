from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Article

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture
def run_id(archive: Archive) -> int:
    return archive.begin_run("musterportal", "live", PORTAL)


@pytest.fixture
def make() -> Callable[..., Article]:
    """Make an article seen on a day: ``make(day=3, title="…")`` is 3 March 2020."""

    def make_article(
        url: str = "https://muster.example/eins", *, day: int = 1, **values: Any
    ) -> Article:
        said = {"title": "Blaumilch gefördert", "body": "Erster Absatz.", "kind": "nachricht"}
        captured_at = dt.datetime(2020, 3, day, 12, tzinfo=dt.UTC)
        return Article(url=url, captured_at=captured_at, **said | values)

    return make_article
