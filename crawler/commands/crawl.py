"""``scrapy crawl SPIDER``: one portal, with an exit code that tells how it went."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand

from crawler.commands.checks import check_crawl, one_run
from crawler.commands.refusing import Refusal, refusing
from crawler.monitoring.summary import Summary, summary_of

if TYPE_CHECKING:
    import argparse


class Command(BaseRunSpiderCommand):
    """Scrapy's own ``crawl`` exits 0 whatever happened; cron needs to know."""

    requires_project = True

    def syntax(self) -> str:
        """What may follow the command's name."""
        return "[options] SPIDER"

    def short_desc(self) -> str:
        """One line for ``scrapy -h``."""
        return "Crawl one portal into the archive"

    def long_desc(self) -> str:
        """What ``scrapy crawl -h`` says."""
        return (
            "Crawl one portal into the archive. Spider arguments: "
            "-a source=live|demo|warc:PATH|text:PATH|cdx:URL|wayback|commoncrawl, "
            "-a since=DATE, -a until=DATE, "
            "-a limit=N, -a url=URL, -a full=1, "
            "-a versions=first|last|all. "
            "Exit codes: 0 fine, 1 finished with failures, 2 wrong usage, "
            "3 another run is at work on the archive, 4 the portal's health check rang."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--json`` beside Scrapy's options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the summary as JSON object")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check everything that can be checked, then crawl."""
        process = self.crawler_process
        assert process is not None
        assert self.settings is not None
        with refusing(self):
            if len(args) != 1:
                raise Refusal("name one spider; `scrapy list` shows them")
            check_crawl(process.spider_loader, self.settings, args[0], opts.spargs)
            with one_run(self.settings["ARCHIVE_PATH"]):
                crawler = self._create_crawler(args[0])
                process.crawl(crawler, **opts.spargs)
                process.start()
            summary = summary_of(crawler)
            self.exitcode = summary.exit_code
            if opts.json:
                print(json.dumps(summary.as_json(), ensure_ascii=False))
            else:
                _report(summary, self.settings["ARCHIVE_PATH"])


def _report(summary: Summary, archive: str) -> None:
    """One sentence, and on stderr what rang."""
    print(
        f"{summary.portal} from {summary.source}: {summary.new} new, "
        f"{summary.changed} changed, {summary.unchanged} unchanged, "
        f"{summary.duplicates} duplicates, {summary.rejected} rejected, "
        f"{summary.errors} errors in {summary.seconds} s → {archive}"
        + ("" if summary.ended_well else f" (ended early: {summary.finish_reason})")
        + (f"; left out: {left}" if (left := summary.left_out.sentence()) else "")
    )
    for alarm in summary.complaints() if summary.alarms else ():
        print(alarm, file=sys.stderr)
