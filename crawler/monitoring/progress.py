"""Progress display on a terminal while portals are crawled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.live import Live
from rich.table import Table
from scrapy import signals

from crawler.monitoring.failures import failure_count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

    from crawler.console import PlainConsole

_PER_SECOND = 4
_COLUMNS = ("lists", "articles", "new", "changed", "errors", "a minute", "time", "left")


@contextmanager
def progress_display(crawlers: Iterable[Crawler], console: PlainConsole) -> Iterator[None]:
    """Show a line for each portal, updated live; nothing without a terminal (cron)."""
    if not console.is_terminal:
        yield
        return
    lines = [PortalProgress(crawler) for crawler in crawlers]
    display = Live(
        get_renderable=lambda: table_of(lines), console=console, refresh_per_second=_PER_SECOND
    )
    with display:
        yield


def table_of(lines: Iterable[PortalProgress]) -> Table:
    """The lines of all portals as a table, whose columns each say something of a portal."""
    rows = [line.cells() for line in lines]
    shown = [
        column
        for column in range(2, 2 + len(_COLUMNS))
        if any(row[column] not in ("", "0") for row in rows)
    ]
    table = Table("", box=None, pad_edge=False)
    table.add_column("portal", no_wrap=True)
    for column in shown:
        table.add_column(_COLUMNS[column - 2], justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row[:2], *(row[column] for column in shown))
    return table


class PortalProgress:
    """Progress of one portal's crawl, from its stats.

    The display keeps a reference to it: signals have only weak ones.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._began: float | None = None
        self._ended: float | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    def _opened(self, **_: Any) -> None:
        self._began = time.monotonic()

    def _closed(self, **_: Any) -> None:
        self._ended = time.monotonic()

    def cells(self) -> tuple[str, ...]:
        """The portal's row: a mark, its name, and what ``_COLUMNS`` names."""
        if self._began is None:  # waits for another crawl of the same host, and has no stats yet
            return ("", self._crawler.spidercls.name, *("" for _ in _COLUMNS))
        mark = "…" if self._ended is None else "✓"
        failures = failure_count(self._crawler)
        if self._ended is not None and failures:
            mark = "✗"
        seconds, rate = self._seconds(), self._rate()
        return (
            mark,
            self._crawler.spidercls.name,
            str(self._count("lists/pages")),
            str(self._count("item_scraped_count")),
            str(self._count("archive/new")),
            str(self._count("archive/changed")),
            str(failures),
            "" if rate is None else f"{rate * 60:.0f}",
            _clock(seconds),
            self._left(rate),
        )

    def _count(self, name: str) -> int:
        return int(self._crawler.stats.get_value(name, 0))

    def _seconds(self) -> float:
        assert self._began is not None
        return (self._ended or time.monotonic()) - self._began

    def _rate(self) -> float | None:
        """Responses a second; None in the first second."""
        answers, seconds = self._count("response_received_count"), self._seconds()
        return answers / seconds if answers and seconds >= 1 else None

    def _left(self, rate: float | None) -> str:
        """Time for the requests that are scheduled; a minimum, since lists may add more."""
        if self._ended is not None:
            return ""
        waiting = self._count("scheduler/enqueued") - self._count("scheduler/dequeued")
        return f"≥ {_clock(waiting / rate)}" if rate else ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
