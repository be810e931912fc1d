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
from crawler.program import command
from crawler.terminal import WIDTH, say, say_json, say_sentence

if TYPE_CHECKING:
    import argparse

    from crawler.monitoring.health.past_runs import CheckedRun

_RUNS = 30
_CURVE_RUNS = 20
_FIELDS_SHOWN = 3  # of a measure
_Curve = tuple[str, str]  # measure and field
_URL_SHOWN = 30  # letters of a list's URL, its end


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
        from crawler.monitoring.health.verdicts import State, verdicts

        path = self.archive_path
        if len(args) > 1:
            raise CommandError("name one spider, or none for all")
        spider = args[0] if args else None
        if spider:
            find_portal(self.spiders, spider)
            expected = [spider]
        else:
            classes = portals_among(self.spiders, quiet=True)
            live = [name for name, one in classes.items() if one.default_source == "live"]
            expected = self.settings.getlist("PORTALS") or live
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
        unwell = {verdict.portal for verdict in found if verdict.state is not State.WELL}
        for portal, group in groupby(
            sorted(runs, key=lambda run: (run.portal, run.run_id)), lambda run: run.portal
        ):
            if spider or portal in unwell:
                print_history(portal, [*group])
        for verdict in found:
            say_sentence(str(verdict))
        if moved:
            say_sentence(moved)
        if runs and not spider:
            say(f"{command('health')} SPIDER shows the measures of one.")


def print_history(portal: str, runs: list[CheckedRun]) -> None:
    """Print the curves of one portal, then its alarms by run."""
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.books import sentence_of
    from crawler.console import console
    from crawler.monitoring.health.past_runs import curve, curves

    runs = runs[-_CURVE_RUNS:]
    title = f"{portal}: runs {runs[0].run_id} to {runs[-1].run_id}"
    table = Table("measure", "of", "last runs", "now", box=SIMPLE, title=title, pad_edge=False)
    for column in table.columns:
        column.no_wrap = True
    found = curves(runs)
    shown = _most(found)
    for (measure, field), values in shown.items():
        now = values[-1]
        table.add_row(measure, _short(field), curve(values), "" if now is None else f"{now:.4g}")
    console(width=None if sys.stdout.isatty() else WIDTH).print(table)
    if len(found) > len(shown):
        say(f"and {len(found) - len(shown)} smaller ones of the same measures: --json")
    if books := sentence_of(runs[-1].outcomes):
        say_sentence(f"run {runs[-1].run_id} met {books}")
    for run in runs:
        if run.ending:
            say_sentence(f"run {run.run_id}, {run.started_at}: {run.ending}")
        for alarm in run.alarms:
            say_sentence(f"run {run.run_id}, {run.started_at}: {alarm}")
        if run.held:
            accept = command(f"accept {run.run_id}")
            say(f"run {run.run_id} holds {run.held} articles back: {accept}")


def _most(found: dict[_Curve, list[float | None]]) -> dict[_Curve, list[float | None]]:
    """Of each measure the fields where it is highest, so that all measures fit a screen."""
    by_measure: dict[str, list[_Curve]] = {}
    for key in found:
        by_measure.setdefault(key[0], []).append(key)
    kept = {
        key
        for keys in by_measure.values()
        for key in sorted(keys, key=lambda key: -_last(found[key]))[:_FIELDS_SHOWN]
    }
    return {key: values for key, values in found.items() if key in kept}


def _last(values: list[float | None]) -> float:
    return next((value for value in reversed(values) if value is not None), 0.0)


def _short(field: str) -> str:
    """A field's name; of a list's URL its end, for its host and beginning all have in common."""
    path = re.sub(r"^https?://[^/]+(?=/)", "", field)
    return path if len(path) <= _URL_SHOWN else f"…{path[-_URL_SHOWN:]}"
