"""What a person at a terminal sees while portals are crawled."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from scrapy import signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console
    from scrapy.crawler import Crawler


@contextmanager
def progress_display(crawlers: Iterable[Crawler], console: Console) -> Iterator[None]:
    """A line a portal: pages fetched, articles read, time. Nothing where nobody looks (cron)."""
    if not console.is_terminal:
        yield
        return
    progress = portal_lines(console)
    lines = [_Line(progress, crawler) for crawler in crawlers]
    with progress:
        yield
    del lines  # held until here: signals keep only weak references to their receivers


def portal_lines(console: Console) -> Progress:
    """The display for lines with the fields ``pages`` and ``articles``."""
    return Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[pages]:>6} pages  {task.fields[articles]:>6} articles"),
        TimeElapsedColumn(),
        console=console,
    )


class _Line:
    """One portal's line, kept up to date by the crawl's signals."""

    def __init__(self, progress: Progress, crawler: Crawler) -> None:
        self._progress = progress
        self._task = progress.add_task(crawler.spidercls.name, total=1, pages=0, articles=0)
        self._pages = self._articles = 0
        crawler.signals.connect(self._page, signals.response_received)
        crawler.signals.connect(self._article, signals.item_scraped)
        crawler.signals.connect(self._closed, signals.spider_closed)

    def _page(self, **_: Any) -> None:
        self._pages += 1
        self._progress.update(self._task, pages=self._pages)

    def _article(self, **_: Any) -> None:
        self._articles += 1
        self._progress.update(self._task, articles=self._articles)

    def _closed(self, **_: Any) -> None:
        self._progress.update(self._task, completed=1)
