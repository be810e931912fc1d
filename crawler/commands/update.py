"""``scrapy update``: the cron entry, every portal in one run."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from crawler.commands.checks import Refusal, check_crawl, one_run
from crawler.monitoring.summary import Summary, summary_of

if TYPE_CHECKING:
    import argparse

_PLAIN_WIDTH = 110  # columns of the table where there is no terminal to ask (cron's mail)


class Command(ScrapyCommand):
    """Crawls portals side by side and closes with a table of what that brought."""

    requires_project = True

    def syntax(self) -> str:
        """What may follow the command's name."""
        return "[options] [SPIDER ...]"

    def short_desc(self) -> str:
        """One line for ``scrapy -h``."""
        return "Bring the archive up to date: every portal, or those named"

    def long_desc(self) -> str:
        """What ``scrapy update -h`` says."""
        return (
            f"{self.short_desc()}. Demo portals are crawled only when named. Exit codes: 0 fine, "
            "1 finished with failures, 2 wrong usage, 3 another run is at work on the archive."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--json`` beside Scrapy's options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object a portal")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """On a terminal the progress display tells what INFO would."""
        super().process_options(args, opts)
        assert self.settings is not None
        if sys.stderr.isatty() and not opts.loglevel:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl under the lock, then report."""
        process = self.crawler_process
        assert process is not None
        assert self.settings is not None
        try:
            names = args or portals(process.spider_loader)
            for name in names:
                check_crawl(process.spider_loader, self.settings, name, {})
            with one_run(self.settings):
                summaries = self._crawl(names)
        except Refusal as refusal:
            print(f"scrapy update: {refusal}", file=sys.stderr)
            self.exitcode = refusal.exit_code
        else:
            report(summaries, as_json=opts.json)
            self.exitcode = max(summary.exit_code for summary in summaries)

    def _crawl(self, names: list[str]) -> list[Summary]:
        from rich.console import Console

        from crawler.monitoring.progress import progress_display

        process = self.crawler_process
        assert process is not None
        crawlers = [process.create_crawler(name) for name in names]
        for crawler in crawlers:
            process.crawl(crawler, source=source_of(crawler.spidercls))
        with progress_display(crawlers, Console(stderr=True)):
            process.start()
        return [summary_of(crawler) for crawler in crawlers]


def portals(spiders: Any) -> list[str]:
    """The names of all portals, without the demo portals."""
    classes = [spiders.load(name) for name in sorted(spiders.list())]
    return [spider.name for spider in classes if spider.default_source == "live"]


def source_of(spider: Any) -> str:
    """Where a portal's pages come from: of one that is switched off, from the Wayback Machine."""
    return spider.default_source if spider.alive else "wayback"


def report(summaries: list[Summary], *, as_json: bool) -> None:
    """Print the closing table, or a JSON object a portal."""
    if as_json:
        for summary in summaries:
            print(json.dumps(summary.as_json(), ensure_ascii=False))
        return
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    columns = ("new", "changed", "unchanged", "duplicates", "rejected", "errors", "seconds")
    table = Table("portal", *columns, box=SIMPLE)
    for column in table.columns[1:]:
        column.justify = "right"
    for summary in summaries:
        row = summary.as_json()
        table.add_row(summary.portal, *(str(row[column]) for column in columns))
    Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH).print(table)
