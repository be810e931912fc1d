"""``scrapy backup``: a copy of archive and captures as they are now, while crawls go on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._preflight import require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.terminal import say, say_json

if TYPE_CHECKING:
    import argparse

    from crawler.maintenance.backup import BackedUp


class Command(ProjectCommand):
    """Copies the archive and its captures to a new folder or tar file."""

    usage = "[options] FOLDER | FILE.tar"
    summary = "Copy archive and captures as they are now, while crawls go on"
    details = (
        "FOLDER or FILE.tar is there when it is whole. It holds archive.db, captures/ and "
        "SHA256SUMS; docs/operations.md says how it is put back. Exit codes: 0 fine, 1 it could "
        "not be made or files of captures are missing, 2 wrong usage."
    )
    reported_errors = (OSError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from dataclasses import asdict

        from crawler.maintenance.backup import back_up

        if len(args) != 1:
            raise CommandError("name one folder or .tar file that is not there yet")
        path, target = Path(self.archive_path), Path(args[0])
        require_archive(str(path))
        done = back_up(path, Path(self.settings["WARC_DIR"]), target)
        if opts.json:
            say_json({"backup": str(target), **asdict(done)})
        else:
            say(_sentence(target, done))
        if done.missing:
            self.report_error(
                f"{len(done.missing)} files of captures are not there, for example "
                f"{done.missing[0]}: `scrapy doctor` tells more",
                ExitCode.FAILED,
            )


def _sentence(target: Path, done: BackedUp) -> str:
    foreign = (
        f"; {len(done.foreign)} files of others, which captures were read from, are not in it"
        if done.foreign
        else ""
    )
    return (
        f"{target}: {done.articles} articles, {done.files} files of captures, "
        f"{max(1, round(done.bytes / 1e6))} MB{foreign}"
    )
