"""``scrapy doctor``: checks of the archive and its captures, and repairs."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from crawler.command_base import CommandError, Group, ProjectCommand
from crawler.commands._portals import broken_files, portals_among
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.commands.reextract import (
    print_report,
    processes,
    progress_bar,
)
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import say, say_json, say_sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from crawler.archive import Archive
    from crawler.maintenance.doctor.findings import Finding
    from crawler.maintenance.doctor.mending import Mended
    from crawler.maintenance.reextract.rebuild import Advance

_NAMED = 20
"""Articles that are named on the terminal; ``--json`` names all."""


class Command(ProjectCommand):
    """Checks everything, prints the findings, and repairs what captures can restore."""

    group = Group.REPAIRING
    summary = "Check the archive and its captures, and mend what can be mended"
    details = (
        "Without --mend nothing is changed. Exit codes: 0 sound, "
        "1 something was found, 2 wrong usage, 3 another run is at work on the archive."
    )
    reported_errors = (OSError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--sample", type=int, metavar="N", help="read only N records, chosen at random"
        )
        parser.add_argument(
            "--mend",
            action="store_true",
            help="make again what follows from the WARC files: captures, articles, search index",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a finding")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive, ArchiveError
        from crawler.archive.errors import explain
        from crawler.maintenance.doctor.integrity import damaged

        path = self.archive_path
        self.require_no_arguments(args)
        if opts.sample is not None and opts.sample < 1:
            raise CommandError(f"--sample {opts.sample} is no number of records")
        require_archive(path)
        try:
            # A run at work has recorded pages whose articles it has yet to store: to a doctor
            # who looks at it, it is a killed one.
            finishing = self._folder() if opts.mend else None
            with exclusive_run(path, finishing), Archive(path) as archive:
                if opts.mend:
                    mended = self._mend(archive)
                    if not opts.json:
                        print_mended(mended)
                findings = self._check(archive, opts.sample)
        except sqlite3.Error as error:  # out of mending
            raise explain(error, Path(path)) from None
        except ArchiveError as error:
            cause = error.__cause__
            corrupt = getattr(cause, "sqlite_errorname", "").startswith("SQLITE_CORRUPT")
            if opts.mend or not corrupt:
                raise
            findings = [damaged(cause)]  # so badly that it does not open
        self._report(findings, opts)

    def _report(self, findings: list[Finding], opts: argparse.Namespace) -> None:
        (print_json if opts.json else print_findings)(findings)
        # Pages of a portal whose spider does not import could not be looked at.
        unseen = broken_files(self.spiders)
        is_sound = all(finding.note for finding in findings) and not unseen
        self.exitcode = ExitCode.OK if is_sound else ExitCode.FAILED

    def _check(self, archive: Archive, sample: int | None) -> list[Finding]:
        from crawler.maintenance.doctor.clock_times import check_clocks
        from crawler.maintenance.doctor.consistency import (
            check_articles,
            check_contents,
            count_articles,
        )
        from crawler.maintenance.doctor.integrity import check_integrity, check_search, damaged
        from crawler.maintenance.doctor.story_tables import check_stories
        from crawler.maintenance.doctor.unindexed import check_index
        from crawler.maintenance.doctor.unread_pages import check_pages
        from crawler.maintenance.doctor.warc_records import check_records, count_records
        from crawler.maintenance.forgetting.proof import check_forgotten

        db, folder = archive.db.conn, self._folder()
        articles = _count(lambda: count_articles(db))
        records = min(_count(lambda: count_records(db)), sample or sys.maxsize)
        findings: list[Finding] = []
        with checks_shown() as (begin, advance):
            checks: tuple[tuple[str, int | None, Callable[[], Iterable[Finding]]], ...] = (
                ("database file", None, lambda: check_integrity(db)),
                ("search index", None, lambda: check_search(db)),
                ("articles", None, lambda: check_articles(db)),
                ("contents", articles, lambda: check_contents(db, advance)),
                ("clock", None, lambda: check_clocks(db)),
                ("stories", articles, lambda: check_stories(db, advance)),
                ("captured pages", None, lambda: check_pages(db, self._portal_spiders())),
                ("WARC files", None, lambda: check_index(db, folder)),
                ("records", records, lambda: check_records(db, folder, sample, advance)),
                ("forgotten", None, lambda: check_forgotten(db, archive.path, folder)),
            )
            for name, total, check in checks:
                begin(name, total)
                try:
                    findings += check()
                except sqlite3.DatabaseError as error:
                    findings.append(damaged(error))
        return findings

    def _mend(self, archive: Archive) -> Mended:
        from crawler.maintenance.doctor.mending import mend
        from spiders.feeds import read_feed

        (total,) = archive.db.execute("SELECT count(*) FROM captures").fetchone()
        with progress_bar(total) as advance:
            return mend(
                archive,
                self._folder(),
                self._portal_spiders(),
                read_feed,
                jobs=processes(total),
                advance=advance,
            )

    def _folder(self) -> Path:
        return Path(self.settings["WARC_DIR"])

    def _portal_spiders(self) -> dict[str, Any]:
        """A spider of each portal; its source does not matter, for nothing is fetched."""
        found = portals_among(self.spiders)
        return {name: spider(source="live") for name, spider in found.items()}


def _count(count: Callable[[], int]) -> int:
    """How many there are to be checked; 0 where the checks will say what is damaged."""
    try:
        return count()
    except sqlite3.DatabaseError:
        return 0


@contextmanager
def checks_shown() -> Iterator[tuple[Callable[[str, int | None], None], Advance]]:
    """On the terminal, which check is at work and how far; nothing where nobody looks.

    Gives what says that a check of so many things begins, and what says how many are done.
    """
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

    from crawler.console import console

    terminal = console(error=True)
    if not terminal.is_terminal:
        yield lambda _name, _total: None, lambda _number: None
        return
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True) as progress:
        task = progress.add_task("checks", total=None)
        yield (
            lambda name, total: progress.reset(task, description=name, total=total),
            lambda number: progress.advance(task, number),
        )


def print_mended(mended: Mended) -> None:
    """Print what was repaired."""
    print_report(mended.report, dry_run=False)
    say_sentence(
        f"mended: {mended.indexed} captures found in WARC files, "
        f"{mended.loose} rows that referred to nothing, "
        f"search index {'rebuilt' if mended.search else 'in step'}, "
        f"stories {'rebuilt' if mended.stories else 'in step'}"
        + (f", {mended.dated} captures dated anew" if mended.dated else "")
        + (f", {mended.forgotten} articles forgotten again" if mended.forgotten else "")
    )


def print_json(findings: list[Finding]) -> None:
    """Print a JSON object for each finding."""
    for finding in findings:
        say_json({**asdict(finding), "mend": finding.mend and command(finding.mend)})


def print_findings(findings: list[Finding]) -> None:
    """Print a paragraph for each finding, or that the archive is sound."""
    for finding in findings:
        say(f"{'note: ' if finding.note else ''}{finding.check}: {finding.count} {finding.what}")
        for name in finding.names[:_NAMED] or [f"for example {finding.example}"]:
            say(f"  {name}")
        if len(finding.names) > _NAMED:
            say(f"  … and {len(finding.names) - _NAMED} more (--json names all)")
        if finding.mend and not finding.note:
            say(f"  mended by: {command(finding.mend)}")
    if all(finding.note for finding in findings):
        say("The archive is sound.")
