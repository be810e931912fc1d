"""``scrapy health``: how the portals were read in the last runs."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from typing import TYPE_CHECKING

from crawler.command_settings import CheckedCommand
from crawler.commands._errors import CommandError, refusing
from crawler.commands._preflight import find_portal, require_archive
from crawler.terminal import say, say_json

if TYPE_CHECKING:
    import argparse

    from crawler.monitoring.health.past_runs import CheckedRun

_RUNS = 30
_PLAIN_WIDTH = 100  # columns where there is no terminal to ask (cron's mail)


class Command(CheckedCommand):
    """Shows what was measured, as curves, and what rang."""

    requires_project = True

    def syntax(self) -> str:
        """What may follow the command's name."""
        return "[options] [SPIDER]"

    def short_desc(self) -> str:
        """One line for ``scrapy -h``."""
        return "Show how the portals were read in their last runs, and what rang"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--json`` beside Scrapy's options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object a run")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the archive and print."""
        from crawler.archive import Archive
        from crawler.monitoring.health.past_runs import checked_runs

        assert self.settings is not None
        assert self.crawler_process is not None
        path = self.settings["ARCHIVE_PATH"]
        with refusing(self):
            if len(args) > 1:
                raise CommandError("name one spider, or none for all")
            if args:
                find_portal(self.crawler_process.spider_loader, args[0])
            require_archive(path)
            with Archive(path) as archive:
                runs = checked_runs(archive.db.conn, args[0] if args else None, _RUNS)
            if opts.json:
                for run in runs:
                    say_json(run.as_json())
                return
            for portal, group in groupby(
                sorted(runs, key=lambda run: (run.portal, run.run_id)), lambda run: run.portal
            ):
                print_history(portal, [*group])


def print_history(portal: str, runs: list[CheckedRun]) -> None:
    """The curves of one portal, then what rang when."""
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.console import console
    from crawler.monitoring.health.past_runs import curve, curves

    title = f"{portal}: runs {runs[0].run_id} to {runs[-1].run_id}"
    table = Table("measure", "of", "last runs", "now", box=SIMPLE, title=title)
    for column in table.columns:
        column.no_wrap = column.header != "of"
        column.overflow = "fold"  # an address cut short leads nowhere
    for (measure, field), values in curves(runs).items():
        now = values[-1]
        table.add_row(measure, _short(field), curve(values), "" if now is None else f"{now:.4g}")
    console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH).print(table)
    for run in runs:
        for alarm in run.alarms:
            say(f"run {run.run_id}, {run.started_at}: {alarm}")
        if run.held:
            say(f"run {run.run_id} holds {run.held} articles back: scrapy accept {run.run_id}")


def _short(field: str) -> str:
    """A list's address without the host, which is the same for all of a portal's lists."""
    return re.sub(r"^https?://[^/]+(?=/)", "", field)
