"""``--cluster``: the work of ``update`` and ``reextract`` on a Dask cluster."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cluster.dask_client import LOCAL, signals_handled_by
from crawler.command_base import CommandError
from crawler.commands._portals import host_asked
from crawler.config_file import PRIORITY
from crawler.monitoring.exit_codes import ExitCode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from scrapy.settings import BaseSettings

    from crawler.cluster.updating import PortalCrawl
    from crawler.maintenance.reextract.extraction import ReadAll
    from crawler.monitoring.summary import Summary

# Paths that each worker has for itself.
_NOT_SENT = ("ARCHIVE_PATH", "WARC_DIR", "LOG_FILE", "JOBDIR", "PORTALS", "SPIDERS_DIR")


def add_cluster_option(parser: argparse.ArgumentParser) -> None:
    """``--cluster``, the same for every command that has it."""
    parser.add_argument(
        "--cluster", metavar="ADDRESS",
        help="work on this Dask cluster (tcp://HOST:PORT), or `local` for one started here",
    )  # fmt: skip


def update_on_dask(
    settings: BaseSettings,
    crawls: Iterable[tuple[Any, dict[str, str]]],
    seconds: float | None,
    address: str,
    shared: str | None,
    *,
    quiet: bool,
) -> list[Summary]:
    """Crawl portals on a cluster into this archive, whose lock the caller holds.

    ``crawls`` are pairs of a spider and its arguments; after ``seconds`` no crawl is started and
    running ones end. Raises CommandError.
    """
    from crawler.archive import ArchiveError
    from crawler.cluster.dask_client import ClusterError, connected
    from crawler.cluster.display import cluster_display
    from crawler.cluster.updating import Update, update_portals
    from crawler.console import console
    from crawler.monitoring.summary import log_result

    path = settings["ARCHIVE_PATH"]
    update = Update(
        tuple(_portal_crawl(spider, arguments) for spider, arguments in crawls),
        Path(path),
        Path(settings["WARC_DIR"]),
        Path(shared or f"{path}.shards"),
        _given(settings),
        seconds,
    )
    terminal = console(error=True, quiet=quiet)
    summaries = []
    try:
        with (
            _asked_to_stop() as stop,
            connected(address) as client,
            cluster_display(client, terminal, [portal.spider for portal in update.portals]) as done,
        ):
            for summary in update_portals(update, client, stop):
                done(summary)
                if address != LOCAL or summary.errors:  # a worker here has written it already
                    log_result(summary, settings)
                summaries.append(summary)
    except (ClusterError, ArchiveError, OSError) as error:
        raise CommandError(str(error), ExitCode.FAILED) from None
    except KeyboardInterrupt:
        raise CommandError(
            f"interrupted: {len(summaries)} of {len(update.portals)} portals are stored; what else "
            f"was crawled is in {update.shared}, and the next update takes it",
            ExitCode.FAILED,
        ) from None
    return summaries


@contextmanager
def reading_on_dask(address: str | None) -> Iterator[ReadAll | None]:
    """Yield what extracts captures on a cluster, or None. Raises CommandError."""
    if address is None:
        yield None
        return
    from crawler.cluster.dask_client import ClusterError, connected
    from crawler.cluster.remote_reading import reading_on

    try:
        # SIGTERM ends it as Ctrl-C does; otherwise workers of our own would be left running.
        with (
            signals_handled_by(signal.default_int_handler, signal.SIGTERM),
            connected(address) as client,
        ):
            yield reading_on(client)
    except ClusterError as error:
        raise CommandError(str(error), ExitCode.FAILED) from None
    except KeyboardInterrupt:
        raise CommandError("interrupted: nothing was changed", ExitCode.FAILED) from None


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second signal raises KeyboardInterrupt at once.

    A KeyboardInterrupt could come in the middle of a merge, and it is lost where Python ignores
    exceptions, as in Dask's hook of the garbage collector.
    """
    stop = threading.Event()

    def ask(signum: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    with signals_handled_by(ask, signal.SIGINT, signal.SIGTERM):
        yield stop


def _portal_crawl(spider: Any, arguments: dict[str, str]) -> PortalCrawl:
    from crawler.cluster.updating import PortalCrawl
    from crawler.sources.registry import with_absolute_path

    source = arguments["source"]
    elsewhere = {**arguments, "source": with_absolute_path(source)}
    return PortalCrawl(spider.name, host_asked(spider, source), elsewhere)


def _given(settings: BaseSettings) -> tuple[str, ...]:
    """The settings given on the command line and in the file, as options for the workers."""
    options: list[str] = []
    given = {PRIORITY, SETTINGS_PRIORITIES["cmdline"]}
    for name, value in settings.items():
        if settings.getpriority(name) in given and name not in _NOT_SENT:
            options += ["-s", f"{name}={','.join(value) if isinstance(value, list) else value}"]
    own = Path(settings["SPIDERS_DIR"]).resolve()
    return (*options, "-s", f"SPIDERS_DIR={own}")
