"""``scrapy report``: one page with the charts and how the last runs went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crawler.command_settings import CheckedCommand
from crawler.commands._errors import CommandError, refusing
from crawler.commands._preflight import require_archive
from crawler.monitoring.summary import FAILED
from crawler.terminal import say

if TYPE_CHECKING:
    import argparse


class Command(CheckedCommand):
    """Writes the report."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """One line for ``scrapy -h``."""
        return "Write one HTML file with charts and the last runs' health, for mail or a wiki"

    def long_desc(self) -> str:
        """What ``scrapy report -h`` says."""
        return (
            f"{self.short_desc()}. It asks for nothing when it is opened. Exit codes: 0 fine, "
            "1 it could not be written, 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our options beside Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", default="report.html", help="default report.html"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file, or nothing."""
        from crawler.archive import Archive
        from crawler.archive.database import now
        from crawler.publishing.export.atomic import whole_file
        from crawler.publishing.export.errors import ExportError
        from crawler.publishing.report.report import report

        assert self.settings is not None
        path, target = self.settings["ARCHIVE_PATH"], Path(opts.output)
        with refusing(self, ExportError):
            if args:
                raise CommandError(f"{args[0]!r} is not understood; name the file with -o FILE")
            require_archive(path)
            with Archive(path) as archive:
                page = report(archive.db.conn, now())
            try:
                with whole_file(target) as file:
                    file.write(page.encode())
            except OSError as error:
                raise CommandError(
                    f"{target} cannot be written: {error.strerror or error}", FAILED
                ) from None
            say(f"{len(page.encode()) // 1024} kB → {target}")
