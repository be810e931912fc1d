"""``scrapy crawl SPIDER``: one portal, with an exit code that says how the crawl went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand
from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._preflight import (
    check_crawl,
    check_network,
    exclusive_run,
    find_spider,
    import_http,
)
from crawler.monitoring.stopping import run_crawls
from crawler.program import command
from crawler.terminal import WIDTH, say, say_json, say_sentence

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.monitoring.summary import Summary


class Command(ProjectCommand, BaseRunSpiderCommand):
    """Replaces Scrapy's ``crawl``, whose exit code is 0 whatever happened."""

    usage = "[options] SPIDER"
    summary = "Crawl one portal into the archive"
    details = (
        "Spider arguments: "
        "-a source=live|demo|warc:PATH|folder:PATH|text:PATH|cdx:URL|memento:URL|wayback|"
        "commoncrawl, "
        "-a since=DATE, -a until=DATE, "
        "-a limit=N, -a url=URL, -a full=1, "
        "-a versions=first|last|all, -a base=URL (of folder:PATH). "
        "Exit codes: 0 fine, 1 finished with failures, 2 wrong usage, "
        "3 another run is at work on the archive, 4 a health alarm, 5 partial: time was up."
    )

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the summary as JSON object")

    @override
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.sources.reading_processes import begin_ahead

        super().process_options(args, opts)
        import_http()
        begin_ahead(opts.spargs, self.settings)

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.monitoring.failures import reported_fatal
        from crawler.monitoring.summary import log_result, summary_of
        from crawler.portal_spiders import is_portal

        if len(args) != 1:
            raise CommandError(f"name one spider; `{command('list')}` shows them")
        spider = find_spider(self.spiders, args[0])
        if not is_portal(spider):
            self._crawl_plain(spider, opts)
            return
        check_crawl(self.spiders, self.settings, args[0], opts.spargs)
        with exclusive_run(self.archive_path, self.settings["WARC_DIR"]):
            crawler = self._crawl(spider, opts)
        summary = summary_of(crawler)
        log_result(summary, self.settings)
        self.exitcode = summary.exit_code
        if opts.json:
            say_json(summary.as_json())
        else:
            logged = None if self.settings["LOG_FILE"] else reported_fatal(crawler)
            _report(summary, self.archive_path, logged)

    def _crawl_plain(self, spider: type[Spider], opts: argparse.Namespace) -> None:
        """Crawl as Scrapy does: items go where ``-o`` says, the archive has no place for them."""
        from crawler.monitoring.summary import summary_of
        from crawler.portal_spiders import file_of

        check_network(self.settings)
        crawler = self._crawl(spider, opts)
        summary = summary_of(crawler)
        self.exitcode = summary.exit_code
        if opts.json:
            say_json(summary.as_json())
            return
        items = crawler.stats.get_value("item_scraped_count", 0)
        say(
            f"{file_of(spider)}: {spider.name} is a plain spider, no PortalSpider: {items} items, "
            f"{summary.errors} errors; nothing was stored in the archive (-o FILE keeps items)"
        )
        for sentence in summary.complaints():
            say(sentence, error=True)

    def _crawl(self, spider: type[Spider], opts: argparse.Namespace) -> Crawler:
        crawler = self._create_crawler(spider)
        self.crawler_process.crawl(crawler, **opts.spargs)
        run_crawls(self.crawler_process)
        return crawler


def _report(summary: Summary, archive: str, logged: str | None) -> None:
    """Print on stderr the findings that the log has not printed there, then the closing line."""
    for sentence in summary.findings():
        if not (logged and logged in sentence):
            say(sentence, error=True)
    ended = f" ({summary.ending})" if summary.ending else ""
    line = summary.line().removesuffix(ended)
    say(f"{line} → {_short(archive, WIDTH - len(line) - len(ended) - 3)}{ended}")
    if files := summary.files():
        say_sentence(f"{summary.portal}: {files}")
    if left := summary.left_out.sentence():
        say_sentence(f"{summary.portal}: left out: {left}")


def _short(path: str, room: int) -> str:
    """A path, or as much of its end as there is room for, but always its name."""
    shown = path[-max(room - 1, len(Path(path).name)) :]
    return path if len(path) <= room else f"…{shown}"
