"""``scrapy export``: take things out of the archive."""

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

FORMATS = ("wacz",)


class Command(ScrapyCommand):
    """Writes one file in one format."""

    requires_project = True

    def short_desc(self) -> str:
        """One line for ``scrapy -h``."""
        return "Take captures out of the archive: a WACZ package for ReplayWeb.page and pywb"

    def long_desc(self) -> str:
        """What ``scrapy export -h`` says."""
        return (
            f"{self.short_desc()}. Exit codes: 0 fine, 1 something could not be exported, "
            "2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our options beside Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--format", choices=FORMATS, required=True, help="what to write")
        parser.add_argument("--portal", metavar="NAME", help="only this portal's")
        parser.add_argument("-o", "--output", metavar="FILE", required=True, help="where to")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file, or nothing."""
        from crawler.archive import Archive, ArchiveError
        from crawler.exporting.errors import ExportError
        from crawler.exporting.wacz import write_wacz

        assert self.settings is not None
        path, target = self.settings["ARCHIVE_PATH"], Path(opts.output)
        try:
            if args:
                raise Refusal(f"{args[0]!r} is not understood; name the file with -o FILE")
            require_archive(path)
            with Archive(path) as archive:
                portals = sorted(row["name"] for row in archive.db.table("portals").rows)
                if opts.portal and opts.portal not in portals:
                    there = ", ".join(portals) or "none"
                    raise Refusal(f"the archive has no portal {opts.portal!r}; there are {there}")
                packed = write_wacz(archive, Path(self.settings["WARC_DIR"]), target, opts.portal)
        except Refusal as refusal:
            self._refuse(str(refusal), refusal.exit_code)
        except (ArchiveError, ExportError) as error:
            self._refuse(str(error), FAILED)
        except OSError as error:
            self._refuse(f"{target} cannot be written: {error.strerror or error}", FAILED)
        else:
            for reason in packed.left_out:
                print(f"scrapy export: left out: {reason}", file=sys.stderr)
            print(
                f"{packed.records} records in {packed.files} WARC files, "
                f"{packed.pages} pages → {target}"
            )
            self.exitcode = FAILED if packed.left_out else OK

    def _refuse(self, sentence: str, exit_code: int) -> None:
        print(f"scrapy export: {sentence}", file=sys.stderr)
        self.exitcode = exit_code
