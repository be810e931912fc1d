"""What a worker does with a portal: one crawl into a shard, an archive with captures of its own."""

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

from crawler.cluster.state import ARCHIVE, CAPTURES

HALF = ".half"
"""How the name of a shard's folder ends that is still being brought."""
PROGRESS = "clusterarchiv-progress"
"""The topic under which workers tell how far they are."""

_ENDED = (0, 1, 4)  # exit codes of a crawl that came to an end, well or not


class CrawlDied(Exception):
    """A crawl was ended by a signal or could not begin; what it had is thrown away."""


@dataclass(frozen=True, slots=True)
class PortalTask:
    """A portal to crawl: a pure function of the spider, its settings and what is known already.

    Args:
        spider: its name.
        state: the folder of a shard with what is known of the portal, on storage all share.
        folder: where the shard goes, on storage all share.
        options: options of ``scrapy crawl``.
    """

    spider: str
    state: str
    folder: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """A finished crawl.

    Args:
        path: its folder.
        run: the ``uuid`` of its run; None if it ended before one was begun.
        summary: what ``Summary.as_json`` tells.
    """

    path: str
    run: str | None
    summary: dict[str, Any]


def crawl_portal(task: PortalTask) -> Shard:
    """Crawl into the worker's own storage, then bring the shard to the others' in one step.

    Raises CrawlDied.
    """
    from distributed import get_worker

    from crawler.cluster.nursery import nursery

    worker = get_worker()
    local = tempfile.mkdtemp(prefix=f"{task.spider}-", dir=worker.local_directory)
    own = Path(local)
    try:
        archive = own / ARCHIVE
        _begin(Path(task.state), own)
        counted = _Counted(archive)

        def tell() -> None:
            news = {"spider": task.spider, "worker": worker.address, **counted.since()}
            worker.log_event(PROGRESS, news)

        here = {
            "ARCHIVE_PATH": archive,
            "WARC_DIR": own / CAPTURES,
            "STORIES_ENABLED": False,  # they are told where all portals are
        }
        kept = [word for name, value in here.items() for word in ("-s", f"{name}={value}")]
        printed = own / "summary.json"
        code = nursery().run(["crawl", task.spider, "--json", *task.options, *kept], printed, tell)
        told = printed.read_text("utf-8") if code in _ENDED else ""
        if not told:  # ended by a signal, or refused to begin
            raise CrawlDied(
                f"the crawl ended with {code} on {worker.address}: the worker's log says why"
            )
        tell()
        summary = json.loads(told)
        run = _settle(archive, summary["run_id"])
        return Shard(str(_bring(own, Path(task.folder), task.spider)), run, summary)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _begin(state: Path, own: Path) -> None:
    """Go on from what is known; its captures are only read, where they are."""
    shutil.copyfile(state / ARCHIVE, own / ARCHIVE)
    (own / CAPTURES).mkdir()
    if (state / CAPTURES).is_dir():
        for file in (state / CAPTURES).iterdir():
            (own / CAPTURES / file.name).symlink_to(file)


def _settle(archive: Path, run_id: int | None) -> str | None:
    """Make the archive one file, not three; the run's ``uuid``."""
    with closing(sqlite3.connect(archive)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        row = db.execute("SELECT uuid FROM runs WHERE id = ?", (run_id,)).fetchone()
    return row and str(row[0])


def _bring(own: Path, folder: Path, name: str) -> Path:
    """Move a shard to where others find it; they see all of it or nothing."""
    shard = folder / f"{name}-{uuid.uuid4().hex}"
    half = shard.with_name(shard.name + HALF)
    folder.mkdir(parents=True, exist_ok=True)  # gone, if nobody waits for us any more
    shutil.move(own, half)
    half.rename(shard)
    return shard


class _Counted:
    """How much is in an archive that was not there at the beginning."""

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
