"""``scrapy compact``: many small files of captures packed into a few."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import Group, ProjectCommand
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.terminal import say, say_json

if TYPE_CHECKING:
    import argparse


class Command(ProjectCommand):
    """Packs the small WARC files of months that are over."""

    summary = "Pack the small WARC files of past months into bigger ones"
    group = Group.REPAIRING
    details = (
        "Records stay as they are, byte for byte; where they stand is noted anew. What is "
        "interrupted is ended by the next run. Exit codes: 0 fine, 1 something was left as it is, "
        "2 wrong usage, 3 another run is at work on the archive."
    )
    reported_errors = (OSError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from dataclasses import asdict

        from crawler.archive import Archive
        from crawler.maintenance.captures.packing import pack

        self.require_no_arguments(args)
        path = self.archive_path
        require_archive(path)
        folder = Path(self.settings["WARC_DIR"])
        with exclusive_run(path, folder), Archive(path) as archive:
            packed = pack(archive, folder, self.settings.getint("WARC_MAX_BYTES"))
        if opts.json:
            say_json(asdict(packed))
        else:
            say(
                f"{packed.files} files packed into {packed.into}"
                if packed.files
                else "nothing to pack: no month that is over has small files"
            )
        for sentence in packed.left:
            self.report_error(f"left as it is: {sentence}", ExitCode.FAILED)
