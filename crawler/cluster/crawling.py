"""Crawl of one portal on a worker into a shard, an archive with captures of its own."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.archive.stories.signed import sign_waiting
from crawler.cluster.shards import ARCHIVE, CAPTURES, PARTIAL
from crawler.monitoring.exit_codes import ExitCode

PROGRESS = "clusterarchiv-progress"
"""The Dask topic on which workers report their progress."""

_SUMMARY = "summary.json"
_ENDED = (ExitCode.OK, ExitCode.FAILED, ExitCode.UNHEALTHY)


class CrawlDied(Exception):
    """A crawl was ended by a signal or could not start; its results are discarded."""


@dataclass(frozen=True, slots=True)
class PortalTask:
    """A portal to crawl: spider, options, and the stored state the crawl starts from.

    Args:
        spider: its name.
        state: the folder of a shard with what is known of the portal, on shared storage.
        shard: the folder that becomes the shard, on shared storage; the same for every attempt.
        options: options of ``scrapy crawl``.
    """

    spider: str
    state: str
    shard: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """A finished crawl.

    Args:
        path: its folder.
        run: the ``uuid`` of its run; None if it ended before the run started.
        summary: the summary as by ``Summary.as_json``.
    """

    path: str
    run: str | None
    summary: dict[str, Any]


def crawl_portal(task: PortalTask) -> Shard:
    """Crawl into the worker's own storage, then move the shard to shared storage in one step.

    Raises CrawlDied.
    """
    from distributed import get_worker

    from crawler.cluster.prefork import prefork_server

    shard = Path(task.shard)
    if shard.is_dir():  # by a worker that died before it could say so
        return _read(shard)
    worker = get_worker()
    local = tempfile.mkdtemp(prefix=f"{task.spider}-", dir=worker.local_directory)
    own = Path(local)
    try:
        archive = own / ARCHIVE
        _begin(Path(task.state), own)
        counted = _Counted(archive)

        def report() -> None:
            news = {"spider": task.spider, "worker": worker.address, **counted.since()}
            worker.log_event(PROGRESS, news)

        here = {
            "ARCHIVE_PATH": archive,
            "WARC_DIR": own / CAPTURES,
            "STORIES_ENABLED": False,  # grouped where all portals are
        }
        kept = [word for name, value in here.items() for word in ("-s", f"{name}={value}")]
        printed = own / _SUMMARY
        code = prefork_server().run(
            ["crawl", task.spider, "--json", *task.options, *kept], printed, report
        )
        if code not in _ENDED or not printed.stat().st_size:  # a signal, or refused to begin
            raise CrawlDied(
                f"the crawl ended with {code} on {worker.address}: the worker's log says why"
            )
        report()
        with Archive(archive) as crawled, crawled.transaction():
            sign_waiting(crawled.db.conn)
        _bring(own, shard)
        return _read(shard)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _begin(state: Path, own: Path) -> None:
    """Start from the known state; its captures are linked and only read."""
    shutil.copyfile(state / ARCHIVE, own / ARCHIVE)
    (own / CAPTURES).mkdir()
    if (state / CAPTURES).is_dir():
        for file in (state / CAPTURES).iterdir():
            (own / CAPTURES / file.name).symlink_to(file)


def _bring(own: Path, shard: Path) -> None:
    """Move a crawl to shared storage, where others see all of it or nothing."""
    with closing(sqlite3.connect(own / ARCHIVE)) as db:
        db.execute("PRAGMA journal_mode = DELETE")  # one file, not three
    partial = shard.with_name(f"{shard.name}-{uuid.uuid4().hex}{PARTIAL}")
    shard.parent.mkdir(parents=True, exist_ok=True)  # removed if the update has ended
    shutil.move(own, partial)
    try:
        partial.rename(shard)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        if not shard.is_dir():  # else another worker, believed dead, was faster
            raise


def _read(shard: Path) -> Shard:
    """The shard in a folder, with its summary."""
    summary = json.loads((shard / _SUMMARY).read_text("utf-8"))
    with closing(sqlite3.connect(shard / ARCHIVE)) as db:
        run = db.execute("SELECT uuid FROM runs WHERE id = ?", (summary["run_id"],)).fetchone()
    return Shard(str(shard), run and str(run[0]), summary)


class _Counted:
    """Counts what has been added to an archive since this object was made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before = self._count()

    def since(self) -> dict[str, int]:
        return {name: number - self._before[name] for name, number in self._count().items()}

    def _count(self) -> dict[str, int]:
        counts = {"pages": 0, "articles": 0}
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path)) as db:
            counts["pages"], counts["articles"] = db.execute(
                "SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM captures "
                "WHERE content_hash IS NOT NULL)"
            ).fetchone()
        return counts
