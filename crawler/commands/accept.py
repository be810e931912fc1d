"""``scrapy accept RUN``: a person decides about what a run held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.command_settings import CheckedCommand
from crawler.commands._errors import CommandError, refuse, refusing
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.monitoring.summary import FAILED
from crawler.terminal import say

if TYPE_CHECKING:
    import argparse


class Command(CheckedCommand):
    """Stores what is in quarantine, or forgets it."""

    requires_project = True

    def syntax(self) -> str:
        """What may follow the command's name."""
        return "[--discard] RUN"

    def short_desc(self) -> str:
        """One line for ``scrapy -h``."""
        return "Store what a run held back because its health check rang, or discard it"

    def long_desc(self) -> str:
        """What ``scrapy accept -h`` says."""
        return (
            f"{self.short_desc()}. An accepted run is how the portal is now: later runs are "
            "compared with it and not with what was before. What is discarded is asked for again. "
            "Exit codes: 0 done, 1 the archive or an article cannot be written, 2 wrong usage, "
            "3 another run is at work on the archive."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """``--discard`` beside Scrapy's options."""
        super().add_options(parser)
        parser.add_argument("--discard", action="store_true", help="forget it instead")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Decide about one run, under the lock."""
        from crawler.archive import Archive, Outcome

        assert self.settings is not None
        path = self.settings["ARCHIVE_PATH"]
        with refusing(self):
            if len(args) != 1 or not args[0].isdecimal():
                raise CommandError("name one run by its number; `scrapy health` shows them")
            run_id = int(args[0])
            require_archive(path)
            with exclusive_run(self.settings["ARCHIVE_PATH"]), Archive(path) as archive:
                if not archive.db.table("runs").count_where("id = ?", [run_id]):
                    raise CommandError(f"there is no run {run_id}; `scrapy health` shows them")
                if opts.discard:
                    say(f"run {run_id}: {archive.discard(run_id)} articles discarded")
                else:
                    outcomes = archive.accept(run_id)
                    stored = sum(outcome is not Outcome.REJECTED for outcome in outcomes)
                    say(f"run {run_id} accepted: {stored} articles stored")
                    for item in archive.not_written:
                        refuse(self, f"{item}; it stays in quarantine", FAILED)
