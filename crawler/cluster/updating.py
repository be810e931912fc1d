"""``update`` on a cluster: portals crawled by workers, their shards merged as they arrive."""

from __future__ import annotations

import logging
import math
import threading
import time
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.archive import Archive
from crawler.cluster.crawling import CrawlDied, PortalTask, Shard, crawl_portal
from crawler.cluster.dask_client import DEATHS
from crawler.cluster.shards import (
    STATE,
    ShardKept,
    merge_shard,
    remove,
    shard_folder,
    spider_of,
    write_state,
)
from crawler.monitoring.summary import BUDGET_SPENT, Summary

if TYPE_CHECKING:
    from distributed import Client, Future

_RETRIES = 2
"""How often a crawl is begun again that died by itself (out of memory)."""
_POLL_SECONDS = 0.02

logger = logging.getLogger(__name__)


class PortalCrawl(NamedTuple):
    """A portal to crawl: its spider, the host requested, and the spider's arguments."""

    spider: str
    host: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Update:
    """An update: what to crawl, and the folders to use.

    Args:
        portals: what to crawl.
        archive: the archive that shards are merged into; the caller holds its lock.
        captures: where its captures are (``WARC_DIR``).
        shared: a folder all workers see under the same path; made and removed.
        options: options of ``scrapy crawl`` for every worker.
        seconds: time after which no portal is started and running crawls end.
    """

    portals: tuple[PortalCrawl, ...]
    archive: Path
    captures: Path
    shared: Path
    options: tuple[str, ...] = ()
    seconds: float | None = None


def update_portals(update: Update, client: Client, stop: threading.Event) -> Iterator[Summary]:
    """Crawl all portals on the cluster; a summary each as soon as its shard is merged.

    Shards that an earlier update left are merged first; if one cannot be, its portal's summary
    says so, one of its own where the portal is not crawled now.
    Raises KeyboardInterrupt soon after ``stop`` is set, but never in the middle of a merge.
    """
    with Archive(update.archive) as archive, shard_folder(update.shared) as left:
        kept = _merge_left(archive, update.captures, left)
        for spider in sorted(kept.keys() - {portal.spider for portal in update.portals}):
            yield Summary.of_nothing(spider, "", "finished").with_failures(*kept[spider])
        for summary in _Dispatcher(update, client, archive, stop).all():
            yield summary.with_failures(*kept.get(summary.portal, ()))


def _merge_left(archive: Archive, captures: Path, shards: list[Path]) -> dict[str, list[str]]:
    """Merge what an earlier update left; returns sentences by spider on shards that were kept."""
    kept = defaultdict(list)
    for shard in shards:
        try:
            merge_shard(archive, captures, shard)
        except ShardKept as error:
            logger.error("%s: %s", spider_of(shard), error)
            kept[spider_of(shard)].append(str(error))
    return kept


