"""Portals crawled by workers, each by one at a time; their shards merged as they arrive."""

from __future__ import annotations

import logging
import shutil
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from crawler.merging import merge_archive
from crawler.monitoring.summary import Summary

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 2
"""Portals handed out for each thread there is: one to do, one to begin with behind it."""
_RETRIES = 2
"""How often a crawl is begun again that died by itself (out of memory)."""
_STATE = ".state"
"""How the name of a folder ends that a crawl begins with."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Update:
    """What to crawl, and where things are.

    Args:
        names: spiders.
        archive: the archive that shards are merged into; the caller holds its lock.
        captures: where its captures are (``WARC_DIR``).
        shared: a folder all workers see under the same path; made and removed.
        options: options of ``scrapy crawl`` for every worker.
    """

    names: tuple[str, ...]
    archive: Path
    captures: Path
    shared: Path
    options: tuple[str, ...] = ()


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
    _states: dict[str, Path] = field(default_factory=dict)
    _deaths: dict[str, int] = field(default_factory=dict)

    def all(self) -> Iterator[Summary]:
        from distributed import KilledWorker, as_completed

        waiting = deque(self.update.names)
        futures: Any = as_completed()
        out = 0
        while waiting or out:
            while waiting and out < max(1, _AHEAD * sum(self.client.nthreads().values())):
                futures.add(self._hand_out(waiting.popleft()))
                out += 1
            future = next(futures)
            out -= 1
            name = future.key.partition("/")[0]
            try:
                summary = self._take(future.result())
            except KilledWorker as killed:
                self._deaths[name] = self._deaths.get(name, 0) + 1
                if self._deaths[name] < DEATHS:
                    waiting.append(name)
                    continue
                summary = _failed(name, str(killed))
            except CrawlDied as died:
                summary = _failed(name, str(died))
            _remove(self._states.pop(name))
            yield summary

    def _hand_out(self, name: str) -> Future[Shard]:
        update = self.update
        if name not in self._states:
            self._states[name] = update.shared / f"{name}{_STATE}"
            write_state(self.archive.db.conn, update.captures, name, self._states[name])
        task = PortalTask(
            name,
            str(self._states[name].absolute()),
            str(update.shared.absolute()),
            update.options,
        )
        # A key of its own: what Dask knows of an earlier attempt is no result.
        key = f"{name}/{uuid.uuid4().hex}"
        return self.client.submit(crawl_portal, task, key=key, retries=_RETRIES, pure=False)

    def _take(self, shard: Shard) -> Summary:
        path = Path(shard.path)
        merge_archive(self.archive, self.update.captures, path / ARCHIVE, path / CAPTURES)
        with Archive(path / ARCHIVE) as archive:
            summary = _summary_of(archive, shard)
        _remove(path)
        return summary


def _summary_of(archive: Archive, shard: Shard) -> Summary:
    """The summary of the crawl that made a shard: its last run."""
    runs = archive.db.table("runs")
    where = "spider = ? AND finished_at IS NOT NULL"
    run = next(runs.rows_where(where, [shard.spider], order_by="id DESC", limit=1), None)
    if run is None:
        return _failed(shard.spider, "not started")
    known: dict[str, Any] = {
        field.name: run[field.name] or 0 for field in fields(Summary) if field.name in run
    }
    return Summary(portal=shard.spider, **known)


def _failed(name: str, reason: str) -> Summary:
    logger.error("%s was not crawled: %s", name, reason)
    return Summary(name, "", 0, 0, 0, 0, 0, 0, 1, 0.0, reason, (reason,))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
