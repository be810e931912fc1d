"""``scrapy report``: one page with the charts and how the last runs went."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from crawler.commands.checks import Refusal
from crawler.commands.reextract import require_archive
from crawler.monitoring.summary import FAILED, OK

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
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
        from crawler.archive import Archive, ArchiveError
        from crawler.archive.times import now
        from crawler.exporting.atomic import whole_file
        from crawler.exporting.errors import ExportError
        from crawler.reporting.report import report

        assert self.settings is not None
        path, target = self.settings["ARCHIVE_PATH"], Path(opts.output)
        try:
            if args:
                raise Refusal(f"{args[0]!r} is not understood; name the file with -o FILE")
            require_archive(path)
            with Archive(path) as archive:
                page = report(archive.db.conn, now())
            with whole_file(target) as file:
                file.write(page.encode())
        except Refusal as refusal:
            self._refuse(str(refusal), refusal.exit_code)
        except (ArchiveError, ExportError) as error:
            self._refuse(str(error), FAILED)
        except OSError as error:
            self._refuse(f"{target} cannot be written: {error.strerror or error}", FAILED)
        else:
            print(f"{len(page.encode()) // 1024} kB → {target}")
            self.exitcode = OK

    def _refuse(self, sentence: str, exit_code: int) -> None:
        print(f"scrapy report: {sentence}", file=sys.stderr)
        self.exitcode = exit_code
