"""Portals crawled by workers, each by one at a time; their shards merged as they arrive."""

from __future__ import annotations

import json
import logging
import math
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.archive import Archive
from crawler.cluster.connection import DEATHS
from crawler.cluster.crawling import (
    HALF,
    CrawlDied,
    PortalTask,
    Shard,
    crawl_portal,
)
from crawler.cluster.state import ARCHIVE, CAPTURES, write_state
from crawler.health.alarms import Alarm
from crawler.merging import merge_archive
from crawler.monitoring.summary import BUDGET_SPENT, Summary

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 2
"""Portals handed out for each thread there is: one to do, one to begin with behind it."""
_RETRIES = 2
"""How often a crawl is begun again that died by itself (out of memory)."""
_STATE = ".state"
"""How the name of a folder ends that a crawl begins with."""
_COUNTS = (
    "new", "changed", "unchanged", "duplicates", "rejected", "held", "errors", "seconds",
)  # fmt: skip

logger = logging.getLogger(__name__)


class PortalCrawl(NamedTuple):
    """A portal to crawl: its spider, where its pages come from, and the host that is asked."""

    spider: str
    source: str
    host: str


@dataclass(frozen=True, slots=True)
class Update:
    """What to crawl, and where things are.

    Args:
        portals: what to crawl.
        archive: the archive that shards are merged into; the caller holds its lock.
        captures: where its captures are (``WARC_DIR``).
        shared: a folder all workers see under the same path; made and removed.
        options: options of ``scrapy crawl`` for every worker.
        seconds: after how many no further portal is begun, and those at work end.
    """

    portals: tuple[PortalCrawl, ...]
    archive: Path
    captures: Path
    shared: Path
    options: tuple[str, ...] = ()
    seconds: float | None = None


def update_portals(update: Update, client: Client) -> Iterator[Summary]:
    """Crawl all portals on the cluster; a summary each as soon as its shard is merged."""
    with Archive(update.archive) as archive, _shared_folder(update, archive):
        yield from _Handing(update, client, archive).all()


@contextmanager
def _shared_folder(update: Update, archive: Archive) -> Iterator[None]:
    """Begin with what a killed update left: whole shards are merged, half ones thrown away."""
    update.shared.mkdir(parents=True, exist_ok=True)
    for left in sorted(update.shared.iterdir()):
        if (left / ARCHIVE).is_file() and left.suffix not in (HALF, _STATE):
            merge_archive(archive, update.captures, left / ARCHIVE, left / CAPTURES)
        _remove(left)
    try:
        yield
    finally:
        shutil.rmtree(update.shared, ignore_errors=True)


@dataclass(slots=True)
class _Handing:
    """Hands portals out, takes shards in. The archive has one writer, this one."""

    update: Update
    client: Client
    archive: Archive
    _began: float = field(default_factory=time.monotonic)
    _states: dict[str, Path] = field(default_factory=dict)
    _deaths: Counter[str] = field(default_factory=Counter)

    def all(self) -> Iterator[Summary]:
        from distributed import KilledWorker, as_completed

        waiting = list(self.update.portals)
        at_work: dict[str, PortalCrawl] = {}
        futures: Any = as_completed()
        while waiting or at_work:
            while (portal := self._next(waiting, at_work)) is not None:
                waiting.remove(portal)
                if self._seconds_left() <= 0:
                    yield _nothing(portal, BUDGET_SPENT)
                    continue
                future = self._hand_out(portal)
                at_work[str(future.key)] = portal
                futures.add(future)
            if not at_work:
                break
            future = next(futures)
            portal = at_work.pop(str(future.key))
            try:
                summary = self._take(portal, future.result())
            except KilledWorker as killed:
                self._deaths[portal.spider] += 1
                if self._deaths[portal.spider] < DEATHS:
                    waiting.append(portal)
                    continue
                summary = _failed(portal, str(killed))
            except CrawlDied as died:
                summary = _failed(portal, str(died))
            _remove(self._states.pop(portal.spider))
            yield summary

    def _next(
        self, waiting: list[PortalCrawl], at_work: Mapping[str, PortalCrawl]
    ) -> PortalCrawl | None:
        """A portal to hand out now, if a worker has time for it: one crawl a host at a time."""
        if len(at_work) >= max(1, _AHEAD * sum(self.client.nthreads().values())):
            return None
        hosts = {portal.host for portal in at_work.values()}
        return next((portal for portal in waiting if portal.host not in hosts), None)

    def _seconds_left(self) -> float:
        if self.update.seconds is None:
            return math.inf
        return self.update.seconds - (time.monotonic() - self._began)

    def _hand_out(self, portal: PortalCrawl) -> Future[Shard]:
        update, name = self.update, portal.spider
        if name not in self._states:
            self._states[name] = update.shared / f"{name}{_STATE}"
            write_state(self.archive.db.conn, update.captures, name, self._states[name])
        options = [*update.options, "-a", f"source={portal.source}"]
        if update.seconds is not None:
            options += ["-s", f"CLOSESPIDER_TIMEOUT={max(1, self._seconds_left()):.0f}"]
        task = PortalTask(
            name, str(self._states[name].absolute()), str(update.shared.absolute()), tuple(options)
        )
        # A key of its own: what Dask knows of an earlier attempt is no result.
        key = f"{name}/{uuid.uuid4().hex}"
        return self.client.submit(crawl_portal, task, key=key, retries=_RETRIES, pure=False)

    def _take(self, portal: PortalCrawl, shard: Shard) -> Summary:
        path = Path(shard.path)
        with Archive(path / ARCHIVE) as archive:
            row = archive.db.execute(
                "SELECT uuid FROM runs WHERE spider = ? ORDER BY id DESC LIMIT 1", [portal.spider]
            ).fetchone()
        merge_archive(self.archive, self.update.captures, path / ARCHIVE, path / CAPTURES)
        _remove(path)
        runs = self.archive.db.table("runs")
        run = next(runs.rows_where("uuid = ?", [row[0] if row else None]), None)
        return _failed(portal, "not started") if run is None else _summary_of(portal, run)


def _summary_of(portal: PortalCrawl, run: Mapping[str, Any]) -> Summary:
    """What a run's row says of it."""
    alarms = json.loads(run["health"])["alarms"] if run["health"] else []
    names = [each.name for each in fields(Alarm)]
    return Summary(
        portal=portal.spider,
        source=run["source"],
        **{name: run[name] or 0 for name in _COUNTS},
        finish_reason=run["finish_reason"] or "killed",
        reasons=(f"{run['errors']} errors: the worker's log tells them",) if run["errors"] else (),
        alarms=tuple(Alarm(**{name: alarm[name] for name in names}) for alarm in alarms),
        run_id=run["id"],
    )


def _nothing(portal: PortalCrawl, reason: str) -> Summary:
    counts: dict[str, Any] = dict.fromkeys(_COUNTS, 0)
    return Summary(portal=portal.spider, source=portal.source, finish_reason=reason, **counts)


def _failed(portal: PortalCrawl, reason: str) -> Summary:
    logger.error("%s was not crawled: %s", portal.spider, reason)
    return replace(_nothing(portal, reason), errors=1, reasons=(reason,))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
