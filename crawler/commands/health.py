"""``scrapy health``: a verdict on each portal; measures and alarms of its last runs."""

from __future__ import annotations

import datetime as dt
import re
import sys
from itertools import groupby
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._portals import expected_portals, max_age
from crawler.commands._preflight import find_portal, require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import WIDTH, say, say_json, say_sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from crawler.monitoring.health.past_runs import CheckedRun
    from crawler.monitoring.health.verdicts import Verdict

_RUNS = 30
_CURVE_RUNS = 20
_FIELDS_SHOWN = 3  # of a measure
_ROWS_SHOWN = 24
_ALIKE_SHOWN = 3  # measures whose names begin with the same word, where not all have room
_Curve = tuple[str, str]  # measure and field
_Curves = dict[_Curve, list[float | None]]
_URL_SHOWN = 31  # letters of a list's URL, its end
_BETWEEN = 11  # columns beside and between those of the table


class Command(ProjectCommand):
    """Prints the verdicts, the measures as curves, and the alarms."""

    usage = "[options] [SPIDER]"
    summary = "Say of each portal whether it is well; show one's last runs"
    details = (
        "Of PORTALS, if that is set, one that was never crawled is not well. Exit codes: 0 all are "
        "well, 1 the archive cannot be read, 2 wrong usage, 4 a portal is not well."
    )

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--json", action="store_true", help="one JSON object a run, then a verdict a portal"
        )
        parser.add_argument(
            "--max-age", type=float, metavar="DAYS",
            help="a portal whose last run is older is not well; default HEALTH_MAX_AGE",
        )  # fmt: skip

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive
        from crawler.archive.moves import proposal_note, proposals
        from crawler.monitoring.health.past_runs import checked_runs
        from crawler.monitoring.health.verdicts import State, verdicts
        from crawler.monitoring.lock import held_since

        path = self.archive_path
        if len(args) > 1:
            raise CommandError("name one spider, or none for all")
        spider = args[0] if args else None
        if spider:
            find_portal(self.spiders, spider)
        expected = [spider] if spider else expected_portals(self.settings, self.spiders)
        age = self._max_age(opts)
        require_archive(path)
        with Archive(path) as archive:
            runs = checked_runs(archive.db.conn, spider, _RUNS)
            present, at_work = dt.datetime.now(dt.UTC), held_since(path)
            found = verdicts(archive.db.conn, spider, expected, present, age, at_work)
            moved = proposal_note(proposals(archive.db.conn, spider))
        if any(self._counts(verdict, spider) for verdict in found):
            self.exitcode = ExitCode.UNHEALTHY
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

    def _max_age(self, opts: argparse.Namespace) -> dt.timedelta:
        days: float | None = opts.max_age
        if days is None:
            return max_age(self.settings)
        if not 0 < days < 1e6:
            raise CommandError(f"--max-age {days:g} is no number of days")
        return dt.timedelta(days=days)

    def _counts(self, verdict: Verdict, spider: str | None) -> bool:
        """Whether a portal is not well that somebody wants to be.

        Without ``PORTALS`` nobody has said which should be crawled: then those are meant that were.
        """
        from crawler.monitoring.health.verdicts import State

        if verdict.state is State.WELL or (verdict.state is State.NEVER and verdict.at_work):
            return False
        if named := self.settings.getlist("PORTALS"):
            return spider is not None or verdict.portal in named
        return verdict.state is not State.NEVER and verdict.portal in self.spiders.list()


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
    screen = console(width=None if sys.stdout.isatty() else WIDTH)
    names = [_cut(measure, screen.width // 3) for measure, _ in shown]
    now = ["" if values[-1] is None else f"{values[-1]:.4g}" for values in shown.values()]
    taken = max(map(len, [*names, "measure"])) + max(map(len, [*now, "now"]))
    room = screen.width - _BETWEEN - taken - max(len(runs), len("last runs"))
    for name, (_, field), values, figure in zip(names, shown, shown.values(), now, strict=True):
        table.add_row(name, _short(field, min(_URL_SHOWN, max(room, 2))), curve(values), figure)
    screen.print(table)
    if len(found) > len(shown):
        say(f"and {len(found) - len(shown)} more, smaller ones of these kinds: --json")
    if books := sentence_of(runs[-1].outcomes):
        say_sentence(f"run {runs[-1].run_id} met {books}")
    for run in runs:
        if run.ending:
            say_sentence(f"run {run.run_id}, {run.started_at}: {run.ending}")
        for alarm in run.alarms:
            say_sentence(f"run {run.run_id}, {run.started_at}: {alarm}")
        if run.held:
            accept = command(f"accept {run.run_id}")
            articles = "1 article" if run.held == 1 else f"{run.held} articles"
            say_sentence(f"run {run.run_id} holds {articles} back: {accept}")


def _most(found: _Curves) -> _Curves:
    """Of each measure the fields where it is highest, so that all measures fit a screen.

    If they do not, the highest of those measures whose names begin alike, for such a name goes on
    with what some page says (``alike … → …``); in the end the highest of all.
    """
    kept = _highest(found, lambda key: key[0], _FIELDS_SHOWN)
    if len(kept) > _ROWS_SHOWN:
        kept = _highest(kept, lambda key: key[0].partition(" ")[0], _ALIKE_SHOWN)
    return _highest(kept, lambda _: "", _ROWS_SHOWN)


def _highest(found: _Curves, group: Callable[[_Curve], str], number: int) -> _Curves:
    """The highest few of each group, in the order they had."""
    groups: dict[str, list[_Curve]] = {}
    for key in found:
        groups.setdefault(group(key), []).append(key)
    kept = {
        key
        for keys in groups.values()
        for key in sorted(keys, key=lambda key: -_last(found[key]))[:number]
    }
    return {key: values for key, values in found.items() if key in kept}


def _last(values: list[float | None]) -> float:
    return next((value for value in reversed(values) if value is not None), 0.0)


def _short(field: str, room: int) -> str:
    """A field's name; of a list's URL its end, for its host and beginning all have in common."""
    path = re.sub(r"^https?://[^/]+(?=/)", "", field)
    if path == field:
        return _cut(field, room)
    return path if len(path) <= room else f"…{path[-(room - 1) :]}"


def _cut(name: str, room: int) -> str:
    """The beginning of a name that goes on with what a page says."""
    return name if len(name) <= room else f"{name[: room - 1]}…"
