"""Portals of which one generation of pages breaks, and healthy ones that look alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from crawler.archive import Archive
from crawler.demo import DemoServer
from crawler.monitoring.health.field_changes import FIELDS
from tests.crash.crawling import run_crawl
from tests.faults.table import Fault, Result
from tests.health.breakages import ARTICLES, CLUSTER, KOOPERATION, Alter
from tests.health.generations import GENERATIONS, Change, oldest, on_pages

UNSPOILT, EDITED = "as in the first run", "edited"


def _stored(folder: Path) -> dict[str, list[object]]:
    with Archive(folder / "archive.db") as archive:
        return {a.url: [getattr(a, name) for name in FIELDS] for _, a in archive.articles()}


def _second_run(spider: str, alter: Alter, **server: bool) -> Callable[[Path], Result]:
    """A healthy run, then one over the altered portal; whether what was stored has changed."""

    def happen(folder: Path) -> Result:
        with DemoServer(articles=ARTICLES) as healthy:
            run_crawl(healthy, folder, spider=spider)
        before = _stored(folder)
        time.sleep(1.1)  # what was visited in this second is taken for the next run's
        with DemoServer(articles=ARTICLES, alter=alter, **server) as broken:
            code, said = run_crawl(broken, folder, ("-a", "full=1"), spider=spider)
        after = _stored(folder)
        spoilt = {url for url in before if before[url] != after[url]}
        return Result(code, "\n".join(said), EDITED if spoilt else UNSPOILT)

    return happen


def _generation(spider: str, name: str) -> Callable[[Path], Result]:
    """A fifth of the pages, the oldest, is broken in this way."""
    alter = on_pages(oldest(spider, 0.2, ARTICLES), GENERATIONS[name])
    return _second_run(spider, alter, etag=False, last_modified=False)


def _edits(change: Change, articles: int) -> Callable[[Path], Result]:
    """An editor changes so many articles."""
    paths = sorted(oldest(CLUSTER, 1, ARTICLES))[:articles]
    alter = on_pages(frozenset(paths), change)
    return _second_run(CLUSTER, alter, etag=False, last_modified=False)


ROWS = [
    Fault(
        "a fifth of the pages shows its section as headline",
        _generation(CLUSTER, "title is the section's"), UNSPOILT,
        " → Meldungen und Nachrichten (look: scrapy inspect http://www.cluster.example/", 4,
    ),
    Fault(
        "a fifth of the pages shows day and month swapped",
        _generation(KOOPERATION, "day and month swapped"), UNSPOILT,
        "published_on would change in the same way in several articles", 4,
    ),
    Fault(
        "a fifth of the pages has Quelle and Redaktion swapped",
        _generation(KOOPERATION, "Quelle and Redaktion swapped"), UNSPOILT,
        "source_text would be overwritten in many articles at once: 0 % → 3 of 12", 4,
    ),
    Fault(
        "a fifth of the pages has its menu as breadcrumb",
        _generation(CLUSTER, "breadcrumb is the menu"), UNSPOILT,
        "breadcrumb would change in the same way in several articles: 0 % → 3 of 12", 4,
    ),
    Fault(
        "two headlines are corrected",
        _edits(lambda page: page.replace("Muster", "Vorbild"), 2), EDITED, " 2 changed", 0,
    ),
]  # fmt: skip
