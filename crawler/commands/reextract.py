"""``scrapy reextract``: extraction and pipelines run again over the stored captures."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from crawler.command_base import CommandError, Group, ProjectCommand
from crawler.commands._dask import add_cluster_option, reading_on_dask
from crawler.commands._portals import broken_files, portals_among
from crawler.commands._preflight import exclusive_run, find_portal, require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.terminal import say_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from crawler.console import PlainConsole
    from crawler.maintenance.reextract import PortalExtraction, Report
    from crawler.maintenance.reextract.rebuild import Advance

_WORTH_A_PROCESS = 400  # captures read in the time a process takes to start
_A_CAPTURE = 8_000  # bytes that one takes of an archive, with its article
_LONGEST = 200  # characters of a value on the terminal; --json has it whole


class Command(ProjectCommand):
    """Rebuilds articles from their captures, without a network."""

    usage = "[options] [SPIDER ...]"
    group = Group.REPAIRING
    summary = "Read articles again from their captures, by the rules of today"
    details = (
        "For use after a change of layouts or pipelines; no network. "
        "Exit codes: 0 fine, 1 captures are missing or damaged, 2 wrong usage, "
        "3 another run is at work on the archive."
    )
    reported_errors = (OSError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change; store nothing"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
        parser.add_argument(
            "--jobs", type=int, metavar="N", help="processes that read (default: one a core)"
        )
        add_cluster_option(parser)

    @override
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.processes import import_ahead

        super().process_options(args, opts)
        if opts.cluster is None and (opts.jobs or processes(self._captures_at_most())) > 1:
            import_ahead("crawler.maintenance.reextract.extraction")

    def _captures_at_most(self) -> int:
        """About how many captures the archive may have, by its size alone."""
        archive = Path(self.archive_path)
        return archive.stat().st_size // _A_CAPTURE if archive.is_file() else 0

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from concurrent.futures.process import BrokenProcessPool

        from crawler.archive.errors import explain

        path = self.archive_path
        if opts.jobs is not None and opts.jobs < 1:
            raise CommandError(f"--jobs {opts.jobs} is no number of processes")
        for name in args:
            find_portal(self.spiders, name)
        require_archive(path)
        try:
            with exclusive_run(path, self.settings["WARC_DIR"]):
                report = self._reextract(args, opts)
        except sqlite3.Error as error:
            raise explain(error, Path(path)) from None
        except BrokenProcessPool:
            raise CommandError(
                "a process died (out of memory?); try --jobs 1", ExitCode.FAILED
            ) from None
        (print_json if opts.json else print_report)(report, dry_run=opts.dry_run)
        self.exitcode = (
            ExitCode.FAILED if damaged(report) or broken_files(self.spiders) else ExitCode.OK
        )

    def _reextract(self, names: list[str], opts: argparse.Namespace) -> Report:
        from crawler.archive import Archive
        from crawler.maintenance.reextract import ReextractionPlan, StoredCaptures, reextract
        from crawler.monitoring.gc_tuning import tune_gc

        tune_gc()
        portals = readings(self.spiders)
        if broken_files(self.spiders) and not names:
            # Whose portal such a file has nobody knows: without its layout and home page articles
            # would be read wrongly, so those without a spider stay as they are.
            names = sorted(portals)
        with Archive(self.archive_path) as archive:
            evidence = StoredCaptures(archive.db.conn, self.settings["WARC_DIR"], names or None)
            total = evidence.count()
            jobs = opts.jobs or processes(total)
            with reading_on_dask(opts.cluster) as read, progress_bar(total) as advance:
                plan = ReextractionPlan(evidence, portals, jobs, read=read)
                return reextract(archive, plan, dry_run=opts.dry_run, advance=advance)


def readings(spiders: Any) -> dict[str, PortalExtraction]:
    """How the pages of each spider's portal are read."""
    from crawler.maintenance.reextract import PortalExtraction

    return {name: PortalExtraction.of(spider) for name, spider in portals_among(spiders).items()}


def processes(captures: int) -> int:
    """How many processes are worth starting: one a core, none for a few pages."""
    from crawler.processes import cores

    return min(cores(), 1 + captures // _WORTH_A_PROCESS)


@contextmanager
def progress_bar(total: int) -> Iterator[Advance]:
    """A bar on the terminal while pages are read; nothing where nobody looks."""
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    from crawler.console import console

    terminal = console(error=True)
    if not terminal.is_terminal:
        yield lambda number: None
        return
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal) as progress:
        task = progress.add_task("captures", total=total)
        yield lambda number: progress.advance(task, number)


def damaged(report: Report) -> int:
    """How many captures or articles could not be used though they should be readable."""
    lost = sum(kept.lost for kept in report.kept) + sum(failed.lost for failed in report.unread)
    return lost + len(report.not_written)


def print_json(report: Report, *, dry_run: bool) -> None:
    """One line a field that changes, one an article that was left as it is, and a summary."""
    from dataclasses import asdict

    for change in report.found.fields.values():
        _line("field", asdict(change))
    for kept in report.kept:
        _line("kept", asdict(kept))
    for failed in report.unread:
        _line("unread", {"url": failed.capture.url, "reason": failed.reason, "lost": failed.lost})
    for url in report.undated:
        _line("undated", {"url": url})
    for sentence in report.not_written:
        _line("not written", {"reason": sentence})
    summary = {
        "dry_run": dry_run,
        "captures": report.captures,
        "articles": report.articles,
        "changed": report.found.changed,
        "new": report.found.new,
        "merged": report.found.lost,
        "kept": len(report.kept),
    }
    _line("summary", summary)


def _line(kind: str, values: dict[str, Any]) -> None:
    say_json({"type": kind, **values})


def print_report(report: Report, *, dry_run: bool) -> None:
    """What changed by field with examples, what was left as it is, and a sentence."""
    from crawler.console import console

    terminal = console(highlight=False, soft_wrap=True)
    for change in report.found.fields.values():
        _print(terminal, f"{change.name}: {change.articles} articles", style="bold")
        for example in change.examples:
            _print(terminal, f"  {example.url}")
            _print(terminal, f"    - {_short(example.old)}")
            _print(terminal, f"    + {_short(example.new)}")
    for what, urls in (("new", report.found.new), ("joined with another one", report.found.lost)):
        if urls:
            _print(terminal, f"{what}: {len(urls)} articles, for example {urls[0]}")
    for kept in report.kept:
        _print(terminal, f"left as it is: {kept.url}: {kept.reason}")
    for failed in report.unread:
        _print(terminal, f"not read: {failed.capture.url}: {failed.reason}")
    for url in report.undated:
        _print(terminal, f"passed over: {url}: its record does not say when it was captured")
    for sentence in report.not_written:
        _print(terminal, sentence)
    verb = "would change" if dry_run else "changed"
    _print(
        terminal,
        f"{report.captures} captures of {report.articles} articles read: "
        f"{report.found.changed} {verb}, {len(report.kept)} left as they are",
    )


def _print(terminal: PlainConsole, text: str, style: str | None = None) -> None:
    terminal.print(text, style=style)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}… ({len(flat)} characters)"