@dataclass(slots=True)
class _Dispatcher:
    """Submits portals and merges shards; the only writer of the archive."""

    update: Update
    client: Client
    archive: Archive
    stop: threading.Event
    _began: float = field(default_factory=time.monotonic)
    _shards: dict[str, Path] = field(default_factory=dict)
    _deaths: Counter[str] = field(default_factory=Counter)

    def all(self) -> Iterator[Summary]:
        from distributed import as_completed

        waiting = list(self.update.portals)
        at_work: dict[str, PortalCrawl] = {}
        ended: deque[tuple[PortalCrawl, Any]] = deque()
        futures: Any = as_completed()
        while waiting or at_work or ended:
            # First of all nobody must be without work: workers do not wait until all is merged.
            if at_work:
                for future in self._ended(futures, is_awaited=not ended):
                    ended.append((at_work.pop(str(future.key)), future))
            while (portal := self._next(waiting, at_work)) is not None:
                waiting.remove(portal)
                if self._seconds_left() <= 0:
                    yield _nothing(portal, BUDGET_SPENT)
                    continue
                future = self._hand_out(portal)
                at_work[str(future.key)] = portal
                futures.add(future)
            if ended:
                portal, future = ended.popleft()
                summary = self._brought(portal, future)
                if summary is None:
                    waiting.append(portal)
                    continue
                remove(self._state(portal.spider))
                yield summary

    def _ended(self, futures: Any, *, is_awaited: bool) -> Iterator[Any]:
        """The futures of crawls that have ended; if it is awaited, at least one.

        Raises KeyboardInterrupt when the update is to stop.
        """
        while is_awaited and not futures.has_ready():
            if self.stop.wait(_POLL_SECONDS):
                break
        if self.stop.is_set():
            raise KeyboardInterrupt
        while futures.has_ready():
            yield next(futures)

    def _brought(self, portal: PortalCrawl, future: Any) -> Summary | None:
        """The summary of a crawl, merged; None if it has to be begun again."""
        from distributed import KilledWorker

        try:
            shard = future.result()
        except KilledWorker as killed:
            self._deaths[portal.spider] += 1
            if self._deaths[portal.spider] < DEATHS:
                return None
            return _failed(portal, str(killed))
        except Exception as error:  # a worker's full disk, a mistake of ours: others go on
            return _failed(portal, str(error) if type(error) is CrawlDied else repr(error))
        return self._take(shard)

    def _next(
        self, waiting: list[PortalCrawl], at_work: Mapping[str, PortalCrawl]
    ) -> PortalCrawl | None:
        """A portal to submit now: a worker is free, and no running crawl requests the same host.

        None waits at a worker: it would wait on while another one has nothing to do.
        """
        if len(at_work) >= max(1, sum(self.client.nthreads().values())):
            return None
        hosts = {portal.host for portal in at_work.values()}
        return next((portal for portal in waiting if portal.host not in hosts), None)

    def _seconds_left(self) -> float:
        if self.update.seconds is None:
            return math.inf
        return self.update.seconds - (time.monotonic() - self._began)

    def _hand_out(self, portal: PortalCrawl) -> Future[Shard]:
        update, name = self.update, portal.spider
        if name not in self._shards:
            self._shards[name] = update.shared.absolute() / f"{name}-{uuid.uuid4().hex}"
            write_state(self.archive.db.conn, update.captures, name, self._state(name))
        options = [*update.options]
        for argument, value in portal.arguments.items():
            options += ["-a", f"{argument}={value}"]
        if update.seconds is not None:
            options += ["-s", f"CLOSESPIDER_TIMEOUT={max(1, self._seconds_left()):.0f}"]
        task = PortalTask(name, str(self._state(name)), str(self._shards[name]), tuple(options))
        # A key for each attempt: Dask would return the result of an earlier one.
        key = f"{name}/{uuid.uuid4().hex}"
        return self.client.submit(crawl_portal, task, key=key, retries=_RETRIES, pure=False)

    def _state(self, spider: str) -> Path:
        """The folder of the shard that the crawl starts from."""
        return Path(f"{self._shards[spider]}{STATE}")

    def _take(self, shard: Shard) -> Summary:
        summary = Summary.from_json(shard.summary)
        try:
            merge_shard(self.archive, self.update.captures, Path(shard.path))
        except ShardKept as kept:
            return replace(summary.with_failures(str(kept)), run_id=None)
        runs = self.archive.db.table("runs").rows_where("uuid = ?", [shard.run])
        run_id = next((run["id"] for run in runs), None)
        return replace(summary, run_id=run_id)


def _nothing(portal: PortalCrawl, reason: str) -> Summary:
    return Summary.of_nothing(portal.spider, portal.arguments.get("source", ""), reason)


def _failed(portal: PortalCrawl, reason: str) -> Summary:
    logger.error("%s: %s", portal.spider, reason)
    return _nothing(portal, "finished").with_failures(reason)
