"""``scrapy accept RUN``: store or discard the articles that a run holds in quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import say

if TYPE_CHECKING:
    import argparse


class Command(ProjectCommand):
    """Stores the articles in quarantine, or discards them."""

    usage = "[--discard] RUN"
    summary = "Store what a run held back because of a health alarm, or discard it"
    details = (
        "An accepted run is how the portal is now: later runs are "
        "compared with it and not with what was before. What is discarded is asked for again. "
        "A run that held nothing back and raised no alarm has nothing to accept. "
        "Exit codes: 0 done, 1 the archive or an article cannot be written, 2 wrong usage, "
        "3 another run is at work on the archive."
    )

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--discard", action="store_true", help="forget it instead")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive, Outcome

        path = self.archive_path
        if len(args) != 1 or not args[0].isdecimal():
            raise CommandError(f"name one run by its number; `{command('health')}` shows them")
        run_id = int(args[0])
        require_archive(path)
        with exclusive_run(self.archive_path), Archive(path) as archive:
            if not archive.db.table("runs").count_where("id = ?", [run_id]):
                raise CommandError(f"there is no run {run_id}; `{command('health')}` shows them")
            if reason := archive.quarantine.nothing_to_decide(run_id, discard=opts.discard):
                raise CommandError(f"{reason}; `{command('health')}` shows which runs wait for you")
            if opts.discard:
                say(f"run {run_id}: {archive.quarantine.discard(run_id)} articles discarded")
            else:
                outcomes = archive.quarantine.accept(run_id)
                stored = sum(outcome is not Outcome.REJECTED for outcome in outcomes)
                say(f"run {run_id} accepted: {stored} articles stored")
                for item in archive.not_written:
                    self.report_error(f"{item}; it stays in quarantine", ExitCode.FAILED)
