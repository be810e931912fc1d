"""Nightly runs without a network: pages go through the pipelines into an archive in a folder.

The pages, the archive, the health check and the quarantine are those of a crawl; only the
fetching is left out. A run of seventy articles takes a tenth of a second.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector

from crawler.archive import Archive, Portal
from crawler.downloader.previous_runs import PreviousRuns
from crawler.items import Article, Capture
from crawler.layouts import extract
from crawler.monitoring.health.field_changes import FIELDS
from crawler.monitoring.health.measures import Alarm
from crawler.monitoring.health.watch import HealthWatch
from crawler.monitoring.signals import page_rejected
from pipelines import normalise
from pipelines.batch import Batch
from pipelines.quarantine import QuarantinePipeline
from pipelines.soft404 import Soft404Pipeline
from tests.health import invented

FIRST_NIGHT = dt.datetime(2025, 9, 16, 3, 17, tzinfo=dt.UTC)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Night:
    """A run: its number, its alarms, and a sentence for each run that holds articles back."""

    run_id: int
    alarms: list[Alarm]
    waiting: list[str]
    held: int
    outcomes: dict[str, int] = field(default_factory=dict)

    @property
    def rings(self) -> bool:
        """Whether the command exits with 4."""
        return bool(self.alarms or self.waiting)


@lru_cache(20_000)
def read(html: str, url: str, home_url: str) -> Article:
    """The article a page is read as."""
    article = extract(html, url)
    article.fetched_url, article.home_url = url, home_url
    return normalise(article)


class Crawl:
    """The archive of one portal, and its nightly runs."""

    def __init__(self, portal: invented.Portal, folder: Path) -> None:
        self.portal = portal
        self.path = folder / "archive.db"
        self.night = 0

    def copy(self, folder: Path) -> Crawl:
        """The same archive in another folder."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.path, folder / "archive.db")
        other = Crawl(self.portal, folder)
        other.night = self.night
        return other

    def run(
        self, pages: Iterable[invented.Page], unmodified: Collection[invented.Page] = ()
    ) -> Night:
        """One run over these pages in their order; ``unmodified`` are answered with 304."""
        begun = FIRST_NIGHT + dt.timedelta(days=self.night)
        self.night += 1
        crawler = _Crawler(self.portal, self.path)
        portal = Portal(self.portal.name, self.portal.title, self.portal.home_url)
        with Archive(self.path, judges=True, stories=False) as archive:
            run_id = archive.begin_run(self.portal.name, "live", portal)
            watch = crawler.watch
            watch.begin(archive, "live")
            batch = Batch()
            crawler.signals.connect(watch.page_rejected, page_rejected)
            for number, page in enumerate(pages):
                item = self._item(page, begun + dt.timedelta(seconds=number))
                assert item.capture is not None
                batch.captures.append(item.capture)
                try:
                    for step in (crawler.soft404, crawler.quarantine):
                        item = step.process_item(item)
                except DropItem:
                    continue
                batch.articles.append(item)
            for page in unmodified:
                capture = Capture(self.portal.url(page), begun, begun, 304, source="live")
                batch.unmodified.append(capture)
                watch.article_unmodified()
            crawler.previous.close()
            found = [written.outcome for written in batch.write(archive, run_id)]
            found += [outcome for _, outcome in watch.conclude(archive, run_id).released]
            waiting = archive.waiting(self.portal.name)
            archive.finish_run(run_id, "finished", {})
        held = next((one.articles for one in waiting if one.run_id == run_id), 0)
        outcomes: dict[str, int] = {}
        for outcome in found:
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
        alarms = crawler.stats.get_value("health/alarms", [])
        return Night(run_id, alarms, [str(one) for one in waiting], held, outcomes)

    def _item(self, page: invented.Page, moment: dt.datetime) -> Article:
        url, html = self.portal.url(page), self.portal.html(page)
        digest = "sha1:" + hashlib.sha1(html.encode(), usedforsecurity=False).hexdigest()
        capture = Capture(url, moment, moment, 200, "text/html", digest=digest, source="live")
        return replace(read(html, url, self.portal.home_url), capture=capture, captured_at=moment)

    def stored(self) -> dict[str, Values]:
        """What the archive says of each article, by URL."""
        with Archive(self.path) as archive:
            return {
                article.url: {name: getattr(article, name) for name in FIELDS}
                for _, article in archive.articles()
            }

    def healthy(self, pages: Sequence[invented.Page]) -> dict[str, Values]:
        """What it says when these pages are read and nothing goes wrong."""
        read_now = (self._item(page, FIRST_NIGHT) for page in pages)
        return {one.url: {name: getattr(one, name) for name in FIELDS} for one in read_now}


class _Crawler:
    """As much of Scrapy's crawler as the pipelines and the health check ask of it."""

    def __init__(self, portal: invented.Portal, path: Path) -> None:
        self.settings = {"ARCHIVE_PATH": str(path), "STATS_DUMP": False}
        self.spider = SimpleNamespace(
            name=portal.name, title=portal.title, source=SimpleNamespace(dated_by_capture=False)
        )
        self.spidercls = SimpleNamespace(name=portal.name)
        self.signals = SignalManager(self)
        self.stats = MemoryStatsCollector(SimpleNamespace(settings=_NoDump(), spider=None))
        self.previous = PreviousRuns(str(path))
        self.watch = HealthWatch(self)
        self.soft404, self.quarantine = Soft404Pipeline(self), QuarantinePipeline(self)

    def get_extension(self, kind: type) -> Any:
        return {PreviousRuns: self.previous, HealthWatch: getattr(self, "watch", None)}[kind]


class _NoDump:
    @staticmethod
    def getbool(_: str) -> bool:
        return False
