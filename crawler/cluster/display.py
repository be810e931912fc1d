"""All workers in one display: a line a portal, with the worker that crawls it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.cluster.crawling import PROGRESS

if TYPE_CHECKING:
    from distributed import Client
    from rich.console import Console

    from crawler.monitoring.summary import Summary


@contextmanager
def cluster_display(client: Client, console: Console) -> Iterator[Callable[[Summary], None]]:
    """Show what workers tell; the block says which portals are done. Nothing under cron."""
    if not console.is_terminal:
        yield lambda summary: None
        return
    tasks: dict[str, Any] = {}
    with _lines(console) as progress:

        def line(spider: str) -> Any:
            if spider not in tasks:
                tasks[spider] = progress.add_task(spider, total=1, pages=0, articles=0)
            return tasks[spider]

        def show(event: tuple[float, dict[str, Any]]) -> None:
            _, news = event
            host = news["worker"].rpartition("/")[2]
            progress.update(
                line(news["spider"]), description=f"{news['spider']} on {host}",
                pages=news["pages"], articles=news["articles"],
            )  # fmt: skip

        def done(summary: Summary) -> None:
            progress.update(line(summary.portal), completed=1)

        client.subscribe_topic(PROGRESS, show)
        try:
            yield done
        finally:
            client.unsubscribe_topic(PROGRESS)


def _lines(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[pages]:>6} pages  {task.fields[articles]:>6} articles"),
        TimeElapsedColumn(),
        console=console,
    )
