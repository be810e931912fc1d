"""Progress display of a cluster: portals done in all, and a line for each that is crawled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.cluster.crawling import PROGRESS

if TYPE_CHECKING:
    from distributed import Client
    from rich.progress import TaskID

    from crawler.console import PlainConsole
    from crawler.monitoring.summary import Summary


@contextmanager
def cluster_display(
    client: Client, console: PlainConsole, portals: Collection[str]
) -> Iterator[Callable[[Summary], None]]:
    """Show the workers' progress; the block reports which of the ``portals`` are done.

    Nothing is shown without a terminal (cron).
    """
    if not console.is_terminal:
        yield lambda summary: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[said]}", markup=False),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        lines = ClusterLines(progress, portals)

        def show(event: tuple[float, dict[str, Any]]) -> None:
            lines.at_work(**event[1])

        client.subscribe_topic(PROGRESS, show)
        try:
            yield lines.done
        finally:
            client.unsubscribe_topic(PROGRESS)


class ClusterLines:
    """The lines of the display: one for all, one a portal that is crawled now."""

    def __init__(self, progress: Progress, portals: Collection[str]) -> None:
        self._progress, self._portals = progress, frozenset(portals)
        self._lines: dict[str, TaskID] = {}
        self._done: set[str] = set()
        self._new = self._errors = 0
        self._all = progress.add_task("portals", total=None, said=self._sum())

    def at_work(self, spider: str, worker: str, pages: int, articles: int) -> None:
        """Show a worker's report, unless the portal is done: reports may come late."""
        if spider in self._done:
            return
        if spider not in self._lines:
            self._lines[spider] = self._progress.add_task(spider, total=None, said="")
        self._progress.update(
            self._lines[spider],
            description=f"{spider} on {worker.rpartition('/')[2]}",
            said=f"{pages:>6} pages {articles:>6} articles",
        )

    def done(self, summary: Summary) -> None:
        """Count a portal as done, after its results were stored or it failed."""
        self._done.add(summary.portal)
        self._new += summary.new
        self._errors += summary.errors
        if (line := self._lines.pop(summary.portal, None)) is not None:
            self._progress.remove_task(line)
        self._progress.update(self._all, said=self._sum())

    def _sum(self) -> str:
        return (
            f"{len(self._done & self._portals)} of {len(self._portals)} done, "
            f"{self._new} new articles, {self._errors} errors"
        )
