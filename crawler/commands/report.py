"""``scrapy report``: one page with the charts and how the last runs went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._language import add_language
from crawler.commands._preflight import require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.publishing.export.output_file import ExportError
from crawler.terminal import say

if TYPE_CHECKING:
    import argparse


class Command(ProjectCommand):
    """Writes the report."""

    requires_crawler_process = False
    summary = "Write one HTML file with charts and how the last runs went"
    details = (
        "It asks for nothing when it is opened. Exit codes: 0 fine, "
        "1 it could not be written, 2 wrong usage."
    )
    reported_errors = (ExportError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", default="report.html", help="default report.html"
        )
        add_language(parser)

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive
        from crawler.archive.database import now
        from crawler.publishing.export.output_file import whole_file
        from crawler.publishing.report.report_page import report

        path, target = self.archive_path, Path(opts.output)
        self.require_no_arguments(args, "; name the file with -o FILE")
        require_archive(path)
        with Archive(path) as archive:
            page = report(archive.db.conn, now(), opts.language)
        try:
            with whole_file(target) as file:
                file.write(page.encode())
        except OSError as error:
            raise CommandError(
                f"{target} cannot be written: {error.strerror or error}", ExitCode.FAILED
            ) from None
        say(f"{len(page.encode()) // 1024} kB → {target}")
