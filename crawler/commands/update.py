"""``scrapy update``: every portal in one run, made for cron."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict
from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._dask import add_cluster_option, update_on_dask
from crawler.commands._local import update_locally
from crawler.commands._portals import arguments_of, portals, summaries_of_broken
from crawler.commands._preflight import check_crawl, exclusive_run, find_portal, import_http
from crawler.commands._signs_of_life import SignsOfLife
from crawler.config_file import is_configured
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import WIDTH, say, say_json, say_sentence

if TYPE_CHECKING:
    import argparse

    from crawler.monitoring.summary import Summary

logger = logging.getLogger(__name__)


class Command(ProjectCommand):
    """Crawls portals side by side and ends with a table of their figures."""

    usage = "[options] [SPIDER ...]"
    summary = "Bring the archive up to date: every portal, or those named"
    details = (
        "Demo portals are crawled only when named. Exit codes: 0 fine, "
        "1 finished with failures, 2 wrong usage, 3 another run is at work on the archive, "
        "4 a health alarm, 5 partial: time was up."
    )

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE",
            help=f"an argument of `{command('crawl')}` for every portal, as source=warc:DIR",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="one JSON object a portal")
        parser.add_argument(
            "--quiet", action="store_true", help="print nothing unless something is wrong"
        )
        parser.add_argument(
            "--max-minutes", type=float, metavar="N", help="stop when so much time has passed"
        )
        add_cluster_option(parser)
        parser.add_argument(
            "--shared",
            metavar="DIR",
            help="folder all workers see under this path; ARCHIVE_PATH.shards if none is named",
        )

    @override
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.sources.reading_processes import begin_ahead

        super().process_options(args, opts)
        try:
            opts.spargs = arglist_to_dict(opts.spargs)
        except ValueError:
            raise UsageError("-a takes NAME=VALUE", print_help=False) from None
        if opts.cluster is None:
            import_http()
            begin_ahead(opts.spargs, self.settings)
        if opts.loglevel or self.settings["LOG_FILE"]:  # a file is looked into later
            return
        if opts.quiet:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
        elif sys.stderr.isatty():  # the progress display has the rest
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        signs = SignsOfLife(self.settings, self.spiders)
        with signs.watching():
            self._update(args, opts, signs)

    def _update(self, args: list[str], opts: argparse.Namespace, signs: SignsOfLife) -> None:
        began = time.monotonic()
        process = self.crawler_process
        if opts.max_minutes is not None and not opts.max_minutes > 0:
            raise CommandError(f"--max-minutes {opts.max_minutes:g} is no time to crawl in")
        seconds = None if opts.max_minutes is None else opts.max_minutes * 60
        spiders = self.spiders
        names = args or self._configured() or portals(spiders, opts.spargs, quiet=opts.quiet)
        for name in names:
            check_crawl(spiders, self.settings, name, opts.spargs)
        classes = [spiders.load(name) for name in names]
        crawls = [(spider, arguments_of(spider, opts.spargs)) for spider in classes]
        with exclusive_run(self.archive_path, self.settings["WARC_DIR"]):
            signs.begin(names)
            if opts.cluster is None:
                summaries = update_locally(process, crawls, seconds, quiet=opts.quiet)
            else:
                summaries = update_on_dask(
                    self.settings, crawls, seconds, opts.cluster, opts.shared, quiet=opts.quiet
                )
            told, trouble = self._tell_news()
        summaries += summaries_of_broken(spiders)
        codes = [summary.exit_code for summary in summaries]
        self.exitcode = ExitCode.worst([*codes, *([ExitCode.FAILED] if trouble else [])])
        self._log(summaries, time.monotonic() - began)
        if self.exitcode != ExitCode.OK or not opts.quiet:
            report(summaries, as_json=opts.json, quiet=opts.quiet)
        for line in () if opts.quiet else told:
            say_sentence(line, error=opts.json)  # stdout has one object a portal
        if self.exitcode != ExitCode.OK or any(summary.notes for summary in summaries):
            self._notify(summaries, trouble)
        signs.end(self.exitcode, summaries, trouble)

    def _configured(self) -> list[str]:
        """The portals that the settings name, checked."""
        names: list[str] = self.settings.getlist("PORTALS")
        try:
            for name in names:
                find_portal(self.spiders, name)
        except CommandError as error:
            is_in_file = self.config and is_configured(self.settings, "PORTALS")
            where = self.config.place("PORTALS") if self.config and is_in_file else "PORTALS"
            raise CommandError(f"{where}: {error}", error.exit_code) from None
        return names

    def _log(self, summaries: list[Summary], seconds: float) -> None:
        """Write the result of the whole run into the log, unless the table is beside it."""
        from crawler.monitoring.summary import figures_sentence

        if self.settings["LOG_FILE"] or not sys.stderr.isatty():
            count = f"{len(summaries)} portal{'' if len(summaries) == 1 else 's'}"
            logger.info(
                "update of %s: %s in %.1f s, exit code %d",
                count,
                figures_sentence(summaries),
                seconds,
                self.exitcode,
            )

    def _tell_news(self) -> tuple[list[str], list[str]]:
        """Tell who follows searches what has happened: a line a watch, and what could not be told.

        Whatever goes wrong with it, the crawls are reported.
        """
        from crawler.archive import Archive, ArchiveError
        from crawler.archive.watches import watches

        try:
            with Archive(self.archive_path) as archive:
                if not watches(archive.db.conn):
                    return [], []
                from crawler.publishing.watches.notices import tell_news  # slow to import

                told = tell_news(archive, self.settings)
        except ArchiveError as error:
            return [], [f"the watches could not be looked at: {error}"]
        lines = [each.line for each in told if each.line]
        return lines, [sentence for each in told for sentence in each.trouble]

    def _notify(self, summaries: list[Summary], trouble: list[str]) -> None:
        """Print the complaints, and send them to whom the settings name.

        That time was up is printed only: the next run goes on without anybody's help.
        """
        from crawler.monitoring.notify import notify

        sentences = [sentence for summary in summaries for sentence in summary.complaints()]
        sentences += trouble
        failures = {*trouble, *(failed for summary in summaries for failed in summary.failures())}
        for sentence in sentences:  # a failure is a line, to be looked for in cron's mails
            (say if sentence in failures else say_sentence)(sentence, error=True)
        if self.exitcode == ExitCode.PARTIAL:
            return
        sent = {
            "exit_code": self.exitcode,
            "portals": [each.as_json() for each in summaries],
            "watches": trouble,
        }
        for failed in notify(self.settings, sent, "\n".join(sentences)):
            say(f"{command('update')}: {failed}", error=True)


def report(summaries: list[Summary], *, as_json: bool, quiet: bool = False) -> None:
    """Print the closing table, or a JSON object a portal.

    A column is there if it says something of a portal. ``quiet``: without what became of all.
    """
    if as_json:
        for summary in summaries:
            say_json(summary.as_json())
        return
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.console import console
    from crawler.monitoring.summary import Summary

    named = [name for name in Summary.FIGURES if any(getattr(each, name) for each in summaries)]
    table = Table("portal", *named, box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    table.columns[0].overflow = "fold"  # a name cut short is none
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    is_any_partial = any(summary.ending for summary in summaries)
    if is_any_partial:
        table.add_column("ended", overflow="fold")
    for summary in summaries:
        cells = [summary.portal, *(f"{getattr(summary, name):g}" for name in named)]
        table.add_row(*cells, *([summary.ending] if is_any_partial else []))
    console(width=None if sys.stdout.isatty() else WIDTH).print(table)
    if not {"new", "changed"} & set(named):
        say("Nothing new.")
    for summary in summaries:
        if not quiet and (met := summary.met()):
            say_sentence(f"{summary.portal}: {met}")
        if files := summary.files():
            say_sentence(f"{summary.portal}: {files}")
        if left := summary.left_out.sentence():
            say_sentence(f"{summary.portal}: left out: {left}")
