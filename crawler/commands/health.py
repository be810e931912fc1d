"""``scrapy health``: a verdict on each portal; measures and alarms of its last runs."""

from __future__ import annotations

import datetime as dt
import re
import sys
from itertools import groupby
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._preflight import find_portal, require_archive
from crawler.terminal import say, say_json

if TYPE_CHECKING:
    import argparse

    from crawler.monitoring.health.past_runs import CheckedRun

_RUNS = 30
_PLAIN_WIDTH = 100  # columns where there is no terminal to ask (cron's mail)


class Command(ProjectCommand):
    """Prints the verdicts, the measures as curves, and the alarms."""

    usage = "[options] [SPIDER]"
    summary = "Say of each portal whether it is well; show one's last runs"

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--json", action="store_true", help="one JSON object a run, then a verdict a portal"
        )

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive
        from crawler.archive.moves import proposal_note, proposals
        from crawler.commands._portals import portals_among
        from crawler.monitoring.health.past_runs import checked_runs
        from crawler.monitoring.health.verdicts import verdicts

        path = self.archive_path
        if len(args) > 1:
            raise CommandError("name one spider, or none for all")
        spider = args[0] if args else None
        if spider:
            find_portal(self.spiders, spider)
            expected = [spider]
        else:
            classes = portals_among(self.spiders, quiet=True)
            expected = [name for name, one in classes.items() if one.default_source == "live"]
        require_archive(path)
        with Archive(path) as archive:
            runs = checked_runs(archive.db.conn, spider, _RUNS)
            found = verdicts(archive.db.conn, spider, expected, dt.datetime.now(dt.UTC))
            moved = proposal_note(proposals(archive.db.conn, spider))
        if opts.json:
            for run in runs:
                say_json(run.as_json())
            for verdict in found:
                say_json(verdict.as_json())
            return
        for portal, group in groupby(
            sorted(runs, key=lambda run: (run.portal, run.run_id)), lambda run: run.portal
        ):
            print_history(portal, [*group])
        for verdict in found:
            say(str(verdict))
        if moved:
            say(moved)


def print_history(portal: str, runs: list[CheckedRun]) -> None:
    """Print the curves of one portal, then its alarms by run."""
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.books import sentence_of
    from crawler.console import console
    from crawler.monitoring.health.past_runs import curve, curves

    title = f"{portal}: runs {runs[0].run_id} to {runs[-1].run_id}"
    table = Table("measure", "of", "last runs", "now", box=SIMPLE, title=title)
    for column in table.columns:
        column.no_wrap = column.header != "of"
        column.overflow = "fold"  # a URL cut short leads nowhere
    for (measure, field), values in curves(runs).items():
        now = values[-1]
        table.add_row(measure, _short(field), curve(values), "" if now is None else f"{now:.4g}")
    console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH).print(table)
    if books := sentence_of(runs[-1].outcomes):
        say(f"run {runs[-1].run_id} met {books}")
    for run in runs:
        if run.ending:
            say(f"run {run.run_id}, {run.started_at}: {run.ending}")
        for alarm in run.alarms:
            say(f"run {run.run_id}, {run.started_at}: {alarm}")
        if run.held:
            say(f"run {run.run_id} holds {run.held} articles back: scrapy accept {run.run_id}")


def _short(field: str) -> str:
    """A list's URL without the host, which all lists of a portal have in common."""
    return re.sub(r"^https?://[^/]+(?=/)", "", field)
